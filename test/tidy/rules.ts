/**
 * The import law as values: read from the table in ARCHITECTURE.md, asked about one import at a time. Every refusal says which
 * row it comes from and what that row is there for. Pure; it reads no file.
 */

import { type Import, isTest, resolveImport } from './source.ts';

export interface Room {
  readonly path: string;
  readonly what: string;
  readonly rooms: Allowed;
  readonly builtins: Allowed;
  readonly packages: Allowed;
}

/** Names that may be imported; those in `typesOnly` by `import type` alone. */
interface Allowed {
  readonly everything: boolean;
  readonly atRunTime: readonly string[];
  readonly typesOnly: readonly string[];
}

export interface Law {
  readonly rooms: readonly Room[];
  /** Files and folders that serve tests only, and are held to what tests are. */
  readonly testSupport: readonly string[];
}

function allowed(cell: string): Allowed {
  const names = cell === '–' ? [] : cell.split(',').map((name) => name.trim());
  return {
    everything: cell === 'all',
    atRunTime: names.filter((name) => !name.endsWith(' (types)')),
    typesOnly: names.filter((name) => name.endsWith(' (types)')).map((name) => name.replace(' (types)', '')),
  };
}

/** @param rows room, what it is, may import, Node built-ins, packages */
export function lawOf(rows: readonly (readonly string[])[], testSupport: readonly string[]): Law {
  const rooms = rows.map(([path = '', what = '', rooms_ = '–', builtins = '–', packages = '–']) => ({
    path,
    what,
    rooms: allowed(rooms_),
    builtins: allowed(builtins),
    packages: allowed(packages),
  }));
  return { rooms, testSupport };
}

function isIn(path: string, place: string): boolean {
  return path === place || path.startsWith(`${place}/`);
}

/** The room that a file is in: the one with the longest path. */
export function roomOf(law: Law, path: string): Room | undefined {
  return law.rooms
    .filter((room) => isIn(path, room.path))
    .sort((one, other) => other.path.length - one.path.length)
    .at(0);
}

export function servesTests(law: Law, path: string): boolean {
  return isTest(path) || law.testSupport.some((place) => isIn(path, place));
}

function permits(list: Allowed, name: string, typesOnly: boolean): boolean {
  return list.everything || list.atRunTime.includes(name) || (typesOnly && list.typesOnly.includes(name));
}

function listText({ everything, atRunTime, typesOnly }: Allowed): string {
  if (everything) return 'everything';
  return [...atRunTime, ...typesOnly.map((name) => `${name} (types)`)].join(', ') || 'nothing';
}

/** What an import is called in the table: a room, a built-in or a package. */
export function nameOf(law: Law, path: string, { specifier }: Import): string {
  if (specifier.startsWith('.')) return shortName(roomOf(law, resolveImport(path, specifier))?.path ?? specifier);
  return specifier.startsWith('node:') ? specifier.slice('node:'.length).split('/')[0]! : packageName(specifier);
}

function shortName(room: string): string {
  return room.replace(/^src\//, '');
}

const clientReason =
  'an SDK client costs the server start-up time and memory, and its schemas are in src/wire/schemas (docs/decisions/0008-aws-sdk-clients.md)';

/** Why the import is not allowed; undefined where it is. */
export function refusalOf(law: Law, path: string, wanted: Import): string | undefined {
  const room = roomOf(law, path);
  const { specifier, typesOnly } = wanted;
  const says = (rule: string): string => `${path} imports ${specifier}${typesOnly ? ' (types)' : ''}: ${rule}`;
  if (room === undefined) return says('the file is in no room of the table in ARCHITECTURE.md');
  const tests = servesTests(law, path);
  const because = `${room.path} is “${room.what}”`;
  if (specifier.startsWith('.'))
    return refusalOfFile(law, room, path, wanted, tests, (rule) => says(`${rule}; ${because}`));
  if (tests) return undefined;
  if (specifier.startsWith('node:')) {
    if (permits(room.builtins, nameOf(law, path, wanted), typesOnly)) return undefined;
    return says(`${room.path} may use of Node: ${listText(room.builtins)}; ${because}`);
  }
  if (!typesOnly && isIn(path, 'src') && specifier.startsWith('@aws-sdk/')) return says(clientReason);
  if (permits(room.packages, packageName(specifier), typesOnly)) return undefined;
  return says(`${room.path} may use these packages: ${listText(room.packages)}; ${because}`);
}

function refusalOfFile(
  law: Law,
  room: Room,
  path: string,
  { specifier, typesOnly }: Import,
  tests: boolean,
  says: (rule: string) => string,
): string | undefined {
  const target = resolveImport(path, specifier);
  const targetRoom = roomOf(law, target);
  if (targetRoom === undefined) return says(`${target} is in no room of the table`);
  if (!tests && servesTests(law, target)) return says(`${target} is for tests only`);
  if (targetRoom.path === room.path) return undefined;
  const short = shortName(targetRoom.path);
  if (permits(room.rooms, short, typesOnly || tests)) return undefined;
  if (tests && isIn(targetRoom.path, 'tools')) return undefined;
  return says(`${room.path} may import: ${listText(room.rooms)}; ${short} is “${targetRoom.what}”`);
}

/** `@aws-sdk/client-ec2` as `@aws-sdk/*`, for all clients are one row's matter. */
function packageName(specifier: string): string {
  const [scope = '', name = ''] = specifier.split('/');
  if (scope === '@aws-sdk') return '@aws-sdk/*';
  return scope.startsWith('@') ? `${scope}/${name}` : scope;
}
