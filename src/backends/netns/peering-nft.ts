/**
 * What may cross a peering connection: only what has its destination or its source in the VPC that it goes to, so that nobody
 * reaches through a peer what lies behind it. What comes in meets no route table, and the main one leads to ports alone.
 * https://docs.aws.amazon.com/vpc/latest/reachability/explanation-codes.html (PCX_REQUIRES_ADDRESS_IN_VPC_CIDR)
 */

import type { Router } from '../../blueprint/blueprint.ts';
import { aclQuestion } from './acl-nft.ts';
import { addressElements } from './addresses.ts';
import { refuse } from './flow-log-nft.ts';
import { withoutGroups } from './group-nft.ts';
import { peeringGroup } from './names.ts';
import type { NftObject } from './nft-plan.ts';
import { chain, deviceAndAddress, map, quoted, unanswered } from './nft-words.ts';
import type { PeeringEnd } from './peering-ip.ts';

function towards({ device }: PeeringEnd): string {
  return `towards-${device}`;
}

/** A peer's addresses are its own to check. Which table a packet takes is marked for subnets only. */
export function peeringSource(ends: readonly PeeringEnd[]): readonly string[] {
  return ends.length === 0 ? [] : [`iifgroup ${peeringGroup} accept`];
}

export function peeringServices(ends: readonly PeeringEnd[]): readonly string[] {
  return ends.length === 0 ? [] : unanswered(`iifgroup ${peeringGroup}`);
}

/** Of what passes between subnets and peers. */
export function peeringWays(ends: readonly PeeringEnd[]): readonly string[] {
  if (ends.length === 0) return [];
  return [`oifgroup ${peeringGroup} goto to-peer`, `iifgroup ${peeringGroup} goto from-outside`];
}

export function peeringVerdicts(ends: readonly PeeringEnd[]): readonly (readonly [string, string])[] {
  return ends.map(({ device }) => [quoted(device), withoutGroups] as const);
}

/** Rules that name a group of a peer's mean who sends: the link counts as the port of what is behind it. */
export function peeringMembers(ends: readonly PeeringEnd[]): readonly string[] {
  return ends.flatMap(({ device, link }) =>
    addressElements(link.members).map((address) => deviceAndAddress(device, address)),
  );
}

export function peeringObjects(router: Router, ends: readonly PeeringEnd[]): readonly NftObject[] {
  if (ends.length === 0) return [];
  const blocks = ({ link }: PeeringEnd) => addressElements(link.cidrs);
  return [
    ...ends.map((end) =>
      chain(towards(end), '', [
        ...blocks(end).flatMap((block) => [`ip daddr ${block} return`, `ip saddr ${block} return`]),
        refuse(router, 'route'),
      ]),
    ),
    map(
      'towards-peers',
      'type ifname : verdict;',
      ends.map((end) => [quoted(end.device), `goto ${towards(end)}`] as const),
    ),
    chain('to-peer', '', [...aclQuestion(router, 'egress'), 'oifname vmap @towards-peers', refuse(router, 'route')]),
  ];
}
