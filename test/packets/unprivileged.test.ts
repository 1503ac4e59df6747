/** A small network as a user without any right: groups, the internet, an endpoint, a kill, and nothing left afterwards. */

import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as ec2 from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { everything, type Ground, groundOf, type Machine, rule, told } from './ground.ts';
import { callInside } from './inside.ts';
import { type As, because, newState, type Postern, startPostern } from './postern.ts';
import { processesNaming } from './traces.ts';

const user = '64123';
const home = mkdtempSync(join(tmpdir(), 'postern-home-'));
chmodSync(home, 0o777);
const setpriv = ['setpriv', '--reuid', user, '--regid', user, '--clear-groups', '--'];
const someone: As =
  process.getuid?.() === 0
    ? { argv: setpriv, environment: { PATH: process.env.PATH, HOME: home, TMPDIR: home } }
    : { argv: [], environment: process.env };

function reasonToSkip(): string | undefined {
  const [file = '', ...words] = [...someone.argv, 'unshare', '-Urnm', 'true'];
  const tried = spawnSync(file, words, { encoding: 'utf8' });
  return tried.status === 0 ? undefined : `no user namespaces: ${tried.stderr?.trim() ?? tried.error?.message}`;
}

const reason = reasonToSkip();

describe.skipIf(reason)(`a user without rights${because(reason)}`, () => {
  const state = newState();
  let postern: Postern;
  let ground: Ground;
  let web: Machine;
  let client: Machine;
  let group: string;

  beforeAll(async () => {
    postern = await startPostern(state, someone);
    ground = groundOf(postern);
    const vpc = await ground.vpc('10.0.0.0/16');
    const [open, shut] = [await ground.subnet(vpc, '10.0.1.0/24'), await ground.subnet(vpc, '10.0.2.0/24')];
    const gateway = await ground.internetGateway(vpc);
    await ground.route(await ground.table(vpc, open), '0.0.0.0/0', { GatewayId: gateway });
    const callers = await ground.group(vpc);
    group = await ground.group(vpc, rule('tcp 8080', callers));
    const profile = await ground.profile('caller', everything);
    web = await ground.machine(open, { groups: [group], publicAddress: true });
    client = await ground.machine(shut, { groups: [callers], profile });
    await ground.client.send(
      new ec2.CreateVpcEndpointCommand({
        VpcId: vpc,
        ServiceName: `com.amazonaws.${postern.connection.region}.s3`,
        RouteTableIds: [await ground.table(vpc, shut)],
      }),
    );
    await ground.ready(web, client);
  });
  afterAll(async () => {
    await postern?.down();
    rmSync(home, { recursive: true, force: true });
  });

  test('the server has no right that its user has not', async () => {
    const { pid, why } = await postern.health();
    expect(why).toContain('unprivileged');
    const status = spawnSync('grep', ['^Uid:', `/proc/${pid}/status`], { encoding: 'utf8' }).stdout;
    expect(status).toContain(process.getuid?.() === 0 ? user : `${process.getuid?.()}`);
  });

  test('groups decide, and the internet sees the public address', async () => {
    expect(await postern.try(client.id, `tcp ${web.address} 8080`, `tcp ${web.address} 80`)).toEqual([
      told(web.address, client.address),
      'no answer',
    ]);
    const [said = ''] = await postern.try(web.id, 'http http://203.0.113.10/');
    expect(said).toContain(`"sourceAddress":"${await ground.publicAddressOf(web.id)}"`);
    expect(await postern.try(client.id, 'tcp 203.0.113.10 80')).toEqual(['no answer']);
  });

  test('the SDK finds credentials, name, certificate and endpoint', async () => {
    expect(await callInside(postern, client.id, ['S3', 'ListBuckets'], ['EC2', 'DescribeVpcs'])).toMatchObject([
      { outcome: 'ok' },
      { outcome: 'no answer' },
    ]);
  });

  test('killed and started again, all of it is there, and a change is in force', async () => {
    postern.kill();
    postern = await startPostern(state, someone);
    ground = groundOf(postern);
    const attempts = [`tcp ${web.address} 8080`, `tcp ${web.address} 80`];
    expect(await postern.try(client.id, ...attempts)).toEqual([told(web.address, client.address), 'no answer']);
    await ground.allow(group, rule('tcp 80', '10.0.2.0/24'));
    await postern.settled();
    expect(await postern.try(client.id, attempts[1] ?? '')).toEqual([told(web.address, client.address)]);
  });

  test('down leaves no process', async () => {
    expect((await postern.down()).code).toBe(0);
    expect(processesNaming(postern.state)).toEqual([]);
    expect(processesNaming(postern.prefix)).toEqual([]);
    if (process.getuid?.() === 0) {
      // Whether the ended ones were collected is the machine's first process's matter.
      const { stdout } = spawnSync('ps', ['-u', user, '-o', 'stat=,args='], { encoding: 'utf8' });
      expect(stdout.split('\n').filter((line) => line !== '' && !line.startsWith('Z'))).toEqual([]);
    }
  });
});
