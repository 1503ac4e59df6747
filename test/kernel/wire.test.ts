/**
 * Endpoints for a service of another region on real packets: two consumers there with the very addresses that the provider has,
 * and one in the provider's region, whose wire has nothing to do with backbones.
 */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { linkCountersQuestion, parseCarried } from '../../src/backends/netns/counters.ts';
import type { Blueprint } from '../../src/blueprint/blueprint.ts';
import { blueprint } from '../../src/blueprint/sample-plans.ts';
import { applyPhases } from '../../src/reconcile/apply.ts';
import { type HeldServer, hold, serveHeld } from './held.ts';
import { type Differs, first, ground, listener, service } from './load-balancer-ground.ts';
import { missing, World } from './world.ts';

const away = 'eu-west-1';
const abroad: readonly string[] = ['vpc-red', 'vpc-blue'];
const endpointOf = { red: '10.0.1.20', blue: '10.0.1.20', green: '10.9.1.20' } as const;
type Consumer = keyof typeof endpointOf;
const backbones = ['backbone-eu-west-1', 'backbone-us-east-1'] as const;

const listeners = [listener(), listener({ port: 81, targets: [{ address: first.address, port: 81 }] })];

function spread(differs: Differs = {}): Blueprint {
  const plan = ground({ balancer: { listeners }, ...differs });
  const routers = plan.routers.map((one) => (abroad.includes(one.id) ? { ...one, region: away } : one));
  return { ...plan, routers };
}

describe.skipIf(missing)(`wires between regions${missing ? ` (skipped: ${missing})` : ''}`, () => {
  let world: World;
  let server: HeldServer | undefined;
  beforeAll(async () => {
    world = await World.open('wire');
    await world.apply(spread());
    await world.serveAll(['i-first', 'i-local', 'i-red', 'i-green']);
    server = await serveHeld(world, 'i-first', 81);
  });
  afterAll(async () => {
    server?.close();
    await world.close();
  });

  const through = (consumer: Consumer, port = 80) => world.tcp(`i-${consumer}`, endpointOf[consumer], port);
  const holdFrom = (consumer: Consumer, port: number) =>
    hold(
      world,
      `i-${consumer}`,
      { address: endpointOf[consumer], port: 81 },
      { address: endpointOf[consumer].replace(/20$/, '10'), port },
    );
  const shown = async (id: string, question: readonly string[] = linkCountersQuestion): Promise<string> =>
    (await world.host.run(question, { namespace: world.namespace(id) })).stdout;
  const carried = () => Promise.all(backbones.map(async (id) => parseCarried(await shown(id), false)));

  test('what goes to another region passes both backbones, what stays passes none', async () => {
    const before = await carried();
    expect(await through('green')).toBe(`i-first ${service.address}`);
    expect(await carried()).toEqual(before);
    expect(await through('red')).toBe(`i-first ${service.address}`);
    const after = await carried();
    for (const [index, count] of after.entries()) expect(count, backbones[index]).toBeGreaterThan(before[index]! + 3);
  });

  test('each region’s backbone has the wires alone, and they share the trunk', async () => {
    const names = async (id: string) =>
      (JSON.parse(await shown(id)) as { readonly ifname: string }[]).map(({ ifname }) => ifname).sort();
    const outer = ['eni-blue-end', 'eni-red-end'];
    expect(await names(backbones[0])).toEqual([...outer, 'far-blue-end', 'far-red-end', 'lo', 'to-useast1']);
    expect(await names(backbones[1])).toEqual(['by-euwest1', ...outer, 'in-blue-end', 'in-red-end', 'lo']);
  });

  test('two consumers with one address and port are two', async () => {
    const both = [await holdFrom('red', 40_000), await holdFrom('blue', 40_000)];
    for (const one of both) expect(await one.again()).toBe(`i-first ${service.address}`);
  });

  test('segments are as large as in the region', async () => {
    const one = await holdFrom('red', 40_001);
    const sizes = [...(await shown('i-red', ['ss', '-tinH', 'state', 'established'])).matchAll(/ mss:(\d+)/g)];
    // 8500 without IP and TCP headers and twelve bytes of time stamps.
    expect(Math.max(...sizes.map(([, size]) => Number(size)))).toBe(8448);
    const links = JSON.parse(await shown(backbones[1])) as { readonly ifname: string; readonly mtu: number }[];
    expect(links.filter(({ ifname }) => ifname !== 'lo').map(({ mtu }) => mtu)).toEqual(Array(5).fill(8500));
    await one.again();
  });

  test('nothing answers a ping, and nobody of the provider opens a connection to a consumer', async () => {
    expect(await world.ping('i-red', endpointOf.red)).toBe(false);
    for (const from of ['i-first', 'eni-nlb']) expect(await world.tcp(from, '10.0.1.10')).not.toContain('i-red');
    expect(await through('red', 8080)).toBe('silence');
  });

  test('one wire goes and comes, and a connection on another goes on', async () => {
    const held = await holdFrom('red', 40_002);
    await world.apply(spread({ consumers: ['green', 'red'] }));
    expect(await through('blue')).toBe('silence');
    expect(await held.again()).toBe(`i-first ${service.address}`);
    await world.apply(spread());
    expect(await through('blue')).toBe(`i-first ${service.address}`);
    expect(await held.again()).toBe(`i-first ${service.address}`);
  });

  test('the backbones go with the last wire, and with the load balancer, and come back', async () => {
    for (const without of [spread({ consumers: ['green'] }), spread({ withoutBalancer: true })]) {
      await world.apply(without);
      expect(await world.host.listNamespaces(world.namespace('backbone-'))).toEqual([]);
      expect(await through('red')).toBe('silence');
      await world.apply(spread());
      expect(await through('red')).toBe(`i-first ${service.address}`);
    }
  });

  test.each(['eni-nlb', 'vpc-red', ...backbones])('%s that was left halfway is made anew', async (id) => {
    await world.host.ipBatch(world.namespace(id), ['link set dev lo alias changing']);
    world.forget();
    await world.apply(spread());
    for (const consumer of ['red', 'blue', 'green'] as const) {
      expect(await through(consumer)).toBe(`i-first ${service.address}`);
    }
    world.forget();
    expect(await world.apply(spread())).toEqual([]);
  });

  test.each([2, 4])('after a start that was cut off after %i phases everything is there', async (count) => {
    server?.close();
    world.closeSockets();
    await world.apply(blueprint([], []));
    const { phases } = await world.stepsTo(spread());
    await applyPhases(world.host, phases.slice(0, count));
    world.forget();
    await world.apply(spread());
    await world.serveAll(['i-first']);
    expect([await through('red'), await through('green')]).toEqual([
      `i-first ${service.address}`,
      `i-first ${service.address}`,
    ]);
    world.forget();
    expect(await world.apply(spread())).toEqual([]);
  });

  test('everything goes without a trace', async () => {
    await world.apply(blueprint([], []));
    expect(await world.host.listNamespaces(world.prefix)).toEqual([world.namespace('internet')]);
  });
});
