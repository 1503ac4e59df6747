/**
 * Random rules of groups, entries of network ACLs and routes. Port ranges take or leave the ports that clients, NAT gateways and
 * load balancers pick (1024 to 65535) as a whole: a verdict is about any of them, and no single packet can be held against one
 * that is about some.
 */

import { formatCidr } from '../../src/base/cidr.ts';
import { publicRanges, servicePrefixLists } from '../../src/model/region.ts';
import type { Dice } from './dice.ts';
import { type GeneratedVpc, groupsIn, type Inventory } from './inventory.ts';

export const outsideHost = '203.0.113.10';
export const echoHost = '203.0.113.7';

const outsideBlocks = ['203.0.113.0/24', `${outsideHost}/32`, `${echoHost}/32`] as const;

/** Listening ports, ranges of them, and ranges that all client ports are in. */
const ranges: readonly (readonly [number, number])[] = [
  [808, 808],
  [80, 80],
  [7, 7],
  [443, 443],
  [1, 1023],
  [1024, 65535],
  [0, 65535],
  [79, 81],
];

export function block(dice: Dice, inventory: Inventory, vpc: GeneratedVpc): string {
  const own = inventory.instances.filter((one) => one.vpc === vpc.name);
  const kinds: (() => string)[] = [
    () => '0.0.0.0/0',
    () => '0.0.0.0/0',
    () => vpc.cidr,
    () => dice.pick(vpc.subnets).cidr,
    () => dice.pick(vpc.subnets).cidr,
    () => dice.pick(outsideBlocks),
    () => `${dice.pick([vpc.cidr.slice(0, -3), ...own.flatMap(({ address, further }) => [address, ...further])])}/32`,
    () => formatCidr(publicRanges(vpc.region).elastic),
  ];
  return dice.pick(kinds)();
}

/** An IpPermission without whom it is for. */
export function traffic(dice: Dice): object {
  const protocol = dice.pick(['-1', '-1', 'tcp', 'tcp', 'udp', 'icmp']);
  const [FromPort, ToPort] = dice.pick(ranges);
  const ports = protocol === '-1' ? {} : protocol === 'icmp' ? icmpTypes(dice) : { FromPort, ToPort };
  return { IpProtocol: protocol, ...ports };
}

/** An IpPermission of a group of the VPC. */
export function permission(dice: Dice, inventory: Inventory, vpc: GeneratedVpc, egress: boolean): object {
  const allowed = traffic(dice);
  if (dice.chance(30)) {
    return { ...allowed, UserIdGroupPairs: [groupPair(vpc, dice.pick(groupsIn(vpc))[0])] };
  }
  if (egress && dice.chance(15)) {
    const { id } = dice.pick(servicePrefixLists(vpc.region));
    return { ...allowed, PrefixListIds: [{ PrefixListId: id }] };
  }
  if (vpc.prefixList && dice.chance(15)) {
    return { ...allowed, PrefixListIds: [{ PrefixListId: vpc.prefixList }] };
  }
  return { ...allowed, IpRanges: [{ CidrIp: block(dice, inventory, vpc) }] };
}

/** A group as a rule names it: with its owner where the VPC has several accounts in it. */
export function groupPair(vpc: GeneratedVpc, GroupId: string): object {
  const [, owner = vpc.owner] = groupsIn(vpc).find(([group]) => group === GroupId) ?? [];
  return vpc.guests.length === 0 ? { GroupId } : { GroupId, UserId: `$account_${owner}` };
}

/** All types, or echo requests alone. */
function icmpTypes(dice: Dice): object {
  return dice.chance(70) ? { FromPort: -1, ToPort: -1 } : { FromPort: 8, ToPort: -1 };
}

/** An entry of an ACL, without the ACL's id. */
export function entry(dice: Dice, inventory: Inventory, vpc: GeneratedVpc, Egress: boolean): object {
  const protocol = dice.pick(['-1', '-1', '6', '6', '17', '1']);
  const [From, To] = dice.pick(ranges);
  return {
    RuleNumber: dice.between(1, 20) * 10,
    Egress,
    RuleAction: dice.pick(['allow', 'allow', 'deny']),
    Protocol: protocol,
    CidrBlock: block(dice, inventory, vpc),
    ...(protocol === '6' || protocol === '17' ? { PortRange: { From, To } } : {}),
    ...(protocol === '1' ? { IcmpTypeCode: icmpEntry(dice) } : {}),
  };
}

function icmpEntry(dice: Dice): object {
  return dice.pick([
    { Type: -1, Code: -1 },
    { Type: -1, Code: -1 },
    { Type: 8, Code: -1 },
    { Type: 0, Code: -1 },
  ]);
}

/** A route of a table of the VPC, without the table's id; undefined while there is nothing to lead to. */
export function route(dice: Dice, vpc: GeneratedVpc): object | undefined {
  if (vpc.targets.length === 0) return undefined;
  if (vpc.prefixList && dice.chance(15)) {
    return { DestinationPrefixListId: vpc.prefixList, ...dice.pick(vpc.targets) };
  }
  // Through an instance, which may forward or not.
  if (dice.chance(40)) {
    const through = vpc.targets.filter((target) => target.NetworkInterfaceId !== undefined);
    if (through.length > 0) return { DestinationCidrBlock: dice.pick(vpc.subnets).cidr, ...dice.pick(through) };
  }
  const DestinationCidrBlock = dice.pick([
    '0.0.0.0/0',
    '0.0.0.0/0',
    '203.0.113.0/24',
    `${outsideHost}/32`,
    '203.0.113.0/28',
    '0.0.0.0/1',
    formatCidr(publicRanges(vpc.region).elastic),
    formatCidr(publicRanges(vpc.region).s3),
    formatCidr(publicRanges(vpc.region).dynamodb),
    '192.168.0.0/16',
    dice.pick(vpc.subnets).cidr,
  ]);
  return { DestinationCidrBlock, ...dice.pick(vpc.targets) };
}
