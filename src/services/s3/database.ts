/**
 * The SQLite file that says what is stored: buckets, objects, multipart uploads and their parts. Commits are grouped:
 * what is asked for within one turn of the event loop is one transaction and one fsync, and each caller is answered
 * after it. The lock is exclusive, so that no second process can sweep this one's content files away.
 */

import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite';
import { assert } from '../../base/assert.ts';

export type Row = Record<string, SQLOutputValue>;

export interface Database {
  get(sql: string, ...values: SQLInputValue[]): Row | undefined;
  all(sql: string, ...values: SQLInputValue[]): Row[];
  iterate(sql: string, ...values: SQLInputValue[]): Iterable<Row>;
  /** Only inside `commit`. Answers the number of changed rows. */
  run(sql: string, ...values: SQLInputValue[]): number;
  /** Runs `work` in a transaction; resolves once that is durable. A throw undoes this work only. */
  commit<T>(work: () => T): Promise<T>;
  close(): void;
}

const schema = `
CREATE TABLE IF NOT EXISTS buckets (
  name TEXT PRIMARY KEY, account TEXT NOT NULL, region TEXT NOT NULL, created INTEGER NOT NULL,
  policy TEXT, public_access_block TEXT, tags TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS objects (
  bucket TEXT NOT NULL REFERENCES buckets(name), key TEXT NOT NULL, content TEXT NOT NULL, size INTEGER NOT NULL,
  parts INTEGER NOT NULL, etag TEXT NOT NULL, modified INTEGER NOT NULL, storage_class TEXT NOT NULL,
  checksum_algorithm TEXT, checksum_value TEXT, checksum_type TEXT, headers TEXT NOT NULL, tags TEXT,
  PRIMARY KEY (bucket, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS objects_by_content ON objects(content);
CREATE TABLE IF NOT EXISTS uploads (
  id TEXT PRIMARY KEY, bucket TEXT NOT NULL REFERENCES buckets(name), key TEXT NOT NULL, initiated INTEGER NOT NULL,
  account TEXT NOT NULL, storage_class TEXT NOT NULL, checksum_algorithm TEXT NOT NULL, checksum_type TEXT NOT NULL,
  checksum_chosen INTEGER NOT NULL, headers TEXT NOT NULL, tags TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS uploads_by_key ON uploads(bucket, key, id);
CREATE TABLE IF NOT EXISTS parts (
  upload TEXT NOT NULL, number INTEGER NOT NULL, file TEXT NOT NULL, size INTEGER NOT NULL, start INTEGER NOT NULL,
  etag TEXT NOT NULL, modified INTEGER NOT NULL, checksum TEXT NOT NULL,
  PRIMARY KEY (upload, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS parts_by_file ON parts(file);
`;

/** Commits that wait together share one fsync; more than this wait for the next. */
export const maximumCommitsPerTransaction = 256;

interface Job {
  readonly work: () => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

type Outcome =
  | { readonly kind: 'done'; readonly value: unknown }
  | { readonly kind: 'undone'; readonly error: unknown };

function open(path: string): DatabaseSync {
  const file = new DatabaseSync(path, { enableForeignKeyConstraints: true, timeout: 0 });
  file.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
  file.exec(`BEGIN EXCLUSIVE; ${schema} COMMIT;`);
  return file;
}

function runJob(file: DatabaseSync, job: Job): Outcome {
  file.exec('SAVEPOINT job');
  try {
    const value = job.work();
    file.exec('RELEASE job');
    return { kind: 'done', value };
  } catch (error) {
    file.exec('ROLLBACK TO job; RELEASE job');
    return { kind: 'undone', error };
  }
}

function runJobs(file: DatabaseSync, jobs: readonly Job[]): readonly Outcome[] {
  try {
    file.exec('BEGIN IMMEDIATE');
    const outcomes = jobs.map((job) => runJob(file, job));
    file.exec('COMMIT');
    return outcomes;
  } catch (error) {
    if (file.isTransaction) file.exec('ROLLBACK');
    return jobs.map(() => ({ kind: 'undone', error }));
  }
}

function settle(job: Job, outcome: Outcome): void {
  if (outcome.kind === 'done') job.resolve(outcome.value);
  else job.reject(outcome.error);
}

export function openDatabase(directory: string): Database {
  const file = open(join(directory, 'metadata.sqlite'));
  const statements = new Map<string, StatementSync>();
  let waiting: Job[] = [];
  let scheduled = false;

  const prepared = (sql: string): StatementSync => {
    const known = statements.get(sql);
    if (known) return known;
    const made = file.prepare(sql);
    statements.set(sql, made);
    return made;
  };

  const flush = (): void => {
    scheduled = false;
    const jobs = waiting.slice(0, maximumCommitsPerTransaction);
    waiting = waiting.slice(maximumCommitsPerTransaction);
    if (jobs.length === 0) return;
    const outcomes = runJobs(file, jobs);
    jobs.forEach((job, index) => void settle(job, outcomes[index]!));
    schedule();
  };
  const schedule = (): void => {
    if (scheduled || waiting.length === 0) return;
    scheduled = true;
    setImmediate(flush);
  };

  return {
    get: (sql, ...values) => prepared(sql).get(...values),
    all: (sql, ...values) => prepared(sql).all(...values),
    // A statement of its own: a prepared one that is stepped twice at a time would start again.
    iterate: (sql, ...values) => file.prepare(sql).iterate(...values),
    run(sql, ...values) {
      assert(file.isTransaction, 'a change outside a transaction');
      return Number(prepared(sql).run(...values).changes);
    },
    commit: <T>(work: () => T) =>
      new Promise<T>((resolve, reject) => {
        assert(file.isOpen, 'the object store is open');
        waiting.push({ work, resolve: resolve as (value: unknown) => void, reject });
        schedule();
      }),
    close() {
      while (waiting.length > 0) flush();
      file.close();
    },
  };
}
