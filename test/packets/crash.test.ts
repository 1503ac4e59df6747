/** A server that is killed at any moment: what ran goes on, what was asked for comes about, what nobody asked for goes. */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as ec2 from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Host } from '../../src/host/host.ts';
import { openHost } from '../../src/host/open.ts';
import { type Ground, groundOf, type Machine, rule, teller, told } from './ground.ts';
import { because, missing, newState, type Postern, pause, startPostern } from './postern.ts';
import { inodesOf, tryIn } from './traces.ts';

describe.skipIf(missing)(`a server that is killed${because(missing)}`, () => {
  const state = newState();
  const folder = mkdtempSync(join(tmpdir(), 'postern-user-data-'));
  const ticks = join(folder, 'ticks');
  let postern: Postern;
  let ground: Ground;
  let host: Host;
  let subnet: string;
  let group: string;
  let one: Machine;
  let other: Machine;

  /** Writes to its output without end, as daemons do, and says in a file that it is there. */
  const chatty = `#!/bin/sh\n(while :; do echo tick; echo "$$" >>${ticks} || exit; sleep 0.1; done) &\nexec ${process.execPath} -e '${teller
    .split('\n')
    .slice(1)
    .join('')
    .replaceAll("'", `'"'"'`)}'\n`;
  const starters = () => new Set(readFileSync(ticks, 'utf8').trim().split('\n')).size;
  const size = () => readFileSync(ticks, 'utf8').length;
  const namespace = (machine: Machine) => `${postern.prefix}${machine.id}`;

  async function restart(): Promise<void> {
    postern = await startPostern(state);
    ground = groundOf(postern);
  }

  beforeAll(async () => {
    await restart();
    host = await openHost(postern.prefix);
    const vpc = await ground.vpc('10.0.0.0/16');
    subnet = await ground.subnet(vpc, '10.0.1.0/24');
    group = await ground.group(vpc, rule('tcp 8080', '10.0.0.0/16'));
    one = await ground.machine(subnet, { groups: [group], userData: chatty });
    other = await ground.machine(subnet, { groups: [group] });
    await ground.ready(one, other);
  });
  afterAll(async () => {
    await postern?.down();
    rmSync(folder, { recursive: true, force: true });
  });

  test('packets flow while nobody looks after them, and every namespace and process is still there afterwards', async () => {
    const before = inodesOf(postern.prefix);
    postern.kill();
    expect(await tryIn(host, namespace(other), `tcp ${one.address} 8080`, `tcp ${one.address} 80`)).toEqual([
      told(one.address, other.address),
      'no answer',
    ]);
    await restart();
    expect(inodesOf(postern.prefix)).toEqual(before);
    const grown = size();
    await pause(500);
    expect(size()).toBeGreaterThan(grown);
    expect(starters()).toBe(1);
    const said = await postern.try(other.id, `tcp ${one.address} 8080`, 'run dig +short www.internet.example');
    expect(said).toEqual([told(one.address, other.address), '203.0.113.80']);
  });

  test('what was answered before the end is in force after the start', async () => {
    await ground.revoke(group, rule('tcp 8080', '10.0.0.0/16'));
    postern.kill();
    await restart();
    expect(await postern.try(other.id, `tcp ${one.address} 8080`)).toEqual(['no answer']);
    await ground.allow(group, rule('tcp 8080', '10.0.0.0/16'));
    postern.kill();
    await restart();
    expect(await postern.try(other.id, `tcp ${one.address} 8080`)).toEqual([told(one.address, other.address)]);
  });

  test('namespaces that nobody asked for go, and one that was tampered with is made anew', async () => {
    postern.kill();
    const strange = `${postern.prefix}i-0123456789abcdef0`;
    await host.ipBatch(undefined, [`netns add ${strange}`]);
    const router = [...Object.keys(inodesOf(postern.prefix))].find((name) => name.includes('-vpc-')) ?? '';
    await host.run(['nft', 'flush', 'ruleset'], { namespace: router });
    await restart();
    expect(Object.keys(inodesOf(postern.prefix))).not.toContain(strange);
    await ground.ready(one, other);
    expect(await postern.try(other.id, `tcp ${one.address} 8080`, `tcp ${one.address} 80`)).toEqual([
      told(one.address, other.address),
      'no answer',
    ]);
  });

  test.each([20, 150, 500])(
    'killed %i ms into building 20 instances and into ending them, it has all of them, and then none',
    async (wait) => {
      const request = {
        ImageId: 'ami-0123456789abcdef0',
        InstanceType: 't3.micro' as const,
        MinCount: 20,
        MaxCount: 20,
        SubnetId: subnet,
        SecurityGroupIds: [group],
        UserData: Buffer.from(teller).toString('base64'),
      };
      const before = Object.keys(inodesOf(postern.prefix));
      const { Instances = [] } = await ground.client.send(new ec2.RunInstancesCommand(request));
      await pause(wait);
      postern.kill();
      await restart();
      const addresses = Instances.map((instance) => instance.PrivateIpAddress ?? '');
      const expected = addresses.map((address) => told(address, other.address));
      const ask = () => postern.try(other.id, ...addresses.map((address) => `tcp ${address} 8080`));
      let said = await ask();
      // Their servers take a moment to start, twenty at a time.
      for (let tries = 0; tries < 8 && said.join() !== expected.join(); tries += 1) said = await ask();
      expect(said).toEqual(expected);
      const InstanceIds = Instances.map((instance) => instance.InstanceId ?? '');
      await ground.client.send(new ec2.TerminateInstancesCommand({ InstanceIds }));
      await pause(wait);
      postern.kill();
      await restart();
      expect(Object.keys(inodesOf(postern.prefix))).toEqual(before);
    },
  );
});
