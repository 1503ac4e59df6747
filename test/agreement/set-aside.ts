/**
 * Flows on which the data plane is known not to do what AWS does, so that the verifier, which says what AWS does, may not be held
 * against it: each by its name, narrow, and told in the README under “What is not there yet”.
 */

import { keepsClientAddress } from '../../src/model/load-balancer.ts';
import type { Network } from '../../src/model/network.ts';
import type { Trace } from '../../src/verify/trace.ts';

type Case = (network: Network, trace: Trace, protocol: number) => boolean;

const tcp = 6;

const cases: Readonly<Record<string, Case>> = {
  /** A proxy opens the connection to the target, from the load balancer's address. */
  'client addresses behind proxy protocol': (network, { forward }, protocol) =>
    protocol === tcp &&
    // Through an endpoint no client's address is kept anyway.
    !forward.some(({ stage }) => stage === 'endpoint') &&
    forward.some(({ stage, rule }) => {
      const group = stage === 'target' && rule !== undefined ? network.get('target-group', rule) : undefined;
      return group?.attributes['proxy_protocol_v2.enabled'] === 'true' && keepsClientAddress(group);
    }),
};

/** The case's name; undefined where the flow is to be compared. */
export function setAside(network: Network, trace: Trace, protocol: number): string | undefined {
  return Object.entries(cases).find(([, applies]) => applies(network, trace, protocol))?.[0];
}
