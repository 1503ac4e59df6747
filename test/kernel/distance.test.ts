/**
 * Distances between regions on real packets: a hub has a peer in each of two other regions, and only one of them has a limit of
 * bandwidth. Nothing here asks how fast packets are, only that they are not faster than the limit.
 */

import type { Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { backboneId } from '../../src/backends/netns/names.ts';
import type { Blueprint, Router } from '../../src/blueprint/blueprint.ts';
import { blueprint, instances, local, openGroup, port, router, subnet } from '../../src/blueprint/sample-plans.ts';
import { missingFor, World } from './world.ts';

const reason = missingFor('bandwidth limits');

const bandwidth = 8_000_000;
const bytes = 1_000_000;

const regions = { hub: 'us-east-1', slow: 'eu-west-1', free: 'us-west-2' } as const;
type Name = keyof typeof regions;
const number: Readonly<Record<Name, number>> = { hub: 0, slow: 1, free: 2 };
const cidrOf = (name: Name): string => `10.${number[name]}.0.0/16`;

function member(name: Name, peers: readonly Name[]): Router {
  const connection = (peer: Name): string => `pcx-${name === 'hub' ? peer : name}`;
  return {
    ...router(`vpc-${name}`, cidrOf(name), {
      subnets: [subnet(`subnet-${name}`, `10.${number[name]}.1.0/24`, { routeTable: `rtb-${name}` })],
      routeTables: [
        {
          id: `rtb-${name}`,
          routes: [
            local(cidrOf(name)),
            ...peers.map((peer) => ({
              destination: cidrOf(peer),
              target: { kind: 'peering', peering: connection(peer) } as const,
            })),
          ],
        },
      ],
      groups: [openGroup],
      ports: [port(`eni-${name}`, `subnet-${name}`, `10.${number[name]}.1.10`)],
      peerings: peers.map((peer) => ({
        id: connection(peer),
        router: `vpc-${peer}`,
        region: regions[peer],
        cidrs: [cidrOf(peer)],
        members: [],
      })),
    }),
    region: regions[name],
  };
}

const routers = [member('hub', ['slow', 'free']), member('slow', ['hub']), member('free', ['hub'])];
const planOf = (of: readonly Router[]): Blueprint =>
  blueprint(
    of,
    of.flatMap((one) => instances(one)),
  );
const both = planOf(routers);

describe.skipIf(reason)(`distances between regions${reason ? ` (skipped: ${reason})` : ''}`, () => {
  let world: World;

  beforeAll(async () => {
    world = await World.open('distance', { distances: [{ regions: [regions.slow, regions.hub], bandwidth }] });
    await world.apply(both);
  });
  afterAll(() => world?.close());

  const queuesOf = async (name: Name): Promise<string> => {
    const namespace = world.namespace(backboneId(regions[name]));
    return (await world.host.run(['tc', 'qdisc', 'show'], { namespace })).stdout;
  };

  /** Seconds until the hub has read all that a peer sends. */
  async function secondsFrom(name: Name): Promise<number> {
    const [opened] = await world.host.openSockets(world.namespace(`i-${name}`), [
      { kind: 'tcp', address: '0.0.0.0', port: 9000 },
    ]);
    const server = (opened as { readonly server: Server }).server;
    server.on('connection', (socket) => socket.end(Buffer.alloc(bytes)));
    const read = `const s = require('node:net').connect(9000, '10.${number[name]}.1.10'); let n = 0; s.on('data', (c) => { n += c.length; }); s.on('end', () => process.stdout.write(String(n)));`;
    const begun = performance.now();
    try {
      const { stdout } = await world.host.run([process.execPath, '-e', read], {
        namespace: world.namespace('i-hub'),
      });
      expect(stdout).toBe(String(bytes));
      return (performance.now() - begun) / 1000;
    } finally {
      server.close();
    }
  }

  test('packets are no faster than the limit of the pair, each way', async () => {
    expect(await secondsFrom('slow')).toBeGreaterThan(((bytes - 131_072) * 8) / bandwidth);
    expect(await queuesOf('slow')).toMatch(/tbf .* rate 8Mbit/);
    expect((await queuesOf('hub')).match(/tbf/g)).toHaveLength(1);
  });

  test('a pair without a limit has none', async () => {
    expect(await secondsFrom('free')).toBeGreaterThan(0);
    expect(await queuesOf('free')).not.toContain('tbf');
  });

  test('the limit is there again when the trunk was made again', async () => {
    await world.apply(planOf([routers[0]!, routers[2]!]));
    expect(await queuesOf('hub')).not.toContain('tbf');
    await world.apply(both);
    expect(await queuesOf('hub')).toContain('tbf');
    expect(await queuesOf('slow')).toContain('tbf');
    world.forget();
    await world.apply(both);
    expect(await queuesOf('slow')).toContain('tbf');
  });
});
