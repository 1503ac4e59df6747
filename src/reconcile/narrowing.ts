/** What is left out of a plan on a machine that lacks something which only limits it; the checks' names are those of src/host/probe.ts. */

import type { Blueprint, Node } from '../blueprint/blueprint.ts';

type Narrow = (blueprint: Blueprint) => Blueprint;

/** Endpoints that lead to a load balancer then lead nowhere. */
const withoutLoadBalancers: Narrow = (blueprint) => ({
  ...blueprint,
  nodes: blueprint.nodes.filter(({ kind }) => kind !== 'load-balancer-node'),
});

/** What routes send to their endpoints is dropped, and so is what the internet sends by way of them. */
const withoutGatewayLoadBalancers: Narrow = (blueprint) => ({
  ...blueprint,
  nodes: blueprint.nodes.filter(({ kind }) => kind !== 'gateway-load-balancer-node'),
});

const withoutFlowCounts: Narrow = (blueprint) => ({
  ...blueprint,
  routers: blueprint.routers.map(({ countedPorts: _, ...router }) => router),
});

/** Not so an endpoint's interface that leads to a load balancer of another region. */
function staysInRegion({ routers, nodes }: Blueprint): (node: Node) => boolean {
  const regions = new Map(routers.map(({ id, region }) => [id, region]));
  const homes = new Map(nodes.map(({ id, router }) => [id, regions.get(router)]));
  return (node) => node.kind !== 'service-endpoint' || homes.get(node.loadBalancerNode) === regions.get(node.router);
}

const withoutOtherRegions: Narrow = (blueprint) => ({
  ...blueprint,
  nodes: blueprint.nodes.filter(staysInRegion(blueprint)),
  routers: blueprint.routers.map((router) => ({
    ...router,
    peerings: router.peerings.filter(({ region }) => region === router.region),
  })),
  transitGateways: blueprint.transitGateways.map((gateway) => ({
    ...gateway,
    doors: gateway.doors.filter((door) => door.kind === 'port' || door.region === gateway.region),
  })),
});

const withoutTransitGateways: Narrow = (blueprint) => ({ ...blueprint, transitGateways: [] });

const narrowings: Readonly<Record<string, Narrow>> = {
  'connection zones and time-outs': withoutLoadBalancers,
  'flow counters': withoutFlowCounts,
  'links on one trunk': withoutOtherRegions,
  'tun devices': withoutGatewayLoadBalancers,
  'ways by flow': withoutTransitGateways,
};

/** Undefined where nothing is lacking. */
export function narrowingOf(
  checks: readonly { readonly name: string; readonly present: boolean }[],
): Narrow | undefined {
  const needed = checks.flatMap(({ name, present }) => (present ? [] : (narrowings[name] ?? [])));
  return needed.length === 0 ? undefined : (blueprint) => needed.reduce((plan, narrow) => narrow(plan), blueprint);
}
