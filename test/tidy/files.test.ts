import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lawOf, servesTests } from './rules.ts';
import {
  importsOf,
  isTest,
  listFiles,
  readText,
  resolveImport,
  type SourceFile,
  sourceFiles,
  tableOf,
} from './source.ts';

const files = sourceFiles();
const support = tableOf(readText('ARCHITECTURE.md'), 'test support').map(([path = '']) => path);
const law = lawOf([], support);

/** Lines of a file of the server that is not a test. */
const usualLength = 250;
const longest = 400;

/** Files that may be longer, up to `longest`, each with why it is better in one piece. */
const longFiles: Readonly<Record<string, string>> = {};

/** What nothing imports, because something else starts it. */
const entries: Readonly<Record<string, string>> = {
  'packages/cli/src/main.ts': 'the command',
  'scenarios/demo.ts': 'npm run demo',
  'scenarios/probe.ts': 'run inside instances by play.ts',
  'src/host/link-size-child.ts': 'started by linux-host.ts',
  'src/host/socket-child.ts': 'started inside a namespace by sockets.ts',
  'src/host/tunnel-child.ts': 'started inside a namespace by tunneller.ts',
  'src/host/worker-child.ts': 'started inside a namespace by worker.ts',
  'src/services/dynamodb/database-worker.ts': 'a thread of database.ts',
  'src/store/sqlite.kill-child.ts': 'a process of sqlite.test.ts',
  'src/services/s3/testing/writer.ts': 'a process of durability.test.ts',
  'test/agreement/agent.ts': 'run inside instances by machines.ts',
  'test/agreement/prune.ts': 'a process of ground.ts',
  'test/agreement/run.ts': 'npm run agree',
  'test/kernel/client.ts': 'run inside instances by world.ts',
  'test/kernel/held-client.ts': 'run inside instances by held.ts',
  'test/packets/client.ts': 'run inside instances by postern.ts',
  'test/run.ts': 'npm test',
  'bench/run.ts': 'npm run bench',
  'bench/load.ts': 'a process of bench/signed-load.ts',
  'bench/verify-measures.ts': 'a process of bench/verify.ts',
  'tools/schemas/build.ts': 'npm run schemas',
};

/** In pieces, so that this file does not hold them itself. */
const unfinished = new RegExp(
  `\\b(${['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X', 'HA' + 'CK', '[Ss]t' + 'ub'].join('|')})\\b`,
);

/** Places and words of a workplace, which mean nothing to a reader. */
const workplace = new RegExp(
  ['/wo' + 'rk/', '/tmp/br' + 'ief', '/home/\\w', '/Use' + 'rs/', 'helper ses' + 'sion'].join('|'),
);

function opensWithParagraph(text: string): boolean {
  return text.startsWith('/**') || /^#!.*\n\/\*\*/.test(text);
}

function lines(text: string): number {
  return text.split('\n').length - 1;
}

function isDeclaration(path: string): boolean {
  return path.endsWith('.d.ts');
}

/** Nothing but exports of other files. */
function isBarrel(text: string): boolean {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
  const rest = code.replaceAll(/^export\s[^;]*?\sfrom\s+'[^']+';/gm, '');
  return rest.trim() === '' && rest !== code;
}

function defaultExports(text: string): boolean {
  return /^export\s+default\b|^export\s*\{[^}]*\bas default\b/m.test(text);
}

const vagueNames = /(^|[-/])(utils?|helpers?|misc|common|index)([-.]|$)/;

/** Everything that the roots import, and what that imports in turn. */
function reachable(all: readonly SourceFile[], roots: readonly string[]): ReadonlySet<string> {
  const texts = new Map(all.map((file) => [file.path, file.text]));
  const found = new Set<string>();
  const queue = roots.filter((path) => texts.has(path));
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (found.has(path)) continue;
    found.add(path);
    for (const { specifier } of importsOf({ path, text: texts.get(path) ?? '' })) {
      if (specifier.startsWith('.')) queue.push(resolveImport(path, specifier));
    }
  }
  return found;
}

describe('every file', () => {
  test('opens with a paragraph that says what it is', () => {
    const silent = files.filter(({ path, text }) => !isTest(path) && !isDeclaration(path) && !opensWithParagraph(text));
    expect(silent.map(({ path }) => path)).toEqual([]);
  });

  test(`of the server fits ${usualLength} lines, or is named here with its reason`, () => {
    const long = files
      .filter(({ path }) => path.startsWith('src/') && !isTest(path))
      .map(({ path, text }) => ({ path, length: lines(text), limit: longFiles[path] ? longest : usualLength }))
      .filter(({ length, limit }) => length > limit);
    expect(long).toEqual([]);
    const needless = Object.keys(longFiles).filter((path) => {
      const file = files.find((one) => one.path === path);
      return file === undefined || lines(file.text) <= usualLength;
    });
    expect(needless).toEqual([]);
  });

  test('is finished', () => {
    const marked = files
      .filter(({ path, text }) => !path.startsWith('test/tidy/') && unfinished.test(text))
      .map(({ path, text }) => `${path}: ${unfinished.exec(text)?.[0]}`);
    expect(marked).toEqual([]);
  });

  test('has a name that says what is in it, and its content in itself', () => {
    expect(files.map(({ path }) => path).filter((path) => vagueNames.test(path))).toEqual([]);
    expect(files.filter(({ text }) => isBarrel(text)).map(({ path }) => path)).toEqual([]);
  });

  test('of the server exports by name', () => {
    const found = files.filter(
      ({ path, text }) => !isDeclaration(path) && path.startsWith('src/') && defaultExports(text),
    );
    expect(found.map(({ path }) => path)).toEqual([]);
  });

  test('speaks of no workplace', () => {
    const texts = listFiles('src', 'packages', 'scenarios', 'test', 'bench', 'tools', 'docs')
      .filter((path) => /\.(ts|md|sh|js|json)$/.test(path) && !path.endsWith('.gen.json'))
      .concat('README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'package.json')
      .map((path) => ({ path, found: workplace.exec(readText(path))?.[0] }));
    expect(texts.filter(({ found }) => found !== undefined)).toEqual([]);
  });
});

describe('no file is dead', () => {
  const paths = files.map(({ path }) => path);

  test('the server and the tools are reached from what starts them', () => {
    const living = reachable(files, Object.keys(entries));
    const dead = paths.filter(
      (path) => !living.has(path) && !servesTests(law, path) && !isDeclaration(path) && !path.startsWith('test/'),
    );
    expect(dead).toEqual([]);
  });

  test('test support is used by a test, and by tests only', () => {
    const living = reachable(files, [...Object.keys(entries), ...paths.filter(isTest)]);
    const supports = paths.filter((path) => (servesTests(law, path) || path.startsWith('test/')) && !isTest(path));
    expect(supports.filter((path) => !living.has(path))).toEqual([]);
    const missing = support.filter((place) => !paths.some((path) => path === place || path.startsWith(`${place}/`)));
    expect(missing).toEqual([]);
  });

  test('shell scripts are named by a file beside them', () => {
    const scripts = listFiles('src', 'packages', 'tools').filter((path) => path.endsWith('.sh'));
    const unnamed = scripts.filter((script) => {
      const name = `./${script.slice(dirname(script).length + 1)}`;
      return !files.some(({ path, text }) => dirname(path) === dirname(script) && text.includes(name));
    });
    expect(unnamed).toEqual([]);
  });
});

describe('the checks themselves', () => {
  test.each([
    ['/** What it is. */\n', true],
    ['#!/usr/bin/env node\n/** What it is. */\n', true],
    ["import { x } from './x.ts';\n/** Too late. */\n", false],
  ])('opening %j', (text, expected) => expect(opensWithParagraph(text)).toBe(expected));

  test.each([
    ["export * from './a.ts';\n", true],
    ["/** Everything. */\nexport { a } from './a.ts';\nexport type { B } from './b.ts';\n", true],
    ["export { a } from './a.ts';\nexport const b = 1;\n", false],
    ['export const b = 1;\n', false],
  ])('barrel %j', (text, expected) => expect(isBarrel(text)).toBe(expected));

  test.each([
    ['export default function f() {}', true],
    ['export { f as default };', true],
    ['export function f() {}', false],
  ])('default export %j', (text, expected) => expect(defaultExports(text)).toBe(expected));

  test.each([
    ['src/base/utils.ts', true],
    ['src/base/string-helpers.ts', true],
    ['src/base/index.ts', true],
    ['src/model/indexes.ts', false],
    ['src/base/utilisation.ts', false],
  ])('name %s', (path, expected) => expect(vagueNames.test(path)).toBe(expected));

  test.each([
    [`// ${'TO' + 'DO'}: later`, true],
    [`// ${'st' + 'ub'}`, true],
    ["const zoneStem = 'use1';", false],
  ])('unfinished %j', (text, expected) => expect(unfinished.test(text)).toBe(expected));

  test('a file that nobody imports is not reached', () => {
    const all = [
      {
        path: 'a/main.ts',
        text: "import { x } from './x.ts';\nconst y = await LOAD('../b/y.ts');".replace('LOAD', 'import'),
      },
      { path: 'a/x.ts', text: '' },
      { path: 'b/y.ts', text: '' },
      { path: 'b/z.ts', text: '' },
    ];
    expect([...reachable(all, [join('a', 'main.ts')])].sort()).toEqual(['a/main.ts', 'a/x.ts', 'b/y.ts']);
  });
});
