/** Two Posterns on one machine with the same blocks and addresses, and what is left when one of them is taken away: nothing. */

import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { groundOf, type Machine, rule, told } from './ground.ts';
import { because, isAlive, missing, newState, type Postern, startPostern } from './postern.ts';
import { hostConfiguration, inodesOf, namespacesOf, processesNaming, processesOf } from './traces.ts';

const lacksRoot = missing ?? (process.getuid?.() === 0 ? undefined : 'only root sees every namespace by name');

interface Side {
  readonly postern: Postern;
  readonly one: Machine;
  readonly other: Machine;
}

async function build(): Promise<Side> {
  const postern = await startPostern(newState());
  const ground = groundOf(postern);
  const vpc = await ground.vpc('10.0.0.0/16');
  const subnet = await ground.subnet(vpc, '10.0.1.0/24');
  const gateway = await ground.internetGateway(vpc);
  await ground.route(await ground.table(vpc, subnet), '0.0.0.0/0', { GatewayId: gateway });
  const groups = [await ground.group(vpc, rule('tcp 8080', '0.0.0.0/0'))];
  const one = await ground.machine(subnet, { groups, address: '10.0.1.10', publicAddress: true });
  const other = await ground.machine(subnet, { groups, address: '10.0.1.11' });
  await ground.ready(one, other);
  return { postern, one, other };
}

describe.skipIf(lacksRoot)(`two Posterns side by side${because(lacksRoot)}`, () => {
  let before: string;
  let left: Side;
  let right: Side;
  const attempt = `tcp 10.0.1.10 8080`;
  const expected = [told('10.0.1.10', '10.0.1.11')];

  beforeAll(async () => {
    before = hostConfiguration();
    [left, right] = await Promise.all([build(), build()]);
  });
  afterAll(async () => {
    await left?.postern.down();
    await right?.postern.down();
  });

  test('each has its own instances at the same addresses, and the host has no rule, link or route of theirs', async () => {
    for (const { postern, other } of [left, right]) expect(await postern.try(other.id, attempt)).toEqual(expected);
    expect(left.postern.prefix).not.toBe(right.postern.prefix);
    expect((await left.postern.exec(right.one.id, 'true')).stderr).toContain('No running instance is called');
    expect(hostConfiguration()).toBe(before);
  });

  test('the end of one, by a kill and a removal of what is left, does not touch the other', async () => {
    const kept = inodesOf(right.postern.prefix);
    const inodes = Object.values(inodesOf(left.postern.prefix));
    expect(inodes.length).toBeGreaterThan(3);
    expect(processesOf(inodes).length).toBeGreaterThan(3);
    left.postern.kill();
    const told = await left.postern.down();
    expect(told.code).toBe(0);
    expect(namespacesOf(left.postern.prefix)).toEqual([]);
    expect(processesOf(inodes)).toEqual([]);
    expect(processesNaming(left.postern.state)).toEqual([]);
    expect(inodesOf(right.postern.prefix)).toEqual(kept);
    expect(await right.postern.try(right.other.id, attempt)).toEqual(expected);
  });

  test('down in good order leaves no namespace, no process and nothing on the host either', async () => {
    const inodes = Object.values(inodesOf(right.postern.prefix));
    expect((await right.postern.down()).code).toBe(0);
    expect(namespacesOf(right.postern.prefix)).toEqual([]);
    expect(processesOf(inodes)).toEqual([]);
    expect(processesNaming(right.postern.state)).toEqual([]);
    expect(isAlive(right.postern.pid)).toBe(false);
    expect(existsSync(right.postern.state)).toBe(false);
    expect(hostConfiguration()).toBe(before);
  });
});
