/**
 * An instance's processes: one init per instance in mount, process-id and host-name namespaces of its own (instance.sh), and
 * programs that join it with most of root's rights taken away. The init is found again by its network namespace; nothing
 * is written down. Does not limit memory or processor time.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CommandFailure } from './command.ts';
import type { Entry } from './entry.ts';
import type { ExecOptions, InstanceView } from './host.ts';
import { namespaceInode, processesIn } from './processes.ts';

const initScript = fileURLToPath(new URL('./instance.sh', import.meta.url));

/** What a process in an instance may still do as root: own files, change users, ports below 1024 and ping; nothing else. */
export const keptCapabilities: readonly string[] = [
  'chown',
  'dac_override',
  'fowner',
  'fsetid',
  'kill',
  'setgid',
  'setuid',
  'net_bind_service',
  'net_raw',
];

const dropRights = [
  'setpriv',
  '--no-new-privs',
  `--bounding-set=-all,${keptCapabilities.map((name) => `+${name}`).join(',')}`,
  '--inh-caps=-all',
  '--',
];

export function findInit(entry: Entry, namespace: string): number | undefined {
  const inode = namespaceInode(`${entry.directory}/${namespace}`);
  if (inode === undefined) return undefined;
  return processesIn(new Set([inode])).find((found) => found.init)?.pid;
}

function initArguments(entry: Entry, view: InstanceView): readonly string[] {
  const binds = view.binds.filter((bind) => existsSync(bind.target));
  return [
    ...entry.enter(view.namespace),
    'unshare',
    '--mount',
    '--propagation=private',
    '--uts',
    '--pid',
    '--fork',
    'sh',
    initScript,
    view.hostname,
    ...binds.flatMap((bind) => ['bind', bind.source, bind.target]),
    ...view.hidden.flatMap((directory) => ['hide', directory]),
  ];
}

/** Starts the init and waits for its word that the files are in place. */
export function startInit(entry: Entry, view: InstanceView): Promise<void> {
  const argv = initArguments(entry, view);
  return new Promise((resolve, reject) => {
    const child = spawn(argv[0] ?? '', argv.slice(1), { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    let complaint = '';
    child.stderr.on('data', (chunk: Buffer) => {
      complaint += chunk.toString();
    });
    child.stdout.once('data', () => {
      child.stdout.destroy();
      child.stderr.destroy();
      child.unref();
      resolve();
    });
    child.on('error', (error) => reject(new CommandFailure(argv, undefined, error.message)));
    child.on('close', (code) => reject(new CommandFailure(argv, code ?? undefined, complaint)));
  });
}

/** An init drops its output once the files are in place (instance.sh). */
function isReady(init: number): boolean {
  try {
    return readlinkSync(`/proc/${init}/fd/1`) === '/dev/null';
  } catch {
    return false;
  }
}

const readyDeadline = 5000;
const readyPoll = 5;

/**
 * Two who found no init at the same moment have started one each. Both come to use the first, which the other of them may
 * not have waited for; the second goes with the namespace.
 */
async function readyInit(entry: Entry, namespace: string): Promise<number> {
  for (let waited = 0; waited < readyDeadline; waited += readyPoll) {
    const init = findInit(entry, namespace);
    if (init === undefined) break;
    if (isReady(init)) return init;
    await new Promise((resolve) => setTimeout(resolve, readyPoll));
  }
  throw new CommandFailure(['instance.sh', namespace], undefined, 'its init is gone');
}

export async function execThrough(
  entry: Entry,
  view: InstanceView,
  argv: readonly string[],
  options: ExecOptions,
): Promise<ChildProcess> {
  if (findInit(entry, view.namespace) === undefined) await startInit(entry, view);
  const init = await readyInit(entry, view.namespace);
  const [file = '', ...rest] = [...entry.join(view.namespace, init), ...dropRights, ...argv];
  return spawn(file, rest, {
    stdio: options.stdio ?? 'pipe',
    cwd: options.directory ?? '/',
    env: {
      PATH: process.env.PATH ?? '',
      HOME: '/root',
      TERM: process.env.TERM ?? 'dumb',
      ...options.environment,
    },
  });
}
