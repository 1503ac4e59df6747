/**
 * Endpoints of gateway load balancers. What routes lead into one goes to the load balancer's node in the same zone and from
 * there, in GENEVE, to an appliance; what the appliance returns comes out of the endpoint again, and its subnet's routes lead
 * it on (https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-load-balancer-endpoints.html). An appliance is taken to
 * return whatever it gets; whether every appliance that a flow may be given gets it at all, and its answer the node, is
 * judged by the rules of the load balancer's own VPC.
 */

import { present } from '../base/assert.ts';
import { isConnected, type Wire, wireOf } from '../model/endpoint-connection.ts';
import { genevePort } from '../model/load-balancer.ts';
import type { NetworkInterface } from '../model/network-interface.ts';
import { type PlacedTarget, usableTargets } from '../model/target-health.ts';
import type { VpcEndpoint } from '../model/vpc-endpoint.ts';
import { unlet } from './endpoint.ts';
import { follow } from './follow.ts';
import { flowKey, type Packet, protocolNumbers, translatorPorts } from './packet.ts';
import { drop, lost, newMemory, newWalk, type Position, pass, type Walk } from './walk.ts';

type Arriving = Extract<Position, { kind: 'arriving' }>;

/** Into the endpoint and out again: it remembers nothing, so that answers are routed by themselves. */
export function enterInspection(walk: Walk, { at, packet }: Arriving): Position {
  const endpoint = at.parent === undefined ? undefined : walk.network.get('vpc-endpoint', at.parent);
  if (endpoint === undefined || at.privateAddresses.includes(packet.destination)) {
    const mend = `Send to another address: nobody answers at ${at.id}, which routes lead to.`;
    const denial = { stage: 'deliver', component: at.id, code: 'NO_POSSIBLE_DESTINATION', mend };
    drop(walk, packet, { ...denial, disposition: 'denied-in' });
    return lost;
  }
  if (walk.inside?.includes(at.id)) return refuseLoop(walk, at, packet);
  const wire = wireOf(walk.network, endpoint, at);
  judgeConnection(walk, endpoint, at, packet, wire);
  if (walk.limit === endpoint.id) return { kind: 'ended', end: { kind: 'passage', id: endpoint.id, packet } };
  if (wire) inspect(walk, at, wire, packet);
  return { kind: 'sent', from: at, packet };
}

/** What goes to an appliance may not have to pass by the appliance first. */
function refuseLoop(walk: Walk, { id }: NetworkInterface, packet: Packet): Position {
  const mend = `Change a route to ${packet.destination} so that it does not lead to ${id}, whose own packets these are.`;
  const denial = { stage: 'route', component: id, code: 'POSTERN_LOOP', mend };
  drop(walk, packet, { ...denial, disposition: 'loop' });
  return lost;
}

function judgeConnection(
  walk: Walk,
  endpoint: VpcEndpoint,
  at: NetworkInterface,
  packet: Packet,
  wire: Wire | undefined,
): void {
  const assumption = 'PATH_THROUGH_GWLB_NOT_CHECKED' as const;
  const decision = { stage: 'endpoint', component: endpoint.id, rule: endpoint.serviceName, networkInterface: at.id };
  const disposition = 'denied-in' as const;
  if (!isConnected(endpoint)) {
    const detail = `its connection is ${endpoint.connection?.state ?? 'none'}`;
    drop(walk, packet, { ...decision, ...unlet(walk, endpoint, detail), code: 'BAD_STATE', disposition });
  } else if (wire === undefined) {
    const mend = `Enable ${at.zoneId} for a load balancer of ${endpoint.service}, or lead the route to an endpoint in another zone.`;
    drop(walk, packet, { ...decision, code: 'VPCE_SERVICE_NOT_INSTALLED_IN_AZ', mend, disposition });
  } else pass(walk, packet, { ...decision, assumption, detail: `leads through ${wire.loadBalancer.name}` });
}

function inspect(walk: Walk, at: NetworkInterface, { loadBalancer, node }: Wire, packet: Packet): void {
  const { network, health } = walk;
  const [listener] = network.find('listener', `load-balancer:${loadBalancer.id}`);
  const group = listener && network.get('target-group', listener.targetGroup);
  const disposition = 'denied-in' as const;
  if (!listener || !group) {
    const mend = `Add a listener to ${loadBalancer.id}.`;
    const denial = { stage: 'load-balancer', component: loadBalancer.id, code: 'ELBV2_LISTENERS_MISMATCH', mend };
    drop(walk, packet, { ...denial, detail: 'it has no listener', disposition });
    return;
  }
  pass(walk, packet, { stage: 'load-balancer', component: loadBalancer.id, rule: listener.id });
  const { targets, failOpen } = usableTargets(network, health, loadBalancer, node, group);
  const decision = { stage: 'target', component: group.id, rule: group.id };
  if (targets.length === 0) {
    const elsewhere = group.targets.length > 0;
    const code = elsewhere ? 'ELBV2_NO_TARGETS_IN_AZ' : 'ELBV2_LISTENER_HAS_NO_TG';
    const mend = elsewhere
      ? `Register a running target in ${node.zoneId} with ${group.id}, or turn cross-zone load balancing on for it.`
      : `Register a target with ${group.id}.`;
    drop(walk, packet, {
      ...decision,
      detail: `no target that ${node.networkInterface} may send to`,
      code,
      mend,
      disposition,
    });
    return;
  }
  const own = present(network.get('network-interface', node.networkInterface), node.networkInterface);
  const carried = targets.map((target) => carry(walk, at, own, target));
  const failed = carried.find(({ blockers }) => blockers.length > 0);
  if (failed) {
    walk.hops.push(...failed.hops);
    walk.blockers.push(...failed.blockers);
    return;
  }
  const names = targets.map(({ address }) => address).join(' or ');
  const why = failOpen ? ', although too few targets are healthy' : '';
  pass(walk, packet, { ...decision, detail: `${names}${why}: assumed to return what it gets` });
}

/**
 * To one appliance and back, by a walk of its own. The appliance answers with the two addresses changed over and the ports as
 * they are, so that its packet is no answer to groups
 * (https://aws.amazon.com/blogs/networking-and-content-delivery/integrate-your-custom-logic-or-appliance-with-aws-gateway-load-balancer/).
 */
function carry(
  { network, health, usable, inside = [] }: Walk,
  at: NetworkInterface,
  own: NetworkInterface,
  { address = '' }: PlacedTarget,
): Walk {
  const memory = newMemory();
  const walk = newWalk({ network, health, direction: 'forward', memory, plan: [], usable, inside: [...inside, at.id] });
  const source = present(own.privateAddresses[0], `address of ${own.id}`);
  const ports = { from: genevePort, to: genevePort };
  const flow = { protocol: protocolNumbers.udp, sourcePorts: translatorPorts, ports };
  const answer: Packet = { ...flow, source: address, destination: source };
  memory.answers.set(`${own.id} ${flowKey(answer)}`, lost);
  const end = follow(walk, { kind: 'sent', from: own, packet: { ...flow, source, destination: address } });
  if (end.kind === 'interface') follow(walk, { kind: 'sent', from: end.at, packet: answer });
  return walk;
}

/** A node takes what its targets return and nothing else. */
export function enterGatewayNode(walk: Walk, { at, packet }: Arriving): Position {
  const answer = walk.memory.answers.get(`${at.id} ${flowKey(packet)}`);
  const decision = { stage: 'load-balancer', component: at.parent ?? at.id };
  if (answer) {
    pass(walk, packet, { ...decision, detail: 'takes what a target returns' });
    return answer;
  }
  const mend = `Lead a route to an endpoint of the load balancer's service: ${at.id} takes only what its targets return.`;
  drop(walk, packet, { ...decision, code: restrictionOf(packet), mend, disposition: 'denied-in' });
  return lost;
}

/** https://docs.aws.amazon.com/vpc/latest/reachability/explanation-codes.html */
function restrictionOf({ protocol, ports }: Packet): string {
  if (protocol !== protocolNumbers.udp) return 'GWLB_PROTOCOL_RESTRICTION';
  return ports?.from === genevePort ? 'NO_POSSIBLE_DESTINATION' : 'GWLB_DESTINATION_PORT_RESTRICTION';
}
