/**
 * Which connections need a proxy, because they begin with the proxy protocol: a pure list that follows from the Blueprint
 * and from the backend's numbers for links. The backend sends them to an address of the load balancer's namespace that tells
 * which link they came through.
 */

import { probedNodes } from '../backends/netns/prober-plan.ts';
import { proberAddresses, proxyAddress, slotsOf, vpcSlot } from '../backends/netns/slots.ts';
import { wiresOf } from '../backends/netns/wire.ts';
import type { Blueprint, Node } from '../blueprint/blueprint.ts';
import type { ProxyPlan } from '../host/worker-messages.ts';

export interface WantedProxy {
  /** The id of the load balancer's node. */
  readonly node: string;
  readonly plan: ProxyPlan;
}

const tcp = 6;

/** By the endpoint's interface. */
export function endpointsOf(nodes: readonly Node[]): ReadonlyMap<string, string> {
  return new Map(nodes.flatMap((node) => (node.kind === 'service-endpoint' ? [[node.port, node.endpoint]] : [])));
}

function arrivalsAt(wires: Iterable<string>, endpoints: ReadonlyMap<string, string>): ProxyPlan['arrivals'] {
  const arrivals: Record<string, string | null> = { [proxyAddress(vpcSlot)]: null };
  for (const [wire, slot] of slotsOf([...wires])) {
    const endpoint = endpoints.get(wire);
    if (endpoint !== undefined) arrivals[proxyAddress(slot)] = endpoint;
  }
  return arrivals;
}

/** By a key that a listener keeps while its targets and endpoints change. */
export function wantedProxies(blueprint: Blueprint): ReadonlyMap<string, WantedProxy> {
  const addresses = proberAddresses(probedNodes(blueprint.nodes));
  const endpoints = endpointsOf(blueprint.nodes);
  const wires = wiresOf(blueprint);
  const wanted = new Map<string, WantedProxy>();
  for (const node of blueprint.nodes) {
    const localAddress = addresses.get(node.id);
    if (node.kind !== 'load-balancer-node' || localAddress === undefined) continue;
    const listeners = node.listeners.filter(({ protocol, proxyProtocol }) => protocol === tcp && proxyProtocol);
    if (listeners.length === 0) continue;
    const arrivals = arrivalsAt(wires.get(node.id)?.keys() ?? [], endpoints);
    for (const { port, idleSeconds, targets, unfit } of listeners) {
      const plan = { address: node.address, port, localAddress, idleSeconds, targets, unfit, arrivals };
      wanted.set(`${node.id} ${port}`, { node: node.id, plan });
    }
  }
  return wanted;
}
