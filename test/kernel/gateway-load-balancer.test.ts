/**
 * Gateway load balancers: what a route sends to an endpoint passes an appliance, whole and once, on both of its ways, and goes on as if
 * it had never been away; nothing else comes out of the endpoint. The consumer has the provider's very addresses.
 */

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { tunnelDevice } from '../../src/backends/netns/names.ts';
import type { Blueprint, NetworkAclRule, Router, RouteTablePlan } from '../../src/blueprint/blueprint.ts';
import { group, local, openAcl, tcp } from '../../src/blueprint/sample-plans.ts';
import type { EndpointCounts } from '../../src/host/tunnel-messages.ts';
import type { Tunneller } from '../../src/host/tunneller.ts';
import { wantedTunnels } from '../../src/reconcile/tunnels.ts';
import {
  type Appliance,
  appliances,
  type Differs,
  endpointPort,
  ground,
  internetHost,
  openAppliance,
  serverPublic,
  withNat,
} from './gateway-load-balancer-ground.ts';
import { missingFor, World } from './world.ts';

const reason = missingFor('tun devices');

const client = '10.0.1.10';
const server = '10.0.2.10';

describe.skipIf(reason)(`gateway load balancers${reason ? ` (skipped: ${reason})` : ''}`, () => {
  let world: World;
  let tunneller: Tunneller;
  let running: readonly Appliance[];

  async function bring(plan: Blueprint): Promise<void> {
    await world.apply(plan);
    const wanted = wantedTunnels(plan).get('eni-gwlb');
    if (wanted) expect(await tunneller.follow(wanted)).toEqual([]);
  }
  const differ = (differs: Differs) => bring(ground(differs));

  beforeAll(async () => {
    world = await World.open('gateway-load-balancer');
    await world.apply(ground());
    tunneller = await world.host.startTunneller(world.namespace('eni-gwlb'));
    running = await Promise.all(
      appliances.map((address, place) => openAppliance(world, `i-appliance-${place}`, address)),
    );
    await world.serveAll(['i-server', 'i-client', 'i-plain', 'internet']);
    await world.serveAll(['i-server'], 81);
  });
  afterAll(async () => {
    for (const one of running) one.close();
    await tunneller.end();
    await world.close();
  });
  beforeEach(async () => {
    await bring(ground());
    for (const one of running) one.reset();
  });

  const seen = () => running.flatMap(({ seen }) => seen);
  const ways = () => [...new Set(seen().map(({ from, to }) => `${from} > ${to}`))].sort();

  test('between subnets, packets pass an appliance on both ways, each once', async () => {
    expect(await world.tcp('i-client', server)).toBe(`i-server ${client}`);
    expect(ways()).toEqual([`${client} > ${server}`, `${server} > ${client}`]);
    expect(seen().filter(({ syn }) => syn)).toHaveLength(2);
    const [busy, idle] = [...running].sort((one, other) => other.seen.length - one.seen.length);
    expect(busy!.seen.length).toBeGreaterThan(6);
    expect(idle!.seen).toEqual([]);
    const missingStill = async () => {
      const [{ sent, returned }] = (await tunneller.counts()).endpoints as [EndpointCounts];
      return sent.packets - returned.packets;
    };
    await expect.poll(missingStill).toBe(0);
  });

  test('so do those of a connection to the internet, whose answers come by the edge route table', async () => {
    expect(await world.tcp('i-client', internetHost)).toBe('internet 203.0.113.10');
    expect(ways()).toEqual([`${client} > ${internetHost}`, `${internetHost} > ${client}`]);
    expect(await world.ping('i-client', internetHost)).toBe(true);
  });

  test('and those of a connection from the internet, which the receiver’s group judges', async () => {
    const from = (port: number) => ({ kind: 'tcp', to: serverPublic, port, source: internetHost }) as const;
    expect(await world.try('internet', [from(80), from(82)])).toEqual([`i-server ${internetHost}`, 'silence']);
    expect(ways()).toEqual([`${server} > ${internetHost}`, `${internetHost} > ${server}`].sort());
    expect(seen().some(({ port }) => port === 82)).toBe(true);
  });

  test('without an edge route table the internet’s packets go straight in', async () => {
    const { edge: _, ...internetGateway } = ground().routers[0]!.internetGateway!;
    await differ({ consumer: { internetGateway } });
    const straight = { kind: 'udp', to: serverPublic, port: 80, source: internetHost } as const;
    await world.try('internet', [straight]);
    expect(seen()).toEqual([]);
  });

  test('who is behind the endpoint for what comes in does not go out past it', async () => {
    const straightOut = { destination: '0.0.0.0/0', target: { kind: 'internet-gateway' } } as const;
    const past = (table: RouteTablePlan) => ({
      ...table,
      routes: table.routes.map((route) => (route.destination === straightOut.destination ? straightOut : route)),
    });
    const { routeTables } = ground().routers[0]!;
    await differ({ consumer: { routeTables: routeTables.map((one) => (one.id === 'rtb-clients' ? past(one) : one)) } });
    const before = (await world.counters('vpc-consumer')).route;
    expect(await world.ping('i-client', internetHost)).toBe(false);
    expect((await world.counters('vpc-consumer')).route).toBeGreaterThan(before);
    expect(seen()).toEqual([]);
  });

  test('a sender that its own group holds back does not come so far, and a subnet without a route meets no appliance', async () => {
    expect(await world.tcp('i-server', client)).toBe('silence');
    expect(await world.tcp('i-plain', server)).toBe('i-server 10.0.4.10');
    expect(seen().filter(({ syn }) => syn)).toEqual([]);
  });

  test('a rule that names a group means who sends, which is the endpoint', async () => {
    const [vpc] = ground().routers;
    const named = { peer: { kind: 'set', set: 'sg-client', sentByOwner: true } } as const;
    await differ({
      consumer: {
        groups: vpc!.groups.map((one) => (one.id === 'sg-server' ? group('sg-server', [named]) : one)),
        addressSets: [{ id: 'sg-client', cidrs: [client, '10.0.4.10'] }],
      },
    });
    expect(await world.tcp('i-plain', server)).toBe('i-server 10.0.4.10');
    expect(await world.tcp('i-client', server)).toBe('silence');
    expect(ways()).toContain(`${client} > ${server}`);
  });

  test('what the appliance keeps is lost, and nothing else', async () => {
    for (const one of running) one.blocked.add(81);
    expect(await world.tcp('i-client', server, 81)).toBe('silence');
    expect(await world.tcp('i-client', server)).toBe(`i-server ${client}`);
  });

  test('new flows go to the appliances that take them', async () => {
    await differ({ node: { appliances: appliances.map((address, place) => ({ address, takesFlows: place === 1 })) } });
    for (let tries = 0; tries < 4; tries += 1) expect(await world.tcp('i-client', server)).toBe(`i-server ${client}`);
    expect(running.map(({ seen }) => seen.length > 0)).toEqual([false, true]);
  });

  test('without appliances everything is dropped', async () => {
    await differ({ node: { appliances: [] } });
    expect(await world.tcp('i-client', server)).toBe('silence');
    expect((await tunneller.counts()).endpoints[0]!.dropped.untargeted).toBeGreaterThan(0);
  });

  test('large packets fit, for what connections announce is made smaller', async () => {
    expect(await world.tcp('i-client', server)).toBe(`i-server ${client}`);
    expect(Math.max(...seen().map(({ segment }) => segment ?? 0))).toBe(8460);
  });

  test('the ACL of the endpoint’s subnet is asked, on both passes', async () => {
    const closed = (rules: Partial<Record<'ingress' | 'egress', readonly NetworkAclRule[]>>): Partial<Router> => ({
      subnets: ground().routers[0]!.subnets.map((one) =>
        one.id === 'subnet-endpoint' ? { ...one, networkAcl: 'acl-endpoint' } : one,
      ),
      networkAcls: [openAcl, { ...openAcl, id: 'acl-endpoint', ...rules }],
    });
    const only80: readonly NetworkAclRule[] = [
      { number: 100, action: 'deny', match: tcp(80) },
      ...openAcl.ingress.map((rule) => ({ ...rule, number: 200 })),
    ];
    for (const side of ['ingress', 'egress'] as const) {
      await differ({ consumer: closed({ [side]: only80 }) });
      const before = await world.counters('vpc-consumer');
      expect(await world.tcp('i-client', server)).toBe('silence');
      const after = await world.counters('vpc-consumer');
      expect(after[`network-acl-${side}`], side).toBeGreaterThan(before[`network-acl-${side}`]);
      expect(await world.tcp('i-client', server, 81)).toBe(`i-server ${client}`);
    }
  });

  test('in the endpoint’s own subnet too, about what goes to the endpoint', async () => {
    const [vpc] = ground().routers;
    const together = (networkAcl: string): Partial<Router> => ({
      subnets: vpc!.subnets.map((one) => (one.id === 'subnet-clients' ? { ...one, networkAcl } : one)),
      networkAcls: [openAcl, { ...openAcl, id: 'acl-shut', egress: [] }],
      ports: vpc!.ports.map((one) => (one.passage ? { ...one, subnet: 'subnet-clients' } : one)),
      routeTables: vpc!.routeTables.map((one) =>
        one.id === 'rtb-clients'
          ? { ...one, routes: one.routes.filter(({ destination }) => destination !== '0.0.0.0/0') }
          : one,
      ),
    });
    const seenThere = async (networkAcl: string) => {
      for (const one of running) one.reset();
      await differ({ consumer: together(networkAcl) });
      await world.try('i-client', [{ kind: 'udp', to: server, port: 80 }]);
      return seen().length > 0;
    };
    expect(await seenThere('acl-open')).toBe(true);
    expect(await seenThere('acl-shut')).toBe(false);
  });

  test('a NAT gateway may be behind the endpoint', async () => {
    await bring(withNat());
    expect(await world.tcp('i-client', internetHost)).toBe('internet 203.0.113.30');
    expect(ways()).toEqual([`${client} > ${internetHost}`, `${internetHost} > ${client}`]);
  });

  test('a route to an endpoint that leads nowhere is a blackhole', async () => {
    await differ({ node: { endpoints: [] } });
    const before = await world.counters('vpc-consumer');
    expect(await world.tcp('i-client', internetHost)).toBe('silence');
    const after = await world.counters('vpc-consumer');
    expect(after.route).toBeGreaterThan(before.route);
    const links = await world.host.run(['ip', '-o', 'link', 'show'], { namespace: world.namespace('eni-gwlb') });
    expect(links.stdout).not.toContain(tunnelDevice(endpointPort));
    await bring(ground());
    expect(await world.tcp('i-client', server)).toBe(`i-server ${client}`);
  });

  test('an endpoint may come and go in a VPC where others talk', async () => {
    const [vpc] = ground().routers;
    const without: Differs = {
      consumer: {
        ports: vpc!.ports.filter(({ passage }) => !passage),
        routeTables: vpc!.routeTables.map(({ id }) => ({ id, routes: [local('10.0.0.0/16')] })),
      },
      node: { endpoints: [] },
    };
    for (const inspected of [false, true, false]) {
      await (inspected ? bring(ground()) : differ(without));
      for (const one of running) one.reset();
      expect(await world.tcp('i-client', server)).toBe(`i-server ${client}`);
      expect(seen().length > 0, `${inspected}`).toBe(inspected);
    }
  });

  test('a second look changes nothing, and the process goes on', async () => {
    world.forget();
    expect(await world.apply(ground())).toEqual([]);
    expect(await world.tcp('i-client', server)).toBe(`i-server ${client}`);
  });

  test('neither an appliance nor the node reaches the consumer by itself', async () => {
    await world.host.ipBatch(world.namespace('i-appliance-0'), [
      'route replace 10.0.4.0/24 via 10.0.2.1 dev eth0 onlink',
    ]);
    expect(await world.tcp('i-appliance-0', '10.0.4.10')).toBe('silence');
    expect(await world.tcp('eni-gwlb', '10.0.4.10')).not.toContain('i-plain');
    expect(await world.ping('i-client', '10.0.3.20')).toBe(false);
  });
});
