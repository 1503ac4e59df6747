/**
 * The way back: beside each commit, in the same SQLite transaction, what it takes to undo it. An earlier Network is made
 * from the present one on demand, by undoing commits from the newest on. Bounded: the oldest commits are forgotten, a few
 * with each new one. A state that was written without a history begins one.
 */

import type { DatabaseSync } from 'node:sqlite';
import { Network } from '../model/network.ts';
import type { Resource } from '../model/resource.ts';
import type { Write } from './draft.ts';
import { pack, type Undoing, unpack } from './packed.ts';
import type { Author, Revision } from './store.ts';
import { type Undo, undone, undoOf } from './undo.ts';

/** Revisions that one can go back to. */
export const mostRevisions = 10_000;
/** Bytes on the disk of what it takes to undo them. */
export const mostBytes = 64 * 1024 * 1024;
/** For each new revision up to so many old ones are forgotten, while there are too many. */
const forgottenPerRevision = 2;
/** Up to so many documents are put into the Network one by one; more make it anew, which costs less. */
const fewTouched = 500;
/** Earlier Networks that are kept in memory, for one who asks about the same revision again. */
const mostRebuilt = 2;

/** One transaction of a commit. */
export interface Transaction {
  readonly writes: readonly Write[];
  readonly network: Network;
  readonly author?: Author;
}

export interface History {
  readonly oldest: number;
  /** To be called inside the commit's transaction. */
  add(batch: readonly Transaction[], time: number): void;
  /** To be called before that; gives the way back for where the commit fails. */
  mark(): () => void;
  networkAt(present: Network, revision: number): Network | undefined;
  revisions(limit: number): readonly Revision[];
}

export const historyTable = `
  CREATE TABLE IF NOT EXISTS history (
    revision INTEGER PRIMARY KEY, first INTEGER NOT NULL, time INTEGER NOT NULL, bytes INTEGER NOT NULL,
    body BLOB NOT NULL);
`;

export interface Bounds {
  readonly revisions: number;
  readonly bytes: number;
}

/** @param revision of the state that is stored beside it */
export function openHistory(
  database: DatabaseSync,
  revision: number,
  bounds: Bounds = { revisions: mostRevisions, bytes: mostBytes },
): History {
  const insert = database.prepare('INSERT INTO history VALUES (?, ?, ?, ?, ?)');
  const remove = database.prepare('DELETE FROM history WHERE revision <= ?');
  const ends = database.prepare('SELECT min(first) AS first, max(revision) AS last, sum(bytes) AS bytes FROM history');
  const oldestFirst = database.prepare('SELECT revision, bytes FROM history ORDER BY revision');
  const newestFirst = database.prepare('SELECT revision, time, body FROM history ORDER BY revision DESC');
  const rebuilt = new Map<number, Network>();
  let oldest = revision;
  let newest = revision;
  let bytes = 0;

  function load(): void {
    const row = ends.get();
    oldest = Number(row?.first ?? revision + 1) - 1;
    bytes = Number(row?.bytes ?? 0);
    // Somebody wrote without keeping a history: what is known is no way back any more.
    if (row?.last !== null && row?.last !== revision) forgetUpTo(Number(row?.last), revision);
  }

  function forgetUpTo(last: number, left: number, freed = bytes): void {
    remove.run(last);
    oldest = left;
    bytes -= freed;
  }

  /** Forgets whole commits until there are few enough, or `most` revisions are gone. */
  function prune(most: number): void {
    const isFull = (from: number, size: number): boolean => newest - from > bounds.revisions || size > bounds.bytes;
    if (!isFull(oldest, bytes)) return;
    let last = oldest;
    let freed = 0;
    for (const row of oldestFirst.iterate()) {
      if (!isFull(last, bytes - freed) || last - oldest >= most) break;
      last = Number(row.revision);
      freed += Number(row.bytes);
    }
    forgetUpTo(last, last, freed);
  }

  load();
  prune(Number.POSITIVE_INFINITY);
  return {
    get oldest() {
      return oldest;
    },
    add(batch, time) {
      const entries = batch.flatMap(undoingOf);
      const last = entries.at(-1)?.revision;
      if (last === undefined) return;
      const body = pack(entries);
      const size = Buffer.byteLength(body);
      insert.run(last, newest + 1, time, size, body);
      const most = forgottenPerRevision * (last - newest);
      newest = last;
      bytes += size;
      prune(most);
    },
    mark() {
      const known = { oldest, newest, bytes };
      return () => {
        ({ oldest, newest, bytes } = known);
      };
    },
    networkAt(present, wanted) {
      if (wanted === present.revision) return present;
      if (!Number.isInteger(wanted) || wanted < oldest || wanted > newest) return undefined;
      const known = rebuilt.get(wanted);
      if (known) return known;
      const network = rebuild(present, wanted, readUndoings(newestFirst.iterate()));
      rebuilt.set(wanted, network);
      if (rebuilt.size > mostRebuilt) rebuilt.delete(rebuilt.keys().next().value!);
      return network;
    },
    revisions(limit) {
      const found: Revision[] = [];
      for (const { time, entry } of readUndoings(newestFirst.iterate())) {
        if (found.length >= limit) break;
        const { revision: number, author, undo } = entry;
        const changes = undo.map(({ kind, id, change }) => ({ kind, id, change }));
        found.push({ revision: number, time, ...(author && { author }), changes });
      }
      return found;
    },
  };
}

function undoingOf({ writes, network, author }: Transaction): readonly Undoing[] {
  if (writes.length === 0) return [];
  const undo = writes.flatMap((write) => undoOf(write) ?? []);
  return [{ revision: network.revision, ...(author && { author }), undo }];
}

interface Read {
  readonly time: number;
  readonly entry: Undoing;
}

/** Transactions, newest first. */
function* readUndoings(rows: Iterable<Readonly<Record<string, unknown>>>): Generator<Read> {
  for (const { time, body } of rows) {
    for (const entry of unpack(body).toReversed()) yield { time: Number(time), entry };
  }
}

/** Each document is undone in a table of its own, and put into the Network once. */
function rebuild(present: Network, wanted: number, undoings: Iterable<Read>): Network {
  const touched = new Map<string, { readonly undo: Undo; readonly resource: Resource | undefined }>();
  for (const { entry } of undoings) {
    if (entry.revision <= wanted) break;
    for (const undo of entry.undo) {
      const key = `${undo.kind}/${undo.id}`;
      const current = touched.has(key) ? touched.get(key)!.resource : present.get(undo.kind, undo.id);
      touched.set(key, { undo, resource: undone(current, undo) });
    }
  }
  if (touched.size > fewTouched) {
    const others = [...present.resources()].filter(({ kind, id }) => !touched.has(`${kind}/${id}`));
    const restored = [...touched.values()].flatMap(({ resource }) => resource ?? []);
    return Network.of([...others, ...restored], wanted);
  }
  let network = present;
  for (const { undo, resource } of touched.values()) {
    network = resource === undefined ? network.without(undo.kind, undo.id) : network.with(resource);
  }
  return network.atRevision(wanted);
}
