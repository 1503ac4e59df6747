/** TCP's data goes in large pieces unless the server was started to keep them small; either way it arrives, and instances stay. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Host } from '../../src/host/host.ts';
import { openHost } from '../../src/host/open.ts';
import { largeSince } from '../kernel/large-pieces.ts';
import { missingFor } from '../kernel/world.ts';
import { groundOf, type Machine, rule } from './ground.ts';
import { because, missing, newState, type Postern, startPostern } from './postern.ts';

const reason = missing ?? missingFor('BIG TCP');

const size = 16 * 1024 * 1024;
const sender = `#!${process.execPath}
require('node:net').createServer((socket) => { socket.on('error', () => {}); socket.end(Buffer.alloc(${size})); }).listen(9000);
`;
const reading = (address: string) =>
  `let n = 0; require('node:net').connect(9000, '${address}').on('data', (c) => { n += c.length; }).on('end', () => console.log(n));`;

describe.skipIf(reason)(`BIG TCP by the command line${because(reason)}`, () => {
  const state = newState();
  let postern: Postern;
  let host: Host;
  let vpc: string;
  let one: Machine;
  let other: Machine;

  beforeAll(async () => {
    postern = await startPostern(state);
    host = await openHost(postern.prefix);
    const ground = groundOf(postern);
    vpc = await ground.vpc('10.0.0.0/16');
    const subnet = await ground.subnet(vpc, '10.0.1.0/24');
    const groups = [await ground.group(vpc, rule('tcp 9000', '10.0.0.0/16'))];
    one = await ground.machine(subnet, { groups, userData: sender });
    other = await ground.machine(subnet, { groups });
    await ground.ready(one, other);
  });
  afterAll(() => postern?.down());

  async function largeOnTheWay(): Promise<number> {
    const router = `${postern.prefix}${vpc}`;
    await largeSince(host, router);
    expect(await postern.exec(other.id, process.execPath, '-e', reading(one.address))).toMatchObject({
      code: 0,
      stdout: `${size}\n`,
    });
    return largeSince(host, router);
  }

  async function restart(...words: readonly string[]): Promise<void> {
    postern.kill();
    postern = await startPostern(state, undefined, words);
    await postern.settled();
  }

  test('pieces are large, small after a start that keeps them so, and large again', async () => {
    // Links grow a moment after everything is in force.
    await expect.poll(largeOnTheWay).toBeGreaterThan(0);
    await restart('--no-big-tcp');
    expect(await largeOnTheWay()).toBe(0);
    await restart();
    await expect.poll(largeOnTheWay).toBeGreaterThan(0);
  });
});
