/**
 * Whose the things are that a trace names, where they are not all one account's, and who may make the change that would open
 * the way: in a shared VPC that is often not who is blocked. It relies on the table of duties, and changes no verdict: what
 * passes does not depend on owners.
 */

import type { Network } from '../model/network.ts';
import type { Kind, Resource } from '../model/resource.ts';
import { makerOf } from '../model/vpc-sharing.ts';
import type { Blocker, Hop, Trace } from './answer.ts';
import { interfaceAt } from './lookup.ts';
import { resourceOf } from './resource-of.ts';

/** Of blockers whose change is to another kind of resource than the component itself. */
const changedKinds: Readonly<Record<string, Kind>> = {
  BAD_STATE_ROUTE: 'route-table',
  ENI_SG_RULES_MISMATCH: 'security-group-rule',
  IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS: 'route-table',
  IGW_DESTINATION_ADDRESS_NOT_IN_RFC6598_EGRESS: 'route-table',
  IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS: 'elastic-address',
  IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS: 'elastic-address',
  NO_POSSIBLE_DESTINATION: 'route-table',
  NO_ROUTE_TO_DESTINATION: 'route-table',
  PCX_REQUIRES_ADDRESS_IN_VPC_CIDR: 'route-table',
  POSTERN_ANSWER_ASTRAY: 'route-table',
  POSTERN_LOOP: 'route-table',
  POSTERN_OWN_SOURCE: 'route-table',
  SG_REFERENCES_NOT_PRESERVED: 'security-group-rule',
  VGW_PRIVATE_IP_ASSOCIATION_FOR_EGRESS: 'route-table',
};

/** The same trace; with owners where there are several. */
export function withOwners(network: Network, found: Trace): Trace {
  const hops = [...found.forward, ...found.return];
  const accounts = new Set(hops.flatMap(({ component }) => resourceOf(network, component)?.account ?? []));
  if (accounts.size < 2) return found;
  const asker = askerOf(network, found);
  return {
    ...found,
    forward: found.forward.map((hop) => owned(network, hop)),
    return: found.return.map((hop) => owned(network, hop)),
    blockers: found.blockers.map((blocker) => withMaker(network, hops, blocker, asker)),
  };
}

function owned(network: Network, hop: Hop): Hop {
  const account = resourceOf(network, hop.component)?.account;
  return account === undefined ? hop : { ...hop, account };
}

/** Whose packet it is: the sender's; where the internet sends, the receiver's. */
function askerOf(network: Network, { forward }: Trace): string | undefined {
  const ends = [forward[0], ...[...forward].reverse()];
  const interfaces = ends.flatMap((hop) => network.get('network-interface', hop?.component ?? '') ?? []);
  return interfaces[0]?.account;
}

function withMaker(network: Network, hops: readonly Hop[], blocker: Blocker, asker: string | undefined): Blocker {
  const { component, mend, code } = blocker;
  const found = resourceOf(network, component);
  if (found === undefined) return blocker;
  const hop = hops.find((one) => one.code === code && one.component === component);
  const account = accountThatMay(network, found, changedKinds[code] ?? found.kind, hop);
  const owner = ownerText(network, vpcOf(network, found, hop), found.id, account);
  return { ...blocker, account, mend: account === asker ? mend : `${owner}${mend}` };
}

function accountThatMay(network: Network, found: Resource, kind: Kind, hop: Hop | undefined): string {
  if (found.kind === 'network-interface' && kind === 'security-group-rule') {
    const owners = found.groups.flatMap((id) => network.get('security-group', id)?.account ?? []);
    // Who has one group of its own on the interface needs nobody else's.
    return owners.includes(found.account) ? found.account : (owners[0] ?? found.account);
  }
  const vpc = vpcOf(network, found, hop);
  if (vpc === undefined) return found.account;
  const at = kind === 'elastic-address' ? addressed(network, vpc, hop) : undefined;
  return makerOf(network, kind, { account: (at ?? found).account, vpc });
}

/** The interface that lacks a public address. */
function addressed(network: Network, vpc: string, hop: Hop | undefined): Resource | undefined {
  if (hop === undefined) return undefined;
  const { source, destination } = hop.packet;
  return interfaceAt(network, vpc, hop.code?.endsWith('EGRESS') ? source : destination);
}

/** Of what joins two VPCs, the one that the packet leaves. */
function vpcOf(network: Network, found: Resource, hop: Hop | undefined): string | undefined {
  if (found.kind === 'vpc') return found.id;
  if (found.kind === 'vpc-peering-connection')
    return network.get('network-interface', hop?.networkInterface ?? '')?.vpc;
  return 'vpc' in found ? found.vpc : undefined;
}

function ownerText(network: Network, vpc: string | undefined, id: string, account: string): string {
  const what = vpc !== undefined && network.get('vpc', vpc)?.account === account ? vpc : id;
  return `The owner of ${what}, account ${account}, has to do it: `;
}
