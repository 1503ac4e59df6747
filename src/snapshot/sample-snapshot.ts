/** The snapshots below test/snapshots, as they are or with something changed, for tests. */

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Item } from './item.ts';
import type { SnapshotFile } from './source.ts';

export const snapshots = fileURLToPath(new URL('../../test/snapshots/', import.meta.url));

export type SampleName = 'one-account' | 'private-link' | 'wild';

export function sample(name: SampleName): readonly SnapshotFile[] {
  return filesBelow(`${snapshots}${name}/aws_configs`, 'aws_configs');
}

function filesBelow(directory: string, path: string): readonly SnapshotFile[] {
  return readdirSync(directory)
    .sort()
    .flatMap((name) =>
      statSync(`${directory}/${name}`).isDirectory()
        ? filesBelow(`${directory}/${name}`, `${path}/${name}`)
        : [{ path: `${path}/${name}`, text: readFileSync(`${directory}/${name}`, 'utf8') }],
    );
}

/** With the items of a list changed, in every file that has the list. */
export function edited(
  files: readonly SnapshotFile[],
  key: string,
  change: (item: Item) => Item | undefined,
): readonly SnapshotFile[] {
  return files.map((file) => {
    const json = JSON.parse(file.text) as Record<string, unknown>;
    const list = json[key];
    if (!Array.isArray(list)) return file;
    const changed = (list as readonly Item[]).map(change).filter((one) => one !== undefined);
    return { ...file, text: JSON.stringify({ ...json, [key]: changed }) };
  });
}

export function without(files: readonly SnapshotFile[], ...names: readonly string[]): readonly SnapshotFile[] {
  return files.filter(({ path }) => !names.some((name) => path.endsWith(`/${name}.json`)));
}
