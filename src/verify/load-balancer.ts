/**
 * A network load balancer's node: the groups on what comes through an endpoint, the listener, and a target of its group. The
 * client's address stays or becomes the node's
 * (https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html#client-ip-preservation).
 * One target is chosen per walk; the trace walks to each.
 */

import { present } from '../base/assert.ts';
import { keepsClientAddress, type Listener, type TargetGroup } from '../model/load-balancer.ts';
import type { NetworkInterface } from '../model/network-interface.ts';
import { type PlacedTarget, usableTargets } from '../model/target-health.ts';
import { choose } from './choice.ts';
import { isOwnAddress } from './lookup.ts';
import { flowKey, type Packet, protocolNumbers, replyTo, translatorPorts } from './packet.ts';
import { judgeGroups } from './security-group.ts';
import { type Balancing, drop, lost, type Position, pass, type Walk } from './walk.ts';
import { judgeZone } from './zone.ts';

type Arriving = Extract<Position, { kind: 'arriving' }>;

/** From inside the VPC or from the internet. */
export function enterNode(walk: Walk, { at, packet }: Arriving): Position {
  const [loadBalancer] = walk.network.find('load-balancer', `interface:${at.id}`);
  const node = loadBalancer?.nodes.find((one) => one.networkInterface === at.id);
  const answer = walk.memory.answers.get(`${at.id} ${flowKey(packet)}`);
  if (answer && loadBalancer) {
    pass(walk, packet, {
      stage: 'load-balancer',
      component: loadBalancer.id,
      detail: 'answers a connection of a client',
    });
    return answer;
  }
  if (!loadBalancer || !node || walk.direction === 'return' || !at.privateAddresses.includes(packet.destination)) {
    const mend = `Send to an address of ${at.id}: a load balancer forwards nothing else.`;
    const denial = { stage: 'load-balancer', component: at.id, code: 'TARGET_ADDRESS_RESTRICTION', mend };
    drop(walk, packet, { ...denial, disposition: 'denied-in' });
    return lost;
  }
  const back: Position = { kind: 'sent', from: at, packet: replyTo(packet) };
  return { kind: 'balancing', loadBalancer, node, packet, back };
}

export function balance(walk: Walk, position: Balancing): Position {
  const { loadBalancer, node, packet, endpoint } = position;
  const own = present(walk.network.get('network-interface', node.networkInterface), node.networkInterface);
  if (endpoint) {
    judgeZone(walk, own, packet, 'denied-in');
    const isJudged = loadBalancer.groups !== undefined && loadBalancer.enforceGroupsOnPrivateLink;
    if (isJudged) judgeGroups(walk, { networkInterface: own, egress: false, packet, peerGroups: [] });
  }
  const listener = listenerFor(walk, position);
  const group = listener && walk.network.get('target-group', listener.targetGroup);
  if (!listener || !group) {
    drop(walk, packet, {
      stage: 'load-balancer',
      component: loadBalancer.id,
      detail: 'no listener takes it',
      code: 'ELBV2_LISTENERS_MISMATCH',
      mend: listenerMend(position),
      disposition: 'denied-in',
    });
    return lost;
  }
  pass(walk, packet, { stage: 'load-balancer', component: loadBalancer.id, rule: listener.id });
  return chooseTarget(walk, position, own, group);
}

function listenerFor(walk: Walk, { loadBalancer, packet }: Balancing): Listener | undefined {
  const names: Readonly<Record<number, string>> = { [protocolNumbers.tcp]: 'TCP', [protocolNumbers.udp]: 'UDP' };
  const name = names[packet.protocol];
  if (name === undefined) return undefined;
  return walk.network
    .find('listener', `load-balancer:${loadBalancer.id}`)
    .find(({ protocol, port }) => protocol.split('_').includes(name) && port === packet.ports?.from);
}

function listenerMend({ loadBalancer: { id }, packet }: Balancing): string {
  if (!packet.ports) return `Use TCP or UDP: ${id} takes nothing else.`;
  const name = packet.protocol === protocolNumbers.tcp ? 'TCP' : 'UDP';
  return `Add a listener for ${name} port ${packet.ports.from} to ${id}.`;
}

function chooseTarget(walk: Walk, position: Balancing, own: NetworkInterface, group: TargetGroup): Position {
  const { loadBalancer, node, packet } = position;
  const key = `${group.id} ${node.networkInterface}`;
  const usable = walk.usable.get(key) ?? usableTargets(walk.network, walk.health, loadBalancer, node, group);
  walk.usable.set(key, usable);
  const { targets, failOpen } = usable;
  const target = targets.length > 0 ? targets[choose(walk.plan, walk.memory.choices, targets.length)] : undefined;
  if (target?.address === undefined) {
    const elsewhere = group.targets.length > 0;
    drop(walk, packet, {
      stage: 'target',
      component: group.id,
      detail: `no target that ${own.id} may send to`,
      code: elsewhere ? 'ELBV2_NO_TARGETS_IN_AZ' : 'ELBV2_LISTENER_HAS_NO_TG',
      mend: elsewhere
        ? `Register a running target in ${node.zoneId} with ${group.id}, or turn cross-zone load balancing on for it.`
        : `Register a target with ${group.id}.`,
      disposition: 'denied-in',
    });
    return lost;
  }
  const detail = `${target.address}:${target.port}${failOpen ? ', although too few targets are healthy' : ''}`;
  pass(walk, packet, { stage: 'target', component: target.id, rule: group.id, detail });
  return handOn(walk, position, own, group, { ...target, address: target.address });
}

function handOn(
  walk: Walk,
  { packet, endpoint, back }: Balancing,
  own: NetworkInterface,
  group: TargetGroup,
  target: PlacedTarget & { readonly address: string },
): Position {
  const keeps = endpoint === undefined && keepsClientAddress(group);
  const source = keeps ? packet.source : present(own.privateAddresses[0], `address of ${own.id}`);
  const ports = { from: target.port, to: target.port };
  const sourcePorts = keeps ? packet.sourcePorts : translatorPorts;
  const handed: Packet = { ...packet, source, destination: target.address, ports, ...(sourcePorts && { sourcePorts }) };
  const answer = flowKey(replyTo(handed));
  walk.memory.answers.set(`${own.id} ${answer}`, back);
  if (keeps) walk.memory.ways.set(`${own.vpc} ${answer}`, own);
  if (keeps && isOwnAddress(walk.network, own.vpc, target.address, packet.source)) {
    drop(walk, handed, {
      stage: 'target',
      component: target.id,
      rule: group.id,
      detail: 'the client is the target itself',
      code: 'ELBV2_SOURCE_ADDRESS_PRESERVATION',
      mend: `Turn client IP preservation off for ${group.id}: a target cannot be its own client.`,
      disposition: 'denied-in',
    });
    return lost;
  }
  return { kind: 'sent', from: own, packet: handed };
}
