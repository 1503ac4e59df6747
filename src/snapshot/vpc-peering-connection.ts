/**
 * Peering connections, from describe-vpc-peering-connections of either side; tags are each side's own. One whose other VPC is in no
 * file stays as it is said to be, and carries nothing.
 */

import type { Tags } from '../model/resource.ts';
import type { PeeringOutcome, PeeringSide, VpcPeeringConnection } from '../model/vpc-peering-connection.ts';
import { flag, type Item, items, member, optional, required, tagsIn, text, time } from './item.ts';
import type { Sourced } from './source.ts';
import { baseOf, note, type World } from './world.ts';

type Code = 'active' | 'provisioning' | 'rejected' | 'failed' | 'deleting' | 'deleted';

/** When something ended is not printed: long ago. */
const at = 0;

const outcomes: Readonly<Record<Code, (item: Item, sides: readonly [PeeringSide, PeeringSide]) => PeeringOutcome>> = {
  active: () => ({ kind: 'accepted', at }),
  provisioning: () => ({ kind: 'accepted', at }),
  rejected: (_, [, accepter]) => ({ kind: 'rejected', at, by: accepter.account }),
  failed: (status) => ({ kind: 'failed', at, message: text(status, 'Message') ?? '' }),
  deleting: (_, [requester]) => ({ kind: 'deleted', at, by: requester.account }),
  deleted: (status, [requester]) => ({
    kind: 'deleted',
    at,
    by: /\d{12}/.exec(text(status, 'Message') ?? '')?.[0] ?? requester.account,
  }),
};
/** Nobody has answered these. */
const open: readonly string[] = ['initiating-request', 'pending-acceptance', 'expired'];

export function readVpcPeeringConnection(world: World, from: Sourced): readonly VpcPeeringConnection[] {
  const { item } = from;
  const id = required(item, 'VpcPeeringConnectionId');
  const requester = sideOf(from, member(item, 'RequesterVpcInfo') ?? {});
  const accepter = sideOf(from, member(item, 'AccepterVpcInfo') ?? {});
  const outcome = outcomeOf(world, from, id, [requester, accepter]);
  const isAbsent = [requester, accepter].some(({ vpc }) => world.network.get('vpc', vpc) === undefined);
  if (outcome?.kind === 'accepted' && isAbsent) {
    note(world, from, 'a peering with a VPC that is not in the snapshot', 'routes to it are treated as blackholes', id);
  }
  const { account, region } = requester;
  const isOnePlace = account === accepter.account && region === accepter.region;
  return [
    {
      ...baseOf(from, id, { account, region, tags: tagsAt(world, id, requester) }),
      kind: 'vpc-peering-connection',
      requester,
      accepter,
      accepterTags: isOnePlace ? {} : tagsAt(world, id, accepter),
      expires: time(item, 'ExpirationTime') ?? at,
      stateRevision: 0,
      ...optional('outcome', outcome),
    },
  ];
}

/** @throws Refusal */
function sideOf({ account, region }: Sourced, info: Item): PeeringSide {
  const listed = items(info, 'CidrBlockSet').flatMap((one) => text(one, 'CidrBlock') ?? []);
  const primary = text(info, 'CidrBlock');
  return {
    account: text(info, 'OwnerId') ?? account,
    region: text(info, 'Region') ?? region,
    vpc: required(info, 'VpcId'),
    cidrs: listed.length > 0 || primary === undefined ? listed : [primary],
    allowDnsResolutionFromRemoteVpc: flag(member(info, 'PeeringOptions'), 'AllowDnsResolutionFromRemoteVpc'),
  };
}

function outcomeOf(
  world: World,
  from: Sourced,
  id: string,
  sides: readonly [PeeringSide, PeeringSide],
): PeeringOutcome | undefined {
  const status = member(from.item, 'Status') ?? {};
  const code = text(status, 'Code') ?? '';
  if (open.includes(code)) return undefined;
  if (Object.hasOwn(outcomes, code)) return outcomes[code as Code](status, sides);
  note(world, from, `a peering in the state ${code || 'that is not printed'}`, 'treated as deleted', id);
  return outcomes.deleted(status, sides);
}

function tagsAt(world: World, id: string, { account, region }: PeeringSide): Tags {
  const told = world.told('VpcPeeringConnections', id);
  return tagsIn(told.find((one) => one.account === account && one.region === region)?.item);
}
