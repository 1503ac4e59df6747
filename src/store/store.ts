/**
 * Where the Network lives between requests: transactions, revisions, the change feed, and the way back to earlier
 * revisions. This file is the interface that operations, reconcile and gate see; `sqlite.ts` keeps it durable on one
 * machine, `memory.ts` keeps nothing. A transaction is a synchronous function on a Draft: it succeeds whole and is answered
 * once it is on the disk, or throws and leaves nothing.
 */

import type { Network } from '../model/network.ts';
import type { Kind, Resource, ResourceOf } from '../model/resource.ts';

/** A transaction under way: reads see its own writes. */
export interface Draft {
  /** The Network with what this transaction wrote so far. */
  readonly network: Network;
  /** The revision that this transaction will become. */
  readonly revision: number;
  get<K extends Kind>(kind: K, id: string): ResourceOf<K> | undefined;
  find<K extends Kind>(kind: K, key: string): ResourceOf<K>[];
  put(resource: Resource): void;
  remove(kind: Kind, id: string): void;
}

export interface Change {
  readonly revision: number;
  readonly kind: Kind;
  readonly id: string;
}

/** Who asked for a transaction, for the list of revisions. */
export interface Author {
  /** An ARN. */
  readonly principal: string;
  /** `ec2:CreateSubnet` */
  readonly operation: string;
}

export interface RevisionChange {
  readonly kind: Kind;
  readonly id: string;
  readonly change: 'added' | 'changed' | 'removed';
}

/** One transaction that changed something. */
export interface Revision {
  readonly revision: number;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Absent: nobody did, it is the server's own doing. */
  readonly author?: Author;
  readonly changes: readonly RevisionChange[];
}

export interface Store {
  /** The last durable Network; readers never wait for the disk. */
  readonly network: Network;
  /** Runs the work on the newest state; resolves with its result once durable. Rejects with what the work threw. */
  transact<T>(work: (draft: Draft) => T, author?: Author): Promise<T>;
  /** The oldest revision that `networkAt` still knows. */
  readonly oldestRevision: number;
  /** The Network as it was; undefined for what is to come, and for what the history no longer reaches back to. */
  networkAt(revision: number): Network | undefined;
  /** The latest revisions after the oldest one, newest first. */
  revisions(limit: number): readonly Revision[];
  /** What changed after a revision, oldest first; undefined where the log no longer reaches back that far. */
  changesAfter(revision: number): readonly Change[] | undefined;
  /** Called after each durable commit. Returns the way to stop. */
  subscribe(listener: (network: Network) => void): () => void;
  /** Small values beside the Network, such as the key that signs sessions. */
  setting(name: string): string | undefined;
  setSetting(name: string, value: string): void;
  /** Waits for what is under way, then closes. */
  close(): Promise<void>;
}
