import { describe, expect, test } from 'vitest';
import { lawOf, nameOf, refusalOf, roomOf, servesTests } from './rules.ts';
import { importsOf, readText, resolveImport, sourceFiles, tableOf } from './source.ts';

const architecture = readText('ARCHITECTURE.md');
const rows = tableOf(architecture, 'room');
const support = tableOf(architecture, 'test support').map(([path = '']) => path);
const law = lawOf(rows, support);
const files = sourceFiles();
const paths = new Set(files.map((file) => file.path));

describe('the table in ARCHITECTURE.md', () => {
  test('has five columns, and a room for every file', () => {
    expect(rows.length).toBeGreaterThan(10);
    expect(rows.filter((row) => row.length !== 5)).toEqual([]);
    expect(files.filter((file) => roomOf(law, file.path) === undefined).map((file) => file.path)).toEqual([]);
  });

  test('names only rooms that are there', () => {
    const names = new Set(law.rooms.map((room) => room.path.replace(/^src\//, '')));
    const unknown = law.rooms.flatMap(({ path, rooms }) =>
      [...rooms.atRunTime, ...rooms.typesOnly]
        .filter((name) => !names.has(name) && name !== 'all')
        .map((name) => [path, name]),
    );
    expect(unknown).toEqual([]);
  });

  test('allows nothing that is not used, and no more than types where types are all that is used', () => {
    const used = new Set<string>();
    for (const file of files) {
      if (servesTests(law, file.path)) continue;
      for (const one of importsOf(file)) {
        const name = nameOf(law, file.path, one);
        used.add(`${roomOf(law, file.path)?.path}: ${name} (types)`);
        if (!one.typesOnly) used.add(`${roomOf(law, file.path)?.path}: ${name}`);
      }
    }
    const idle = law.rooms.flatMap(({ path, rooms, builtins, packages }) =>
      [rooms, builtins, packages]
        .flatMap(({ everything, atRunTime, typesOnly }) =>
          everything ? [] : [...atRunTime, ...typesOnly.map((name) => `${name} (types)`)],
        )
        .map((name) => `${path}: ${name}`)
        .filter((entry) => !used.has(entry)),
    );
    expect(idle).toEqual([]);
  });
});

describe('imports', () => {
  test('all follow the table', () => {
    const refusals = files.flatMap((file) => importsOf(file).flatMap((one) => refusalOf(law, file.path, one) ?? []));
    expect(refusals).toEqual([]);
  });

  test('lead to files that are there', () => {
    const missing = files.flatMap((file) =>
      importsOf(file)
        .filter(({ specifier }) => /^\.{1,2}\/.*\.ts$/.test(specifier))
        .map(({ specifier }) => resolveImport(file.path, specifier))
        .filter((target) => !paths.has(target))
        .map((target) => `${file.path} → ${target}`),
    );
    expect(missing).toEqual([]);
  });
});

describe('the rules', () => {
  const small = lawOf(
    [
      ['src/base', 'values', '–', '–', '–'],
      ['src/policy', 'the policy language', 'base', '–', '–'],
      ['src/store', 'where it is kept', 'base, policy (types)', 'fs', '–'],
      ['src/operations', 'the operations', 'base', '–', '@aws-sdk/* (types)'],
    ],
    ['src/policy/sample.ts'],
  );
  test.each([
    ['src/policy/a.ts', "import { x } from '../base/b.ts';", undefined],
    ['src/policy/a.ts', "import { x } from '../store/b.ts';", 'src/policy may import: base'],
    ['src/policy/a.ts', "import {\n  x,\n} from '../store/b.ts';", 'src/policy may import: base'],
    ['src/policy/a.ts', "import type { X } from '../store/b.ts';", 'src/policy may import: base'],
    ['src/policy/a.ts', "const x = await LOAD('../store/b.ts');", 'src/policy may import: base'],
    ['src/policy/a.ts', "import { readFileSync } from 'node:fs';", 'src/policy may use of Node: nothing'],
    ['src/policy/a.test.ts', "import { readFileSync } from 'node:fs';", undefined],
    ['src/policy/a.test.ts', "import { x } from '../store/b.ts';", 'src/policy may import: base'],
    ['src/policy/a.ts', "import { x } from './sample.ts';", 'for tests only'],
    ['src/policy/a.test.ts', "import { x } from './sample.ts';", undefined],
    ['src/policy/a.ts', "import { Agent } from 'undici';", 'may use these packages: nothing'],
    ['src/store/a.ts', "import { open } from 'node:fs/promises';", undefined],
    ['src/store/a.ts', "import type { P } from '../policy/p.ts';", undefined],
    ['src/store/a.ts', "import { P } from '../policy/p.ts';", 'policy (types)'],
    ['src/store/a.ts', "export { P } from '../operations/p.ts';", 'src/store may import'],
    ['src/operations/a.ts', "import type { Vpc } from '@aws-sdk/client-ec2';", undefined],
    ['src/operations/a.ts', "import { EC2Client } from '@aws-sdk/client-ec2';", 'start-up time'],
    ['src/nowhere/a.ts', "import { x } from '../base/b.ts';", 'in no room'],
  ])('%s: %s', (path, text, refusal) => {
    // This file must not seem to import it itself.
    const found = importsOf({ path, text: text.replace('LOAD', 'import') }).map((one) => refusalOf(small, path, one));
    expect(found).toHaveLength(1);
    if (refusal === undefined) expect(found[0]).toBeUndefined();
    else expect(found[0]).toContain(refusal);
  });
});
