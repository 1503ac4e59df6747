/**
 * Blueprint to plan. Pure: the same Blueprint and prefix give an equal plan. A Renderer remembers, per router and node object,
 * what it rendered last, so that what did not change by reference costs nothing and stays the same object in the plan.
 */

import type { Blueprint, Node, Port, Router, SubnetPlan } from '../../blueprint/blueprint.ts';
import { internetPlan } from './internet-plan.ts';
import { namespaceOf } from './names.ts';
import { nodePlan, type PluggedPort, portsOf } from './node-plan.ts';
import type { NamespacePlan, Plan } from './plan.ts';
import { routerPlan } from './router-plan.ts';

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

function renderWith(memory: Memory, prefix: string, blueprint: Blueprint): Plan {
  const plan = new Map<string, NamespacePlan>();
  const nodesOf = new Map<string, Node[]>(blueprint.routers.map(({ id }) => [id, []]));
  for (const node of blueprint.nodes) nodesOf.get(node.router)?.push(node);
  const internet = internetPlan(prefix, blueprint);
  plan.set(
    internet.name,
    memory.recall(internet.name, [internet], () => internet),
  );
  for (const router of blueprint.routers) {
    const nodes = nodesOf.get(router.id) ?? [];
    const name = namespaceOf(prefix, router.id);
    plan.set(
      name,
      memory.recall(name, [router, ...nodes], () => routerPlan(prefix, router, nodes)),
    );
    const index = indexOf(router);
    for (const node of nodes) {
      const plugged = pluggedPorts(node, index);
      const inputs = [node, ...plugged.flatMap(({ port, subnet }) => [port, subnet])];
      const nodeName = namespaceOf(prefix, node.id);
      plan.set(
        nodeName,
        memory.recall(nodeName, inputs, () => nodePlan(nodeName, node, plugged)),
      );
    }
  }
  memory.turn();
  return plan;
}

export function renderer(prefix: string): Renderer {
  const memory = new Memory();
  return { render: (blueprint) => renderWith(memory, prefix, blueprint) };
}
