import { expect, test } from 'vitest';
import { createAnalyses } from '../src/analyses/worker.ts';
import { answerAll, described, path, start } from './insights-ground.ts';
import { ec2, ground, group, machine } from './verify-ground.ts';

async function world() {
  const g = await ground();
  const open = await group(g, 'all from 0.0.0.0/0', 'all to 0.0.0.0/0');
  const [client, server] = [await machine(g, g.left, [open]), await machine(g, g.right, [open])];
  const nip = await path(g.h, { Source: client.id, Destination: server.id, DestinationPort: 443 });
  return { h: g.h, nip };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('what was running when a server died is answered by the next one, each once', async () => {
  const { h, nip } = await world();
  const ids = [await start(h, nip), await start(h, nip), await start(h, nip)];
  let writes = 0;
  const stop = h.store.subscribe(() => {
    writes += 1;
  });
  expect(await answerAll(h)).toEqual([]);
  stop();
  for (const id of ids) expect((await described(h, id)).Status).toBe('succeeded');
  expect(writes).toBe(ids.length);
});

test('what is started while it works is answered too, and what was answered is left alone', async () => {
  const { h, nip } = await world();
  const analyses = createAnalyses({ store: h.store, clock: h.clock, report: () => {} });
  const first = await start(h, nip);
  const second = await start(h, nip);
  for (let turns = 0; turns < 50; turns += 1) await turn();
  const answered = h.network;
  expect((await described(h, first)).Status).toBe('succeeded');
  expect((await described(h, second)).Status).toBe('succeeded');
  for (let turns = 0; turns < 10; turns += 1) await turn();
  expect(h.network).toBe(answered);
  await analyses.close();
});

test('one that is deleted while it is answered stays deleted', async () => {
  const { h, nip } = await world();
  const id = await start(h, nip);
  const reported: unknown[] = [];
  const analyses = createAnalyses({ store: h.store, clock: h.clock, report: (reason) => reported.push(reason) });
  await h.call(ec2, 'DeleteNetworkInsightsAnalysis', { NetworkInsightsAnalysisId: id });
  for (let turns = 0; turns < 20; turns += 1) await turn();
  expect(h.network.get('network-insights-analysis', id)).toBeUndefined();
  await analyses.close();
  expect(reported).toEqual([]);
});

test('a server that closes leaves what has no answer as it is', async () => {
  const { h, nip } = await world();
  const ids = [await start(h, nip), await start(h, nip)];
  await createAnalyses({ store: h.store, clock: h.clock, report: () => {} }).close();
  const states = async () => (await Promise.all(ids.map((id) => described(h, id)))).map(({ Status }) => Status).sort();
  expect(await states()).toEqual(['running', 'succeeded']);
  await answerAll(h);
  expect(await states()).toEqual(['succeeded', 'succeeded']);
});

test('a mistake of ours fails one analysis, is reported, and does not stop the others', async () => {
  const { h, nip } = await world();
  const [flawed, sound] = [await start(h, nip), await start(h, nip)];
  await h.store.transact((draft) => {
    const { asked, ...rest } = draft.get('network-insights-analysis', flawed)!;
    draft.put({ ...rest, asked: { ...asked, source: undefined as never } });
  });
  expect(await answerAll(h)).toHaveLength(1);
  expect(await described(h, flawed)).toMatchObject({
    Status: 'failed',
    StatusMessage: 'An internal error has occurred.',
  });
  expect((await described(h, sound)).Status).toBe('succeeded');
});
