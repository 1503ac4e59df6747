import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import packet from 'dns-packet';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../base/clock.ts';
import { seededRandom, systemRandom } from '../base/random.ts';
import { Network } from '../model/network.ts';
import { type Authority, openAuthority } from './authority.ts';
import type { Serve } from './endpoint-server.ts';
import { type GateOptions, openGate } from './gate.ts';
import { loopbackSockets } from './loopback-sockets.ts';
import { ids, sampleNetwork, stsEndpoint, vpc } from './sample-network.ts';

let directory: string;
let authority: Authority;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'gate-'));
  authority = await openAuthority(directory, systemClock, systemRandom);
});
afterAll(() => rm(directory, { recursive: true }));

const tell: Serve = (_, response, origin, service) => void response.end(JSON.stringify({ origin, service }));

function gate(network: Network, more: Partial<GateOptions> = {}) {
  const sockets = loopbackSockets();
  const store = { network };
  const opened = openGate({
    store,
    sockets,
    serve: tell,
    authority,
    issueCredentials: () => ({ accessKeyId: 'A', secretAccessKey: 'S', sessionToken: 'T', expiration: Date.now() * 2 }),
    clock: systemClock,
    random: seededRandom(1),
    ...more,
  });
  onTestFinished(() => opened.close());
  const converge = (next: Network) => {
    store.network = next;
    return opened.converge(next);
  };
  return { gate: opened, sockets, converge };
}

const stsPort = `endpoint/${ids.stsA} tcp 10.0.1.10:80`;
const resolverPort = (id: string) => `router/${id} udp 10.0.0.2:53`;
const withoutSts = sampleNetwork({ ...stsEndpoint, desired: 'deleted' });

async function addresses(port: number | undefined, name: string): Promise<unknown> {
  const client = createSocket('udp4');
  onTestFinished(() => void client.close());
  client.send(packet.encode({ type: 'query', id: 1, questions: [{ type: 'A', name }] }), port!, '127.0.0.1');
  const [bytes] = await once(client, 'message');
  return packet.decode(bytes).answers?.map((one) => (one as { data: unknown }).data);
}

test('serves what the Network asks for, each VPC its own', async () => {
  const { gate: opened, sockets, converge } = gate(Network.empty());
  expect(opened.status()).toEqual({ listening: 0, failures: [] });
  await converge(sampleNetwork());
  expect(opened.status()).toEqual({ listening: 9, failures: [] });

  const answer = await fetch(`http://127.0.0.1:${sockets.portOf(stsPort)}/`);
  expect(await answer.json()).toEqual({
    origin: { kind: 'endpoint', endpoint: ids.sts, vpc: ids.vpc, sourceAddress: '127.0.0.1' },
    service: { region: 'us-east-1', service: 'sts' },
  });

  const name = 'sts.us-east-1.amazonaws.com';
  const inside = sockets.portOf(resolverPort(ids.vpc));
  const turns = [await addresses(inside, name), await addresses(inside, name)];
  expect(turns.sort()).toEqual([
    ['10.0.1.10', '10.0.2.10'],
    ['10.0.2.10', '10.0.1.10'],
  ]);
  expect(await addresses(sockets.portOf(resolverPort(ids.other)), name)).toEqual([expect.stringMatching(/^54\.239\./)]);

  const metadata = await fetch(`http://127.0.0.1:${sockets.portOf(`router/${ids.vpc} tcp 169.254.169.254:80`)}/`);
  expect(metadata.status).toBe(401);
});

test('opens only what is new and closes only what is gone', async () => {
  const { gate: opened, sockets, converge } = gate(withoutSts);
  await converge(withoutSts);
  const before = sockets.opened.length;
  await converge(sampleNetwork());
  expect(sockets.opened.slice(before).sort()).toEqual([
    `endpoint/${ids.stsA} tcp 10.0.1.10:443`,
    stsPort,
    `endpoint/${ids.stsB} tcp 10.0.2.10:443`,
    `endpoint/${ids.stsB} tcp 10.0.2.10:80`,
  ]);
  await converge(sampleNetwork({ ...vpc, enableDnsSupport: false }));
  expect(sockets.opened).toHaveLength(before + 4);
  expect(opened.status().listening).toBe(8);
});

test("a removed endpoint's connections end at once, and its port is closed", async () => {
  const { sockets, converge } = gate(sampleNetwork(), { serve: (_, response) => void response.write('half') });
  await converge(sampleNetwork());
  const port = sockets.portOf(stsPort)!;
  const client = connect(port, '127.0.0.1');
  client.on('error', () => {});
  client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  await once(client, 'data');
  const closed = once(client, 'close');
  const converged = converge(withoutSts);
  await closed;
  await converged;
  await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
});

test('what cannot be opened is reported, left out of answers, and tried again', async () => {
  const { gate: opened, sockets, converge } = gate(sampleNetwork());
  sockets.broken.add(`endpoint/${ids.stsA}`);
  await converge(sampleNetwork());
  const place = { kind: 'endpoint', node: ids.stsA };
  expect(opened.status()).toEqual({
    listening: 8,
    failures: [{ place, message: `endpoint/${ids.stsA} is gone` }],
  });
  const resolver = sockets.portOf(resolverPort(ids.vpc));
  expect(await addresses(resolver, 'sts.us-east-1.amazonaws.com')).toEqual(['10.0.2.10']);
  sockets.broken.clear();
  await converge(sampleNetwork());
  expect(opened.status()).toEqual({ listening: 9, failures: [] });
});

test('a place that was made anew gets new sockets', async () => {
  const { gate: opened, sockets, converge } = gate(sampleNetwork());
  await converge(sampleNetwork());
  const before = sockets.portOf(stsPort);
  opened.reopen({ kind: 'endpoint', node: ids.stsA });
  expect(opened.status().listening).toBe(8);
  await converge(sampleNetwork());
  expect(opened.status().listening).toBe(9);
  expect(sockets.portOf(stsPort)).not.toBe(before);
});

test('what breaks while answering is reported', async () => {
  const reported: unknown[] = [];
  const broken = new Error('broken');
  const serve: Serve = async () => {
    throw broken;
  };
  const { sockets, converge } = gate(sampleNetwork(), { serve, report: (error) => reported.push(error) });
  await converge(sampleNetwork());
  expect((await fetch(`http://127.0.0.1:${sockets.portOf(stsPort)}/`)).status).toBe(500);
  expect(reported).toEqual([broken]);
});

test('closed, it opens nothing more', async () => {
  const { gate: opened, sockets, converge } = gate(sampleNetwork());
  const converged = converge(sampleNetwork());
  await opened.close();
  await converged;
  await converge(sampleNetwork());
  expect(opened.status().listening).toBe(0);
  const port = sockets.portOf(stsPort);
  if (port !== undefined) await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
});
