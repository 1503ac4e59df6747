import { EventEmitter } from 'node:events';
import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { streamBatches } from './reach.ts';

type Batch = Parameters<typeof streamBatches>[0] extends Iterable<infer One> ? One : never;

const internet = { kind: 'internet', blocks: ['0.0.0.0/0'] } as const;

/** A pair that can be told from others. */
const pair = (protocol: number) => ({ from: internet, to: internet, traffic: [{ protocol }] });

/** A client's response to the stream of these batches, and the stream's end. */
async function streamed(batches: Iterable<Batch>) {
  let end = Promise.resolve();
  const server = createServer((_, response) => {
    end = streamBatches(batches, response);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const response = await new Promise<IncomingMessage>((resolve) => get(url, resolve));
  return { response, end: () => end };
}

async function linesOf(response: IncomingMessage): Promise<readonly Batch[]> {
  let text = '';
  for await (const chunk of response) text += chunk;
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Batch);
}

test('quick batches share a line, and none is lost', async () => {
  const batches = Array.from({ length: 500 }, (_, index) => ({ done: index + 1, total: 500, pairs: [pair(index)] }));
  const lines = await linesOf((await streamed(batches)).response);
  expect(lines.length).toBeLessThan(500);
  expect(lines.flatMap(({ pairs }) => pairs)).toEqual(batches.flatMap(({ pairs }) => pairs));
  expect(lines.at(-1)).toMatchObject({ done: 500, total: 500 });
});

test('a batch of much is cut into lines, and counts as done with the last of them', async () => {
  const block = Array(2000).fill('192.0.2.0/24');
  const pairs = Array.from({ length: 1000 }, () => ({
    ...pair(6),
    to: { kind: 'internet', blocks: [...block] } as const,
  }));
  const lines = await linesOf((await streamed([{ done: 7, total: 7, pairs }])).response);
  expect(lines.length).toBeGreaterThan(2);
  expect(lines.flatMap((line) => line.pairs)).toHaveLength(1000);
  expect(lines.map(({ done }) => done)).toEqual([...Array(lines.length - 1).fill(0), 7]);
});

test('a network without pairs is one line', async () => {
  expect(await linesOf((await streamed([{ done: 0, total: 0, pairs: [] }])).response)).toEqual([
    { done: 0, total: 0, pairs: [] },
  ]);
});

test('a reader that goes away ends the work, also one that had stopped reading', async () => {
  const long = { ...pair(6), to: { kind: 'internet', blocks: ['x'.repeat(100_000)] } } as const;
  let stopped = false;
  function* endless(): Generator<Batch> {
    try {
      for (let done = 0; ; done += 1) {
        const begun = performance.now();
        while (performance.now() - begun < 2);
        yield { done, total: Number.MAX_SAFE_INTEGER, pairs: Array(50).fill(long) };
      }
    } finally {
      stopped = true;
    }
  }
  const { response, end } = await streamed(endless());
  await new Promise((resolve) => response.once('data', resolve));
  response.pause();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(stopped).toBe(false);
  response.destroy();
  await end();
  expect(stopped).toBe(true);
});

test('others have their turn also where the reader takes everything at once', async () => {
  class Greedy extends EventEmitter {
    readonly destroyed = false;
    writes = 0;
    writeHead(): void {}
    end(): void {}
    write(): boolean {
      this.writes += 1;
      process.nextTick(() => this.emit('drain'));
      return false;
    }
  }
  const reader = new Greedy();
  let turns = 0;
  const count = (): void => {
    turns += 1;
    timer = setImmediate(count);
  };
  let timer = setImmediate(count);
  const batches = Array.from({ length: 20 }, (_, done) => ({ done, total: 20, pairs: [pair(done)] }));
  function* slowly(): Generator<Batch> {
    for (const batch of batches) {
      const begun = performance.now();
      while (performance.now() - begun < 9);
      yield batch;
    }
  }
  await streamBatches(slowly(), reader as unknown as ServerResponse);
  clearImmediate(timer);
  expect(reader.writes).toBeGreaterThanOrEqual(20);
  expect(turns).toBeGreaterThanOrEqual(reader.writes - 1);
});
