/**
 * Peered VPCs on real packets, in one region and between two: what crosses a connection and what doesn't. A hub has a peer in its
 * own region and two in another, both with the same addresses; it is connected to one of them, and so is the near peer to the other.
 */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Blueprint, PeeringLink, RoutePlan, Router } from '../../src/blueprint/blueprint.ts';
import {
  blueprint,
  group,
  instances,
  local,
  openGroup,
  port,
  router,
  subnet,
} from '../../src/blueprint/sample-plans.ts';
import { applyPhases } from '../../src/reconcile/apply.ts';
import { missing, World } from './world.ts';

const hubCidr = '10.0.0.0/16';
const nearCidr = '10.1.0.0/16';
const farCidr = '10.2.0.0/16';
const farRegion = 'eu-west-1';

const to = (destination: string, peering: string): RoutePlan => ({ destination, target: { kind: 'peering', peering } });

function link(id: string, other: string, cidr: string, more: Partial<PeeringLink> = {}): PeeringLink {
  return { id, router: other, region: 'us-east-1', cidrs: [cidr], members: [], ...more };
}

const namesNear = { kind: 'set', set: 'sg-near', sentByOwner: true } as const;

const hub: Router = router('vpc-hub', hubCidr, {
  subnets: [subnet('subnet-hub', '10.0.1.0/24', { routeTable: 'rtb-hub' })],
  routeTables: [
    {
      id: 'rtb-hub',
      routes: [
        local(hubCidr),
        to(nearCidr, 'pcx-near'),
        to(farCidr, 'pcx-far'),
        // Another network behind the peer, and the internet.
        to('10.9.0.0/16', 'pcx-near'),
        to('198.51.100.0/24', 'pcx-near'),
      ],
    },
  ],
  groups: [openGroup, group('sg-of-peers', [{ peer: namesNear }])],
  addressSets: [{ id: 'sg-near', cidrs: ['10.1.1.10/32'] }],
  ports: [
    port('eni-hub', 'subnet-hub', '10.0.1.10'),
    port('eni-guarded', 'subnet-hub', '10.0.1.11', { groups: ['sg-of-peers'] }),
    // Sends on for others, so that rules naming groups ask who sent.
    port('eni-forwards', 'subnet-hub', '10.0.1.12', { sourceCheck: false }),
  ],
  peerings: [
    link('pcx-near', 'vpc-near', nearCidr, { members: ['10.1.1.10'] }),
    link('pcx-far', 'vpc-far', farCidr, { region: farRegion }),
  ],
});

const near: Router = router('vpc-near', nearCidr, {
  subnets: [
    subnet('subnet-near', '10.1.1.0/24', { routeTable: 'rtb-near' }),
    subnet('subnet-mute', '10.1.2.0/24', { routeTable: 'rtb-mute' }),
  ],
  routeTables: [
    {
      id: 'rtb-near',
      routes: [
        local(nearCidr),
        to(hubCidr, 'pcx-near'),
        to(farCidr, 'pcx-twin'),
        { destination: '0.0.0.0/0', target: { kind: 'internet-gateway' } },
      ],
    },
    { id: 'rtb-mute', routes: [local(nearCidr)] },
  ],
  groups: [openGroup, group('sg-closed', [])],
  internetGateway: { id: 'igw-1', translations: [{ publicAddress: '203.0.113.1', privateAddress: '10.1.1.10' }] },
  ports: [
    port('eni-near', 'subnet-near', '10.1.1.10'),
    port('eni-other', 'subnet-near', '10.1.1.11'),
    port('eni-closed', 'subnet-near', '10.1.1.12', { groups: ['sg-closed'] }),
    port('eni-mute', 'subnet-mute', '10.1.2.10'),
  ],
  peerings: [link('pcx-near', 'vpc-hub', hubCidr), link('pcx-twin', 'vpc-twin', farCidr, { region: farRegion })],
});

function remote(name: string, peering: string, home: string, homeCidr: string): Router {
  return router(`vpc-${name}`, farCidr, {
    region: farRegion,
    subnets: [subnet('subnet-far', '10.2.1.0/24', { routeTable: 'rtb-far' })],
    routeTables: [{ id: 'rtb-far', routes: [local(farCidr), to(homeCidr, peering)] }],
    ports: [port(`eni-${name}`, 'subnet-far', '10.2.1.10')],
    peerings: [link(peering, home, homeCidr)],
  });
}

const far = remote('far', 'pcx-far', 'vpc-hub', hubCidr);
const twin = remote('twin', 'pcx-twin', 'vpc-near', nearCidr);

function plan(routers: readonly Router[] = [hub, near, far, twin]): Blueprint {
  return blueprint(
    routers,
    routers.flatMap((one) => instances(one, ['i-forwards'])),
    {
      internet: {
        hosts: ['198.51.100.10'],
        servicePrefixes: [],
        attachments: [{ router: 'vpc-near', publicAddresses: ['203.0.113.1'] }],
      },
    },
  );
}

const servers = ['i-hub', 'i-guarded', 'i-near', 'i-closed', 'i-mute', 'i-far', 'i-twin'];

describe.skipIf(missing)(`peering${missing ? ` (skipped: ${missing})` : ''}`, () => {
  let world: World;
  beforeAll(async () => {
    world = await World.open('peering');
    await world.apply(plan());
    await world.serveAll(servers);
  });
  afterAll(() => world.close());

  test('both ways in a region, with private addresses', async () => {
    expect(await world.tcp('i-hub', '10.1.1.10')).toBe('i-near 10.0.1.10');
    expect(await world.tcp('i-near', '10.0.1.10')).toBe('i-hub 10.1.1.10');
  });

  test('between regions, and equal addresses of two VPCs never meet', async () => {
    expect(await world.tcp('i-hub', '10.2.1.10')).toBe('i-far 10.0.1.10');
    expect(await world.tcp('i-near', '10.2.1.10')).toBe('i-twin 10.1.1.10');
    expect(await world.tcp('i-far', '10.0.1.10')).toBe('i-hub 10.2.1.10');
    expect(await world.tcp('i-twin', '10.1.1.10')).toBe('i-near 10.2.1.10');
  });

  test('the groups of the other side decide, and an answer needs a route of its own', async () => {
    expect(await world.tcp('i-hub', '10.1.1.12')).toBe('silence');
    expect(await world.tcp('i-hub', '10.1.2.10')).toBe('silence');
    expect((await world.counters('vpc-near')).route).toBeGreaterThan(0);
  });

  test('a rule that names a group of the peer lets in its members alone', async () => {
    expect(await world.tcp('i-near', '10.0.1.11')).toBe('i-guarded 10.1.1.10');
    expect(await world.tcp('i-other', '10.0.1.11')).toBe('silence');
  });

  test("nobody reaches through a peer: its own peers, the internet, its resolver, a VPC's strangers", async () => {
    const before = (await world.counters('vpc-hub')).route;
    expect(await world.tcp('i-hub', '10.9.0.1')).toBe('silence');
    expect(await world.ping('i-hub', '198.51.100.10')).toBe(false);
    expect((await world.counters('vpc-hub')).route).toBeGreaterThan(before);
    expect(await world.ping('i-near', '198.51.100.10')).toBe(true);
    await world.serve('vpc-near', [{ kind: 'udp', address: '10.1.0.2', port: 53 }]);
    const ask = (to: string) => world.try('i-hub', [{ kind: 'udp', to, port: 53 }]);
    expect(await ask('10.1.0.2')).toEqual(['silence']);
    expect(await world.try('i-near', [{ kind: 'udp', to: '10.1.0.2', port: 53 }])).toEqual(['vpc-near 10.1.1.10']);
    expect(await world.ping('i-hub', '10.1.1.99')).toBe(false);
  });

  test('packets of 8500 bytes cross regions, larger ones are told so', async () => {
    const inHub = (...argv: readonly string[]) => world.host.run(argv, { namespace: world.namespace('i-hub') });
    const send = (size: number) => inHub('ping', '-M', 'do', '-c', '1', '-W', '1', '-s', `${size - 28}`, '10.2.1.10');
    await send(8500);
    await expect(send(8600)).rejects.toThrow();
    expect((await inHub('ip', 'route', 'get', '10.2.1.10')).stdout).toContain('mtu 8500');
  });

  test('a backbone has its trunk alone', async () => {
    const { stdout } = await world.host.run(['ip', '-json', 'link', 'show'], {
      namespace: world.namespace('backbone-us-east-1'),
    });
    const names = (JSON.parse(stdout) as { readonly ifname: string }[]).map(({ ifname }) => ifname).sort();
    expect(names).toEqual(['by-euwest1', 'lo']);
  });

  test('a connection that ends takes its packets with it, and comes back', async () => {
    const parted = plan([{ ...hub, peerings: hub.peerings.slice(1) }, near, far, twin]);
    await world.apply(parted);
    expect(await world.tcp('i-hub', '10.1.1.10')).toBe('silence');
    expect(await world.tcp('i-hub', '10.2.1.10')).toBe('i-far 10.0.1.10');
    await world.apply(plan());
    expect(await world.tcp('i-hub', '10.1.1.10')).toBe('i-near 10.0.1.10');
  });

  test('one of two connections between regions ends, and the other goes on', async () => {
    await world.apply(plan([{ ...hub, peerings: hub.peerings.slice(0, 1) }, near, far, twin]));
    expect(await world.tcp('i-hub', '10.2.1.10')).toBe('silence');
    expect(await world.tcp('i-near', '10.2.1.10')).toBe('i-twin 10.1.1.10');
    await world.apply(plan());
    expect(await world.tcp('i-hub', '10.2.1.10')).toBe('i-far 10.0.1.10');
  });

  test('the last connection between regions takes the backbones with it', async () => {
    await world.apply(
      plan([
        { ...hub, peerings: hub.peerings.slice(0, 1) },
        { ...near, peerings: near.peerings.slice(0, 1) },
      ]),
    );
    expect(await world.host.listNamespaces(world.namespace('backbone-'))).toEqual([]);
    await world.apply(plan());
    expect(await world.tcp('i-hub', '10.1.1.10')).toBe('i-near 10.0.1.10');
    await world.serveAll(['i-far', 'i-twin']);
    expect(await world.tcp('i-hub', '10.2.1.10')).toBe('i-far 10.0.1.10');
  });

  test('a VPC that goes leaves nothing on the trunk, and comes back', async () => {
    await world.apply(plan([near, far, twin]));
    expect(await world.tcp('i-near', '10.2.1.10')).toBe('i-twin 10.1.1.10');
    await world.apply(plan());
    await world.serveAll(['i-hub']);
    expect(await world.tcp('i-far', '10.0.1.10')).toBe('i-hub 10.2.1.10');
  });

  test.each(['vpc-hub', 'vpc-far', 'backbone-eu-west-1', 'backbone-us-east-1'])(
    '%s that was left halfway is made anew',
    async (id) => {
      await world.host.ipBatch(world.namespace(id), ['link set dev lo alias changing']);
      world.forget();
      await world.apply(plan());
      expect(await world.tcp('i-hub', '10.2.1.10')).toBe('i-far 10.0.1.10');
      expect(await world.tcp('i-near', '10.2.1.10')).toBe('i-twin 10.1.1.10');
      world.forget();
      expect(await world.apply(plan())).toEqual([]);
    },
  );

  test.each([2, 4, 5])('after a start that was cut off after %i phases everything is there', async (count) => {
    world.closeSockets();
    await world.apply(plan([]));
    const { phases } = await world.stepsTo(plan());
    await applyPhases(world.host, phases.slice(0, count));
    world.forget();
    await world.apply(plan());
    await world.serveAll(['i-near', 'i-far', 'i-twin']);
    expect(await world.tcp('i-hub', '10.1.1.10')).toBe('i-near 10.0.1.10');
    expect(await world.tcp('i-hub', '10.2.1.10')).toBe('i-far 10.0.1.10');
    expect(await world.tcp('i-near', '10.2.1.10')).toBe('i-twin 10.1.1.10');
    world.forget();
    expect(await world.apply(plan())).toEqual([]);
  });
});
