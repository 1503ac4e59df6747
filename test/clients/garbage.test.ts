/** Bytes that no client sends: hundreds of broken requests over bare sockets. The server answers or hangs up, stays up, and keeps what it has. */

import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ec2At, type Reply } from './ec2-call.ts';
import { startServer } from './server.ts';

const server = await startServer();
afterAll(() => server.stop());
const { hostname, port } = new URL(server.endpoint);
const ec2 = ec2At(server);

/** Park and Miller's generator: the same garbage on every run. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

/** What comes back until the server hangs up or falls silent. */
function exchange(bytes: string | Buffer): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(Number(port), hostname, () => socket.end(bytes));
    socket.setTimeout(3000, () => socket.destroy());
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(answer));
  });
}

function request(headers: Readonly<Record<string, string>>, body = '', line = 'POST / HTTP/1.1'): string {
  const all = { Host: 'x', Connection: 'close', 'Content-Length': String(Buffer.byteLength(body)), ...headers };
  const text = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${line}\r\n${text.join('')}\r\n${body}`;
}

const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
const json = (target: string) => ({ 'Content-Type': 'application/x-amz-json-1.1', 'X-Amz-Target': target });
const signed = (service: string, scope = `AKIAIOSFODNN7EXAMPLE/20260101/us-east-1/${service}/aws4_request`) => ({
  Authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=${'0'.repeat(64)}`,
});

/** Each is well-formed HTTP, so each must be answered, and by a refusal. */
const refused: readonly (readonly [string, string])[] = [
  ['nothing at all', request({})],
  ['an action of no service', request({ ...form, ...signed('ec2') }, 'Action=MakeCoffee&Version=2016-11-15')],
  ['an old version', request({ ...form, ...signed('ec2') }, 'Action=DescribeVpcs&Version=1999-01-01')],
  ['a service that there is not', request({ ...form, ...signed('coffee') }, 'Action=Make')],
  ['percent signs that say nothing', request({ ...form, ...signed('ec2') }, 'Action=%zz&%=%%%')],
  ['a name nested without end', request({ ...form, ...signed('ec2') }, `Action=CreateTags&${'A.1.'.repeat(5000)}=x`)],
  ['a list of a billion', request({ ...form, ...signed('ec2') }, 'Action=DescribeVpcs&VpcId.1000000000=vpc-1')],
  ['a name of Object itself', request({ ...form, ...signed('ec2') }, 'Action=__proto__&constructor.prototype.x=1')],
  [
    'half of a JSON text',
    request({ ...json('AWSOrganizationsV20161128.ListAccounts'), ...signed('organizations') }, '{"a":'),
  ],
  [
    'JSON nested without end',
    request({ ...json('AWSOrganizationsV20161128.ListAccounts'), ...signed('organizations') }, '['.repeat(100_000)),
  ],
  [
    'a target without an operation',
    request({ ...json('AWSOrganizationsV20161128'), ...signed('organizations') }, '{}'),
  ],
  ['a DynamoDB target that is not one', request({ ...json('DynamoDB_20120810.Explode'), ...signed('dynamodb') }, '{}')],
  ['a credential without a scope', request({ ...form, ...signed('ec2', 'AKIA') }, 'Action=DescribeVpcs')],
  [
    'an authorization of another kind',
    request({ ...form, Authorization: 'Bearer x' }, 'Action=DescribeVpcs&Version=2016-11-15'),
  ],
  ['an S3 query half signed', request({}, '', 'GET /b/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=0 HTTP/1.1')],
  ['a path that climbs', request({}, '', 'GET /../../etc/passwd HTTP/1.1')],
  ['a path that does not decode', request({}, '', 'GET /bucket/%ff%zz HTTP/1.1')],
  ['a control path that there is not', request({}, '', 'GET /_postern/nothing HTTP/1.1')],
  ['a method that there is not', request({}, '', 'BREW / HTTP/1.1')],
];

test.each(refused)('%s is refused', async (_, bytes) => {
  const [, status] = /^HTTP\/1\.1 (\d{3})/.exec(await exchange(bytes)) ?? [];
  expect(Number(status)).toBeGreaterThanOrEqual(400);
  expect(Number(status)).toBeLessThan(500);
});

function mutated(text: string, next: (below: number) => number): Buffer {
  const bytes = Buffer.from(text, 'latin1');
  const changes = 1 + next(12);
  for (let change = 0; change < changes; change += 1) bytes[next(bytes.length)] = next(256);
  return next(3) === 0 ? bytes.subarray(0, next(bytes.length)) : bytes;
}

async function everything(): Promise<string> {
  const names = [
    'DescribeVpcs',
    'DescribeSubnets',
    'DescribeSecurityGroups',
    'DescribeRouteTables',
    'DescribeInstances',
  ];
  const replies: readonly Reply[] = await Promise.all(names.map((name) => ec2.call(name)));
  return JSON.stringify(replies.map(({ $metadata: _, ...reply }) => reply));
}

test('hundreds of broken requests neither end the server nor change anything, nor are they our mistake', async () => {
  const before = await everything();
  const next = randomNumbers(20_160_511);
  const rounds = Array.from({ length: 25 }, () =>
    Array.from({ length: 20 }, () => mutated(refused[next(refused.length)]![1].slice(0, 4000), next)),
  );
  for (const round of rounds) await Promise.all(round.map(exchange));
  expect(await everything()).toBe(before);
  const metrics = await (await fetch(`${server.endpoint}/_postern/metrics`)).text();
  const log = readFileSync(join(server.state, 'postern.log'), 'utf8');
  expect(metrics, log).not.toMatch(/^postern_internal_errors_total [1-9]/m);
});

test('a client that says half a request and waits holds up nobody', async () => {
  const sockets = Array.from({ length: 50 }, () => {
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nAction=');
    return socket;
  });
  const started = performance.now();
  expect(await ec2.code('DescribeVpcs')).toBe('success');
  expect(performance.now() - started).toBeLessThan(2000);
  for (const socket of sockets) socket.destroy();
});

test('a body beyond the limit is refused before it is read', async () => {
  const head = request({ ...form, ...signed('ec2'), 'Content-Length': String(10 ** 12) });
  expect(await exchange(head)).toMatch(/^(HTTP\/1\.1 4\d\d|$)/);
});
