/**
 * What an import says of itself: how much of each kind became resources, and everything that did not or not wholly, by name
 * and count, with what it means for packets. Rows of the same kind are one row.
 */

import type { Kind } from '../model/resource.ts';

export interface NotUnderstood {
  /** Below the snapshot's directory. */
  readonly file: string;
  readonly what: string;
  readonly count: number;
  /** The first few. */
  readonly ids: readonly string[];
  /** What the Network has in its place. */
  readonly effect: string;
}

export interface Report {
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
  readonly imported: Readonly<Partial<Record<Kind, number>>>;
  readonly notUnderstood: readonly NotUnderstood[];
}

export interface Note {
  readonly file: string;
  readonly what: string;
  readonly effect: string;
  readonly id?: string | undefined;
  /** How many, where one note speaks of several. */
  readonly count?: number;
}

const shownIds = 5;

/** Notes with the same file, words and effect become one row, in the order of the files. */
export function rowsOf(notes: readonly Note[]): readonly NotUnderstood[] {
  const groups = Map.groupBy(notes, ({ file, what, effect }) => JSON.stringify([file, what, effect]));
  const rows = [...groups.values()].map((group): NotUnderstood => {
    const { file, what, effect } = group[0]!;
    const ids = [...new Set(group.flatMap(({ id }) => (id === undefined ? [] : [id])))];
    const count = group.reduce((sum, note) => sum + (note.count ?? 1), 0);
    return { file, what, count, ids: ids.slice(0, shownIds), effect };
  });
  const key = ({ file, what }: NotUnderstood): string => `${file}\n${what}`;
  return rows.sort((one, other) => (key(one) < key(other) ? -1 : key(one) > key(other) ? 1 : 0));
}
