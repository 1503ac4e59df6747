/**
 * The stages of security groups: allow only, the union of an interface's groups, and answers to what was let through pass
 * (https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html). A receiver's rule that names a group matches by
 * who sends, not by a look at whose address the packet has: behind a middlebox it does not match, and behind a load balancer
 * only the load balancer's own group does.
 */

import { containsPort } from '../base/port-range.ts';
import type { Network } from '../model/network.ts';
import { isUnjudged, type NetworkInterface } from '../model/network-interface.ts';
import type { RulePeer, SecurityGroupRule } from '../model/security-group.ts';
import { isWithin, nameableAt } from './lookup.ts';
import { flowKey, type Packet, protocolNumbers, replyTo, trafficText } from './packet.ts';
import { prefixes } from './prefix-list.ts';
import { drop, pass, type Walk } from './walk.ts';

export interface Asked {
  readonly networkInterface: NetworkInterface;
  readonly egress: boolean;
  readonly packet: Packet;
  /** Groups of the other side, as far as the way there lets a rule see them. */
  readonly peerGroups: readonly string[];
}

export function judgeGroups(walk: Walk, asked: Asked): void {
  const { networkInterface: one, egress, packet } = asked;
  if (isUnjudged(one)) return;
  const stage = egress ? 'security-group-egress' : 'security-group-ingress';
  const decision = { stage, component: one.id };
  if (walk.memory.tracked.has(`${one.id} ${flowKey(replyTo(packet))}`)) {
    pass(walk, packet, { ...decision, detail: 'answers a tracked connection' });
    return;
  }
  walk.memory.tracked.add(`${one.id} ${flowKey(packet)}`);
  const rules = one.groups.flatMap((group) =>
    walk.network.find('security-group-rule', `group:${group}`).filter((rule) => rule.egress === egress),
  );
  const address = egress ? packet.destination : packet.source;
  const allowing = rules.find(
    (rule) => matchesTraffic(rule, packet) && matchesPeer(walk.network, rule, address, asked.peerGroups),
  );
  if (allowing) {
    pass(walk, packet, { ...decision, rule: allowing.id, detail: `${allowing.group} allows ${ruleText(allowing)}` });
    return;
  }
  const unseen = rules.find((rule) => matchesTraffic(rule, packet) && namesOwnerOf(walk.network, rule, one, address));
  drop(walk, packet, {
    ...decision,
    detail: one.groups.length === 0 ? 'it has no group' : `no rule of ${one.groups.join(', ')} allows it`,
    ...(unseen ? { rule: unseen.id } : {}),
    code: unseen ? 'SG_REFERENCES_NOT_PRESERVED' : 'ENI_SG_RULES_MISMATCH',
    mend: mendOf(asked, address, unseen),
    disposition: egress ? 'denied-out' : 'denied-in',
  });
}

function mendOf({ networkInterface: one, egress, packet }: Asked, address: string, unseen?: SecurityGroupRule): string {
  const what = `${trafficText(packet)} ${egress ? 'to' : 'from'} ${address}/32`;
  const [group, ...others] = one.groups;
  if (group === undefined) return `Give ${one.id} a security group that allows ${what}.`;
  const why = unseen ? `: on this way ${unseen.id} cannot see which group the other side has` : '';
  const alternatives = others.length > 0 ? ` (or to ${others.join(' or ')})` : '';
  return `Add ${egress ? 'an egress' : 'an ingress'} rule to ${group}${alternatives} of ${one.id} that allows ${what}${why}.`;
}

const numberOf = (protocol: string): number =>
  Object.hasOwn(protocolNumbers, protocol)
    ? protocolNumbers[protocol as keyof typeof protocolNumbers]
    : Number(protocol);

/** All of the packet's ports must be the rule's. */
function matchesTraffic({ protocol, from, to }: SecurityGroupRule, packet: Packet): boolean {
  if (protocol === '-1') return true;
  if (numberOf(protocol) !== packet.protocol) return false;
  if (packet.icmp) {
    const { type, code } = packet.icmp;
    return (from === undefined || from === -1 || from === type) && (to === undefined || to === -1 || to === code);
  }
  if (!packet.ports || from === undefined || to === undefined) return true;
  const range = { from, to };
  return containsPort(range, packet.ports.from) && containsPort(range, packet.ports.to);
}

function matchesPeer(
  network: Network,
  { peer, region }: SecurityGroupRule,
  address: string,
  peerGroups: readonly string[],
): boolean {
  if (peer.kind === 'cidr') return isWithin(peer.cidr, address);
  if (peer.kind === 'group') return peerGroups.includes(peer.group);
  if (peer.kind === 'prefix-list')
    return prefixes(network, region, peer.prefixList).some((one) => isWithin(one, address));
  return false;
}

function namesOwnerOf(network: Network, { peer }: SecurityGroupRule, one: NetworkInterface, address: string): boolean {
  return (
    peer.kind === 'group' && nameableAt(network, one.vpc, address).some(({ groups }) => groups.includes(peer.group))
  );
}

function ruleText({ protocol, from, to, peer, egress }: SecurityGroupRule): string {
  const ports = from === undefined || from === -1 ? '' : ` ${from === to || to === -1 ? from : `${from}-${to}`}`;
  return `${protocol === '-1' ? 'everything' : protocol}${ports} ${egress ? 'to' : 'from'} ${peerText(peer)}`;
}

function peerText(peer: RulePeer): string {
  if (peer.kind === 'group') return peer.group;
  return peer.kind === 'prefix-list' ? peer.prefixList : peer.cidr;
}
