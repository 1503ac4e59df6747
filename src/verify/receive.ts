/**
 * What happens to a packet between the border of the receiver's subnet and the receiver: ACL, groups, then whatever the
 * interface is of: an instance takes or forwards, a NAT gateway translates, a load balancer chooses, a transit gateway routes, an
 * endpoint hands on.
 */

import type { InterfaceType, NetworkInterface } from '../model/network-interface.ts';
import { enterEndpoint } from './endpoint.ts';
import { enterGatewayNode, enterInspection } from './gateway-load-balancer.ts';
import { enterNode } from './load-balancer.ts';
import { isOwnAddress, isWithin } from './lookup.ts';
import { translate } from './nat-gateway.ts';
import { judgeAcl } from './network-acl.ts';
import type { Packet } from './packet.ts';
import { enterResolverEndpoint } from './resolver-endpoint.ts';
import { judgeGroups } from './security-group.ts';
import { enterGateway } from './transit-gateway.ts';
import { drop, lost, type Position, pass, type Walk } from './walk.ts';
import { judgeZone } from './zone.ts';

type Arriving = Extract<Position, { kind: 'arriving' }>;

const roles: Readonly<Record<InterfaceType, (walk: Walk, arriving: Arriving) => Position>> = {
  ec2_instance_connect_endpoint: takeAnswers,
  gateway_load_balancer: enterGatewayNode,
  gateway_load_balancer_endpoint: enterInspection,
  interface: takeOrForward,
  nat_gateway: translate,
  network_load_balancer: enterNode,
  resolver_endpoint: enterResolverEndpoint,
  transit_gateway: enterGateway,
  vpc_endpoint: enterEndpoint,
};

export function receive(walk: Walk, arriving: Arriving): Position {
  const { at, packet, crosses } = arriving;
  judgeZone(walk, at, packet, 'denied-in');
  if (crosses) judgeAcl(walk, at.subnet, false, packet);
  const peerGroups = groupsToSee(arriving);
  judgeGroups(walk, { networkInterface: at, egress: false, packet, peerGroups });
  return roles[at.interfaceType](walk, arriving);
}

/**
 * A rule that names a group sees who sent with an address of its own; of a load balancer, which may send with its clients',
 * it always sees the load balancer's
 * (https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html). Groups are seen within a
 * region: https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-security-groups.html
 */
function groupsToSee({ at, from, packet }: Arriving): readonly string[] {
  if (from === undefined || from.region !== at.region) return [];
  if (from.interfaceType === 'network_load_balancer') return from.groups;
  return from.privateAddresses.includes(packet.source) ? from.groups : [];
}

function takeOrForward(walk: Walk, { at, packet }: Arriving): Position {
  judgeAttachment(walk, at, packet, 'deliver');
  const [own] = at.privateAddresses;
  if (own !== undefined && isOwnAddress(walk.network, at.vpc, own, packet.source)) return refuseOwn(walk, at, packet);
  if (at.privateAddresses.includes(packet.destination)) {
    pass(walk, packet, { stage: 'deliver', component: at.id });
    return { kind: 'ended', end: { kind: 'interface', at, packet } };
  }
  const decision = { stage: 'forward', component: at.id };
  if (!at.sourceDestCheck) pass(walk, packet, { ...decision, detail: 'assumed to forward: its check is off' });
  else {
    drop(walk, packet, {
      ...decision,
      detail: `${packet.destination} is not an address of it`,
      code: 'ENI_SOURCE_DEST_CHECK_RESTRICTION',
      mend: `Turn off the source/destination check of ${at.id}, so that it forwards what is not addressed to it.`,
      disposition: 'denied-in',
    });
  }
  return { kind: 'sent', from: leavingBy(walk, at, packet), packet };
}

/** An EC2 Instance Connect Endpoint is where tunnels leave from: of its VPC it takes answers and nothing else. */
function takeAnswers(walk: Walk, { at, packet }: Arriving): Position {
  if (walk.direction === 'return' && at.privateAddresses.includes(packet.destination)) {
    pass(walk, packet, { stage: 'deliver', component: at.id });
    return { kind: 'ended', end: { kind: 'interface', at, packet } };
  }
  drop(walk, packet, {
    stage: 'deliver',
    component: at.id,
    detail: 'it takes nothing from its VPC',
    code: 'NO_POSSIBLE_DESTINATION',
    mend: `Send to an interface of an instance: ${at.id} is an EC2 Instance Connect Endpoint's.`,
    disposition: 'denied-in',
  });
  return lost;
}

/** No operating system takes from the network what has an address of its own as the source. */
function refuseOwn(walk: Walk, { id }: NetworkInterface, packet: Packet): Position {
  drop(walk, packet, {
    stage: 'deliver',
    component: id,
    detail: `${packet.source} is an address of the receiver's own`,
    code: 'POSTERN_OWN_SOURCE',
    mend: `Change the routes to ${packet.destination}, so that its packets do not come back to their sender.`,
    disposition: 'denied-in',
  });
  return lost;
}

/** A forwarding instance sends by the interface in the destination's subnet, else by its primary one, as Linux's routes do. */
function leavingBy({ network }: Walk, at: NetworkInterface, { destination }: Packet): NetworkInterface {
  const instance = at.attachment?.instance;
  const own = instance === undefined ? [at] : [...network.find('network-interface', `instance:${instance}`)];
  own.sort((one, other) => (one.attachment?.deviceIndex ?? 0) - (other.attachment?.deviceIndex ?? 0));
  const near = own.find((one) => isWithin(network.get('subnet', one.subnet)?.cidr ?? '', destination));
  return near ?? own.find((one) => one.attachment?.deviceIndex === 0) ?? at;
}

/** Whether something runs behind an interface. */
export function judgeAttachment(walk: Walk, at: NetworkInterface, packet: Packet, stage: 'source' | 'deliver'): void {
  const disposition = stage === 'source' ? 'denied-out' : 'denied-in';
  if (at.attachment === undefined) {
    const mend = `Attach ${at.id} to an instance.`;
    drop(walk, packet, { stage, component: at.id, code: 'UNASSOCIATED_COMPONENT', mend, disposition });
    return;
  }
  const instance = at.attachment.instance && walk.network.get('instance', at.attachment.instance);
  if (!instance || instance.desired === 'running') return;
  const detail = `${instance.id} is ${instance.desired}`;
  const mend = `Start ${instance.id}.`;
  drop(walk, packet, { stage, component: instance.id, detail, code: 'BAD_STATE', mend, disposition });
}

/** Nobody of the VPC has the address. */
export function nobodyIn(walk: Walk, vpc: string, packet: Packet): Position {
  drop(walk, packet, {
    stage: 'deliver',
    component: vpc,
    detail: `no interface of ${vpc} has ${packet.destination}`,
    code: 'UNKNOWN_DESTINATION',
    mend: `Assign ${packet.destination} to an interface of ${vpc}, or send to an address that one has.`,
    disposition: 'denied-in',
  });
  return lost;
}
