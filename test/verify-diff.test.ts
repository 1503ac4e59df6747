import { describe, expect, test } from 'vitest';
import { parseAddress } from '../src/base/address.ts';
import { containsAddress, parseCidr } from '../src/base/cidr.ts';
import type { Network } from '../src/model/network.ts';
import { diff } from '../src/verify/diff.ts';
import { joinedWith } from '../src/verify/joined.ts';
import type { Difference, End } from '../src/verify/reach-answer.ts';
import { trace } from '../src/verify/trace.ts';
import { ec2, everywhere, ground, group, machine, rule } from './verify-ground.ts';
import { covers, flows, randomGround } from './verify-random-ground.ts';
import { addInspection } from './verify-random-inspection.ts';

const outside = '203.0.113.10';

function isOf(end: End, name: string): boolean {
  if (end.kind === 'interfaces') return end.interfaces.includes(name);
  if (name !== outside || end.kind !== 'internet') return false;
  return end.blocks.some((block) => containsAddress(parseCidr(block)!, parseAddress(name)!));
}

function toldIn(differences: readonly Difference[], from: string, to: string): readonly string[] {
  const own = differences.filter((one) => isOf(one.from, from) && isOf(one.to, to));
  return flows.flatMap(([protocol, port]) => [
    ...(own.some(({ gained }) => covers(gained, protocol, port)) ? [`+ ${protocol} ${port}`] : []),
    ...(own.some(({ lost }) => covers(lost, protocol, port)) ? [`- ${protocol} ${port}`] : []),
  ]);
}

/** What a change left is what the next one finds, and is asked of once. */
const known = new WeakMap<Network, Map<string, boolean>>();

function passes(network: Network, source: string, destination: string, protocol: number, port?: number): boolean {
  const answers = known.get(network) ?? new Map<string, boolean>();
  known.set(network, answers);
  const key = [source, destination, protocol, port].join(' ');
  const found = answers.get(key) ?? passesNow(network, source, destination, protocol, port);
  answers.set(key, found);
  return found;
}

/** Whom another VPC's sender reaches at a public address is told with the internet. */
function passesNow(network: Network, source: string, destination: string, protocol: number, port?: number): boolean {
  const [from, to] = [source, destination].map((id) => network.get('network-interface', id));
  try {
    const found = trace(network, { source, destination, protocol, ...(port === undefined ? {} : { port }) });
    const isInside = !from || !to || from.vpc === to.vpc;
    return found.reachable && (isInside || to.privateAddresses[0] === found.forward[0]?.packet.destination);
  } catch (reason) {
    if ((reason as { code?: string }).code === undefined) throw reason;
    return false;
  }
}

function traced(before: Network, after: Network, from: string, to: string): readonly string[] {
  return flows.flatMap(([protocol, port]) => {
    const [was, is] = [passes(before, from, to, protocol, port), passes(after, from, to, protocol, port)];
    return was === is ? [] : [`${is ? '+' : '-'} ${protocol} ${port}`];
  });
}

describe('the difference of two revisions', () => {
  test.each(Array.from({ length: 21 }, (_, index) => index + 201))(
    'is what traces say differently, on the network of seed %i',
    async (seed) => {
      const world = await randomGround(seed);
      if (seed > 215) await addInspection(world.h, seed);
      for (let step = 0; step < 5; step += 1) {
        const before = world.h.network;
        const asked = await world.change();
        const after = world.h.network;
        const { differences } = diff(before, after);
        const all = new Map(
          [...before.all('network-interface'), ...after.all('network-interface')].map((one) => [one.id, one]),
        );
        const joined = new Set(
          [before, after].flatMap((network) =>
            [...network.all('vpc')].flatMap(({ id }) => joinedWith(network, id).map((peer) => `${id} ${peer}`)),
          ),
        );
        for (const one of all.values()) {
          const others = [...all.values()]
            .filter(({ id, vpc }) => id !== one.id && (vpc === one.vpc || joined.has(`${vpc} ${one.vpc}`)))
            .map(({ id }) => id);
          for (const other of [...others, outside]) {
            expect(toldIn(differences, one.id, other), `${one.id} to ${other} after ${asked}`).toEqual(
              traced(before, after, one.id, other),
            );
          }
          expect(toldIn(differences, outside, one.id), `to ${one.id} after ${asked}`).toEqual(
            traced(before, after, outside, one.id),
          );
        }
      }
    },
  );

  test('names the rule that was added, and the one that is missed', async () => {
    const g = await ground();
    const web = await group(g);
    const client = await group(g, `all to ${everywhere}`);
    const [server, caller] = [await machine(g, g.left, [web]), await machine(g, g.right, [client])];
    const before = g.h.network;
    const added = await rule(g.h, web, 'tcp 443 from 10.0.0.0/16');
    const opened = diff(before, g.h.network);
    const https = [{ protocol: 6, ports: { from: 443, to: 443 } }];
    expect(opened.changes).toEqual([{ kind: 'security-group-rule', id: added, change: 'added' }]);
    expect(opened.differences).toHaveLength(1);
    expect(opened.differences[0]).toMatchObject({
      from: { interfaces: [caller.eni] },
      to: { interfaces: [server.eni] },
      gained: https,
      lost: [],
      causes: [{ stage: 'security-group-ingress', component: server.eni, rule: added }],
    });
    const closed = diff(g.h.network, before);
    expect(closed.differences[0]).toMatchObject({ gained: [], lost: https });
    expect(closed.differences[0]!.causes[0]!.text).toContain(`${added} let it pass`);
  });

  test('tells of an interface that is new', async () => {
    const g = await ground();
    const web = await group(g, `tcp 443 from ${everywhere}`);
    const client = await group(g, `all to ${everywhere}`);
    const server = await machine(g, g.left, [web]);
    const before = g.h.network;
    const caller = await machine(g, g.right, [client]);
    const { differences } = diff(before, g.h.network);
    expect(differences).toMatchObject([
      { from: { interfaces: [caller.eni] }, to: { interfaces: [server.eni] }, lost: [] },
    ]);
  });

  test('of nothing is nothing, and of what no packet sees as well', async () => {
    const g = await ground();
    const before = g.h.network;
    expect(diff(before, before)).toMatchObject({ changes: [], differences: [] });
    await g.h.call(ec2, 'CreateTags', { Resources: [g.vpc], Tags: [{ Key: 'Name', Value: 'one' }] });
    expect(diff(before, g.h.network)).toMatchObject({ changes: [{ kind: 'vpc', change: 'changed' }], differences: [] });
  });
});
