/** A snapshot of real accounts that was adopted: its instances run, and packets pass or don't as in the accounts themselves. */

import type { ChildProcess } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { snapshots } from '../../src/snapshot/sample-snapshot.ts';
import { because, postern as command, missing, type Postern, startPostern } from './postern.ts';

const client = 'i-0cc66666666666666';
const target = 'i-0aa66666666666666';
/** Of the endpoint's interface, in the consumer's VPC, which has the provider's addresses too. */
const endpoint = '10.0.1.30';
const telling = "require('net').createServer((s) => s.end('served to ' + s.remoteAddress)).listen(8080, '0.0.0.0')";

describe.skipIf(missing)(`an adopted snapshot${because(missing)}`, () => {
  let postern: Postern;
  let server: ChildProcess;

  const run = (...words: readonly string[]) => command([...words, '--endpoint', postern.connection.endpoint]);

  beforeAll(async () => {
    postern = await startPostern();
    const { code, stderr } = await run('import', `${snapshots}private-link`, '--adopt');
    expect([code, stderr]).toEqual([0, '']);
    server = postern.start(target, process.execPath, '-e', telling);
    expect(await postern.try(target, 'wait 8080')).toEqual(['served to 127.0.0.1']);
  });
  afterAll(async () => {
    server?.kill();
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
