/**
 * A running Postern of one test file: a child process with a state directory of its own, the ways into its instances and
 * into its simulated internet. Whatever becomes of the tests, it is taken away when their process ends.
 */

import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Health } from '../../src/control/control.ts';
import { prefixOf } from '../../src/fabric.ts';
import { openHost } from '../../src/host/open.ts';
import { probeMachine } from '../../src/host/probe.ts';

const cli = fileURLToPath(new URL('../../packages/cli/src/main.ts', import.meta.url));
const clientProgram = fileURLToPath(new URL('./client.ts', import.meta.url));

const machine = await probeMachine();

/** Why real packets cannot be tried here; undefined where they can. */
export const missing = machine.ready
  ? undefined
  : machine.checks
      .filter(({ present }) => !present)
      .map(({ name, reason }) => `${name}: ${reason}`)
      .join('; ');

/** For the name of a group of tests: says why they are left out, where they are. */
export function because(reason: string | undefined): string {
  return reason === undefined ? '' : ` (skipped: ${reason})`;
}

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Connection {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

export interface Postern {
  readonly state: string;
  readonly prefix: string;
  readonly pid: number;
  readonly account: string;
  readonly connection: Connection;
  health(): Promise<Health>;
  /** Everything that was asked for is in force. */
  settled(): Promise<void>;
  exec(instance: string, ...argv: readonly string[]): Promise<Ended>;
  /** Attempts of client.ts inside an instance, such as `tcp 10.0.0.4 8080`. */
  try(instance: string, ...attempts: readonly string[]): Promise<readonly string[]>;
  /** The same with words that may contain spaces. */
  tryWords(instance: string, ...attempts: readonly (readonly string[])[]): Promise<readonly string[]>;
  /** The same as a host of the simulated internet. */
  tryOutside(...attempts: readonly string[]): Promise<readonly string[]>;
  /** A program in an instance that is talked to while it runs. */
  start(instance: string, ...argv: readonly string[]): ChildProcess;
  /** Ends it as a power cut would. */
  kill(): void;
  down(): Promise<Ended>;
}

/** Words before every command, and what it finds in its environment. */
export interface As {
  readonly argv: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
}

const me: As = { argv: [], environment: process.env };

function argvOf(as: As, words: readonly string[]): readonly [string, readonly string[]] {
  const [file = '', ...rest] = [...as.argv, process.execPath, cli, ...words];
  return [file, rest];
}

function environmentOf(as: As): NodeJS.ProcessEnv {
  const { AWS_ENDPOINT_URL: _, ...rest } = as.environment;
  return rest;
}

export function postern(words: readonly string[], as: As = me): Promise<Ended> {
  const [file, rest] = argvOf(as, words);
  return new Promise((resolve) => {
    execFile(file, rest, { env: environmentOf(as), maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : 1, stdout, stderr });
    });
  });
}

/** States whose servers, namespaces and files have to be gone when this process ends. */
const running = new Map<string, As>();

process.once('exit', () => {
  for (const [state, as] of running) {
    const [file, rest] = argvOf(as, ['down', '--state', state]);
    try {
      execFileSync(file, rest, { env: environmentOf(as), stdio: 'ignore', timeout: 60_000 });
    } catch {
      // It had ended, and what it left behind with it.
    }
    rmSync(join(state, '..'), { recursive: true, force: true });
  }
});

/** A directory that goes away with the Postern that keeps its state in it. */
export function newState(): string {
  const home = mkdtempSync(join(tmpdir(), 'postern-packets-'));
  chmodSync(home, 0o777);
  return join(home, 'state');
}

interface Started {
  readonly endpoint: string;
  readonly region: string;
  readonly pid: number;
  readonly fabric: string;
  readonly why: string;
  readonly accounts: readonly {
    readonly account: string;
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
  }[];
}

async function words(found: Promise<Ended>): Promise<readonly string[]> {
  const { stdout, stderr, code } = await found;
  if (code !== 0) throw new Error(`exit code ${code}: ${stderr}`);
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as string[];
}

/** @param more words of `postern up` */
export async function startPostern(state = newState(), as: As = me, more: readonly string[] = []): Promise<Postern> {
  running.set(state, as);
  const up = await postern(['up', '--detach', '--json', '--port', '0', '--state', state, ...more], as);
  if (up.code !== 0) throw new Error(`the server did not start: ${up.stderr}`);
  const started = JSON.parse(up.stdout) as Started;
  if (started.fabric !== 'netns') throw new Error(`no packets: ${started.why}`);
  const [{ account, accessKeyId, secretAccessKey } = { account: '', accessKeyId: '', secretAccessKey: '' }] =
    started.accounts;
  const { endpoint, region, pid } = started;
  // The state's directory is its owner's; its name is enough for the prefix.
  const prefix = prefixOf(state);

  const into = (instance: string, argv: readonly string[]): readonly string[] => [
    'exec',
    '--endpoint',
    endpoint,
    instance,
    '--',
    ...argv,
  ];
  const health = async (): Promise<Health> => (await fetch(`${endpoint}/_postern/health`)).json() as Promise<Health>;
  const program = (attempts: readonly (readonly string[])[]): readonly string[] => [
    process.execPath,
    clientProgram,
    JSON.stringify(attempts),
  ];
  const split = (attempts: readonly string[]) => attempts.map((text) => text.split(' '));

  return {
    state,
    prefix,
    pid,
    account,
    connection: { endpoint, region, credentials: { accessKeyId, secretAccessKey } },
    health,
    async settled() {
      const deadline = Date.now() + 30_000;
      for (;;) {
        const now = await health();
        if (now.appliedRevision >= now.revision) return;
        if (Date.now() > deadline) throw new Error(`not in force: ${now.lastFailure ?? 'too slow'}`);
        await pause(10);
      }
    },
    exec: (instance, ...argv) => postern(into(instance, argv), as),
    try: (instance, ...attempts) => words(postern(into(instance, program(split(attempts))), as)),
    tryWords: (instance, ...attempts) => words(postern(into(instance, program(attempts)), as)),
    async tryOutside(...attempts) {
      const host = await openHost(prefix);
      const { stdout } = await host.run(program(split(attempts)), { namespace: `${prefix}internet` });
      return JSON.parse(stdout) as string[];
    },
    start(instance, ...argv) {
      const [file, rest] = argvOf(as, into(instance, argv));
      return spawn(file, rest, { env: environmentOf(as), stdio: 'pipe' });
    },
    kill: () => killHard(pid),
    async down() {
      const ended = await postern(['down', '--state', state], as);
      if (ended.code === 0) {
        running.delete(state);
        rmSync(join(state, '..'), { recursive: true, force: true });
      }
      return ended;
    },
  };
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** And waits until it is gone. */
function killHard(pid: number): void {
  process.kill(pid, 'SIGKILL');
  while (isAlive(pid)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
}

export function isAlive(pid: number): boolean {
  try {
    return !/^State:\t[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** Asks again until the answer is the wanted one; the milliseconds that it took. */
export async function until(wanted: string, ask: () => Promise<string>, patience = 5000): Promise<number> {
  const begun = performance.now();
  for (;;) {
    const said = await ask();
    const took = performance.now() - begun;
    if (said === wanted) return took;
    if (took > patience) throw new Error(`still ${JSON.stringify(said)} and not ${JSON.stringify(wanted)}`);
    await pause(20);
  }
}
