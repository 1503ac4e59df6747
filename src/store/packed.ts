/**
 * A commit's undoings as they are stored: JSON without names and without what repeats, compressed where that pays. Many
 * requests wait for each commit, so that what is not written is what makes it quick.
 */

import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Kind, Resource } from '../model/resource.ts';
import type { Author } from './store.ts';
import type { Undo } from './undo.ts';

/** One transaction, undone. */
export interface Undoing {
  readonly revision: number;
  readonly author?: Author;
  readonly undo: readonly Undo[];
}

type Members = Readonly<Record<string, unknown>>;

/** Added, removed, or changed. */
type PackedUndo =
  | readonly [kind: Kind, id: string]
  | readonly [kind: Kind, id: string, before: Resource]
  | readonly [kind: Kind, id: string, before: Members, absent: readonly string[]];

/** 0 for nobody, 1 for the author of the transaction before. */
type PackedAuthor = 0 | 1 | readonly [principal: string, operation: string];

type Packed = readonly [revision: number, author: PackedAuthor, ...undo: PackedUndo[]];

/** From so many characters on, squeezing is quicker than writing. */
const worthCompressing = 1024;

export function pack(undoings: readonly Undoing[]): string | Uint8Array {
  let last: Author | undefined;
  const packed = undoings.map(({ revision, author, undo }): Packed => {
    const known = packedAuthor(author, last);
    last = author ?? last;
    return [revision, known, ...undo.map(packedUndo)];
  });
  const text = JSON.stringify(packed);
  return text.length < worthCompressing ? text : deflateRawSync(text, { level: 1 });
}

function packedAuthor(author: Author | undefined, last: Author | undefined): PackedAuthor {
  if (author === undefined) return 0;
  const { principal, operation } = author;
  return last?.principal === principal && last.operation === operation ? 1 : [principal, operation];
}

function packedUndo(undo: Undo): PackedUndo {
  switch (undo.change) {
    case 'added':
      return [undo.kind, undo.id];
    case 'removed':
      return [undo.kind, undo.id, undo.before];
    case 'changed':
      return [undo.kind, undo.id, undo.before, undo.absent ?? []];
  }
}

export function unpack(body: unknown): readonly Undoing[] {
  const text = typeof body === 'string' ? body : inflateRawSync(body as Uint8Array).toString();
  let last: Author | undefined;
  return (JSON.parse(text) as readonly Packed[]).map(([revision, known, ...undo]) => {
    if (typeof known === 'object') last = { principal: known[0], operation: known[1] };
    return { revision, ...(known !== 0 && last && { author: last }), undo: undo.map(unpackedUndo) };
  });
}

function unpackedUndo([kind, id, before, absent]: PackedUndo): Undo {
  if (before === undefined) return { change: 'added', kind, id };
  if (absent === undefined) return { change: 'removed', kind, id, before: before as Resource };
  return { change: 'changed', kind, id, before: before as Members, absent };
}
