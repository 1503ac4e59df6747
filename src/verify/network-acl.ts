/**
 * The stages of network ACLs: rules in the order of their numbers, the first that matches decides, what none matches is
 * denied; no memory of connections (https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html). Of a range of
 * ports each part is decided by itself, and all must pass.
 */

import { present } from '../base/assert.ts';
import type { PortRange } from '../base/port-range.ts';
import type { NetworkAcl, NetworkAclEntry } from '../model/network-acl.ts';
import type { HopFacts } from './answer.ts';
import { isWithin } from './lookup.ts';
import { type Packet, trafficText } from './packet.ts';
import { drop, pass, type Walk } from './walk.ts';

interface Part {
  readonly ports?: PortRange;
  /** Absent: the closing deny. */
  readonly entry?: NetworkAclEntry;
}

export function judgeAcl(walk: Walk, subnet: string, egress: boolean, packet: Packet): void {
  const acl = present(walk.network.find('network-acl', `subnet:${subnet}`)[0], `network ACL of ${subnet}`);
  const parts = partsOf(acl, egress, packet);
  const denied = parts.filter(({ entry }) => entry?.action !== 'allow');
  const stage = egress ? 'network-acl-egress' : 'network-acl-ingress';
  const name = (part: Part | undefined): string =>
    `${acl.id} ${egress ? 'egress' : 'ingress'} rule ${part?.entry?.number ?? '*'}`;
  const [first] = denied;
  if (first === undefined) {
    const facts = { acl: factsOf(subnet, parts[0]) };
    pass(walk, packet, { stage, component: acl.id, rule: parts.map(name).join(', '), ...facts });
    return;
  }
  const passing = parts.filter(({ entry }) => entry?.action === 'allow');
  drop(walk, packet, {
    stage,
    component: acl.id,
    rule: name(first),
    acl: factsOf(subnet, first),
    ...(passing.length > 0 ? { detail: `only ports ${portsText(passing)} of ${portsText([packet])} pass` } : {}),
    code: 'SUBNET_ACL_RESTRICTION',
    mend: mendOf(acl, egress, packet, denied),
    disposition: egress ? 'denied-out' : 'denied-in',
  });
}

function factsOf(subnet: string, part: Part | undefined): NonNullable<HopFacts['acl']> {
  return { subnet, ...(part?.entry ? { number: part.entry.number } : {}) };
}

function mendOf(acl: NetworkAcl, egress: boolean, packet: Packet, denied: readonly Part[]): string {
  const lowest = Math.min(...denied.map(({ entry }) => entry?.number ?? Number.POSITIVE_INFINITY));
  const number = Number.isFinite(lowest) ? ` with a number below ${lowest}` : '';
  const what = `${trafficText(packet)} ${egress ? `to ${packet.destination}` : `from ${packet.source}`}/32`;
  return `Add ${egress ? 'an egress' : 'an ingress'} rule to ${acl.id}${number} that allows ${what}.`;
}

function portsText(parts: readonly Pick<Part, 'ports'>[]): string {
  return parts.flatMap(({ ports }) => (ports ? [`${ports.from}-${ports.to}`] : [])).join(', ');
}

/** Which rule decides each part of the packet's ports. */
function partsOf(acl: NetworkAcl, egress: boolean, packet: Packet): readonly Part[] {
  const address = egress ? packet.destination : packet.source;
  const entries = acl.entries
    .filter((entry) => entry.egress === egress && matches(entry, address, packet))
    .sort((one, other) => one.number - other.number);
  if (!packet.ports) return [entries[0] ? { entry: entries[0] } : {}];
  const parts: Part[] = [];
  let open: readonly PortRange[] = [packet.ports];
  for (const entry of entries) {
    const range = entry.ports ?? packet.ports;
    parts.push(...open.flatMap((one) => shared(one, range)).map((ports) => ({ ports, entry })));
    open = open.flatMap((one) => without(one, range));
  }
  return [...parts, ...open.map((ports) => ({ ports }))];
}

function matches({ protocol, cidr, icmp }: NetworkAclEntry, address: string, packet: Packet): boolean {
  if (cidr === undefined || !isWithin(cidr, address)) return false;
  if (protocol === '-1') return true;
  if (Number(protocol) !== packet.protocol) return false;
  if (!packet.icmp || !icmp) return true;
  const { type, code } = packet.icmp;
  return (icmp.type === -1 || icmp.type === type) && (icmp.code === -1 || icmp.code === code);
}

function shared(one: PortRange, other: PortRange): readonly PortRange[] {
  const range = { from: Math.max(one.from, other.from), to: Math.min(one.to, other.to) };
  return range.from <= range.to ? [range] : [];
}

function without(one: PortRange, other: PortRange): readonly PortRange[] {
  const below = { from: one.from, to: Math.min(one.to, other.from - 1) };
  const above = { from: Math.max(one.from, other.to + 1), to: one.to };
  return [below, above].filter(({ from, to }) => from <= to);
}
