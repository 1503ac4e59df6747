/**
 * The server's end of a worker: starts worker-child.ts inside a namespace, with no rights and nothing of the server's
 * environment, and puts its messages behind functions. It ends with the server, however that ends: the channel closes, and
 * the kernel kills what no longer listens to it. Does not start it again; whoever keeps it does.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import type { Server } from 'node:net';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommandFailure } from './command.ts';
import type { FromWorker, ProbeOutcome, ProbeRequest, ProxyPlan, ToWorker } from './worker-messages.ts';

export interface Worker {
  /** Rejects when the worker ends first. */
  probe(request: ProbeRequest): Promise<ProbeOutcome>;
  /** Gives the listening socket away. */
  listen(key: string, server: Server, plan: ProxyPlan): Promise<void>;
  update(key: string, plan: ProxyPlan): void;
  /** @param reset whether connections that are there are reset too; otherwise they stay */
  close(key: string, reset: boolean): void;
  /** Resolves when the process is gone, whoever ended it, with what it complained of. */
  readonly ended: Promise<string>;
  /** Ends it and resets its connections. */
  end(): Promise<void>;
}

const script = fileURLToPath(new URL(`./worker-child${extname(import.meta.url)}`, import.meta.url));

/** A worker that has not said that it is ready by then is stuck. */
export const readyDeadline = 10_000;

/** Characters of a worker's complaint that are kept. */
const longestComplaint = 4096;

/** It may read its own files wherever they lie, and nothing else that root may; and it dies with its parent. */
const dropRights = [
  'setpriv',
  '--no-new-privs',
  '--bounding-set=-all,+dac_read_search',
  '--inh-caps=-all',
  '--pdeathsig=KILL',
  '--',
];

export function workerArguments(enter: readonly string[]): readonly string[] {
  return [...enter, ...dropRights, process.execPath, script];
}

function workerOf(child: ChildProcess, ended: Promise<string>): Worker {
  const asked = new Map<number, { readonly resolve: (outcome: ProbeOutcome) => void; readonly reject: () => void }>();
  let lastId = 0;
  // Its end is told by `ended`; a message that it no longer takes is no failure of its own.
  const send = (message: ToWorker): void => void child.send(message, () => {});
  child.on('message', (message: FromWorker) => {
    if (message.kind !== 'probed') return;
    asked.get(message.id)?.resolve(message.outcome);
    asked.delete(message.id);
  });
  let gone = false;
  void ended.then(() => {
    gone = true;
    for (const { reject } of asked.values()) reject();
    asked.clear();
  });
  return {
    ended,
    probe: (request) =>
      new Promise((resolve, reject) => {
        const refuse = (): void => reject(new Error('the worker has ended'));
        if (gone) return refuse();
        lastId += 1;
        asked.set(lastId, { resolve, reject: refuse });
        send({ kind: 'probe', id: lastId, request });
      }),
    listen: (key, server, plan) =>
      new Promise((resolve, reject) => {
        // What this process accepts before the socket has changed hands nobody would serve.
        server.on('connection', (socket) => socket.resetAndDestroy());
        child.send({ kind: 'listen', key, plan } satisfies ToWorker, server, {}, (error) => {
          server.close();
          if (error) reject(error);
          else resolve();
        });
      }),
    update: (key, plan) => send({ kind: 'update', key, plan }),
    close: (key, reset) => send({ kind: 'close', key, reset }),
    async end() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** @param enter what to put before an argument list so that it runs inside the namespace */
export function startWorkerThrough(enter: readonly string[]): Promise<Worker> {
  const argv = workerArguments(enter);
  const child = spawn(argv[0] ?? '', argv.slice(1), {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: { PATH: process.env.PATH ?? '' },
    cwd: '/',
  });
  let complaint = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    if (complaint.length < longestComplaint) complaint += chunk.toString();
  });
  const ended = new Promise<string>((resolve) => {
    child.on('error', (error) => {
      complaint += error.message;
      if (child.pid === undefined) resolve(complaint);
    });
    child.on('close', () => resolve(complaint));
  });
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), readyDeadline);
    child.once('message', () => {
      clearTimeout(timer);
      resolve(workerOf(child, ended));
    });
    void ended.then((said) => {
      clearTimeout(timer);
      reject(new CommandFailure(argv, child.exitCode ?? undefined, said));
    });
  });
}
