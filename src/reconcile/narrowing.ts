/** What is left out of a plan on a machine that lacks something which only limits it; the checks' names are those of src/host/probe.ts. */

import type { Distance } from '../backends/netns/distance.ts';
import type { Traits } from '../backends/netns/render.ts';
import type { Blueprint, Node } from '../blueprint/blueprint.ts';

type Narrow = (blueprint: Blueprint) => Blueprint;

/** What a look for something the data plane uses came to. */
interface Found {
  readonly name: string;
  readonly present: boolean;
  readonly limits?: string;
}

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

/** What of a distance each check is for. */
const distanceChecks: Readonly<Record<string, 'bandwidth' | 'latency'>> = {
  'bandwidth limits': 'bandwidth',
  'network emulation': 'latency',
};

/** What was asked for, without what the machine can't do. */
export function possibleTraits({ distances = [], bigTcp = false }: Traits, checks: readonly Found[]): Traits {
  const canBeBig = checks.every(({ name, present }) => present || name !== 'BIG TCP');
  return { distances: possibleDistances(distances, checks), bigTcp: bigTcp && canBeBig };
}

function possibleDistances(distances: readonly Distance[], checks: readonly Found[]): readonly Distance[] {
  const lacking = new Set(checks.flatMap(({ name, present }) => (present ? [] : [distanceChecks[name]])));
  return distances.map(({ regions, bandwidth, latency }) => {
    const emulated = latency === undefined || lacking.has('latency') ? {} : { latency };
    // The emulator keeps to a rate as well, but only where it is used at all.
    const isLimited = bandwidth !== undefined && (!lacking.has('bandwidth') || 'latency' in emulated);
    return { regions, ...(isLimited ? { bandwidth } : {}), ...emulated };
  });
}

/** Whether somebody asked for what a check is for; what is not here is everybody's. */
const asked: Readonly<Record<string, (traits: Traits) => boolean>> = {
  'bandwidth limits': ({ distances = [] }) => distances.some(({ bandwidth }) => bandwidth !== undefined),
  'network emulation': ({ distances = [] }) => distances.some(({ latency }) => latency !== undefined),
  'BIG TCP': ({ bigTcp = false }) => bigTcp,
};

/** What does not work for want of something: `load balancers pass nothing (no connection zones)`. */
export function lacksOf(checks: readonly Found[], traits: Traits): readonly string[] {
  return checks.flatMap(({ name, present, limits }) => {
    const wanted = asked[name]?.(traits) ?? true;
    return present || limits === undefined || !wanted ? [] : [`${limits} (no ${name})`];
  });
}

/** Undefined where nothing is lacking. */
export function narrowingOf(checks: readonly Found[]): Narrow | undefined {
  const needed = checks.flatMap(({ name, present }) => (present ? [] : (narrowings[name] ?? [])));
  return needed.length === 0 ? undefined : (blueprint) => needed.reduce((plan, narrow) => narrow(plan), blueprint);
}
