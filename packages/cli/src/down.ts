/**
 * `postern down`: ends the server and waits until it is gone, with every namespace and rule that it made. Where a server was
 * killed before it could remove them, it removes what is left.
 */

import { existsSync, readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { Command } from 'commander';
import { Failure, oneLine } from './failure.ts';
import { endpointOf, type FoundServer, recordedEndpoint, serverAt, serverOf, usualState } from './find-server.ts';

interface Options {
  readonly endpoint?: string;
  readonly state?: string;
  readonly json?: true;
}

/** A server with thousands of namespaces takes a while; longer than this it is stuck. */
const patience = 60_000;
const poll = 20;

export function define(command: Command): void {
  command
    .option('--endpoint <URL>', 'the server (default: AWS_ENDPOINT_URL, or port 4566)')
    .option('--state <DIR>', 'the server that keeps this state, or what a killed one left behind', (text) =>
      resolve(text),
    )
    .option('--json', 'print one JSON object')
    .action(async (options: Options) => {
      const server = await find(options);
      const told = server ? await stop(server) : await removeRest(options.state ?? usualState());
      process.stdout.write(options.json ? `${JSON.stringify(told)}\n` : `${told.message}\n`);
    });
}

interface Told {
  readonly stopped: boolean;
  readonly state: string;
  readonly namespacesRemoved?: number;
  readonly message: string;
}

/** An endpoint that was named must answer, unless it is known whose it was; without one, nothing may be running. */
async function find({ endpoint, state }: Options): Promise<FoundServer | undefined> {
  if (state !== undefined) return serverOf(state);
  if (endpoint === undefined && !process.env.AWS_ENDPOINT_URL) {
    return (await serverOf(usualState())) ?? serverAt(endpointOf(undefined)).catch(() => undefined);
  }
  const wanted = endpointOf(endpoint);
  try {
    return await serverAt(wanted);
  } catch (reason) {
    if (recordedEndpoint(usualState()) === wanted) return undefined;
    throw new Failure(`${oneLine(reason)}; what a killed server left behind goes by "postern down --state DIR"`);
  }
}

async function stop({ endpoint, health }: FoundServer): Promise<Told> {
  const { pid, state } = health;
  if (!isServer(pid)) {
    throw new Failure(
      `process ${pid}, which answers at ${endpoint}, is not a "postern up" of this machine: end it yourself`,
    );
  }
  process.kill(pid, 'SIGTERM');
  for (let waited = 0; isAlive(pid); waited += poll) {
    if (waited > patience) throw new Failure(`process ${pid} has not ended after ${patience / 1000} s`);
    await new Promise((turn) => setTimeout(turn, poll));
  }
  return { stopped: true, state, message: `stopped; its state stays in ${state}` };
}

/** The number may be of another machine's or container's process: only what is visibly a server of ours is ended. */
function isServer(pid: number): boolean {
  if (process.platform !== 'linux') return isAlive(pid);
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return words.slice(0, 4).some((word) => ['postern', 'main.ts'].includes(basename(word)));
  } catch {
    return false;
  }
}

/** A zombie has ended, whoever has yet to hear of it. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/^State:\t[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

async function removeRest(state: string): Promise<Told> {
  if (!existsSync(state)) throw new Failure(`nothing runs, and there is no state in ${state}`);
  const { pruneFabric } = await import('../../../src/fabric.ts');
  const namespacesRemoved = await pruneFabric(state);
  const message =
    namespacesRemoved === 0
      ? 'nothing runs, and nothing was left behind'
      : `nothing runs; ${namespacesRemoved} namespaces that were left behind are removed`;
  return { stopped: false, state, namespacesRemoved, message };
}
