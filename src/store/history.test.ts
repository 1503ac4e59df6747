import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { manualClock } from '../base/clock.ts';
import type { InternetGateway } from '../model/internet-gateway.ts';
import { Network } from '../model/network.ts';
import { historyTable, openHistory } from './history.ts';
import { memoryStore } from './memory.ts';
import { openSqliteStore } from './sqlite.ts';
import type { Store } from './store.ts';

function directory(): string {
  const made = mkdtempSync(join(tmpdir(), 'postern-history-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

const base = { account: '111111111111', region: 'us-east-1', created: 1 } as const;

function gateway(id: string, more: Partial<InternetGateway> = {}): InternetGateway {
  return { kind: 'internet-gateway', id, ...base, tags: {}, ...more };
}

const documents = (network: Network | undefined): unknown =>
  network && [...network.resources()].sort((one, other) => (one.id < other.id ? -1 : 1));

type Step = {
  readonly id: string;
  readonly vpc?: string;
  readonly tags?: Record<string, string>;
  readonly gone?: boolean;
};

/** Does the steps, one transaction each, those of a turn at once; keeps what each revision was. */
async function play(store: Store, turns: readonly (readonly Step[])[]): Promise<Map<number, unknown>> {
  const seen = new Map<number, unknown>([[store.network.revision, documents(store.network)]]);
  for (const turn of turns) {
    const under = turn.map(({ id, vpc, tags, gone }) =>
      store.transact((draft) => {
        const old = draft.get('internet-gateway', id) ?? gateway(id);
        const { vpc: _, ...without } = old;
        if (gone) draft.remove('internet-gateway', id);
        else draft.put({ ...without, ...(vpc === undefined ? {} : { vpc }), tags: tags ?? old.tags });
        seen.set(draft.revision, documents(draft.network));
      }),
    );
    await Promise.all(under);
  }
  return seen;
}

const steps = fc.array(
  fc.array(
    fc.record(
      {
        id: fc.constantFrom('igw-1', 'igw-2', 'igw-3'),
        vpc: fc.constantFrom('vpc-1', 'vpc-2'),
        tags: fc.dictionary(fc.constantFrom('a', 'b'), fc.string({ maxLength: 3 })),
        gone: fc.boolean(),
      },
      { requiredKeys: ['id'] },
    ),
    { minLength: 1, maxLength: 4 },
  ),
  { maxLength: 8 },
) as fc.Arbitrary<readonly (readonly Step[])[]>;

test.each([
  ['SQLite', () => openSqliteStore(':memory:')],
  ['memory', () => memoryStore()],
])('every revision of a store in %s can be seen again, also those that were committed together', async (_, open) => {
  await fc.assert(
    fc.asyncProperty(steps, async (turns) => {
      const store = open();
      const seen = await play(store, turns);
      for (const [revision, was] of seen) {
        expect(documents(store.networkAt(revision)), `${revision}`).toEqual(was);
        if (store.networkAt(revision)?.revision !== revision) throw new Error(`${revision} has another number`);
      }
      expect(store.networkAt(store.network.revision + 1)).toBeUndefined();
      await store.close();
    }),
    { numRuns: 60 },
  );
});

test('indexes of an earlier Network are its own', async () => {
  const store = openSqliteStore(':memory:');
  await store.transact((draft) => draft.put(gateway('igw-1', { vpc: 'vpc-1' })));
  await store.transact((draft) => draft.put(gateway('igw-1', { vpc: 'vpc-2' })));
  const earlier = store.networkAt(1)!;
  expect(earlier.find('internet-gateway', 'vpc:vpc-1')).toHaveLength(1);
  expect(earlier.find('internet-gateway', 'vpc:vpc-2')).toHaveLength(0);
  expect(store.networkAt(1)).toBe(earlier);
  await store.close();
});

test.each([-1, 0.5, Number.NaN, 99])('there is no revision %d', async (revision) => {
  const store = openSqliteStore(':memory:');
  await store.transact((draft) => draft.put(gateway('igw-1')));
  expect(store.networkAt(revision)).toBeUndefined();
  await store.close();
});

test('a revision that much has changed since is made anew, with the same documents', async () => {
  const store = openSqliteStore(':memory:');
  const put = (vpc: string, from: number) =>
    store.transact((draft) => {
      for (let number = from; number < from + 600; number += 1) draft.put(gateway(`igw-${number}`, { vpc }));
    });
  await put('vpc-1', 0);
  await put('vpc-2', 300);
  const was = documents(store.networkAt(1));
  expect(was).toHaveLength(600);
  expect(store.networkAt(1)?.find('internet-gateway', 'vpc:vpc-1')).toHaveLength(600);
  await store.transact((draft) => {
    for (const { kind, id } of draft.network.resources()) draft.remove(kind, id);
  });
  expect(documents(store.networkAt(1))).toEqual(was);
  expect(store.networkAt(2)?.find('internet-gateway', 'vpc:vpc-2')).toHaveLength(600);
  await store.close();
});

test('the revisions tell when, who asked and what changed, the newest first', async () => {
  const clock = manualClock(1000);
  const store = openSqliteStore(':memory:', clock);
  const author = { principal: 'arn:aws:iam::111111111111:root', operation: 'ec2:CreateInternetGateway' };
  await store.transact((draft) => draft.put(gateway('igw-1')), author);
  clock.advance(500);
  await store.transact((draft) => draft.put(gateway('igw-1', { vpc: 'vpc-1' })));
  await store.transact((draft) => draft.remove('internet-gateway', 'igw-1'));
  const change = (revision: number, time: number, kind: string) => ({
    revision,
    time,
    changes: [{ kind: 'internet-gateway', id: 'igw-1', change: kind }],
  });
  const told = [change(3, 1500, 'removed'), change(2, 1500, 'changed'), { ...change(1, 1000, 'added'), author }];
  expect(store.revisions(10)).toEqual(told);
  expect(store.revisions(2)).toEqual(told.slice(0, 2));
  await store.close();
});

test('it is all there after closing, and a state without a history begins one', async () => {
  const where = directory();
  const first = openSqliteStore(where);
  const seen = await play(first, [
    [{ id: 'igw-1' }],
    [{ id: 'igw-1', vpc: 'vpc-1' }, { id: 'igw-2' }],
    [{ id: 'igw-1', gone: true }],
  ]);
  await first.close();
  const second = openSqliteStore(where);
  for (const [revision, was] of seen) expect(documents(second.networkAt(revision))).toEqual(was);
  await second.close();

  const raw = new DatabaseSync(join(where, 'network.sqlite'));
  raw.exec('DROP TABLE history');
  raw.close();
  const third = openSqliteStore(where);
  expect([third.network.revision, third.oldestRevision, third.networkAt(3)]).toEqual([4, 4, undefined]);
  const later = await play(third, [[{ id: 'igw-3' }]]);
  for (const [revision, was] of later) expect(documents(third.networkAt(revision))).toEqual(was);
  expect(third.oldestRevision).toBe(4);
  await third.close();
});

test('a history that lacks what somebody else wrote is no way back, and is forgotten', async () => {
  const where = directory();
  const first = openSqliteStore(where);
  await play(first, [[{ id: 'igw-1' }], [{ id: 'igw-2' }]]);
  await first.close();
  const raw = new DatabaseSync(join(where, 'network.sqlite'));
  raw.exec("UPDATE setting SET value = '5' WHERE name = 'revision'");
  raw.close();
  const second = openSqliteStore(where);
  expect([second.networkAt(1), second.networkAt(2), second.oldestRevision]).toEqual([undefined, undefined, 5]);
  expect(second.revisions(10)).toEqual([]);
  await second.close();
});

/** A history alone, with bounds of its own; adds commits of some revisions each. */
function bounded(bounds: { readonly revisions: number; readonly bytes: number }) {
  const database = new DatabaseSync(':memory:');
  database.exec(historyTable);
  const history = openHistory(database, 0, bounds);
  let network = Network.empty();
  return {
    history,
    database,
    present: () => network,
    commit(count: number, size = 1): void {
      const batch = Array.from({ length: count }, () => {
        const before = network.get('internet-gateway', 'igw-1');
        const resource = gateway('igw-1', { tags: { text: `${network.revision}`.padEnd(size, '.') } });
        network = network.with(resource).atRevision(network.revision + 1);
        return { writes: [{ kind: resource.kind, id: resource.id, resource, before }], network };
      });
      history.add(batch, 0);
    },
    rows: () => Number(database.prepare('SELECT count(*) AS count FROM history').get()?.count),
  };
}

test('only so many revisions are kept, and the oldest go first', () => {
  const { history, commit, present } = bounded({ revisions: 5, bytes: 1e6 });
  for (let count = 0; count < 12; count += 1) commit(1);
  expect(history.oldest).toBe(7);
  expect(history.networkAt(present(), 6)).toBeUndefined();
  expect(history.networkAt(present(), 7)?.get('internet-gateway', 'igw-1')?.tags).toEqual({ text: '6' });
  expect(history.revisions(100)).toHaveLength(5);
});

test('only so many bytes are kept', () => {
  const { history, commit, present } = bounded({ revisions: 1000, bytes: 5000 });
  for (let count = 0; count < 40; count += 1) commit(1, 500);
  expect(history.oldest).toBeGreaterThan(30);
  expect(history.oldest).toBeLessThan(36);
  expect(history.networkAt(present(), history.oldest)?.revision).toBe(history.oldest);
});

test('after a quiet time a burst catches up a few commits at a time', () => {
  const { history, commit, present, rows } = bounded({ revisions: 100, bytes: 1e6 });
  for (let count = 0; count < 100; count += 1) commit(1);
  commit(10);
  // Twenty were free to go, ten had to.
  expect([history.oldest, rows()]).toEqual([10, 91]);
  for (let count = 0; count < 30; count += 1) commit(10);
  expect(present().revision - history.oldest).toBe(100);
  expect(rows()).toBe(10);
});

test('a commit that fails leaves the history as it was', () => {
  const { history, commit, present, database } = bounded({ revisions: 5, bytes: 1e6 });
  for (let count = 0; count < 8; count += 1) commit(1);
  const were = history.revisions(100);
  const last = present();
  const takeBack = history.mark();
  database.exec('BEGIN');
  commit(3);
  expect(history.oldest).toBe(6);
  takeBack();
  database.exec('ROLLBACK');
  expect(history.oldest).toBe(3);
  expect(history.revisions(100)).toEqual(were);
  expect(history.networkAt(last, 3)?.revision).toBe(3);
  expect(history.networkAt(last, 9)).toBeUndefined();
});

test('a smaller bound is kept from the next start on', () => {
  const { database, commit, present } = bounded({ revisions: 100, bytes: 1e6 });
  for (let count = 0; count < 50; count += 1) commit(1);
  const reopened = openHistory(database, present().revision, { revisions: 3, bytes: 1e6 });
  expect(reopened.oldest).toBe(47);
  expect(reopened.revisions(100)).toHaveLength(3);
});

test('what is answered before a kill can be gone back to after it', async () => {
  const where = directory();
  const child = spawn(process.execPath, [join(import.meta.dirname, 'sqlite.kill-child.ts'), where], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let answered = '';
  child.stdout.on('data', (chunk: Buffer) => {
    answered += chunk.toString();
    if (answered.split('\n').length > 100) child.kill('SIGKILL');
  });
  await once(child, 'exit');
  const ids = answered.split('\n').slice(0, -1);
  const store = openSqliteStore(where);
  expect(ids.length).toBeGreaterThan(50);
  for (const [index, id] of ids.entries()) {
    const network = store.networkAt(index + 1);
    expect(network?.get('internet-gateway', id), id).toBeDefined();
    expect([...(network?.resources() ?? [])]).toHaveLength(index + 1);
  }
  await store.close();
});
