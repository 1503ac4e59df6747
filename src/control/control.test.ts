import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { seededRandom } from '../base/random.ts';
import type { Instance } from '../model/instance.ts';
import { Network } from '../model/network.ts';
import { nothingObserved } from '../model/target-health.ts';
import { memoryStore } from '../store/memory.ts';
import { type ControlOptions, serveControl } from './control.ts';
import { createMetrics } from './metrics.ts';

const health = {
  ready: true,
  revision: 4,
  appliedRevision: 3,
  fabric: 'netns',
  why: 'as root',
  version: '0.1.0',
  pid: 1,
  state: '/s',
  failures: 0,
};
const base = { account: '000000000001', region: 'us-east-1', created: 1, tags: {} } as const;

function instance(id: string, name: string, desired: Instance['desired'] = 'running'): Instance {
  return { ...base, kind: 'instance', id, vpc: 'vpc-1', desired, tags: { Name: name } } as unknown as Instance;
}

const vpc = { ...base, kind: 'vpc', id: 'vpc-1' } as unknown as Parameters<Network['with']>[0];
const network = [
  vpc,
  instance('i-1', 'web'),
  instance('i-2', 'twin'),
  { ...instance('i-3', 'twin'), account: '000000000002' },
  { ...base, kind: 'account', id: '000000000002', name: 'team' } as unknown as Parameters<Network['with']>[0],
  instance('i-4', 'gone', 'stopped'),
  instance('i-5', 'detached'),
].reduce((sum, resource) => sum.with(resource), Network.empty());

async function control(options: Partial<ControlOptions> = {}): Promise<string> {
  const whole: ControlOptions = {
    network: () => network,
    store: memoryStore(network),
    whatIf: () => Promise.reject(new Error('nothing is played')),
    health: () => health,
    metrics: createMetrics(),
    evidence: () => Promise.resolve({ requests: [], routers: {}, carried: {} }),
    transact: () => Promise.reject(new Error('nothing is written')),
    now: () => 0,
    random: seededRandom(1),
    admit: () => {},
    targetHealth: nothingObserved,
    marketplace: () => Promise.reject(new Error('nothing is sold')),
    followLink: async (query) => Object.fromEntries(query),
    view: ({ id }) => (id === 'i-5' ? undefined : { prefix: 'pn-' }),
    ...options,
  };
  const server = createServer((request, response) => void serveControl(whole, request, response).catch(() => {}));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/_postern`;
}

async function ask(url: string, init?: RequestInit) {
  const response = await fetch(url, init);
  return { status: response.status, body: await response.text() };
}

test('health and metrics', async () => {
  const url = await control();
  expect(JSON.parse((await ask(`${url}/health?x=1`)).body)).toEqual(health);
  const response = await fetch(`${url}/metrics`);
  expect(response.headers.get('content-type')).toContain('text/plain');
});

test('evidence is what was gathered', async () => {
  expect(JSON.parse((await ask(`${await control()}/evidence`)).body)).toEqual({
    requests: [],
    routers: {},
    carried: {},
  });
});

test('resources are counted by kind', async () => {
  expect(JSON.parse((await ask(`${await control()}/resources`)).body)).toEqual({ account: 1, instance: 5, vpc: 1 });
});

test.each([
  ['i-1', 200, { instance: 'i-1', prefix: 'pn-' }],
  ['web', 200, { instance: 'i-1', prefix: 'pn-' }],
  [
    'twin',
    409,
    { message: 'Several running instances are called twin: i-2 (account 000000000001), i-3 (account 000000000002).' },
  ],
  ['twin?account=000000000002', 200, { instance: 'i-3', prefix: 'pn-' }],
  ['twin?account=team', 200, { instance: 'i-3', prefix: 'pn-' }],
  ['i-3?account=000000000001', 404, { message: 'No running instance is called i-3 in account 000000000001.' }],
  ['i-4', 404, { message: 'No running instance is called i-4.' }],
  ['gone', 404, { message: 'No running instance is called gone.' }],
  ['detached', 409, { message: 'i-5 has no network: enforcement is off.' }],
  ['%41', 404, { message: 'No running instance is called A.' }],
])('instance %s is answered %i', async (name, status, body) => {
  const answer = await ask(`${await control()}/instances/${name}`);
  expect(answer.status).toBe(status);
  expect(JSON.parse(answer.body)).toEqual(body);
});

test('only a server that allows it is emptied', async () => {
  let emptied = 0;
  expect(await ask(`${await control()}/reset`, { method: 'POST' })).toMatchObject({ status: 403 });
  const reset = async (): Promise<void> => {
    emptied += 1;
  };
  const allowing = await control({ reset });
  expect(await ask(`${allowing}/reset`)).toMatchObject({ status: 404 });
  expect(await ask(`${allowing}/reset`, { method: 'POST' })).toMatchObject({ status: 200 });
  expect(emptied).toBe(1);
});

test('a link of SNS is followed with its query', async () => {
  const answer = await ask(`${await control()}/subscriptions?Action=Unsubscribe&SubscriptionArn=a%3Ab`);
  expect(JSON.parse(answer.body)).toEqual({ Action: 'Unsubscribe', SubscriptionArn: 'a:b' });
});

test('our own mistake is answered, and not told', async () => {
  const health = () => {
    throw new Error('a secret of ours');
  };
  const { status, body } = await ask(`${await control({ health })}/health`);
  expect([status, JSON.parse(body)]).toEqual([500, { message: 'Postern has failed; its log says how.' }]);
});

test('a web page is refused', async () => {
  const url = await control();
  expect(await ask(`${url}/health`, { headers: { origin: 'http://evil.example' } })).toMatchObject({ status: 403 });
});

test.each(['instances/%', 'instances/%E0%A4%A'])('a broken escape in %s is the caller’s mistake', async (path) => {
  expect(await ask(`${await control()}/${path}`)).toMatchObject({ status: 400 });
});

test('a question to the verifier that has no answer is refused with code and message', async () => {
  const { status, body } = await ask(`${await control()}/trace?source=nobody&destination=i-1&protocol=6&port=443`);
  expect(status).toBe(400);
  expect(JSON.parse(body)).toEqual({
    code: 'UnknownName',
    message: expect.stringMatching(/^There is no instance, interface, .* with the id or name nobody\.$/),
  });
});
