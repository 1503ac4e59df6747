/**
 * The store on one machine: SQLite in WAL mode with full synchronisation, through Node's own `node:sqlite`. Transactions
 * run one after another in memory; those of one turn of the event loop are committed together, and each is answered once
 * its commit is on the disk. It keeps whole documents: queries are the Network's matter, not SQL's.
 */

import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { assert } from '../base/assert.ts';
import { type Clock, systemClock } from '../base/clock.ts';
import { Network } from '../model/network.ts';
import type { Resource } from '../model/resource.ts';
import { openDraft, type Write } from './draft.ts';
import { type History, historyTable, openHistory, type Transaction } from './history.ts';
import type { Author, Change, Draft, Store } from './store.ts';

/** Raised when a stored document changes its shape; an older file is refused rather than misread. */
const schemaVersion = 1;
/** Changes that the log keeps; who is further behind reads everything. */
const longestLog = 50_000;

interface Waiting extends Transaction {
  readonly succeed: () => void;
  readonly fail: (reason: unknown) => void;
}

/** @param directory made if it isn't there; `:memory:` keeps nothing */
export function openSqliteStore(directory: string, clock: Clock = systemClock): Store {
  const database = openDatabase(directory);
  let network = load(database);
  const history = openHistory(database, network.revision);
  const disk = prepare(database, history);
  let head = network;
  let log: Change[] = [];
  let logStart = network.revision;
  let waiting: Waiting[] = [];
  const listeners = new Set<(network: Network) => void>();

  function enqueue(transaction: Transaction): Promise<void> {
    if (waiting.length === 0) setImmediate(commit);
    head = transaction.network;
    return new Promise((succeed, fail) => {
      waiting.push({ ...transaction, succeed, fail });
    });
  }

  function commit(): void {
    const batch = waiting;
    waiting = [];
    try {
      disk.write(batch, clock.now());
    } catch (reason) {
      head = network;
      for (const one of batch) one.fail(reason);
      return;
    }
    network = batch.at(-1)!.network;
    for (const one of batch) {
      for (const { kind, id } of one.writes) log.push({ revision: one.network.revision, kind, id });
      one.succeed();
    }
    if (log.length > 2 * longestLog) {
      log = log.slice(-longestLog);
      logStart = log[0]!.revision;
    }
    for (const listener of listeners) listener(network);
  }

  async function drained(): Promise<void> {
    while (waiting.length > 0) await new Promise((turn) => setImmediate(turn));
  }

  return {
    get network() {
      return network;
    },
    get oldestRevision() {
      return history.oldest;
    },
    networkAt: (revision) => history.networkAt(network, revision),
    revisions: (limit) => history.revisions(limit),
    async transact<T>(work: (draft: Draft) => T, author?: Author): Promise<T> {
      const draft = openDraft(head);
      const result = work(draft);
      const writes = draft.writes();
      if (writes.length > 0) {
        const next = draft.network.atRevision(draft.revision);
        await enqueue({ writes, network: next, ...(author && { author }) });
      } else if (waiting.length > 0) await enqueue({ writes, network: head });
      return result;
    },
    changesAfter: (revision) => {
      if (revision < logStart) return undefined;
      return log.slice(firstAfter(log, revision));
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    setting: (name) => disk.setting(name),
    setSetting: (name, value) => disk.setSetting(name, value),
    async close() {
      await drained();
      listeners.clear();
      database.close();
    },
  };
}

/** Index of the first change after a revision; the log is ordered. */
function firstAfter(log: readonly Change[], revision: number): number {
  let low = 0;
  let high = log.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (log[middle]!.revision <= revision) low = middle + 1;
    else high = middle;
  }
  return low;
}

function openDatabase(directory: string): DatabaseSync {
  if (directory === ':memory:') return createTables(new DatabaseSync(':memory:'));
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, 'network.sqlite');
  // Secrets are in it: nobody but the owner reads it, whoever made the folder. SQLite gives its log the same mode.
  closeSync(openSync(path, 'a', 0o600));
  chmodSync(path, 0o600);
  const database = new DatabaseSync(path);
  // One server per state directory: the lock is taken with the first write and kept until the process ends.
  database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
  return createTables(database);
}

function createTables(database: DatabaseSync): DatabaseSync {
  database.exec(`
    CREATE TABLE IF NOT EXISTS resource (
      kind TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (kind, id)) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    ${historyTable}
  `);
  return database;
}

function load(database: DatabaseSync): Network {
  const version = readSetting(database, 'schema-version');
  assert(version === undefined || version === String(schemaVersion), `the state was written by version ${version}`);
  return Network.of(stored(database), Number(readSetting(database, 'revision') ?? 0));
}

function* stored(database: DatabaseSync): Generator<Resource> {
  for (const { body } of database.prepare('SELECT body FROM resource').iterate()) {
    yield JSON.parse(String(body)) as Resource;
  }
}

function readSetting(database: DatabaseSync, name: string): string | undefined {
  const row = database.prepare('SELECT value FROM setting WHERE name = ?').get(name);
  return row === undefined ? undefined : String(row.value);
}

function prepare(database: DatabaseSync, history: History) {
  const put = database.prepare('INSERT INTO resource VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET body = excluded.body');
  const remove = database.prepare('DELETE FROM resource WHERE kind = ? AND id = ?');
  const set = database.prepare('INSERT INTO setting VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value');
  set.run('schema-version', String(schemaVersion));
  return {
    setting: (name: string) => readSetting(database, name),
    setSetting: (name: string, value: string) => {
      set.run(name, value);
    },
    write(batch: readonly Transaction[], time: number): void {
      const last = new Map<string, Write>();
      for (const { writes } of batch) for (const write of writes) last.set(`${write.kind}/${write.id}`, write);
      if (last.size === 0) return;
      const takeBack = history.mark();
      database.exec('BEGIN IMMEDIATE');
      try {
        for (const write of last.values()) writeOne(put, remove, write);
        history.add(batch, time);
        set.run('revision', String(batch.at(-1)!.network.revision));
        database.exec('COMMIT');
      } catch (reason) {
        takeBack();
        database.exec('ROLLBACK');
        throw reason;
      }
    },
  };
}

function writeOne(put: StatementSync, remove: StatementSync, write: Write): void {
  if (write.resource === undefined) remove.run(write.kind, write.id);
  else put.run(write.kind, write.id, JSON.stringify(write.resource));
}
