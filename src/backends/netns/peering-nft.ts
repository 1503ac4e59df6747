/**
 * What may cross a peering connection: only what has its destination or its source in the VPC that it goes to, so that nobody
 * reaches through a peer what lies behind it. What comes in meets no route table, and the main one leads to ports alone.
 * https://docs.aws.amazon.com/vpc/latest/reachability/explanation-codes.html (PCX_REQUIRES_ADDRESS_IN_VPC_CIDR)
 */

import type { Router } from '../../blueprint/blueprint.ts';
import { addressElements } from './addresses.ts';
import { refuse } from './flow-log-nft.ts';
import { withoutGroups } from './group-nft.ts';
import type { NftObject } from './nft-plan.ts';
import { chain, map, quoted, set } from './nft-words.ts';
import type { PeeringEnd } from './peering-ip.ts';

function towards({ device }: PeeringEnd): string {
  return `towards-${device}`;
}

/** A peer's addresses are its own to check. Which table a packet takes is marked for subnets only. */
export function peeringSource(ends: readonly PeeringEnd[]): readonly string[] {
  return ends.length === 0 ? [] : ['iifname @peerings accept'];
}

export function peeringVerdicts(ends: readonly PeeringEnd[]): readonly (readonly [string, string])[] {
  return ends.map(({ device }) => [quoted(device), withoutGroups] as const);
}

/** Of what leaves the subnets. */
export function peeringRules(ends: readonly PeeringEnd[]): readonly string[] {
  return ends.length === 0 ? [] : ['oifname vmap @towards-peers'];
}

/** Rules that name a group of a peer's mean who sends: the link counts as the port of what is behind it. */
export function peeringMembers(ends: readonly PeeringEnd[]): readonly string[] {
  return ends.flatMap(({ device, link }) =>
    addressElements(link.members).map((address) => `${quoted(device)} . ${address}`),
  );
}

export function peeringObjects(router: Router, ends: readonly PeeringEnd[]): readonly NftObject[] {
  if (ends.length === 0) return [];
  const blocks = ({ link }: PeeringEnd) => addressElements(link.cidrs);
  return [
    set(
      'peerings',
      'type ifname;',
      ends.map(({ device }) => quoted(device)),
    ),
    ...ends.map((end) =>
      chain(towards(end), '', [
        ...blocks(end).flatMap((block) => [`ip daddr ${block} return`, `ip saddr ${block} return`]),
        refuse(router, 'route'),
      ]),
    ),
    map(
      'towards-peers',
      'type ifname : verdict;',
      ends.map((end) => [quoted(end.device), `jump ${towards(end)}`] as const),
    ),
  ];
}
