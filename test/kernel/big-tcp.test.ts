/**
 * BIG TCP on real packets: between two instances of a VPC and from a peer in another region, data arrives whole, and routers see it in
 * pieces of more than 64 KB where that was asked for, and nowhere else. Nothing here asks how fast it is.
 */

import { createHash, randomBytes } from 'node:crypto';
import type { Server } from 'node:net';
import { afterAll, describe, expect, test } from 'vitest';
import type { Router } from '../../src/blueprint/blueprint.ts';
import { blueprint, instances, local, openGroup, port, router, subnet } from '../../src/blueprint/sample-plans.ts';
import { largeSince } from './large-pieces.ts';
import { missingFor, World } from './world.ts';

const reason = missingFor('BIG TCP');

const bytes = randomBytes(16 * 1024 * 1024);
const digestOf = (data: Buffer): string => createHash('sha256').update(data).digest('hex');

const peerings = (name: string, region: string, cidr: string) => [
  { id: 'pcx-1', router: `vpc-${name}`, region, cidrs: [cidr], members: [] },
];

function place(name: string, number: number, region: string, far: string, more: Partial<Router>): Router {
  const cidr = `10.${number}.0.0/16`;
  const toPeer = { destination: far, target: { kind: 'peering', peering: 'pcx-1' } } as const;
  const base = router(`vpc-${name}`, cidr, {
    subnets: [subnet(`subnet-${name}`, `10.${number}.1.0/24`, { routeTable: 'rtb' })],
    routeTables: [{ id: 'rtb', routes: [local(cidr), toPeer] }],
    groups: [openGroup],
    ports: ['a', 'b'].map((one, index) => port(`eni-${name}-${one}`, `subnet-${name}`, `10.${number}.1.${10 + index}`)),
    ...more,
  });
  return { ...base, region };
}

const [east, west] = ['us-east-1', 'eu-west-1'];
const home = place('home', 1, east, '10.2.0.0/16', { peerings: peerings('abroad', west, '10.2.0.0/16') });
const abroad = place('abroad', 2, west, '10.1.0.0/16', { peerings: peerings('home', east, '10.1.0.0/16') });
const plan = blueprint(
  [home, abroad],
  [home, abroad].flatMap((one) => instances(one)),
);

describe.skipIf(reason)(`BIG TCP${reason ? ` (skipped: ${reason})` : ''}`, () => {
  const open: World[] = [];
  afterAll(() => Promise.all(open.map((world) => world.close())));

  async function grown(bigTcp: boolean): Promise<World> {
    const world = await World.open(`big-${bigTcp}`, { bigTcp });
    open.push(world);
    await world.apply(plan);
    return world;
  }

  /** The digest of what the one reads that the other sends. */
  async function transfer(world: World, reader: string, sender: string, address: string): Promise<string> {
    const [opened] = await world.host.openSockets(world.namespace(sender), [
      { kind: 'tcp', address: '0.0.0.0', port: 9000 },
    ]);
    const server = (opened as { readonly server: Server }).server;
    server.on('connection', (socket) => socket.end(bytes));
    const read = `const h = require('node:crypto').createHash('sha256'); require('node:net').connect(9000, '${address}').on('data', (c) => h.update(c)).on('end', () => process.stdout.write(h.digest('hex')));`;
    try {
      const argv = [process.execPath, '-e', read];
      return (await world.host.run(argv, { namespace: world.namespace(reader) })).stdout;
    } finally {
      server.close();
    }
  }

  const routers = ['vpc-home', 'vpc-abroad'];

  async function largeOnTheWay(world: World, sender: string, address: string): Promise<readonly number[]> {
    for (const vpc of routers) await largeSince(world.host, world.namespace(vpc));
    expect(await transfer(world, 'i-home-a', sender, address)).toBe(digestOf(bytes));
    return Promise.all(routers.map((vpc) => largeSince(world.host, world.namespace(vpc))));
  }

  test('data goes in large pieces within a VPC and between regions, and arrives whole', async () => {
    const world = await grown(true);
    const [near] = await largeOnTheWay(world, 'i-home-b', '10.1.1.11');
    expect(near).toBeGreaterThan(0);
    for (const passed of await largeOnTheWay(world, 'i-abroad-a', '10.2.1.10')) expect(passed).toBeGreaterThan(0);
  });

  test('a link that is made again is as large as before, and so is one that a crash left small', async () => {
    const world = open[0]!;
    const { plan: wanted, phases: none } = await world.stepsTo(plan);
    expect(none).toEqual([]);
    expect(wanted.get(world.namespace('vpc-home'))?.bigTcp).toBe(true);
    world.forget();
    const { phases } = await world.stepsTo(plan);
    expect(phases.flat().map(({ kind }) => kind)).toEqual(['big-tcp']);
    await world.apply(blueprint([home, abroad], instances(abroad)));
    await world.apply(plan);
    for (const passed of await largeOnTheWay(world, 'i-abroad-a', '10.2.1.10')) expect(passed).toBeGreaterThan(0);
  });

  test('not asked for, pieces are the kernel’s', async () => {
    const world = await grown(false);
    expect(await largeOnTheWay(world, 'i-home-b', '10.1.1.11')).toEqual([0, 0]);
    expect(await largeOnTheWay(world, 'i-abroad-a', '10.2.1.10')).toEqual([0, 0]);
  });
});
