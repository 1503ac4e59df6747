/**
 * How to take back one write: what a document looked like before, as far as the write changed it. Pure. Members are compared
 * by identity: what an operation carried over is the same object, and what it made anew is kept, equal or not.
 */

import type { Kind, Resource } from '../model/resource.ts';
import type { Write } from './draft.ts';

export type Undo =
  | { readonly change: 'added'; readonly kind: Kind; readonly id: string }
  | { readonly change: 'removed'; readonly kind: Kind; readonly id: string; readonly before: Resource }
  | {
      readonly change: 'changed';
      readonly kind: Kind;
      readonly id: string;
      /** Members that had other values. */
      readonly before: Members;
      /** Members that weren't there. */
      readonly absent?: readonly string[];
    };

type Members = Readonly<Record<string, unknown>>;

/** Undefined where the write changed nothing. */
export function undoOf({ kind, id, resource, before }: Write): Undo | undefined {
  if (before === undefined) return resource && { change: 'added', kind, id };
  if (resource === undefined) return { change: 'removed', kind, id, before };
  return changed(kind, id, before as unknown as Members, resource as unknown as Members);
}

function changed(kind: Kind, id: string, old: Members, next: Members): Undo | undefined {
  const before: Record<string, unknown> = {};
  const absent: string[] = [];
  let same = true;
  for (const name in old) {
    if (old[name] === next[name] || old[name] === undefined) continue;
    before[name] = old[name];
    same = false;
  }
  for (const name in next) if (old[name] === undefined && next[name] !== undefined) absent.push(name);
  if (same && absent.length === 0) return undefined;
  return { change: 'changed', kind, id, before, ...(absent.length > 0 && { absent }) };
}

/** The document as it was before the write. */
export function undone(current: Resource | undefined, undo: Undo): Resource | undefined {
  switch (undo.change) {
    case 'added':
      return undefined;
    case 'removed':
      return undo.before;
    case 'changed': {
      const absent = new Set(undo.absent);
      const kept = Object.entries(current ?? {}).filter(([name]) => !absent.has(name));
      return { ...Object.fromEntries(kept), ...undo.before } as unknown as Resource;
    }
  }
}
