/**
 * `IpPermissions`, EC2's form of security group rules: read from requests into one rule per peer, and grouped again for
 * answers. What a rule refers to is read and checked in rule-peer.ts.
 */

import type { IpPermission, UserIdGroupPair } from '@aws-sdk/client-ec2';
import { unreachable } from '../../base/assert.ts';
import { Fault } from '../../base/fault.ts';
import { isPort } from '../../base/port-range.ts';
import type { RulePeer, SecurityGroupRule } from '../../model/security-group.ts';
import { invalidParameterValue, missingParameter } from './faults.ts';
import { type GroupPairInput, type Reading, readCidr, readGroup, readIpv6, readPrefixList } from './rule-peer.ts';

/** What a rule says, without the group that holds it. */
export type RuleTerms = Pick<SecurityGroupRule, 'protocol' | 'from' | 'to' | 'peer' | 'description'>;

export interface PermissionInput {
  readonly IpProtocol?: string | undefined;
  readonly FromPort?: number | undefined;
  readonly ToPort?: number | undefined;
  readonly IpRanges?: readonly { CidrIp?: string | undefined; Description?: string | undefined }[] | undefined;
  readonly Ipv6Ranges?: readonly { CidrIpv6?: string | undefined; Description?: string | undefined }[] | undefined;
  readonly PrefixListIds?:
    | readonly { PrefixListId?: string | undefined; Description?: string | undefined }[]
    | undefined;
  readonly UserIdGroupPairs?: readonly GroupPairInput[] | undefined;
}

const longestDescription = 255;

const protocolNames: Readonly<Record<string, string>> = {
  '-1': '-1',
  all: '-1',
  '1': 'icmp',
  icmp: 'icmp',
  '6': 'tcp',
  tcp: 'tcp',
  '17': 'udp',
  udp: 'udp',
  '58': 'icmpv6',
  icmpv6: 'icmpv6',
};

function readProtocol(text: string | undefined): string {
  if (text === undefined || text === '') throw missingParameter('ipProtocol');
  const known = protocolNames[text.toLowerCase()];
  if (known !== undefined) return known;
  if (/^\d{1,3}$/.test(text) && Number(text) <= 255) return String(Number(text));
  throw invalidParameterValue(`Invalid value '${text}' for IP protocol. Unknown protocol.`);
}

const malformed = (message: string): Fault => new Fault('InvalidPermission.Malformed', message);

/** -1 stands for all. */
function isIcmpNumber(value: number): boolean {
  return Number.isInteger(value) && value >= -1 && value <= 255;
}

function readPorts(protocol: string, from: number | undefined, to: number | undefined): { from?: number; to?: number } {
  if (protocol === 'tcp' || protocol === 'udp') {
    if (from === undefined || to === undefined) {
      throw invalidParameterValue("Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.");
    }
    for (const port of [from, to]) if (!isPort(port)) throw malformed(`TCP/UDP port (${port}) out of range`);
    if (from > to) throw malformed(`Invalid TCP/UDP port range (${from}:${to})`);
    return { from, to };
  }
  if (protocol === 'icmp' || protocol === 'icmpv6') {
    const [type, code] = [from ?? -1, to ?? -1];
    if (!isIcmpNumber(type)) throw malformed(`ICMP type (${type}) out of range`);
    if (!isIcmpNumber(code)) throw malformed(`ICMP code (${code}) out of range`);
    // The likeliest sentence: AWS refuses a code for every type, but no reply of it was found.
    if (type === -1 && code !== -1) throw malformed(`ICMP code (${code}) must be -1 where the type is -1`);
    return { from: type, to: code };
  }
  return {};
}

/** @throws Fault InvalidParameterValue */
export function readDescription(text: string | undefined): { description?: string } {
  if (text === undefined || text === '') return {};
  if (text.length > longestDescription || !/^[a-zA-Z0-9. _\-:/()#,@[\]+=&;{}!$*]*$/.test(text)) {
    throw invalidParameterValue(
      'Invalid rule description. Valid descriptions are strings less than 256 characters from the following set:  a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*',
    );
  }
  return { description: text };
}

function peersOf(reading: Reading, permission: PermissionInput): (readonly [RulePeer, string | undefined])[] {
  const peers = [
    ...(permission.IpRanges ?? []).map((one) => [readCidr(one.CidrIp), one.Description] as const),
    ...(permission.Ipv6Ranges ?? []).map((one) => [readIpv6(one.CidrIpv6), one.Description] as const),
    ...(permission.PrefixListIds ?? []).map(
      (one) => [readPrefixList(reading, one.PrefixListId), one.Description] as const,
    ),
    ...(permission.UserIdGroupPairs ?? []).map((one) => [readGroup(reading, one), one.Description] as const),
  ];
  if (peers.length === 0) throw new Fault('MissingParameter', 'Source group ID missing.');
  return peers;
}

/** One rule per peer. @throws Fault where a protocol, port or peer isn't one, or the same rule comes twice */
export function readPermissions(reading: Reading, permissions: readonly PermissionInput[]): readonly RuleTerms[] {
  const rules: RuleTerms[] = [];
  const seen = new Set<string>();
  for (const permission of permissions) {
    const protocol = readProtocol(permission.IpProtocol);
    const ports = readPorts(protocol, permission.FromPort, permission.ToPort);
    for (const [peer, description] of peersOf(reading, permission)) {
      const rule = { protocol, ...ports, peer, ...readDescription(description) };
      if (seen.has(ruleKey(rule))) throw invalidParameterValue('The same permission must not appear multiple times');
      seen.add(ruleKey(rule));
      rules.push(rule);
    }
  }
  return rules;
}

/** What makes two rules of a group and direction the same one. */
export function ruleKey(rule: RuleTerms): string {
  return `${rule.protocol}|${rule.from}|${rule.to}|${peerText(rule.peer)}`;
}

export function peerText(peer: RulePeer): string {
  switch (peer.kind) {
    case 'cidr':
    case 'ipv6':
      return peer.cidr;
    case 'group':
      return peer.group;
    case 'prefix-list':
      return peer.prefixList;
    default:
      return unreachable(peer);
  }
}

/** As EC2 names a rule in its refusals: `peer: 0.0.0.0/0, TCP, from port: 22, to port: 22, ALLOW`. */
export function ruleText(rule: RuleTerms): string {
  const every = (value: number | undefined): string => (value === -1 ? 'ALL' : String(value));
  const what =
    rule.protocol === '-1'
      ? 'ALL'
      : rule.from === undefined
        ? rule.protocol
        : rule.protocol.startsWith('icmp')
          ? `${rule.protocol.toUpperCase()}, type: ${every(rule.from)}, code: ${every(rule.to)}`
          : `${rule.protocol.toUpperCase()}, from port: ${rule.from}, to port: ${rule.to}`;
  return `peer: ${peerText(rule.peer)}, ${what}, ALLOW`;
}

export type GroupPeer = Extract<RulePeer, { readonly kind: 'group' }>;

const plainPair = ({ group, account }: GroupPeer): UserIdGroupPair => ({ GroupId: group, UserId: account });

/** Rules with the same protocol and ports together, as DescribeSecurityGroups shows them. */
export function permissionList(rules: readonly RuleTerms[], pairOf = plainPair): IpPermission[] {
  const groups = new Map<string, RuleTerms[]>();
  for (const rule of rules) {
    const key = `${rule.protocol}|${rule.from}|${rule.to}`;
    const group = groups.get(key);
    if (group) group.push(rule);
    else groups.set(key, [rule]);
  }
  return [...groups.values()].map((group) => permissionOf(group, pairOf));
}

function permissionOf(rules: readonly RuleTerms[], pairOf: typeof plainPair): IpPermission {
  const first = rules[0]!;
  const described = (rule: RuleTerms) => (rule.description === undefined ? {} : { Description: rule.description });
  const ofKind = (kind: RulePeer['kind']) => rules.filter((rule) => rule.peer.kind === kind);
  return {
    IpProtocol: first.protocol,
    ...(first.from === undefined ? {} : { FromPort: first.from, ToPort: first.to }),
    IpRanges: ofKind('cidr').map((rule) => ({ CidrIp: peerText(rule.peer), ...described(rule) })),
    Ipv6Ranges: ofKind('ipv6').map((rule) => ({ CidrIpv6: peerText(rule.peer), ...described(rule) })),
    PrefixListIds: ofKind('prefix-list').map((rule) => ({ PrefixListId: peerText(rule.peer), ...described(rule) })),
    UserIdGroupPairs: rules.flatMap((rule) =>
      rule.peer.kind === 'group' ? [{ ...pairOf(rule.peer), ...described(rule) }] : [],
    ),
  };
}
