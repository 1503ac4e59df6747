/** A snapshot's files on the disk: read as they are, and written where none were. What they mean is src/snapshot's matter. */

import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { SnapshotFile } from '../../../src/snapshot/source.ts';
import { Failure, oneLine } from './failure.ts';

const root = 'aws_configs';
/** `accounts/<id>/<region>/<File>.json`, and one more so that what lies too deep is told. */
const deepest = 5;

/** @param directory the one that has `aws_configs`, or that itself */
export function readSnapshot(directory: string): readonly SnapshotFile[] {
  if (!existsSync(directory)) throw new Failure(`there is no directory ${directory}`);
  const base = basename(resolve(directory)) === root ? directory : join(directory, root);
  if (!existsSync(base)) throw new Failure(`${directory} has no folder ${root}`);
  try {
    return filesBelow(base, root, deepest);
  } catch (reason) {
    throw new Failure(`${directory} cannot be read: ${oneLine(reason)}`);
  }
}

function filesBelow(directory: string, path: string, depth: number): readonly SnapshotFile[] {
  if (depth === 0) return [];
  return readdirSync(directory).flatMap((name): readonly SnapshotFile[] => {
    const [place, inside] = [join(directory, name), `${path}/${name}`];
    if (statSync(place).isDirectory()) return filesBelow(place, inside, depth - 1);
    // Others are told by their names, and not read.
    return [{ path: inside, text: name.endsWith('.json') ? readFileSync(place, 'utf8') : '' }];
  });
}

/** Files of an older snapshot would be taken for the newer one's. */
export function checkFree(directory: string): void {
  if (existsSync(join(directory, root))) throw new Failure(`${join(directory, root)} is there already`);
}

const written = /^aws_configs\/(accounts\/\d{12}\/)?[a-z0-9-]+\/\w+\.json$/;

/** Where the files go is not for who sends them to say. */
export function writeSnapshot(directory: string, files: readonly SnapshotFile[]): void {
  const astray = files.find(({ path }) => !written.test(path));
  if (astray) throw new Failure(`a snapshot has no file ${astray.path}`);
  try {
    for (const { path, text } of files) {
      const place = join(directory, path);
      mkdirSync(dirname(place), { recursive: true });
      writeFileSync(place, text);
    }
  } catch (reason) {
    throw new Failure(`${directory} cannot be written: ${oneLine(reason)}`);
  }
}
