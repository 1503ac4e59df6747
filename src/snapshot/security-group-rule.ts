/**
 * Rules of security groups, from the permissions that describe-security-groups prints; their ids and tags from
 * describe-security-group-rules. A permission that cannot be read allows nothing.
 */

import { canonicalCidr } from '../base/cidr.ts';
import type { RulePeer, SecurityGroup, SecurityGroupRule } from '../model/security-group.ts';
import { flag, type Item, items, member, numeric, optional, tagsIn, text } from './item.ts';
import { isKnownList } from './prefix-list.ts';
import type { Sourced } from './source.ts';
import { derivedId, note, type World } from './world.ts';

type Terms = Pick<SecurityGroupRule, 'egress' | 'protocol' | 'from' | 'to' | 'peer' | 'description'>;

const names: Readonly<Record<string, string>> = { '1': 'icmp', '6': 'tcp', '17': 'udp', '58': 'icmpv6' };
const withRange: readonly string[] = ['tcp', 'udp', 'icmp', 'icmpv6'];
const unread = 'the rule is left out: it allows nothing';

export function readRules(world: World, from: Sourced, group: SecurityGroup): readonly SecurityGroupRule[] {
  const known = new Map(world.about('SecurityGroupRules', group.id).map((item) => [ruleItemKey(item), item] as const));
  const { account, region, vpc } = group;
  return termsOf(world, from, group).map((terms) => {
    const key = keyOf(terms);
    const item = known.get(key);
    const id = text(item, 'SecurityGroupRuleId') ?? derivedId('sgr', `${group.id}|${key}`);
    return {
      kind: 'security-group-rule',
      id,
      account,
      region,
      created: 0,
      tags: tagsIn(item),
      vpc,
      group: group.id,
      ...terms,
    };
  });
}

function termsOf(world: World, from: Sourced, group: SecurityGroup): readonly Terms[] {
  const directions = [
    ['IpPermissions', false],
    ['IpPermissionsEgress', true],
  ] as const;
  return directions.flatMap(([name, egress]) =>
    items(from.item, name).flatMap((permission) => {
      const traffic = trafficOf(permission);
      if (traffic === undefined) {
        note(world, from, 'a permission of a security group', unread, group.id);
        return [];
      }
      return peersOf(world, from, group, permission).map(([peer, description]) => ({
        egress,
        ...traffic,
        peer,
        ...optional('description', description),
      }));
    }),
  );
}

function protocolOf(item: Item): string | undefined {
  const given = text(item, 'IpProtocol')?.toLowerCase();
  if (given === undefined || !/^(-1|\d{1,3}|tcp|udp|icmp|icmpv6)$/.test(given)) return undefined;
  return names[given] ?? given;
}

function trafficOf(item: Item): Pick<Terms, 'protocol' | 'from' | 'to'> | undefined {
  const protocol = protocolOf(item);
  if (protocol === undefined || !withRange.includes(protocol)) return protocol === undefined ? undefined : { protocol };
  const [first, last] = [numeric(item, 'FromPort'), numeric(item, 'ToPort')];
  return first === undefined || last === undefined ? undefined : { protocol, from: first, to: last };
}

type Peer = readonly [RulePeer, string | undefined];

function peersOf(world: World, from: Sourced, group: SecurityGroup, permission: Item): readonly Peer[] {
  const readers: readonly (readonly [string, (item: Item) => RulePeer | undefined])[] = [
    ['IpRanges', (one) => cidrPeer(text(one, 'CidrIp'))],
    ['Ipv6Ranges', (one) => ipv6Peer(text(one, 'CidrIpv6'))],
    ['PrefixListIds', (one) => prefixListPeer(text(one, 'PrefixListId'))],
    ['UserIdGroupPairs', (one) => groupPeer(one, text(one, 'UserId') ?? group.account)],
  ];
  return readers.flatMap(([name, read]) =>
    items(permission, name).flatMap((one): Peer[] => {
      const peer = read(one);
      if (peer === undefined) note(world, from, `${name} of a security group`, unread, group.id);
      if (peer?.kind === 'prefix-list' && !isKnownList(world, from.region, peer.prefixList)) {
        note(world, from, 'a rule for a prefix list that is not in the snapshot', 'the rule allows nothing', group.id);
      }
      return peer === undefined ? [] : [[peer, text(one, 'Description')]];
    }),
  );
}

function cidrPeer(given: string | undefined): RulePeer | undefined {
  const cidr = canonicalCidr(given ?? '');
  return cidr === undefined ? undefined : { kind: 'cidr', cidr };
}

const ipv6Peer = (cidr: string | undefined): RulePeer | undefined => (cidr ? { kind: 'ipv6', cidr } : undefined);

const prefixListPeer = (id: string | undefined): RulePeer | undefined =>
  id ? { kind: 'prefix-list', prefixList: id } : undefined;

function groupPeer(item: Item | undefined, account: string): RulePeer | undefined {
  const group = text(item, 'GroupId');
  if (group === undefined) return undefined;
  return { kind: 'group', group, account, ...optional('peering', text(item, 'VpcPeeringConnectionId')) };
}

function keyOf({ egress, protocol, from, to, peer }: Terms): string {
  const { kind, ...rest } = peer;
  const name = 'cidr' in rest ? rest.cidr : 'group' in rest ? rest.group : rest.prefixList;
  return [egress, protocol, from, to, kind, name].join('|');
}

function ruleItemKey(item: Item): string {
  const peer =
    cidrPeer(text(item, 'CidrIpv4')) ??
    ipv6Peer(text(item, 'CidrIpv6')) ??
    prefixListPeer(text(item, 'PrefixListId')) ??
    groupPeer(member(item, 'ReferencedGroupInfo'), '');
  const traffic = trafficOf(item);
  return peer && traffic ? keyOf({ egress: flag(item, 'IsEgress'), ...traffic, peer }) : '';
}
