/**
 * A long-lived child inside a namespace, with no rights and nothing of the server's environment, that is spoken to over a channel. It ends
 * with the server, however that ends: the channel closes, and the kernel kills what no longer listens to it. Does not start it again;
 * whoever keeps it does.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FromChild, Question } from './child-messages.ts';
import { CommandFailure } from './command.ts';

/** What children are made for differs; that they are told things, asked things and ended does not. */
export interface NamespaceChild {
  readonly process: ChildProcess;
  /** Resolves when the process is gone, whoever ended it, with what it complained of. */
  readonly ended: Promise<string>;
  /** Rejects when the child ends first. What comes back is what the child's script answers to such a question. */
  ask(asked: unknown): Promise<unknown>;
  end(): Promise<void>;
}

/** A child that has not said that it is ready by then is stuck. */
const readyDeadline = 10_000;

/** Characters of a child's complaint that are kept. */
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

function scriptPath(name: string): string {
  return fileURLToPath(new URL(`./${name}${extname(import.meta.url)}`, import.meta.url));
}

function childOf(process: ChildProcess, ended: Promise<string>, name: string): NamespaceChild {
  const asked = new Map<number, { readonly resolve: (answer: unknown) => void; readonly reject: () => void }>();
  let lastId = 0;
  process.on('message', (message: FromChild) => {
    if (message.kind !== 'answer') return;
    asked.get(message.id)?.resolve(message.answer);
    asked.delete(message.id);
  });
  let gone = false;
  void ended.then(() => {
    gone = true;
    for (const { reject } of asked.values()) reject();
    asked.clear();
  });
  return {
    process,
    ended,
    ask: (what) =>
      new Promise((resolve, reject) => {
        const refuse = (): void => reject(new Error(`the ${name} has ended`));
        if (gone) return refuse();
        lastId += 1;
        asked.set(lastId, { resolve, reject: refuse });
        // Its end is told by `ended`; a message that it no longer takes is no failure of its own.
        process.send({ kind: 'question', id: lastId, asked: what } satisfies Question<unknown>, () => {});
      }),
    async end() {
      process.kill('SIGKILL');
      await ended;
    },
  };
}

/**
 * @param enter what to put before an argument list so that it runs inside the namespace
 * @param script beside this file, without its ending
 * @param name what the child is called in messages
 */
export function startChildThrough(enter: readonly string[], script: string, name: string): Promise<NamespaceChild> {
  const argv = [...enter, ...dropRights, process.execPath, scriptPath(script)];
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
      resolve(childOf(child, ended, name));
    });
    void ended.then((said) => {
      clearTimeout(timer);
      reject(new CommandFailure(argv, child.exitCode ?? undefined, said));
    });
  });
}
