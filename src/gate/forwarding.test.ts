/** Questions sent on: from a socket to a server that answers, to one that doesn't, and what is believed of what comes back. */

import packet from 'dns-packet';
import { describe, expect, onTestFinished, test } from 'vitest';
import { seededRandom } from '../base/random.ts';
import type { ResolverRule } from '../model/resolver-rule.ts';
import { responseCode } from './dns-message.ts';
import { openForwarder } from './forwarder.ts';
import { completed, createForwarding } from './forwarding.ts';
import { loopbackDatagrams } from './loopback-sockets.ts';

const question = { name: 'a.corp.example', type: 1, class: 1 };
const rule = (...ports: readonly number[]): ResolverRule => ({
  kind: 'resolver-rule',
  id: 'rslvr-rr-1',
  account: '111122223333',
  region: 'us-east-1',
  created: 0,
  tags: {},
  type: 'FORWARD',
  domain: 'corp.example.',
  creatorRequestId: '1',
  endpoint: 'rslvr-out-1',
  targets: ports.map((port) => ({ address: '127.0.0.1', port })),
  updated: 0,
});

/** A server that answers with what it is told to, and counts. */
async function server(answer: (query: packet.DecodedPacket) => packet.Packet | undefined) {
  const { socket, port } = await loopbackDatagrams();
  const asked: packet.DecodedPacket[] = [];
  socket.on('message', (bytes, { port: back, address }) => {
    const query = packet.decode(bytes);
    asked.push(query);
    const said = answer(query);
    if (said) socket.send(packet.encode(said), back, address);
  });
  onTestFinished(() => void socket.close());
  return { port, asked };
}

const telling = (query: packet.DecodedPacket, more: Partial<packet.Packet> = {}): packet.Packet => ({
  type: 'response',
  id: query.id ?? 0,
  questions: query.questions ?? [],
  answers: [{ type: 'A', name: 'a.corp.example', ttl: 30, data: '10.1.1.77' }],
  ...more,
});

async function forwarding(milliseconds = 60) {
  const { socket } = await loopbackDatagrams();
  const made = createForwarding(seededRandom(1), milliseconds);
  const open = made.add('rslvr-out-1', openForwarder(socket, seededRandom(2)));
  onTestFinished(() => open.close());
  return { ...made, open };
}

const addresses = ({ answers }: { readonly answers: readonly { readonly data: object }[] }) =>
  answers.map(({ data }) => ('address' in data ? data.address : data));

describe('a question', () => {
  test('is answered by the target, and asked once however many wait for it', async () => {
    const { port, asked } = await server((query) => telling(query));
    const { ask } = await forwarding();
    const answers = await Promise.all([ask(rule(port), question), ask(rule(port), { ...question })]);
    expect(answers.map(addresses)).toEqual([['10.1.1.77'], ['10.1.1.77']]);
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({ flag_rd: true, questions: [{ name: 'a.corp.example', type: 'A' }] });
  });

  test('goes to another target where one is silent', async () => {
    const silent = await server(() => undefined);
    const { port } = await server((query) => telling(query));
    const { ask } = await forwarding();
    for (const targets of [rule(silent.port, port), rule(port, silent.port)]) {
      expect(addresses(await ask(targets, question))).toEqual(['10.1.1.77']);
    }
  });

  test.each<[string, (query: packet.DecodedPacket) => packet.Packet | undefined]>([
    ['nothing is said', () => undefined],
    ['the number is another', (query) => telling(query, { id: (query.id ?? 0) ^ 1 })],
    ['the question is another', (query) => telling(query, { questions: [{ type: 'A', name: 'b.corp.example' }] })],
    ['it is a question', (query) => telling(query, { type: 'query' })],
  ])('fails where %s', async (_, answer) => {
    const { port } = await server(answer);
    const { ask } = await forwarding(20);
    expect(await ask(rule(port), question)).toEqual({ code: responseCode.SERVFAIL, answers: [], authorities: [] });
  });

  test('is not answered by who was not asked', async () => {
    const stranger = await loopbackDatagrams();
    onTestFinished(() => void stranger.socket.close());
    const { socket, port: own } = await loopbackDatagrams();
    const { port } = await server((query) => {
      stranger.socket.send(packet.encode(telling(query)), own, '127.0.0.1');
      return undefined;
    });
    const made = createForwarding(seededRandom(1), 20);
    const open = made.add('rslvr-out-1', openForwarder(socket, seededRandom(2)));
    onTestFinished(() => open.close());
    expect((await made.ask(rule(port), question)).code).toBe(responseCode.SERVFAIL);
  });

  test('fails at once where no address of the endpoint is open, and with those that are closed', async () => {
    const { port, asked } = await server(() => undefined);
    const { ask, open } = await forwarding(10_000);
    const waiting = ask(rule(port), question);
    while (asked.length === 0) await new Promise((done) => setImmediate(done));
    open.close();
    expect((await waiting).code).toBe(responseCode.SERVFAIL);
    expect((await ask(rule(port), question)).code).toBe(responseCode.SERVFAIL);
    expect(asked).toHaveLength(1);
  });
});

test('a cut answer stays marked, and what a CNAME led to goes behind it', async () => {
  const { port } = await server((query) => telling(query, { flags: packet.TRUNCATED_RESPONSE }));
  const { ask, add } = await forwarding();
  const alias = { name: 'x.example', ttl: 1, class: 1, data: { kind: 'CNAME', target: 'a.corp.example' } } as const;
  const begun = { code: 0, answers: [alias], authorities: [], forward: { rule: rule(port), question } };
  const whole = await completed(begun, { ask, add });
  expect(whole).toMatchObject({ code: 0, truncated: true });
  expect(whole.answers.map(({ name }) => name)).toEqual(['x.example', 'a.corp.example']);
});
