import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { managementAccount } from '../src/access/caller.ts';
import { issueSession } from '../src/access/session.ts';
import { systemClock } from '../src/base/clock.ts';
import { seededRandom } from '../src/base/random.ts';
import { type ControlOptions, serveControl } from '../src/control/control.ts';
import { createMetrics } from '../src/control/metrics.ts';
import { admitManagement } from '../src/door/management.ts';
import type { AccessKey } from '../src/model/identity.ts';
import { ensureFirstAccount } from '../src/operations/organizations/first-account.ts';
import { openSqliteStore } from '../src/store/sqlite.ts';
import type { Store } from '../src/store/store.ts';
import { signRequest } from '../src/wire/sign-request.ts';
import { sha256 } from '../src/wire/signing-key.ts';

const sessionKey = btoa('a key of thirty-two characters ..');
const random = seededRandom(1);
const other = '222233334444';

interface World {
  readonly url: string;
  readonly store: Store;
  readonly key: AccessKey;
}

async function world(authentication: 'sigv4' | 'trust' = 'sigv4'): Promise<World> {
  const store = openSqliteStore(':memory:');
  await store.transact((draft) => ensureFirstAccount(draft, { now: 1, random }));
  const [first] = [...store.network.all('account')];
  const [key] = [...store.network.all('access-key')];
  await store.transact((draft) => {
    draft.put({ ...first!, id: other, account: other, management: false });
    draft.put({ ...key!, id: 'AKIAOTHER', account: other });
    const user = { kind: 'user', id: `${first!.id}/ann`, name: 'ann', path: '/', uniqueId: 'AIDA' } as const;
    const common = { account: first!.id, region: 'aws-global', created: 1, tags: {} };
    draft.put({
      ...user,
      ...common,
      inlinePolicies: {},
      attachedPolicies: ['arn:aws:iam::aws:policy/AdministratorAccess'],
    });
    draft.put({ ...key!, id: 'AKIAANN', userName: 'ann' });
  });
  const options = {
    network: () => store.network,
    transact: (work) => store.transact(work),
    now: () => Date.UTC(2026, 0, 1),
    admit: (request, body) => admitManagement({ store, clock: systemClock, sessionKey, authentication }, request, body),
    metrics: createMetrics(),
  } satisfies Partial<ControlOptions> as unknown as ControlOptions;
  const server = createServer((request, response) => void serveControl(options, request, response));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, store, key: key! };
}

interface Signing {
  readonly accessKeyId?: string;
  readonly secret?: string;
  readonly service?: string;
  readonly region?: string;
  readonly signedBody?: string;
  readonly token?: string;
}

async function put({ url, key }: World, path: string, body: string, signing: Signing | 'unsigned' = {}) {
  const claims = signing === 'unsigned' ? undefined : signing;
  const head = {
    method: 'PUT',
    path: `/_postern/zones/${path}`,
    query: '',
    headers: { host: new URL(url).host, ...(claims?.token ? { 'x-amz-security-token': claims.token } : {}) },
  };
  const { accessKeyId = key.id, secret = key.secret, service = 'postern', region = 'us-east-1' } = claims ?? {};
  const bodyHash = sha256(claims?.signedBody ?? body);
  const credentials = { accessKeyId, secret };
  const signed = claims && signRequest({ head, credentials, region, service, bodyHash, now: Date.now() });
  const response = await fetch(`${url}${head.path}`, { method: 'PUT', body, headers: signed?.headers ?? {} });
  return { status: response.status, body: (await response.json()) as Readonly<Record<string, unknown>> };
}

const down = JSON.stringify({ state: 'down' });
const up = JSON.stringify({ state: 'up' });

test('a zone goes down and up again, and says whether it was so already', async () => {
  const it = await world();
  const zone = { region: 'us-east-1', zoneId: 'use1-az1' };
  const before = it.store.network.revision;
  const change = { ...zone, state: 'down', changed: true, revision: before + 1 };
  expect(await put(it, 'us-east-1/use1-az1', down)).toEqual({ status: 200, body: change });
  expect(await put(it, 'us-east-1/use1-az1', down)).toEqual({ status: 200, body: { ...change, changed: false } });
  const listed = await fetch(`${it.url}/_postern/zones`);
  expect(await listed.json()).toEqual({ down: [{ ...zone, since: '2026-01-01T00:00:00.000Z' }] });
  expect(it.store.network.get('zone-fault', 'us-east-1/use1-az1')?.account).toBe(managementAccount(it.store.network));
  expect((await put(it, 'us-east-1/use1-az1', up)).body).toMatchObject({ state: 'up', changed: true });
  expect([...it.store.network.all('zone-fault')]).toEqual([]);
});

test.each<[who: string, signing: Signing | 'unsigned']>([
  ['nobody', 'unsigned'],
  ['a member account', { accessKeyId: 'AKIAOTHER' }],
  ['a user of the management account, administrator or not', { accessKeyId: 'AKIAANN' }],
  ['an unknown key', { accessKeyId: 'AKIANOBODY' }],
  ['a wrong secret', { secret: 'guess' }],
  ['a signature for another service', { service: 'ec2' }],
  ['a signature for S3, which takes any body', { service: 's3' }],
  ['a signature for no region', { region: 'moon-1' }],
  ['a body that was exchanged', { signedBody: up }],
  ['a made-up session', { token: 'x' }],
])('%s is refused with 403, and nothing is changed', async (_, signing) => {
  const it = await world();
  const before = it.store.network;
  expect((await put(it, 'us-east-1/use1-az1', down, signing)).status).toBe(403);
  expect(it.store.network).toBe(before);
});

test('a session of the management account’s root will do, unless a policy limits it', async () => {
  const it = await world();
  const session = { account: it.key.account, session: 'token', expires: Date.now() + 60_000 };
  const signingWith = (more: object): Signing => {
    const { accessKeyId, secretAccessKey, sessionToken } = issueSession(sessionKey, random, { ...session, ...more });
    return { accessKeyId, secret: secretAccessKey, token: sessionToken };
  };
  expect((await put(it, 'us-east-1/use1-az1', down, signingWith({}))).status).toBe(200);
  expect((await put(it, 'us-east-1/use1-az2', down, signingWith({ policy: '{}' }))).status).toBe(403);
});

test('a server that trusts its callers still tells accounts apart', async () => {
  const it = await world('trust');
  expect((await put(it, 'us-east-1/use1-az1', down, { secret: 'any' })).status).toBe(200);
  expect((await put(it, 'us-east-1/use1-az2', down, { accessKeyId: other })).status).toBe(403);
});

test.each([
  ['moon-1/x', down, 404, 'There is no region moon-1; there are: us-east-1, '],
  ['us-east-2/use1-az1', down, 404, 'There is no zone use1-az1 in us-east-2; there are: use2-az1, use2-az2, use2-az3.'],
  ['us-east-1', down, 404, 'There is no zone  in us-east-1'],
  ['us-east-1/use1-az1', '{"state":"sideways"}', 400, 'The body must be'],
  ['us-east-1/use1-az1', '{', 400, 'The body must be'],
  ['us-east-1/use1-az1', 'null', 400, 'The body must be'],
  ['us-east-1/use1-az1', ' '.repeat(2000), 413, 'too long'],
])('%s with %s is answered %i', async (path, body, status, message) => {
  const it = await world();
  const before = it.store.network;
  const answer = await put(it, path, body);
  expect(answer.status).toBe(status);
  expect(answer.body.message).toContain(message);
  expect(it.store.network).toBe(before);
});
