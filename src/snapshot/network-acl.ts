/** Network ACLs, from describe-network-acls. The closing deny that AWS prints is implied here. */

import { canonicalCidr } from '../base/cidr.ts';
import type { NetworkAcl, NetworkAclEntry } from '../model/network-acl.ts';
import { flag, type Item, items, member, numeric, optional, required, text } from './item.ts';
import type { Sourced } from './source.ts';
import { baseOf, derivedId, found, note, type World } from './world.ts';

const lastNumber = 32766;

export function readNetworkAcl(world: World, from: Sourced): readonly NetworkAcl[] {
  const { item } = from;
  const id = required(item, 'NetworkAclId');
  const entries = items(item, 'Entries').flatMap((one) => {
    const number = numeric(one, 'RuleNumber');
    if (number !== undefined && number > lastNumber) return [];
    const entry = number === undefined ? undefined : entryOf(one, number);
    if (entry === undefined) note(world, from, 'an entry of a network ACL', 'the entry denies everything', id);
    return [entry ?? denial(one, number ?? 1)];
  });
  const associations = items(item, 'Associations').flatMap((one) => {
    const subnet = text(one, 'SubnetId');
    if (subnet === undefined || world.network.get('subnet', subnet) === undefined) return [];
    return [{ id: text(one, 'NetworkAclAssociationId') ?? derivedId('aclassoc', subnet), subnet }];
  });
  const vpc = found(world, 'vpc', required(item, 'VpcId')).id;
  return [{ ...baseOf(from, id), kind: 'network-acl', vpc, isDefault: flag(item, 'IsDefault'), entries, associations }];
}

/** What cannot be read might have been a deny. */
function denial(item: Item, number: number): NetworkAclEntry {
  return { number, egress: flag(item, 'Egress'), protocol: '-1', action: 'deny', cidr: '0.0.0.0/0' };
}

function entryOf(item: Item, number: number): NetworkAclEntry | undefined {
  const protocol = text(item, 'Protocol');
  const action = text(item, 'RuleAction');
  const given = text(item, 'CidrBlock');
  const cidr = given && canonicalCidr(given);
  const ipv6Cidr = text(item, 'Ipv6CidrBlock');
  if (protocol === undefined || !/^(-1|\d{1,3})$/.test(protocol)) return undefined;
  if ((action !== 'allow' && action !== 'deny') || (!cidr && ipv6Cidr === undefined)) return undefined;
  const range = member(item, 'PortRange');
  const [first, last] = [numeric(range, 'From'), numeric(range, 'To')];
  const icmp = member(item, 'IcmpTypeCode');
  const [type, code] = [numeric(icmp, 'Type'), numeric(icmp, 'Code')];
  return {
    number,
    egress: flag(item, 'Egress'),
    protocol,
    action,
    ...(cidr ? { cidr } : {}),
    ...optional('ipv6Cidr', ipv6Cidr),
    ...(first === undefined || last === undefined ? {} : { ports: { from: first, to: last } }),
    ...(type === undefined ? {} : { icmp: { type, code: code ?? -1 } }),
  };
}
