/**
 * The server's end of a gateway load balancer's node: starts tunnel-child.ts inside the node's namespace, and puts its messages behind
 * functions. Does not start it again; whoever keeps it does.
 */

import { startChildThrough } from './namespace-child.ts';
import type { Lack, ToTunneller, TunnelCounts, TunnelPlan } from './tunnel-messages.ts';
import type { ProbeOutcome, ProbeRequest } from './worker-messages.ts';

/** Everything that is asked rejects when the process ends first. */
export interface Tunneller {
  /** Brings it to the plan; known flows go on. @returns what could not be: it is tried again until it can, or another plan comes */
  follow(plan: TunnelPlan): Promise<readonly Lack[]>;
  /** From the node's own address, where the request says nothing else. */
  probe(request: ProbeRequest): Promise<ProbeOutcome>;
  counts(): Promise<TunnelCounts>;
  /** Resolves when the process is gone, whoever ended it, with what it complained of. */
  readonly ended: Promise<string>;
  end(): Promise<void>;
}

/** @param enter what to put before an argument list so that it runs inside the namespace */
export async function startTunnellerThrough(enter: readonly string[]): Promise<Tunneller> {
  const { ended, ask, end } = await startChildThrough(enter, 'tunnel-child', 'tunneller');
  const order = (message: ToTunneller): Promise<unknown> => ask(message);
  return {
    ended,
    end,
    follow: (plan) => order({ kind: 'follow', plan }) as Promise<readonly Lack[]>,
    probe: (request) => order({ kind: 'probe', request }) as Promise<ProbeOutcome>,
    counts: () => order({ kind: 'count' }) as Promise<TunnelCounts>,
  };
}
