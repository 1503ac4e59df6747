/**
 * The object store's two halves opened together: rows in the database, bytes in content files. Sweeps orphans at open.
 */

import { mkdirSync } from 'node:fs';
import type { Clock } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import { type Contents, openContents } from './contents.ts';
import { type Database, openDatabase } from './database.ts';

export interface Storage {
  readonly database: Database;
  readonly contents: Contents;
  readonly clock: Clock;
  readonly random: Random;
}

export function openStorage(directory: string, clock: Clock, random: Random): Storage {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const database = openDatabase(directory);
  try {
    const contents = openContents(directory, random);
    contents.sweep(
      (file) =>
        database.get('SELECT 1 FROM objects WHERE content = ?', file) !== undefined ||
        database.get('SELECT 1 FROM parts WHERE file = ?', file) !== undefined,
    );
    return { database, contents, clock, random };
  } catch (error) {
    database.close();
    throw error;
  }
}
