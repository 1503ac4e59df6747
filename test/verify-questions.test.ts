import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { Fault } from '../src/base/fault.ts';
import { type ControlOptions, serveControl } from '../src/control/control.ts';
import type { Call } from '../src/door/what-if.ts';
import { nothingObserved } from '../src/model/target-health.ts';
import { memoryStore } from '../src/store/memory.ts';
import type { NetworkDiff, Proof, ReachAnswer } from '../src/verify/reach-answer.ts';
import { type Ground, ground, group, machine, rule } from './verify-ground.ts';

interface Asked {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: what a page answers is the test's matter.
  readonly body: any;
}

/** The pages over the ground's own store. */
async function pages({ h }: Ground, options: Partial<ControlOptions> = {}) {
  const whole = {
    store: h.store,
    network: () => h.network,
    targetHealth: nothingObserved,
    health: () => ({ revision: h.network.revision }),
    admit: () => {},
    whatIf: async () => h.network,
    ...options,
  } as unknown as ControlOptions;
  const server = createServer((request, response) => void serveControl(whole, request, response).catch(() => {}));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/_postern/`;
  const ask = async (path: string, init?: RequestInit): Promise<Asked> => {
    const response = await fetch(`${url}${path}`, init);
    return { status: response.status, body: await response.json() };
  };
  const post = (path: string, body: unknown) => ask(path, { method: 'POST', body: JSON.stringify(body) });
  return { url, ask, post };
}

/** A client that reaches a server on port 443. */
async function pair() {
  const place = await ground();
  const clients = await group(place, 'all to 0.0.0.0/0');
  const servers = await group(place, `tcp 443 from ${clients}`);
  const client = await machine(place, place.left, [clients]);
  const server = await machine(place, place.right, [servers]);
  return { place, clients, servers, client, server };
}

const https = [{ protocol: 6, ports: { from: 443, to: 443 } }];

test('who reaches, and who is reached', async () => {
  const { place, client, server } = await pair();
  const { ask } = await pages(place);
  const to = (await ask(`reach?subject=${server.id}`)).body as ReachAnswer;
  expect(to.direction).toBe('to');
  expect(to.reaches).toEqual([
    { end: expect.objectContaining({ interfaces: [client.eni], count: 1 }), traffic: https },
  ]);
  const from = (await ask(`reach?subject=${client.id}&direction=from`)).body as ReachAnswer;
  expect(from.reaches.map(({ end }) => end)).toContainEqual(expect.objectContaining({ interfaces: [server.eni] }));
  expect((await ask(`reach?subject=${server.id}&direction=from`)).body.reaches).toEqual([]);
});

test.each([
  ['reach', 'MissingParameter'],
  ['reach?subject=nobody', 'UnknownName'],
  ['reach?subject=a&direction=up', 'InvalidParameterValue'],
  ['reach?subject=a&port=1', 'UnknownParameter'],
  ['prove?from=a', 'InvalidClaim'],
  ['prove?from=nobody&to=internet', 'UnknownName'],
  ['prove?from=a&to=b&ports=1', 'InvalidParameterValue'],
  ['revisions?limit=0', 'InvalidParameterValue'],
  ['revisions?limit=1001', 'InvalidParameterValue'],
  ['diff?before=yesterday', 'InvalidParameterValue'],
  ['diff?after=1', 'MissingParameter'],
])('%s is refused with %s', async (path, code) => {
  const { ask } = await pages(await ground());
  expect(await ask(path)).toMatchObject({ status: 400, body: { code } });
});

test('a claim that holds has a certificate, which no longer does when the network has changed', async () => {
  const { place, client, server, servers } = await pair();
  const { ask, post } = await pages(place);
  const claim = { from: [client.id], to: [server.id], traffic: { protocol: 6, ports: { from: 80, to: 81 } } };
  const proof = (await post('prove', claim)).body as Proof;
  expect(proof).toMatchObject({
    holds: true,
    counterExamples: [],
    certificate: { claim, revision: place.h.network.revision },
  });
  expect((await ask(`prove?from=${client.id}&to=${server.id}&protocol=6&ports=80-81`)).body).toMatchObject({
    claim,
    holds: true,
    certificate: proof.certificate,
  });
  expect((await post('check-certificate', proof.certificate)).body).toMatchObject({ valid: true, flaws: [] });
  await rule(place.h, servers, 'tcp 80-90 from 10.0.0.0/16');
  expect((await post('check-certificate', proof.certificate)).body).toMatchObject({ valid: false });
});

test('a claim that does not hold comes with a packet, and the command that sends it', async () => {
  const { place, client, server } = await pair();
  const { post } = await pages(place);
  const { holds, counterExamples, certificate } = (await post('prove', { from: [client.id], to: ['anything'] }))
    .body as Proof;
  expect([holds, certificate]).toEqual([false, undefined]);
  expect(counterExamples[0]).toMatchObject({ question: { source: client.eni, port: 443 }, traffic: https });
  expect(counterExamples[0]?.command).toMatch(`postern exec ${client.id} -- `);
  expect(counterExamples[0]?.command).toContain(server.address);
});

test('two revisions are compared, and the rule that made the difference is told', async () => {
  const { place, client, server, servers } = await pair();
  const { ask } = await pages(place);
  const before = place.h.network.revision;
  await rule(place.h, servers, 'tcp 80 from 10.0.0.0/16');
  const found = (await ask(`diff?before=${before}&after=${before + 1}`)).body as NetworkDiff;
  expect(found).toMatchObject({
    before,
    after: before + 1,
    changes: [{ kind: 'security-group-rule', change: 'added' }],
  });
  const gained = { gained: [{ protocol: 6, ports: { from: 80, to: 80 } }], lost: [] };
  expect(found.differences).toEqual([
    expect.objectContaining({
      ...gained,
      from: expect.objectContaining({ interfaces: [client.eni] }),
      to: expect.objectContaining({ interfaces: [server.eni] }),
      causes: [expect.objectContaining({ stage: 'security-group-ingress' })],
    }),
  ]);
  const back = (await ask(`diff?before=now&after=${before}`)).body as NetworkDiff;
  expect(back.differences).toEqual([expect.objectContaining({ gained: [], lost: gained.gained })]);
  expect((await ask('diff?before=9999')).body).toEqual({
    code: 'UnknownRevision',
    message: `The revision 9999 cannot be looked at: the history reaches from 0 to ${before + 1}.`,
  });
});

test('revisions are listed, without what keeps requests from being done twice', async () => {
  const place = await ground();
  const { ask } = await pages(place);
  await place.h.store.transact((draft) => {
    const base = { account: '111122223333', region: 'us-east-1', created: 0, tags: {} };
    draft.put({ kind: 'client-token', id: 't', ...base, parameters: '', output: '' });
    draft.put({ kind: 'internet-gateway', id: 'igw-1', ...base });
  });
  const newest = place.h.network.revision;
  const { body } = await ask('revisions?limit=2');
  expect(body).toMatchObject({ newest, oldest: 0 });
  expect(body.revisions.map(({ revision }: { revision: number }) => revision)).toEqual([newest, newest - 1]);
  expect(body.revisions[0].changes).toEqual([{ kind: 'internet-gateway', id: 'igw-1', change: 'added' }]);
  expect(body.revisions[0].count).toBe(1);
  await place.h.store.transact((draft) => {
    for (let number = 0; number < 101; number += 1) {
      const base = { account: '111122223333', region: 'us-east-1', created: 0, tags: {} };
      draft.put({ kind: 'internet-gateway', id: `igw-many-${number}`, ...base });
    }
  });
  const [many] = (await ask('revisions')).body.revisions;
  expect([many.changes.length, many.count]).toEqual([100, 101]);
});

test('a what-if is compared with a revision, and its calls are handed on', async () => {
  const { place, servers } = await pair();
  const seen: (readonly Call[])[] = [];
  const whatIf = async (calls: readonly Call[]) => {
    seen.push(calls);
    const copy = memoryStore(place.h.network);
    await copy.transact((draft) => {
      for (const one of draft.find('security-group-rule', `group:${servers}`)) draft.remove(one.kind, one.id);
    });
    return copy.network;
  };
  const { post } = await pages(place, { whatIf });
  const call = { service: 'ec2', operation: 'RevokeSecurityGroupIngress', input: {} };
  const revision = place.h.network.revision;
  const { body } = await post('diff', { calls: [call] });
  expect(body).toMatchObject({ before: revision, differences: [{ gained: [], lost: https }] });
  expect(seen).toEqual([[call]]);
  expect((await post('diff', { base: 0, calls: [call] })).body.before).toBe(0);
  expect(place.h.network.revision).toBe(revision);
});

test('a what-if that is refused, badly written or not the management account’s compares nothing', async () => {
  const place = await ground();
  const refusing = await pages(place, {
    whatIf: () =>
      Promise.reject(new Fault('CallRefused', 'Call 1, …', 400, { call: '1', refusal: 'InvalidVpc.Range' })),
  });
  const calls = [{ service: 'ec2', operation: 'CreateVpc', input: {} }];
  expect(await refusing.post('diff', { calls })).toEqual({
    status: 400,
    body: { code: 'CallRefused', message: 'Call 1, …', call: '1', refusal: 'InvalidVpc.Range' },
  });
  for (const body of [{}, { calls: [1] }, { calls, dryRun: true }, { calls, base: 'then' }, [], 'x']) {
    expect((await refusing.post('diff', body)).status, JSON.stringify(body)).toBe(400);
  }
  const long = { calls: [{ ...calls[0], input: { Text: 'x'.repeat(1024 * 1024) } }] };
  expect((await refusing.post('diff', long)).status).toBe(413);
  const admit = () => {
    throw new Fault('AccessDenied', 'Only the root user of the management account may do this.', 403);
  };
  const guarded = await pages(place, { admit, whatIf: () => Promise.reject(new Error('was played')) });
  expect(await guarded.post('diff', { calls })).toMatchObject({ status: 403, body: { code: 'AccessDenied' } });
});

/** A dozen machines that all reach each other. */
async function crowd(): Promise<Ground> {
  const place = await ground();
  const open = await group(place, 'all to 0.0.0.0/0', 'all from 0.0.0.0/0');
  for (let count = 0; count < 12; count += 1) await machine(place, place.left, [open]);
  return place;
}

test('all pairs come line by line, and the last line says that it is the last', async () => {
  const place = await crowd();
  const { url } = await pages(place);
  const lines = (await (await fetch(`${url}pairs`)).text())
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.at(-1).done).toBe(lines.at(-1).total);
  const count = [...place.h.network.all('network-interface')].length;
  const pairs = lines.flatMap((line) => line.pairs);
  const reached = pairs.reduce(
    (sum, { from, to }) =>
      sum + from.count * (to.count - (from.interfaces[0] === to.interfaces[0] && to.count > 1 ? 1 : 0)),
    0,
  );
  expect(reached).toBe(count * (count - 1));
});

test('while pairs are streamed others are answered, and a reader that goes away ends it', async () => {
  const { url, ask } = await pages(await crowd());
  const response = await new Promise<IncomingMessage>((resolve) => get(`${url}pairs`, resolve));
  const first = await new Promise<Buffer>((resolve) => response.once('data', resolve));
  const { done, total } = JSON.parse(first.toString().split('\n')[0]!);
  expect(total).toBeGreaterThan(0);
  // Zero where making the classes took longer than the first line is kept waiting.
  expect(done).toBeLessThanOrEqual(total);
  expect((await ask('health')).status).toBe(200);
  response.destroy();
  expect((await ask('health')).status).toBe(200);
});

test('a web page is told nothing', async () => {
  const { url } = await pages(await ground());
  for (const path of ['pairs', 'reach?subject=a', 'revisions']) {
    expect((await fetch(`${url}${path}`, { headers: { origin: 'http://evil.example' } })).status, path).toBe(403);
  }
});
