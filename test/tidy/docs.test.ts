import { describe, expect, test } from 'vitest';
import { stages } from '../../src/blueprint/stages.ts';
import { listFiles, readText, rootFiles, tableOf } from './source.ts';

const pages = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...listFiles('docs')].filter((path) =>
  path.endsWith('.md'),
);
const everything = listFiles('src', 'packages', 'scenarios', 'test', 'bench', 'tools', 'docs').concat(rootFiles());
const places = new Set(
  everything.flatMap((path) => path.split('/').map((_, depth, parts) => parts.slice(0, depth + 1).join('/'))),
);

/** Words in backticks that name a file or folder of the clone. */
function pathsIn(markdown: string): readonly string[] {
  const prose = markdown.replaceAll(/^```[\s\S]*?^```/gm, '');
  return [...prose.matchAll(/`([^`\n]+)`/g)]
    .map((found) => found[1]!)
    .filter((word) => /^(src|packages|scenarios|test|bench|tools|docs)\/[\w./@-]+$|^[\w./-]+\.(ts|md|sh)$/.test(word))
    .map((word) => word.replace(/\/$/, ''));
}

/** Targets of links to files, as paths from the clone's root. */
function linksIn(path: string, markdown: string): readonly string[] {
  const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/') + 1) : '';
  return [...markdown.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)]
    .map((found) => found[1]!)
    .filter((target) => !/^\w+:/.test(target))
    .map((target) => new URL(target, `file:///${folder}`).pathname.slice(1));
}

/** A path from the root, or a file's name alone where it is unmistakable. */
function exists(word: string): boolean {
  return places.has(word) || (!word.includes('/') && everything.some((path) => path.endsWith(`/${word}`)));
}

describe('the docs', () => {
  test.each(pages)('%s names only files that are there', (page) => {
    const text = readText(page);
    expect(pathsIn(text).filter((word) => !exists(word))).toEqual([]);
    expect(linksIn(page, text).filter((target) => !places.has(target.replace(/\/$/, '')))).toEqual([]);
  });

  test('ARCHITECTURE.md can be read in one go', () => {
    expect(readText('ARCHITECTURE.md').trimEnd().split('\n').length).toBeLessThanOrEqual(200);
  });

  test("README's commands are those of package.json", () => {
    const { scripts } = JSON.parse(readText('package.json')) as { readonly scripts: Readonly<Record<string, string>> };
    const readme = readText('README.md');
    expect(readme).toContain('npm ci && npm run demo');
    expect(readme).toContain('npm test');
    const named = pages.flatMap((page) => [...readText(page).matchAll(/npm (?:run (\w+)|(test))\b/g)]);
    const unknown = named.map((found) => found[1] ?? found[2]!).filter((script) => scripts[script] === undefined);
    expect(unknown).toEqual([]);
  });

  test('name only commands and pages that are there', () => {
    const texts = pages.map(readText).join('\n');
    const commands = [...texts.matchAll(/npx postern (\w+)/g)].map((found) => found[1]!);
    expect(commands.filter((name) => !places.has(`packages/cli/src/${name}.ts`))).toEqual([]);
    const served = readText('src/control/control.ts');
    const named = [...texts.matchAll(/(GET|POST) \/_postern\/(\w+)/g)].map((found) => `'${found[1]} ${found[2]}'`);
    expect(named.filter((page) => !served.includes(page))).toEqual([]);
    expect(commands.length * named.length).toBeGreaterThan(0);
  });

  test('the parts of the benchmark are those of the code', () => {
    const named = tableOf(readText('docs/performance.md'), 'part').map(([part]) => part);
    const [, table = ''] = /const parts[^{]*\{([^}]*)\}/.exec(readText('bench/run.ts')) ?? [];
    expect(named).toEqual([...table.matchAll(/([\w-]+)'?:/g)].map((found) => found[1]));
  });

  test('the stages of a packet are those of the code, in order', () => {
    const page = readText('docs/life-of-a-packet.md');
    const names = stages.map(({ name }) => name);
    expect(tableOf(page, 'stage').map(([name]) => name)).toEqual(names);
    expect(tableOf(page, 'stage').map(([, stops]) => stops)).toEqual(stages.map(({ stops }) => stops));
    const headings = [...page.matchAll(/^### `([a-z-]+)`$/gm)].map((found) => found[1]!);
    expect(headings).toEqual(names);
  });

  test('every dependency has a decision that names it', () => {
    const manifests = ['package.json', 'packages/cli/package.json'].map(
      (path) => JSON.parse(readText(path)) as Readonly<Record<string, Readonly<Record<string, string>>>>,
    );
    const names = manifests.flatMap(({ dependencies = {}, devDependencies = {} }) => [
      ...Object.keys(dependencies),
      ...Object.keys(devDependencies),
    ]);
    const decisions = listFiles('docs/decisions').map(readText).join('\n');
    const silent = names
      .filter((name) => !name.startsWith('@types/'))
      .filter((name) => !decisions.includes(`\`${name.replace(/^(@aws-sdk)\/.*/, '$1/client-*')}\``));
    expect(silent).toEqual([]);
  });

  test('every decision has a number of its own', () => {
    const numbers = listFiles('docs/decisions').map((path) => /\/(\d{4})-[a-z0-9-]+\.md$/.exec(path)?.[1]);
    expect(numbers).not.toContain(undefined);
    expect(new Set(numbers).size).toBe(numbers.length);
  });
});

describe('the checks themselves', () => {
  test('find paths in backticks, and leave commands and code blocks alone', () => {
    const text =
      'see `src/base/cidr.ts`, `src/wire/`, `stages.ts`, `npm test`, `10.0.0.0/16`\n```\n`src/gone.ts`\n```\n';
    expect(pathsIn(text)).toEqual(['src/base/cidr.ts', 'src/wire', 'stages.ts']);
  });
  test('tell what is there from what is not', () => {
    expect(['src/base/cidr.ts', 'src/wire', 'stages.ts', 'README.md'].filter(exists)).toHaveLength(4);
    expect(['src/base/gone.ts', 'gone.ts', 'src/gone'].filter(exists)).toEqual([]);
  });
  test('resolve links from the page that they are on', () => {
    expect(linksIn('docs/recipes/a.md', '[x](../b.md#part) [y](https://example.com/)')).toEqual(['docs/b.md']);
  });
});
