/**
 * Starts the server as a process of its own and waits for its word that it is ready, which comes over the channel between
 * the two. What it has to say later goes to `postern.log` beside its state.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeServer, enforcementLine, greeting } from './description.ts';
import { Failure } from './failure.ts';
import { serverAt, usualState } from './find-server.ts';
import { shellQuote } from './shell-lines.ts';
import type { UpOptions } from './up-options.ts';

/** What the server tells the process that started it. */
export type Word =
  | { readonly kind: 'ready'; readonly endpoint: string }
  | { readonly kind: 'failed'; readonly message: string };

/** A server that is not ready after this many milliseconds is stuck. */
const patience = 120_000;

const script = fileURLToPath(new URL('../bin/postern', import.meta.url));

export async function startDetached(options: UpOptions, words: readonly string[]): Promise<void> {
  const log = join(options.state, 'postern.log');
  const child = start(options.state, log, words);
  const endpoint = await readiness(child, log);
  child.disconnect();
  child.unref();
  const { health } = await serverAt(endpoint);
  process.stdout.write(
    options.json
      ? `${JSON.stringify(describeServer(endpoint, health))}\n`
      : `${greeting(endpoint, health)}${enforcementLine(health)}  log          ${log}\n  stop it by   ${wayDown(options.state)}\n`,
  );
}

function wayDown(state: string): string {
  return state === usualState() ? 'npx postern down' : `npx postern down --state ${shellQuote(state)}`;
}

function start(state: string, log: string, words: readonly string[]): ChildProcess {
  mkdirSync(state, { recursive: true, mode: 0o700 });
  const output = openSync(log, 'a', 0o600);
  const kept = words.filter((word) => word !== '--detach' && word !== '--json');
  // The last word on the state directory wins, and this one does not depend on where the child runs.
  const argv = [script, ...kept, '--state', state];
  const child = spawn(process.execPath, argv, { detached: true, cwd: '/', stdio: ['ignore', output, output, 'ipc'] });
  closeSync(output);
  return child;
}

function readiness(child: ChildProcess, log: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill();
      reject(new Failure(`the server was not ready after ${patience / 1000} s; see ${log}`));
    }, patience);
    child.on('message', (word: Word) => {
      clearTimeout(timer);
      if (word.kind === 'ready') resolve(word.endpoint);
      else reject(new Failure(word.message));
    });
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      reject(new Failure(`the server ended with ${signal ?? `exit code ${code}`}; see ${log}`));
    });
  });
}
