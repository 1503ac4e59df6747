/**
 * The clone's files as the tidy tests see them: their paths and texts, what each imports, and the tables of ARCHITECTURE.md.
 * Reads only; what is wrong with a file is said by rules.ts, and found by the tests.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Where this project's code is. */
export const codeRoots: readonly string[] = ['src', 'packages', 'scenarios', 'test', 'bench', 'tools'];

export interface SourceFile {
  /** From the clone's root, with slashes. */
  readonly path: string;
  readonly text: string;
}

export interface Import {
  /** As it is written. */
  readonly specifier: string;
  readonly typesOnly: boolean;
}

export function readText(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** Every file below the paths that are there, sorted; folders that others bring are left out. */
export function listFiles(...paths: readonly string[]): readonly string[] {
  return paths.flatMap(filesBelow).sort();
}

function filesBelow(path: string): readonly string[] {
  try {
    return readdirSync(join(root, path), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
      .filter((found) => !found.includes('node_modules/'));
  } catch {
    return [];
  }
}

/** Files that lie in the clone's root itself. */
export function rootFiles(): readonly string[] {
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name);
}

export function sourceFiles(): readonly SourceFile[] {
  return listFiles(...codeRoots)
    .filter((path) => path.endsWith('.ts'))
    .map((path) => ({ path, text: readText(path) }));
}

export function isTest(path: string): boolean {
  return path.endsWith('.test.ts');
}

const statement = /^(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)'/gm;
const call = /\bimport\(\s*'([^']+)'\s*\)/g;

/** Statements and calls with a fixed text. Outside declarations `import('x').Y` counts as loading x: write `import type`. */
export function importsOf({ path, text }: SourceFile): readonly Import[] {
  const found = importsIn(text);
  return path.endsWith('.d.ts') ? found.map(({ specifier }) => ({ specifier, typesOnly: true })) : found;
}

function importsIn(text: string): readonly Import[] {
  const stated = [...text.matchAll(statement)].map((found) => ({
    specifier: found[2]!,
    typesOnly: found[1] !== undefined,
  }));
  return [...stated, ...[...text.matchAll(call)].map((found) => ({ specifier: found[1]!, typesOnly: false }))];
}

/** The path of a file's relative import. */
export function resolveImport(from: string, specifier: string): string {
  return join(dirname(from), specifier).split(sep).join('/');
}

/** The rows of the first table whose first heading is the one given, without the backticks. */
export function tableOf(markdown: string, firstHeading: string): readonly (readonly string[])[] {
  const lines = markdown.split('\n');
  const start = lines.findIndex((line) => line.startsWith('|') && cellsOf(line)[0] === firstHeading);
  if (start < 0) return [];
  const rest = lines.slice(start + 2);
  const end = rest.findIndex((line) => !line.startsWith('|'));
  return rest.slice(0, end < 0 ? undefined : end).map(cellsOf);
}

function cellsOf(line: string): readonly string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.replaceAll('`', '').trim());
}
