/**
 * An inspection VPC behind a transit gateway: what goes from spoke to spoke passes an endpoint of a gateway load balancer there, in the
 * zone that appliance mode chose for the flow, so that one appliance sees both of its directions, and each packet once.
 * https://docs.aws.amazon.com/vpc/latest/tgw/transit-gateway-appliance-scenario.html
 */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Blueprint, Node, Port, RoutePlan, Router } from '../../src/blueprint/blueprint.ts';
import { blueprint, instances, local, port, router, subnet } from '../../src/blueprint/sample-plans.ts';
import type { TransitDoor, TransitTable } from '../../src/blueprint/transit-gateway.ts';
import type { Tunneller } from '../../src/host/tunneller.ts';
import { wantedTunnels } from '../../src/reconcile/tunnels.ts';
import { type Appliance, gatewayNode, openAppliance } from './gateway-load-balancer-ground.ts';
import { missingFor, World } from './world.ts';

const reason = missingFor('tun devices');

const zones = ['a', 'b'] as const;

function withoutGroups({ groups: _, ...rest }: Port): Port {
  return rest;
}

const to = (destination: string, through: string): RoutePlan => ({
  destination,
  target: { kind: 'port', port: through },
});

function gatewayPort(name: string, number: number, zone: string, index: number): Port {
  const address = `10.${number}.${10 + index}.4`;
  return withoutGroups(
    port(`eni-${name}-t${zone}`, `subnet-${name}-t${zone}`, address, {
      node: 'tgw-1',
      sourceCheck: false,
      passage: 'transit-gateway',
    }),
  );
}

function spoke(name: string, number: number): Router {
  const cidr = `10.${number}.0.0/16`;
  return router(`vpc-${name}`, cidr, {
    subnets: zones.flatMap((zone, index) => [
      subnet(`subnet-${name}-${zone}`, `10.${number}.${index}.0/24`, { routeTable: `rtb-${zone}` }),
      subnet(`subnet-${name}-t${zone}`, `10.${number}.${10 + index}.0/24`),
    ]),
    routeTables: [
      { id: 'rtb-main', routes: [local(cidr)] },
      ...zones.map((zone) => ({ id: `rtb-${zone}`, routes: [local(cidr), to('0.0.0.0/0', `eni-${name}-t${zone}`)] })),
    ],
    ports: zones.flatMap((zone, index) => [
      port(`eni-${name}-${zone}`, `subnet-${name}-${zone}`, `10.${number}.${index}.10`),
      gatewayPort(name, number, zone, index),
    ]),
  });
}

/** What comes from the transit gateway goes to the zone's endpoint, and what comes out of that back to the transit gateway. */
const inspection: Router = router('vpc-mid', '10.3.0.0/16', {
  subnets: zones.flatMap((zone, index) => [
    subnet(`subnet-mid-${zone}`, `10.3.${index}.0/24`, { routeTable: `rtb-${zone}` }),
    subnet(`subnet-mid-t${zone}`, `10.3.${10 + index}.0/24`, { routeTable: `rtb-t${zone}` }),
  ]),
  routeTables: zones.flatMap((zone) => [
    { id: `rtb-${zone}`, routes: [local('10.3.0.0/16'), to('10.0.0.0/8', `eni-mid-t${zone}`)] },
    { id: `rtb-t${zone}`, routes: [local('10.3.0.0/16'), to('0.0.0.0/0', `eni-mid-end${zone}`)] },
  ]),
  ports: zones.flatMap((zone, index) => [
    withoutGroups(
      port(`eni-mid-end${zone}`, `subnet-mid-${zone}`, `10.3.${index}.20`, {
        node: `eni-mid-end${zone}`,
        sourceCheck: false,
        passage: 'gateway-load-balancer',
      }),
    ),
    gatewayPort('mid', 3, zone, index),
  ]),
});

const provider: Router = router('vpc-provider', '10.0.0.0/16', {
  subnets: zones.map((zone, index) => subnet(`subnet-p-${zone}`, `10.0.${index}.0/24`)),
  ports: zones.flatMap((zone, index) => [
    withoutGroups(port(`eni-gwlb-${zone}`, `subnet-p-${zone}`, `10.0.${index}.20`, { node: `eni-gwlb-${zone}` })),
    port(`eni-app-${zone}`, `subnet-p-${zone}`, `10.0.${index}.10`),
  ]),
});

const ends: readonly Node[] = zones.flatMap((zone, index): readonly Node[] => [
  gatewayNode({
    id: `eni-gwlb-${zone}`,
    port: `eni-gwlb-${zone}`,
    address: `10.0.${index}.20`,
    endpoints: [`eni-mid-end${zone}`],
    appliances: [{ address: `10.0.${index}.10`, takesFlows: true }],
  }),
  {
    kind: 'service-endpoint',
    id: `eni-mid-end${zone}`,
    router: 'vpc-mid',
    endpoint: `vpce-0000000000000000${index}`,
    port: `eni-mid-end${zone}`,
    loadBalancerNode: `eni-gwlb-${zone}`,
  },
]);

const doors = (name: string, table: string): readonly TransitDoor[] =>
  zones.map((zone) => ({
    kind: 'port',
    id: `eni-${name}-t${zone}`,
    router: `vpc-${name}`,
    table: `${table}/${zone}`,
  }));

function tables(id: string, routes: (zone: string) => TransitTable['routes']): readonly TransitTable[] {
  return zones.map((zone) => ({ id: `${id}/${zone}`, routes: routes(zone) }));
}

function plan(): Blueprint {
  const routers = [spoke('one', 1), spoke('two', 2), inspection, provider];
  const plugged = routers.flatMap((each) => instances(each));
  return blueprint(routers, [...plugged, ...ends], {
    transitGateways: [
      {
        id: 'tgw-1',
        region: 'us-east-1',
        doors: [...doors('one', 'spokes'), ...doors('two', 'spokes'), ...doors('mid', 'inspected')],
        tables: [
          ...tables('spokes', () => [{ destination: '0.0.0.0/0', exits: ['eni-mid-ta', 'eni-mid-tb'] }]),
          ...tables('inspected', (zone) => [
            { destination: '10.1.0.0/16', exits: [`eni-one-t${zone}`] },
            { destination: '10.2.0.0/16', exits: [`eni-two-t${zone}`] },
          ]),
        ],
      },
    ],
  });
}

describe.skipIf(reason)(`inspection behind a transit gateway${reason ? ` (skipped: ${reason})` : ''}`, () => {
  let world: World;
  let tunnellers: readonly Tunneller[] = [];
  let running: readonly Appliance[] = [];

  beforeAll(async () => {
    world = await World.open('gateway-load-balancer-transit');
    await world.apply(plan());
    const wanted = wantedTunnels(plan());
    tunnellers = await Promise.all(
      [...wanted].map(async ([id, tunnels]) => {
        const tunneller = await world.host.startTunneller(world.namespace(id));
        expect(await tunneller.follow(tunnels)).toEqual([]);
        return tunneller;
      }),
    );
    running = await Promise.all(zones.map((zone, index) => openAppliance(world, `i-app-${zone}`, `10.0.${index}.10`)));
    await world.serveAll(['i-two-b']);
  });
  afterAll(async () => {
    for (const one of running) one.close();
    await Promise.all(tunnellers.map((one) => one.end()));
    await world.close();
  });

  test('each flow passes one appliance, both ways, once; flows take both', async () => {
    const used = new Set<number>();
    for (let tries = 0; tries < 12; tries += 1) {
      for (const one of running) one.reset();
      expect(await world.tcp('i-one-a', '10.2.1.10')).toBe('i-two-b 10.1.0.10');
      const busy = running.flatMap(({ seen }, place) => (seen.length > 0 ? [place] : []));
      expect(busy).toHaveLength(1);
      expect(running.flatMap(({ seen }) => seen).filter(({ syn }) => syn)).toHaveLength(2);
      used.add(busy[0]!);
    }
    expect([...used].sort()).toEqual([0, 1]);
  });

  test('what the appliances keep arrives nowhere', async () => {
    for (const one of running) one.blocked.add(80);
    expect(await world.tcp('i-one-a', '10.2.1.10')).toBe('silence');
    for (const one of running) one.reset();
  });
});
