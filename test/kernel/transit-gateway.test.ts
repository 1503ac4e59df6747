/**
 * Transit gateways on real packets: which table routes what, zones, appliances that see both directions of a flow, and a gateway in
 * another region. Two VPCs have instances in two zones; a third inspects with one appliance in each; a fourth is abroad.
 */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type {
  Blueprint,
  NetworkAclPlan,
  Port,
  RoutePlan,
  Router,
  RouteTablePlan,
} from '../../src/blueprint/blueprint.ts';
import {
  blueprint,
  group,
  instances,
  local,
  openAcl,
  openGroup,
  port,
  router,
  subnet,
} from '../../src/blueprint/sample-plans.ts';
import type { TransitDoor, TransitTable } from '../../src/blueprint/transit-gateway.ts';
import { applyPhases } from '../../src/reconcile/apply.ts';
import { hold, serveHeld } from './held.ts';
import { missing, World } from './world.ts';

const zones = ['a', 'b'] as const;
const farRegion = 'eu-west-1';

function withoutGroups({ groups: _, ...rest }: Port): Port {
  return rest;
}

const to = (destination: string, through: string): RoutePlan => ({
  destination,
  target: { kind: 'port', port: through },
});

/** Subnets for instances and for the gateway in both zones; whatever leaves an instance's subnet goes to the gateway. */
function place(name: string, number: number, more: Partial<Router> = {}): Router {
  const cidr = `10.${number}.0.0/16`;
  const gateway = name === 'abroad' ? 'tgw-abroad' : 'tgw-home';
  return router(`vpc-${name}`, cidr, {
    subnets: zones.flatMap((zone, index) => [
      subnet(`subnet-${name}-${zone}`, `10.${number}.${index}.0/24`, { routeTable: `rtb-${zone}` }),
      subnet(`subnet-${name}-t${zone}`, `10.${number}.${10 + index}.0/24`, { routeTable: `rtb-t${zone}` }),
    ]),
    routeTables: zones.flatMap((zone) => [
      { id: `rtb-${zone}`, routes: [local(cidr), to('0.0.0.0/0', `eni-${name}-t${zone}`)] },
      { id: `rtb-t${zone}`, routes: [local(cidr)] },
    ]),
    ports: zones.flatMap((zone, index) => [
      port(`eni-${name}-${zone}`, `subnet-${name}-${zone}`, `10.${number}.${index}.10`),
      withoutGroups(
        port(`eni-${name}-t${zone}`, `subnet-${name}-t${zone}`, `10.${number}.${10 + index}.4`, {
          node: gateway,
          sourceCheck: false,
          passage: 'transit-gateway',
        }),
      ),
    ]),
    ...more,
  });
}

const one = place('one', 1);
const two = place('two', 2);
const abroad = place('abroad', 4, { region: farRegion });

/** What comes from the gateway goes to the zone's appliance, and what the appliance sends on goes back. */
const plainInspection = place('mid', 3);
const inspection: Router = {
  ...plainInspection,
  ports: plainInspection.ports.map((one) => ({ ...one, sourceCheck: false })),
  routeTables: zones.flatMap((zone) => [
    { id: `rtb-${zone}`, routes: [local('10.3.0.0/16'), to('0.0.0.0/0', `eni-mid-t${zone}`)] },
    { id: `rtb-t${zone}`, routes: [local('10.3.0.0/16'), to('0.0.0.0/0', `eni-mid-${zone}`)] },
  ]),
};

function door(name: string, zone: string, table: string | undefined): TransitDoor {
  const common = { kind: 'port', id: `eni-${name}-t${zone}`, router: `vpc-${name}` } as const;
  return table === undefined ? common : { ...common, table: `${table}/${zone}` };
}

const doors = (name: string, table?: string) => zones.map((zone) => door(name, zone, table));

function tables(id: string, routes: (zone: string) => TransitTable['routes']): readonly TransitTable[] {
  return zones.map((zone) => ({ id: `${id}/${zone}`, routes: routes(zone) }));
}

const peer = { kind: 'peering', id: 'tgw-attach-peer' } as const;
const direct = (zone: string) => [
  { destination: '10.1.0.0/16', exits: [`eni-one-t${zone}`] },
  { destination: '10.2.0.0/16', exits: [`eni-two-t${zone}`] },
  { destination: '10.4.0.0/16', exits: ['tgw-attach-peer'] },
];
const inspected = () => [{ destination: '0.0.0.0/0', exits: ['eni-mid-ta', 'eni-mid-tb'] }];

interface Differs {
  readonly spokes?: readonly TransitTable[];
  readonly table?: string | undefined;
}

function plan({ spokes = tables('spokes', direct), ...rest }: Differs = {}): Blueprint {
  const routers = [one, two, inspection, abroad];
  const spoke = 'table' in rest ? rest.table : 'spokes';
  return blueprint(
    routers,
    routers.flatMap((each) => instances(each, ['i-mid-a', 'i-mid-b'])),
    {
      transitGateways: [
        {
          id: 'tgw-home',
          region: 'us-east-1',
          doors: [
            ...doors('one', spoke),
            ...doors('two', 'spokes'),
            ...doors('mid', 'inspected'),
            { ...peer, router: 'tgw-abroad', region: farRegion, table: 'spokes/a' },
          ],
          tables: [...spokes, ...tables('inspected', direct)],
        },
        {
          id: 'tgw-abroad',
          region: farRegion,
          doors: [...doors('abroad', 'all'), { ...peer, router: 'tgw-home', region: 'us-east-1', table: 'all/a' }],
          tables: tables('all', (zone) => [
            { destination: '10.0.0.0/8', exits: ['tgw-attach-peer'] },
            { destination: '10.4.0.0/16', exits: [`eni-abroad-t${zone}`] },
          ]),
        },
      ],
    },
  );
}

const servers = ['i-one-a', 'i-two-a', 'i-two-b', 'i-abroad-a'];
const throughInspection = plan({ spokes: tables('spokes', inspected) });

describe.skipIf(missing)(`transit gateways${missing ? ` (skipped: ${missing})` : ''}`, () => {
  let world: World;
  beforeAll(async () => {
    world = await World.open('transit');
    await world.apply(plan());
    await world.serveAll(servers);
  });
  afterAll(() => world.close());

  async function forwarded(id: string): Promise<number> {
    const { stdout } = await world.host.run(['cat', '/proc/net/snmp'], { namespace: world.namespace(id) });
    const [names, values] = stdout.split('\n').filter((line) => line.startsWith('Ip:'));
    const at = names?.split(' ').indexOf('ForwDatagrams') ?? -1;
    return Number(values?.split(' ')[at]);
  }

  async function dropped(gateway: string): Promise<number> {
    return (await world.counters(gateway)).route;
  }

  test('VPCs reach each other with their own addresses, across zones too', async () => {
    expect(await world.tcp('i-one-a', '10.2.0.10')).toBe('i-two-a 10.1.0.10');
    expect(await world.tcp('i-one-a', '10.2.1.10')).toBe('i-two-b 10.1.0.10');
    expect(await world.tcp('i-one-b', '10.2.0.10')).toBe('i-two-a 10.1.1.10');
  });

  test('a gateway in another region is reached over the backbones', async () => {
    expect(await world.tcp('i-one-a', '10.4.0.10')).toBe('i-abroad-a 10.1.0.10');
    expect(await world.host.listNamespaces(world.namespace('backbone-'))).toHaveLength(2);
  });

  test('what no route leads to is dropped by the gateway', async () => {
    const before = await dropped('tgw-home');
    expect(await world.ping('i-one-a', '10.9.0.1')).toBe(false);
    expect(await dropped('tgw-home')).toBeGreaterThan(before);
  });

  test('a blackhole, and a VPC that no table routes', async () => {
    const holed = (zone: string) => direct(zone).map((route, index) => (index === 1 ? { ...route, exits: [] } : route));
    await world.apply(plan({ spokes: tables('spokes', holed) }));
    expect(await world.ping('i-one-a', '10.2.0.10')).toBe(false);
    await world.apply(plan({ table: undefined }));
    expect(await world.ping('i-one-a', '10.2.0.10')).toBe(false);
    expect(await world.ping('i-two-a', '10.4.0.10')).toBe(true);
    await world.apply(plan());
    expect(await world.ping('i-one-a', '10.2.0.10')).toBe(true);
  });

  test('ACLs of the subnets on the way decide, in both VPCs', async () => {
    const shut = { ...openAcl, id: 'acl-shut', ingress: [] };
    const closed = {
      ...two,
      networkAcls: [openAcl, shut],
      subnets: two.subnets.map((each) => (each.id === 'subnet-two-a' ? { ...each, networkAcl: 'acl-shut' } : each)),
    };
    const base = plan();
    await world.apply({ ...base, routers: base.routers.map((each) => (each.id === two.id ? closed : each)) });
    expect(await world.ping('i-one-a', '10.2.0.10')).toBe(false);
    expect(await world.ping('i-one-a', '10.2.1.10')).toBe(true);
    await world.apply(base);
  });

  test('in the gateway’s own subnet an ACL decides on what goes to it, and not on what comes from it', async () => {
    const within = (ingress: NetworkAclPlan['ingress']): Blueprint => {
      const base = plan();
      const together: Router = {
        ...two,
        networkAcls: [openAcl, { ...openAcl, id: 'acl-two', ingress }],
        subnets: two.subnets.map((each) => (each.id === 'subnet-two-a' ? { ...each, networkAcl: 'acl-two' } : each)),
        ports: two.ports.map((each) => (each.id === 'eni-two-ta' ? { ...each, subnet: 'subnet-two-a' } : each)),
      };
      return { ...base, routers: base.routers.map((each) => (each.id === two.id ? together : each)) };
    };
    await world.apply(within([{ number: 1, action: 'allow', match: { peer: { kind: 'cidr', cidr: '10.2.0.0/16' } } }]));
    expect(await world.ping('i-one-a', '10.2.0.10')).toBe(true);
    await world.apply(within([{ number: 1, action: 'allow', match: { peer: { kind: 'cidr', cidr: '10.1.0.0/16' } } }]));
    expect(await world.ping('i-one-a', '10.2.0.10')).toBe(false);
    await world.apply(plan());
  });

  test('names and credentials are no other VPC’s to ask for', async () => {
    const resolver = '10.2.0.2';
    const serving = { ...two, services: { resolver: [resolver], metadata: [] } };
    const base = plan();
    await world.apply({ ...base, routers: base.routers.map((each) => (each.id === two.id ? serving : each)) });
    await world.serve('vpc-two', [{ kind: 'tcp', address: resolver, port: 53 }]);
    expect(await world.tcp('i-two-a', resolver, 53)).toBe('vpc-two 10.2.0.10');
    const before = await world.counters('vpc-two');
    expect(await world.tcp('i-one-a', resolver, 53)).toBe('silence');
    expect((await world.counters('vpc-two'))['source-check']).toBeGreaterThan(before['source-check']);
    await world.apply(base);
  });

  test('with appliances in two zones each flow goes through one of them, both ways, once', async () => {
    await world.apply(throughInspection);
    const seen = new Set<string>();
    for (let index = 0; index < 16; index++) {
      const before = await Promise.all(['i-mid-a', 'i-mid-b'].map(forwarded));
      expect(await world.tcp('i-one-a', '10.2.1.10')).toBe('i-two-b 10.1.0.10');
      const after = await Promise.all(['i-mid-a', 'i-mid-b'].map(forwarded));
      const by = after.map((count, place) => count - (before[place] ?? 0));
      expect(by.filter((count) => count > 0)).toHaveLength(1);
      seen.add(by[0] ? 'a' : 'b');
    }
    expect([...seen].sort()).toEqual(['a', 'b']);
    await world.apply(plan());
  });

  /** With the interface in these groups. */
  const wearing = (base: Blueprint, id: string, groups: readonly string[]): Blueprint => ({
    ...base,
    routers: base.routers.map((each) => ({
      ...each,
      groups: [openGroup, group('sg-shut', [])],
      ports: each.ports.map((one) => (one.id === id ? { ...one, groups } : one)),
    })),
  });

  test("the receiver's groups decide on new connections, and leave those that they let in", async () => {
    const server = await serveHeld(world, 'i-two-a', 81);
    const target = { address: '10.2.0.10', port: 81 };
    const held = await hold(world, 'i-one-a', target);
    expect(held.first).toBe('i-two-a 10.1.0.10');
    await world.apply(wearing(plan(), 'eni-two-a', ['sg-shut']));
    expect(await world.tcp('i-one-a', '10.2.0.10')).toBe('silence');
    expect(await held.again()).toBe('i-two-a 10.1.0.10');
    server.close();
    await world.apply(plan());
  });

  test('who is reached by way of the gateway from its own VPC is asked all the same', async () => {
    const overGateway = (table: RouteTablePlan) =>
      table.id === 'rtb-a' ? { ...table, routes: [...table.routes, to('10.1.1.0/24', 'eni-one-ta')] } : table;
    const roundabout = (base: Blueprint): Blueprint => ({
      ...base,
      routers: base.routers.map((each) =>
        each.id === one.id ? { ...each, routeTables: each.routeTables.map(overGateway) } : each,
      ),
    });
    await world.serveAll(['i-one-b']);
    await world.apply(roundabout(throughInspection));
    const before = await Promise.all(['i-mid-a', 'i-mid-b'].map(forwarded));
    expect(await world.tcp('i-one-a', '10.1.1.10')).toBe('i-one-b 10.1.0.10');
    expect(await Promise.all(['i-mid-a', 'i-mid-b'].map(forwarded))).not.toEqual(before);
    await world.apply(wearing(roundabout(throughInspection), 'eni-one-b', ['sg-shut']));
    for (let time = 0; time < 2; time += 1) {
      expect(await world.try('i-one-a', [{ kind: 'udp', to: '10.1.1.10', port: 80, source: '10.1.0.10' }])).toEqual([
        'silence',
      ]);
    }
    await world.apply(plan());
  });

  test('packets of 8500 bytes pass, and senders hear of larger ones', async () => {
    const inOne = (...argv: readonly string[]) => world.host.run(argv, { namespace: world.namespace('i-one-a') });
    const send = (size: number) => inOne('ping', '-M', 'do', '-c', '1', '-W', '1', '-s', `${size - 28}`, '10.2.0.10');
    await send(8500);
    await expect(send(8600)).rejects.toThrow();
    expect((await inOne('ip', 'route', 'get', '10.2.0.10')).stdout).toContain('mtu 8500');
  });

  test.each([2, 4])('after a start that was cut off after %i phases everything is there', async (count) => {
    world.closeSockets();
    await world.apply(blueprint([], []));
    const { phases } = await world.stepsTo(plan());
    await applyPhases(world.host, phases.slice(0, count));
    world.forget();
    await world.apply(plan());
    await world.serveAll(servers);
    expect(await world.tcp('i-one-a', '10.2.1.10')).toBe('i-two-b 10.1.0.10');
    expect(await world.tcp('i-one-a', '10.4.0.10')).toBe('i-abroad-a 10.1.0.10');
    world.forget();
    expect(await world.apply(plan())).toEqual([]);
  });
});
