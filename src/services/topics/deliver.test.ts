import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { Resource } from '../../model/resource.ts';
import { retries, type TopicDelivery, type TopicSubscription } from '../../model/topic.ts';
import { openSqliteStore } from '../../store/sqlite.ts';
import type { Store } from '../../store/store.ts';
import { createDelivery, type DeliveryOptions } from './deliver.ts';
import { outcomeOf } from './post.ts';

const topic = 'arn:aws:sns:us-east-1:111122223333:alarms';
const base = { account: '111122223333', region: 'us-east-1', created: 1, tags: {} } as const;
const links = 'http://127.0.0.1:4566/links';

const subscription = (name: string, endpoint: string): TopicSubscription => ({
  ...base,
  kind: 'topic-subscription',
  id: `${topic}:${name}`,
  topic,
  protocol: 'http',
  endpoint,
  confirmed: true,
  token: 't',
  attributes: {},
});
const delivery = (id: string, name = 'a', more: Partial<TopicDelivery> = {}): TopicDelivery => ({
  ...base,
  kind: 'topic-delivery',
  id,
  topic,
  subscription: `${topic}:${name}`,
  body: id,
  raw: true,
  headers: { 'content-type': 'text/plain; charset=UTF-8', 'x-amz-sns-message-id': id },
  ...more,
});
interface Received {
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A subscriber that answers these statuses in turn, then 200; `0` never answers. */
async function subscriber(...statuses: readonly number[]) {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const status = statuses[received.length] ?? 200;
    received.push({ headers: request.headers, body });
    if (status !== 0) response.writeHead(status, { location: `http://127.0.0.1:1/` }).end();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, received };
}

async function world(...resources: readonly Resource[]) {
  const store = openSqliteStore(':memory:');
  await store.transact((draft) => {
    for (const one of resources) draft.put(one);
  });
  return store;
}

function deliver(store: Store, more: Partial<DeliveryOptions> = {}) {
  const reported: string[] = [];
  const report = (reason: unknown): void => void reported.push(String(reason));
  const options = { store, links, report, retryDelay: 5, ...more };
  const made = createDelivery(options);
  onTestFinished(() => made.close());
  return { ...made, reported };
}

const left = (store: Store): readonly string[] => [...store.network.all('topic-delivery')].map(({ id }) => id);

async function until(what: () => boolean): Promise<void> {
  const deadline = performance.now() + 5000;
  while (!what()) {
    if (performance.now() > deadline) throw new Error('it did not come to that');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

test('what is waiting and what comes is sent once, and forgotten when it has arrived', async () => {
  const { address, received } = await subscriber();
  const store = await world(subscription('a', address), delivery('before'));
  const { reported } = deliver(store);
  await until(() => left(store).length === 0);
  await store.transact((draft) => draft.put(delivery('after')));
  await until(() => left(store).length === 0);
  expect(received.map(({ body }) => body)).toEqual(['before', 'after']);
  expect(received[0]!.headers).toMatchObject({
    'content-type': 'text/plain; charset=UTF-8',
    'x-amz-sns-message-id': 'before',
  });
  expect(reported).toEqual([]);
});

test('links get the address of this server', async () => {
  const { address, received } = await subscriber();
  const body = JSON.stringify({ Type: 'Notification', Message: '?a=b', UnsubscribeURL: '?Action=Unsubscribe' });
  const store = await world(subscription('a', address), delivery('1', 'a', { raw: false, body }));
  deliver(store);
  await until(() => received.length === 1);
  expect(JSON.parse(received[0]!.body)).toEqual({
    Type: 'Notification',
    Message: '?a=b',
    UnsubscribeURL: `${links}?Action=Unsubscribe`,
  });
});

test('a subscriber that fails is asked again', async () => {
  const { address, received } = await subscriber(500, 429);
  const store = await world(subscription('a', address), delivery('1'));
  const { reported } = deliver(store);
  await until(() => left(store).length === 0);
  expect(received).toHaveLength(3);
  expect(reported).toEqual([]);
});

test.each([
  ['keeps failing', [500, 500, 500, 500, 500, 500], retries + 1, 'status 500'],
  ['refuses', [404], 1, 'status 404'],
  ['sends elsewhere', [302], 1, 'status 302'],
])('one that %s is given up, and that is told without the message', async (_, statuses, attempts, why) => {
  const { address, received } = await subscriber(...statuses);
  const store = await world(subscription('a', address), delivery('the content'));
  const { reported } = deliver(store);
  await until(() => left(store).length === 0);
  expect(received).toHaveLength(attempts);
  expect(reported).toEqual([`a message to ${topic}:a was given up: ${why}`]);
});

test('one that isn’t there is given up', async () => {
  const store = await world(subscription('a', 'http://127.0.0.1:1/?secret'), delivery('1'));
  const { reported } = deliver(store);
  await until(() => left(store).length === 0);
  expect(reported).toHaveLength(1);
  expect(reported[0]).not.toContain('secret');
});

test('one that hangs does not keep the others waiting, and its message is kept', async () => {
  const hanging = await subscriber(...Array.from({ length: 30 }, () => 0));
  const quick = await subscriber();
  const many = Array.from({ length: 30 }, (_, index) => delivery(`h${index}`, 'hanging'));
  const store = await world(
    subscription('hanging', hanging.address),
    subscription('quick', quick.address),
    ...many,
    delivery('q', 'quick', { created: 2 }),
  );
  const { close, reported } = deliver(store);
  await until(() => quick.received.length === 1 && hanging.received.length === 4);
  await close();
  expect(left(store)).toHaveLength(30);
  expect(reported).toEqual([]);
});

test('an ended subscription is told nothing', async () => {
  const { address, received } = await subscriber();
  const store = await world(subscription('a', address), delivery('1', 'ended'), delivery('2'));
  const { reported } = deliver(store);
  await until(() => left(store).length === 0);
  expect(received.map(({ body }) => body)).toEqual(['2']);
  expect(reported).toEqual([]);
});

test('this server sends nothing to itself', async () => {
  const { address, received } = await subscriber();
  const store = await world(subscription('a', address), delivery('1'));
  const { reported } = deliver(store, { links: `${address}links` });
  await until(() => left(store).length === 0);
  expect(received).toEqual([]);
  expect(reported).toEqual([`a message to ${topic}:a was given up: the address is this server itself`]);
});

test.each([
  [200, 'delivered'],
  [204, 'delivered'],
  [301, 'refused'],
  [403, 'refused'],
  [429, 'failed'],
  [503, 'failed'],
])('status %i: %s', (status, kind) => {
  expect(outcomeOf(status).kind).toBe(kind);
});
