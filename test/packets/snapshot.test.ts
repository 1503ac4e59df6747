/** A snapshot of real accounts that was adopted: its instances run, and packets pass or don't as in the accounts themselves. */

import type { ChildProcess } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { snapshots } from '../../src/snapshot/sample-snapshot.ts';
import { because, postern as command, missing, type Postern, startPostern } from './postern.ts';

const client = 'i-0cc66666666666666';
const target = 'i-0aa66666666666666';
/** Of the endpoint's interface, in the consumer's VPC, which has the provider's addresses too. */
const endpoint = '10.0.1.30';
const web = 'i-0c0ffee0000000001';
const app = 'i-0c0ffee0000000002';
const isolated = 'i-0c0ffee0000000006';
const telling = "require('net').createServer((s) => s.end('served to ' + s.remoteAddress)).listen(8080, '0.0.0.0')";

describe.skipIf(missing)(`an adopted snapshot${because(missing)}`, () => {
  let postern: Postern;
  const servers: ChildProcess[] = [];

  const run = (...words: readonly string[]) => command([...words, '--endpoint', postern.connection.endpoint]);

  beforeAll(async () => {
    postern = await startPostern();
    for (const name of ['private-link', 'one-account', 'wild']) {
      const { code, stderr } = await run('import', `${snapshots}${name}`, '--adopt');
      expect([code, stderr]).toEqual([0, '']);
    }
    for (const instance of [target, app]) {
      servers.push(postern.start(instance, process.execPath, '-e', telling));
      expect(await postern.try(instance, 'wait 8080')).toEqual(['served to 127.0.0.1']);
    }
  });
  afterAll(async () => {
    for (const server of servers) server.kill();
    await postern?.down();
  });

  test('lets a packet through PrivateLink to the other account, which sees the load balancer', async () => {
    expect(await postern.try(client, `tcp ${endpoint} 80`)).toEqual(['served to 10.0.1.20']);
  });

  test('stops what no rule allows', async () => {
    expect(await postern.try(client, `tcp ${endpoint} 81`, `tcp 10.0.1.20 80`, `ping ${endpoint}`)).toEqual(
      Array(3).fill('no answer'),
    );
  });

  test('is brought into force whole, whatever was not understood of it', async () => {
    expect(await postern.health()).toMatchObject({ failures: 0, ready: true });
  });

  test.each([
    ['a rule that names the sender’s group', web, 'tcp 10.0.1.10 8080', 'served to 10.0.0.10'],
    ['a port without a rule', web, 'tcp 10.0.1.10 22', 'no answer'],
    ['a subnet without a way out', isolated, 'tcp 203.0.113.10 80', 'no answer'],
    ['a route that is a blackhole', 'i-01111111111111111', 'tcp 10.60.0.1 443', 'no answer'],
  ])('decides by %s', async (_, instance, attempt, expected) => {
    expect(await postern.try(instance, attempt)).toEqual([expected]);
  });

  test('is judged alike by the verifier, of the server and of the snapshot', async () => {
    for (const where of [
      ['--endpoint', postern.connection.endpoint],
      ['--snapshot', `${snapshots}private-link`],
    ]) {
      const verdict = async (port: string) =>
        (await command(['trace', 'client', 'to-service', '--port', port, ...where])).code;
      expect([await verdict('80'), await verdict('81')]).toEqual([0, 1]);
    }
  });
});
