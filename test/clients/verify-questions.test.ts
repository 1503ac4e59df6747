/** Questions of many packets, history and what-if: the `postern` command against a running server. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import type { Revisions } from '../../src/control/diff.ts';
import type { NetworkDiff, Proof, ReachAnswer } from '../../src/verify/reach-answer.ts';
import { type Ec2, ec2At } from './ec2-call.ts';
import { postern, type Server, startServer } from './server.ts';

const machine = { ImageId: 'ami-0123456789abcdef0', MinCount: 1, MaxCount: 1 };
const named = (ResourceType: string, Value: string) => ({
  TagSpecifications: [{ ResourceType, Tags: [{ Key: 'Name', Value }] }],
});
const https = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443 };

interface Ground {
  readonly server: Server;
  readonly ec2: Ec2;
  readonly vpc: string;
  readonly group: string;
}

/** A client and a server in one subnet and one group, which lets nothing in. */
async function ground(): Promise<Ground> {
  const server = await startServer();
  onTestFinished(() => server.stop());
  const ec2 = ec2At(server);
  const vpc = (await ec2.call('CreateVpc', { CidrBlock: '10.0.0.0/16', ...named('vpc', 'tour') })).Vpc.VpcId;
  const SubnetId = (await ec2.call('CreateSubnet', { VpcId: vpc, CidrBlock: '10.0.1.0/24' })).Subnet.SubnetId;
  const group = (await ec2.call('CreateSecurityGroup', { VpcId: vpc, GroupName: 'web', Description: 'web' })).GroupId;
  for (const name of ['client', 'server']) {
    await ec2.call('RunInstances', { ...machine, SubnetId, SecurityGroupIds: [group], ...named('instance', name) });
  }
  return { server, ec2, vpc, group };
}

const opening = ({ group }: Ground) => ({
  GroupId: group,
  IpPermissions: [{ ...https, UserIdGroupPairs: [{ GroupId: group }] }],
});

async function json<T>(server: Server, ...words: readonly string[]): Promise<T> {
  const { stdout, stderr } = await postern(server, [...words, '--json']);
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as T;
}

const claim = 'no path from client to server on tcp 443';
const traffic = [{ protocol: 6, ports: { from: 443, to: 443 } }];

test('reach, prove and the certificate, before and after a rule lets packets in', async () => {
  const made = await ground();
  const { server, ec2 } = made;
  const certificate = join(server.state, 'certificate.json');
  expect(await postern(server, ['reach', 'server'])).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^who reaches server\n {2}nobody\n/),
  });
  expect(await postern(server, ['prove', claim, '--certificate', certificate])).toMatchObject({
    code: 0,
    stdout: expect.stringContaining(`holds: ${claim}\n`),
  });
  expect(await postern(server, ['prove', '--check', certificate])).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('the certificate holds'),
  });

  await ec2.call('AuthorizeSecurityGroupIngress', opening(made));
  const { reaches } = await json<ReachAnswer>(server, 'reach', 'server');
  expect(reaches).toEqual([{ end: expect.objectContaining({ count: 1, groups: [made.group] }), traffic }]);
  const refuted = await postern(server, ['prove', claim]);
  expect(refuted.code).toBe(1);
  expect(refuted.stdout).toContain(`does not hold: ${claim}\n`);
  expect(refuted.stdout).toMatch(/^ {4}postern exec i-\w+ -- .*443/m);
  expect((await postern(server, ['prove', '--check', certificate])).code).toBe(1);
  const { counterExamples } = await json<Proof>(server, 'prove', ...claim.split(' '));
  expect(counterExamples[0]?.traffic).toEqual(traffic);

  const all = await postern(server, ['reach', '--all', '--json']);
  const pairs = all.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(pairs.map((pair) => pair.traffic)).toEqual(expect.arrayContaining([traffic]));
  expect([all.code, all.stderr]).toEqual([0, '']);
});

test('every wrong question ends in one line', async () => {
  const server = await startServer();
  onTestFinished(() => server.stop());
  const cases: readonly (readonly [readonly string[], number, RegExp])[] = [
    [['reach', 'nobody'], 2, /nobody/],
    [['prove', 'no path from nobody to internet'], 2, /nobody/],
    [['prove', 'no path'], 2, /expected “from” at the end/],
    [['prove', '--check', join(server.state, 'config')], 2, /config is no certificate/],
    [['diff', '4000'], 2, /The revision 4000 cannot be looked at: the history reaches from 0 to \d+/],
    [['revisions', '--limit', 'many'], 2, /The parameter limit must be a number/],
    [['reach'], 64, /name one subject, or give --all/],
  ];
  for (const [words, code, line] of cases) {
    const ended = await postern(server, words);
    expect([ended.code, ended.stdout, ended.stderr.split('\n').length], words.join(' ')).toEqual([code, '', 2]);
    expect(ended.stderr).toMatch(line);
  }
});

test('revisions are found, compared, and there after kill -9', async () => {
  const made = await ground();
  const before = (await json<Revisions>(made.server, 'revisions')).newest;
  await made.ec2.call('AuthorizeSecurityGroupIngress', opening(made));
  await made.ec2.call('DeleteTags', { Resources: [made.vpc], Tags: [{ Key: 'Name' }] });
  const { revisions } = await json<Revisions>(made.server, 'revisions', '--limit', '2');
  const principal = `arn:aws:iam::${made.server.account}:root`;
  expect(revisions.map(({ author }) => author)).toEqual([
    { principal, operation: 'ec2:DeleteTags' },
    { principal, operation: 'ec2:AuthorizeSecurityGroupIngress' },
  ]);
  expect(revisions[0]?.changes).toEqual([{ kind: 'vpc', id: made.vpc, change: 'changed' }]);

  const compare = (server: Server) => json<NetworkDiff>(server, 'diff', String(before), 'now');
  const found = await compare(made.server);
  expect(found.changes.map(({ kind, change }) => [kind, change])).toEqual([
    ['security-group-rule', 'added'],
    ['vpc', 'changed'],
  ]);
  expect(found.differences.length).toBeGreaterThan(0);
  for (const { gained, lost } of found.differences) expect([gained, lost]).toEqual([traffic, []]);
  const { stdout } = await postern(made.server, ['diff', 'now', String(before)]);
  expect(stdout).toContain(`revision ${before + 2} → revision ${before}: 2 resources changed`);
  expect(stdout).toContain('  lost    tcp 443');

  await made.server.kill();
  const again = await startServer([], made.server.state);
  onTestFinished(() => again.kill());
  expect(await compare(again)).toMatchObject({ changes: found.changes, differences: found.differences });
});

test('a what-if tells what calls would do, and nothing of it is done', async () => {
  const made = await ground();
  const { server } = made;
  const file = join(server.state, 'calls.jsonl');
  const write = (...calls: readonly object[]) =>
    writeFileSync(file, calls.map((one) => JSON.stringify(one)).join('\n'));
  const newest = (await json<Revisions>(server, 'revisions')).newest;
  const counts = async () => (await json<{ readonly resources: object }>(server, 'status')).resources;
  const were = await counts();

  write(
    { service: 'ec2', operation: 'AuthorizeSecurityGroupIngress', input: opening(made) },
    { service: 'ec2', operation: 'CreateVpc', input: { CidrBlock: '10.9.0.0/16' }, as: 'vpc' },
    { service: 'ec2', operation: 'CreateSubnet', input: { VpcId: '$vpc.Vpc.VpcId', CidrBlock: '10.9.1.0/24' } },
    { service: 'sns', operation: 'CreateTopic', input: { Name: 'news' }, as: 'topic' },
    { service: 'sns', operation: 'Publish', input: { TopicArn: '$topic.TopicArn', Message: 'nobody hears it' } },
    { service: 'ec2', operation: 'CreateVpc', input: { CidrBlock: '10.9.0.0/16' }, region: 'eu-west-1' },
  );
  const told = await postern(server, ['diff', '--what-if', file]);
  expect(told.stderr).toBe('');
  expect(told.stdout).toContain(`revision ${newest} → what if: `);
  expect(told.stdout).toContain('  gained  tcp 443');
  const { changes } = await json<NetworkDiff>(server, 'diff', String(newest - 1), '--what-if', file);
  expect(changes.filter(({ kind }) => kind === 'vpc')).toHaveLength(3);
  expect(await counts()).toEqual(were);
  expect((await json<Revisions>(server, 'revisions')).newest).toBe(newest);

  write(
    { service: 'ec2', operation: 'CreateVpc', input: { CidrBlock: '10.9.0.0/16' } },
    { service: 'ec2', operation: 'DeleteVpc', input: { VpcId: made.vpc } },
  );
  const refused = await postern(server, ['diff', '--what-if', file]);
  expect([refused.code, refused.stdout]).toEqual([2, '']);
  expect(refused.stderr).toMatch(/^postern: Call 2, ec2 DeleteVpc, was refused: DependencyViolation: /);

  const unsigned = await fetch(`${server.endpoint}/_postern/diff`, { method: 'POST', body: '{"calls": []}' });
  expect(unsigned.status).toBe(403);
  expect(readFileSync(join(server.state, 'postern.log'), 'utf8')).not.toMatch(/error/i);
});

/** `postern reach --all` at a server that finds pairs without end. */
async function streaming() {
  const end = { kind: 'internet', blocks: ['0.0.0.0/0'] };
  const line = JSON.stringify({ done: 25, total: 100, pairs: [{ from: end, to: end, traffic }] });
  const endless = createServer((request, response) => {
    if (request.url === '/_postern/health') return response.end('{"revision": 1, "state": "/s"}');
    const timer = setInterval(() => response.write(`${line}\n`), 10);
    return response.on('close', () => clearInterval(timer));
  });
  await new Promise<void>((listening) => endless.listen(0, '127.0.0.1', listening));
  const script = fileURLToPath(new URL('../../packages/cli/bin/postern', import.meta.url));
  const { port } = endless.address() as AddressInfo;
  const child = spawn(process.execPath, [script, 'reach', '--all', '--endpoint', `http://127.0.0.1:${port}`]);
  onTestFinished(() => {
    child.kill('SIGKILL');
    endless.close();
    endless.closeAllConnections();
  });
  let told = '';
  child.stderr.on('data', (chunk: Buffer) => {
    told += chunk.toString();
  });
  const [first] = await once(child.stdout, 'data');
  expect(String(first)).toMatch(/^internet 0\.0\.0\.0\/0 → internet 0\.0\.0\.0\/0: tcp 443\n/);
  return { child, told: () => told };
}

test('Ctrl-C ends the stream of all pairs with what was found', async () => {
  const { child, told } = await streaming();
  child.kill('SIGINT');
  const [code] = await once(child, 'close');
  expect([code, told()]).toEqual([130, expect.stringMatching(/^stopped at 25 %, \d+ pairs? found so far\n$/)]);
});

test('a reader who has enough ends the stream without a word', async () => {
  const { child, told } = await streaming();
  child.stdout.destroy();
  const [code] = await once(child, 'close');
  expect([code, told()]).toEqual([0, '']);
});
