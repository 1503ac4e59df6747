/** Protocols, ports and ICMP types of AWS's rules, as matches of the blueprint. IPv4 only: IPv6 rules compile to nothing. */

import type { Match } from '../blueprint/blueprint.ts';
import type { NetworkAclEntry } from '../model/network-acl.ts';
import type { SecurityGroupRule } from '../model/security-group.ts';

const numbers: Readonly<Record<string, number>> = { tcp: 6, udp: 17, icmp: 1, icmpv6: 58 };
const icmp = 1;
const icmpv6 = 58;
const withPorts: readonly number[] = [6, 17];

/** The IP protocol number; undefined for `-1`, every protocol. */
export function protocolNumber(protocol: string): number | undefined {
  return protocol === '-1' ? undefined : (numbers[protocol] ?? Number(protocol));
}

function icmpMatch(type: number | undefined, code: number | undefined): NonNullable<Match['icmp']> {
  return {
    ...(type === undefined || type < 0 ? {} : { type }),
    ...(code === undefined || code < 0 ? {} : { code }),
  };
}

function transport(
  protocol: number | undefined,
  from: number | undefined,
  to: number | undefined,
): Omit<Match, 'peer'> | undefined {
  if (protocol === undefined) return {};
  if (protocol === icmpv6) return undefined;
  if (protocol === icmp) return { protocol, icmp: icmpMatch(from, to) };
  if (!withPorts.includes(protocol) || from === undefined || to === undefined || from < 0) return { protocol };
  return { protocol, ports: { from, to } };
}

/** A security group rule's match, or undefined where no IPv4 packet can match it. */
export function groupRuleMatch(rule: SecurityGroupRule): Match | undefined {
  const rest = transport(protocolNumber(rule.protocol), rule.from, rule.to);
  if (rest === undefined) return undefined;
  switch (rule.peer.kind) {
    case 'ipv6':
      return undefined;
    case 'cidr':
      return { ...rest, peer: { kind: 'cidr', cidr: rule.peer.cidr } };
    case 'group':
      return { ...rest, peer: { kind: 'set', set: rule.peer.group, sentByOwner: true } };
    case 'prefix-list':
      return { ...rest, peer: { kind: 'set', set: rule.peer.prefixList } };
  }
}

/** An entry's match, or undefined where no IPv4 packet can match it. */
export function networkAclMatch(entry: NetworkAclEntry): Match | undefined {
  if (entry.cidr === undefined) return undefined;
  const protocol = protocolNumber(entry.protocol);
  const [from, to] = entry.icmp ? [entry.icmp.type, entry.icmp.code] : [entry.ports?.from, entry.ports?.to];
  const rest = transport(protocol, from, to);
  return rest && { ...rest, peer: { kind: 'cidr', cidr: entry.cidr } };
}
