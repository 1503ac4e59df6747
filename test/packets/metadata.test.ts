/** The metadata service, the credentials that clients find there by themselves, what the role may do, and user data. */

import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as ec2 from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Ground, groundOf, type Machine, rule, teller } from './ground.ts';
import { callInside, lacksAws, lacksBoto3 } from './inside.ts';
import { because, missing, type Postern, startPostern, until } from './postern.ts';

const service = 'http://169.254.169.254/latest';

describe.skipIf(missing)(`instance metadata and user data${because(missing)}`, () => {
  let postern: Postern;
  let ground: Ground;
  let region: string;
  let worker: Machine;
  let plain: Machine;
  const folder = mkdtempSync(join(tmpdir(), 'postern-user-data-'));
  const note = join(folder, 'note');

  const curl = (one: Machine, ...words: string[]) =>
    postern.exec(one.id, 'curl', '-sS', '-m', '2', '-w', '\n%{http_code}', ...words).then(({ stdout }) => stdout);
  const token = async (one: Machine): Promise<string> => {
    const said = await curl(one, '-X', 'PUT', '-H', 'X-aws-ec2-metadata-token-ttl-seconds: 60', `${service}/api/token`);
    return said.split('\n')[0] ?? '';
  };

  beforeAll(async () => {
    postern = await startPostern();
    ({ region } = postern.connection);
    ground = groundOf(postern);
    const vpc = await ground.vpc('10.0.0.0/16');
    const subnet = await ground.subnet(vpc, '10.0.1.0/24');
    const gateway = await ground.internetGateway(vpc);
    await ground.route(await ground.table(vpc, subnet), '0.0.0.0/0', { GatewayId: gateway });
    const profile = await ground.profile(
      'worker',
      { Effect: 'Allow', Action: 'ec2:Describe*', Resource: '*' },
      { Effect: 'Deny', Action: 'ec2:DescribeSubnets', Resource: '*' },
    );
    const userData = `#!/bin/sh\numask 022\necho "$(hostname) $(id -u)" >>${note}\nexec ${process.execPath} -e '${teller
      .split('\n')
      .slice(1)
      .join('')
      .replaceAll("'", `'"'"'`)}'\n`;
    worker = await ground.machine(subnet, { profile, publicAddress: true, userData });
    const closed = await ground.group(vpc, rule('tcp 22', '10.0.0.0/8'));
    await ground.revokeOut(closed, rule('all', '0.0.0.0/0'));
    plain = await ground.machine(subnet, { groups: [closed] });
    await ground.ready(worker, plain);
  });
  afterAll(async () => {
    await postern?.down();
    rmSync(folder, { recursive: true, force: true });
  });

  test('it is reached whatever groups and tables say, and knows each caller by its address', async () => {
    for (const one of [worker, plain]) {
      const header = `X-aws-ec2-metadata-token: ${await token(one)}`;
      expect(await curl(one, '-H', header, `${service}/meta-data/instance-id`)).toBe(`${one.id}\n200`);
      expect(await curl(one, '-H', header, `${service}/meta-data/local-ipv4`)).toBe(`${one.address}\n200`);
    }
  });

  test('with tokens required, a question without one is refused, and so is another instance’s token', async () => {
    await ground.client.send(
      new ec2.ModifyInstanceMetadataOptionsCommand({ InstanceId: worker.id, HttpTokens: 'required' }),
    );
    expect(await curl(worker, '-o', '/dev/null', `${service}/meta-data/instance-id`)).toBe('\n401');
    const header = `X-aws-ec2-metadata-token: ${await token(plain)}`;
    expect(await curl(worker, '-o', '/dev/null', '-H', header, `${service}/meta-data/`)).toBe('\n401');
    expect(await callInside(postern, worker.id, ['EC2', 'DescribeVpcs'])).toMatchObject([{ outcome: 'ok' }]);
  });

  test('nothing of the machine’s own is to be found: no state, no namespaces, no keys', async () => {
    const look = [
      'sh',
      '-c',
      `ls -A ${postern.state} /run/netns | grep -v ':$'; env | grep -i -e secret -e access_key`,
    ];
    // In their place is what is the instance's own: the program of its user data, while that runs.
    expect((await postern.exec(worker.id, ...look)).stdout.trim()).toBe('user-data');
    const port = new URL(postern.connection.endpoint).port;
    expect(await postern.try(worker.id, `tcp 127.0.0.1 ${port}`)).toEqual(['ECONNREFUSED']);
  });

  test('it is told its role and its user data; without a role there are none', async () => {
    const header = `X-aws-ec2-metadata-token: ${await token(worker)}`;
    const roles = `${service}/meta-data/iam/security-credentials/`;
    expect(await curl(worker, '-H', header, roles)).toBe('worker\n200');
    expect(await curl(worker, '-H', header, `${service}/user-data`)).toContain(note);
    const other = `X-aws-ec2-metadata-token: ${await token(plain)}`;
    expect(await curl(plain, '-o', '/dev/null', '-H', other, roles)).toBe('\n404');
  });

  test('the SDK finds its credentials by itself and is the role’s session of this instance', async () => {
    const [said] = await callInside(postern, worker.id, ['STS', 'GetCallerIdentity']);
    expect(JSON.parse(said?.text ?? '{}')).toMatchObject({
      Account: postern.account,
      Arn: `arn:aws:sts::${postern.account}:assumed-role/worker/${worker.id}`,
    });
  });

  test.skipIf(lacksBoto3)(`so does boto3${because(lacksBoto3)}`, async () => {
    const lines = "import boto3; print(boto3.client('sts').get_caller_identity()['Arn'])";
    const { stdout } = await postern.exec(worker.id, 'python3', '-c', lines);
    expect(stdout.trim()).toBe(`arn:aws:sts::${postern.account}:assumed-role/worker/${worker.id}`);
  });

  test.skipIf(lacksAws)(`so does the aws command${because(lacksAws)}`, async () => {
    const words = ['sts', 'get-caller-identity', '--query', 'Arn', '--output', 'text'];
    const { stdout } = await postern.exec(worker.id, 'aws', ...words);
    expect(stdout.trim()).toBe(`arn:aws:sts::${postern.account}:assumed-role/worker/${worker.id}`);
  });

  test('the role’s policy decides: allowed, denied by a statement, allowed by none', async () => {
    const said = await callInside(
      postern,
      worker.id,
      ['EC2', 'DescribeInstances'],
      ['EC2', 'DescribeSubnets'],
      ['EC2', 'CreateVpc', { CidrBlock: '10.9.0.0/16' }],
      ['S3', 'ListBuckets'],
    );
    expect(said.map(({ outcome }) => outcome)).toEqual([
      'ok',
      'UnauthorizedOperation',
      'UnauthorizedOperation',
      'AccessDenied',
    ]);
    expect(said[1]?.text).toContain('with an explicit deny in an identity-based policy');
    expect(said[2]?.text).toContain('because no identity-based policy allows the ec2:CreateVpc action');
    expect(region).toBe('us-east-1');
  });

  test('a change of the role’s policy holds for the credentials that are in use', async () => {
    const { IAMClient, PutRolePolicyCommand } = await import('@aws-sdk/client-iam');
    const PolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }],
    });
    const request = { RoleName: 'worker', PolicyName: 'worker', PolicyDocument };
    await new IAMClient(postern.connection).send(new PutRolePolicyCommand(request));
    const [denied] = await callInside(postern, worker.id, ['EC2', 'DescribeInstances']);
    expect(denied?.outcome).toBe('UnauthorizedOperation');
  });

  test('user data has run once as root of the instance, and again after a stop and a start', async () => {
    expect(existsSync(note)).toBe(true);
    const line = `ip-${worker.address.replaceAll('.', '-')} 0\n`;
    expect(readFileSync(note, 'utf8')).toBe(line);
    const InstanceIds = [worker.id];
    await ground.client.send(new ec2.StopInstancesCommand({ InstanceIds }));
    await postern.settled();
    await ground.client.send(new ec2.StartInstancesCommand({ InstanceIds }));
    await ground.ready(worker);
    await until(line + line, () => Promise.resolve(readFileSync(note, 'utf8')));
  });
});
