/**
 * Blueprint to plan. Pure: the same Blueprint and prefix give an equal plan. A Renderer remembers, per router and node object,
 * what it rendered last, so that what did not change by reference costs nothing and stays the same object in the plan.
 */

import type { Blueprint, Node, Port, Router, SubnetPlan } from '../../blueprint/blueprint.ts';
import type { GatewayLoadBalancerNode } from '../../blueprint/load-balancer.ts';
import { backbonePlan, passagesOf } from './backbone-plan.ts';
import { liveCrossings } from './crossing.ts';
import type { Distance } from './distance.ts';
import { gatewayLoadBalancerPlan } from './gateway-load-balancer-plan.ts';
import { internetPlan } from './internet-plan.ts';
import { type LoadBalancerNode, loadBalancerPlan } from './load-balancer-plan.ts';
import { backboneId, namespaceOf, proberId } from './names.ts';
import { nodePlan, type PlainNode, type PluggedPort, portsOf } from './node-plan.ts';
import type { NamespacePlan, Plan } from './plan.ts';
import { probedNodes, proberPlan } from './prober-plan.ts';
import { routerPlan } from './router-plan.ts';
import { transitGatewayPlan } from './transit-gateway-plan.ts';
import { wireEnd, wiresOf } from './wire.ts';

/** What the machine's user asked for, and no AWS call. */
export interface Traits {
  /** Between regions; pairs without one are as fast as the machine. */
  readonly distances?: readonly Distance[];
  /** TCP's data goes in pieces of more than 64 KB. */
  readonly bigTcp?: boolean;
}

export interface Renderer {
  render(blueprint: Blueprint): Plan;
}

interface Remembered {
  readonly inputs: readonly unknown[];
  readonly plan: NamespacePlan;
}

function sameInputs(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((input, index) => input === other[index]);
}

/** Rendered again only where an input is another object than before, or its fields differ. */
class Memory {
  #last = new Map<string, Remembered>();
  #next = new Map<string, Remembered>();

  recall(name: string, inputs: readonly unknown[], render: () => NamespacePlan): NamespacePlan {
    const last = this.#last.get(name);
    const plan = last && sameInputs(last.inputs, inputs) ? last.plan : render();
    const equal = last && last.plan.digest === plan.digest && last.plan.nft?.digest === plan.nft?.digest;
    this.#next.set(name, { inputs, plan: equal ? last.plan : plan });
    return equal ? last.plan : plan;
  }

  turn(): void {
    this.#last = this.#next;
    this.#next = new Map();
  }
}

interface RouterIndex {
  readonly router: Router;
  readonly ports: ReadonlyMap<string, Port>;
  readonly subnets: ReadonlyMap<string, SubnetPlan>;
}

function indexOf(router: Router): RouterIndex {
  return {
    router,
    ports: new Map(router.ports.map((port) => [port.id, port])),
    subnets: new Map(router.subnets.map((subnet) => [subnet.id, subnet])),
  };
}

function pluggedPorts(node: Node, index: RouterIndex): readonly PluggedPort[] {
  return portsOf(node).flatMap(({ index: device, port: id }) => {
    const port = index.ports.get(id);
    const subnet = port && index.subnets.get(port.subnet);
    return port && subnet ? [{ index: device, port, subnet }] : [];
  });
}

/** One rendering under way. */
interface Work {
  readonly memory: Memory;
  readonly prefix: string;
  readonly plan: Map<string, NamespacePlan>;
  readonly wires: ReturnType<typeof wiresOf>;
  readonly live: ReadonlySet<string>;
  readonly traits: Traits;
  /** Ids. */
  readonly transitGateways: ReadonlySet<string>;
}

/** The digest tells, so that a server that is started otherwise sees what is not as it wants it. */
function bigTcp(plan: NamespacePlan): NamespacePlan {
  return { ...plan, bigTcp: true, digest: `${plan.digest}-big` };
}

function recall(work: Work, name: string, inputs: readonly unknown[], render: () => NamespacePlan): void {
  const { memory, plan, traits } = work;
  plan.set(
    name,
    memory.recall(name, inputs, () => (traits.bigTcp ? bigTcp(render()) : render())),
  );
}

function renderRouter(work: Work, router: Router, nodes: readonly Node[]): void {
  const wired = nodes.flatMap((node) => {
    const wire = node.kind === 'service-endpoint' && work.wires.get(node.loadBalancerNode)?.get(node.port);
    return wire ? [[wire.port, wireEnd(wire)] as const] : [];
  });
  const live = router.peerings.flatMap(({ id }) => (work.live.has(id) ? [id] : []));
  const transit = router.ports.filter(({ node }) => work.transitGateways.has(node)).map(({ node }) => node);
  recall(work, namespaceOf(work.prefix, router.id), [router, ...nodes, ...wired.flat(), ...live, ...transit], () =>
    routerPlan(work.prefix, router, nodes, {
      wired: new Map(wired),
      live: work.live,
      transitGateways: work.transitGateways,
    }),
  );
}

function renderLoadBalancer(
  work: Work,
  node: LoadBalancerNode | GatewayLoadBalancerNode,
  plugged: readonly PluggedPort[],
): void {
  const [first] = plugged;
  if (!first) return;
  const wired = [...(work.wires.get(node.id)?.keys() ?? [])];
  const name = namespaceOf(work.prefix, node.id);
  recall(work, name, [node, first.port, first.subnet, ...wired], () =>
    node.kind === 'load-balancer-node'
      ? loadBalancerPlan(name, node, first, wired)
      : gatewayLoadBalancerPlan(name, node, first, wired),
  );
}

function renderPlain(work: Work, node: PlainNode, plugged: readonly PluggedPort[]): void {
  const name = namespaceOf(work.prefix, node.id);
  const inputs = [node, ...plugged.flatMap(({ port, subnet }) => [port, subnet])];
  recall(work, name, inputs, () => nodePlan(name, node, plugged));
}

/** The far end of a service endpoint is a link into a load balancer's namespace: it has none of its own. */
function renderNode(work: Work, node: Node, index: RouterIndex): void {
  if (node.kind === 'service-endpoint') return;
  const plugged = pluggedPorts(node, index);
  switch (node.kind) {
    case 'load-balancer-node':
    case 'gateway-load-balancer-node':
      renderLoadBalancer(work, node, plugged);
      break;
    default:
      renderPlain(work, node, plugged);
  }
}

function renderProber(work: Work, nodes: readonly Node[]): void {
  const probed = probedNodes(nodes);
  if (probed.length === 0) return;
  recall(work, namespaceOf(work.prefix, proberId), probed, () => proberPlan(work.prefix, probed));
}

/** A door is there while what it leads to is. */
function renderTransitGateways(work: Work, { routers, transitGateways }: Blueprint): void {
  const ports = new Set(routers.flatMap((router) => router.ports.map(({ id }) => id)));
  for (const gateway of transitGateways) {
    const doors = gateway.doors.filter(({ kind, id }) => (kind === 'port' ? ports.has(id) : work.live.has(id)));
    recall(work, namespaceOf(work.prefix, gateway.id), [gateway, ...doors], () =>
      transitGatewayPlan(work.prefix, gateway, doors),
    );
  }
}

function renderBackbones(work: Work, blueprint: Blueprint): void {
  for (const [region, passages] of passagesOf(blueprint, work.live, work.wires)) {
    const inputs = passages.flatMap(({ id, to, party, loadBalancer }) => [id, to, party, loadBalancer]);
    recall(work, namespaceOf(work.prefix, backboneId(region)), inputs, () =>
      backbonePlan(work.prefix, region, passages, work.traits.distances ?? []),
    );
  }
}

function renderWith(memory: Memory, prefix: string, traits: Traits, blueprint: Blueprint): Plan {
  const live = liveCrossings(blueprint);
  const transitGateways = new Set(blueprint.transitGateways.map(({ id }) => id));
  const work: Work = { memory, prefix, plan: new Map(), wires: wiresOf(blueprint), live, traits, transitGateways };
  const nodesOf = new Map<string, Node[]>(blueprint.routers.map(({ id }) => [id, []]));
  for (const node of blueprint.nodes) nodesOf.get(node.router)?.push(node);
  const internet = internetPlan(prefix, blueprint);
  recall(work, internet.name, [internet], () => internet);
  for (const router of blueprint.routers) {
    const nodes = nodesOf.get(router.id) ?? [];
    renderRouter(work, router, nodes);
    const index = indexOf(router);
    for (const node of nodes) renderNode(work, node, index);
  }
  renderProber(work, blueprint.nodes);
  renderTransitGateways(work, blueprint);
  renderBackbones(work, blueprint);
  memory.turn();
  return work.plan;
}

export function renderer(prefix: string, traits: Traits = {}): Renderer {
  const memory = new Memory();
  return { render: (blueprint) => renderWith(memory, prefix, traits, blueprint) };
}
