/**
 * The program of one instance: answers on every port that is tried, by its name, and tries what it is told, all at once. Knows
 * nothing of Postern. `agent.ts NAME PORTS` listens and reads rounds from its input, one JSON line each; `agent.ts ROUND`
 * tries one round and ends. A round is `{patience, attempts: [[transport, address, port, source?, expected?], …]}`.
 */

import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { createConnection, createServer } from 'node:net';
import { createInterface } from 'node:readline';

export type Attempt = readonly [transport: string, address: string, port: number, source: string, tells: boolean];

export interface Round {
  /** Milliseconds after which a silence is one. */
  readonly patience: number;
  readonly attempts: readonly Attempt[];
}

export const silence = 'silence';

/** Where nobody tells a name, a connection is answer enough. */
function tcp([, host, port, source, tells]: Attempt, patience: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = createConnection({ host, port, ...(source === '' ? {} : { localAddress: source }) });
    const timer = setTimeout(() => end(silence), patience);
    function end(text: string): void {
      clearTimeout(timer);
      socket.destroy();
      resolve(text);
    }
    if (!tells) socket.on('connect', () => end('connected'));
    socket.on('data', (bytes) => end(bytes.toString()));
    socket.on('end', () => end('closed'));
    socket.on('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
  });
}

function udp([, host, port, source]: Attempt, patience: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    const timer = setTimeout(() => end(silence), patience);
    function end(text: string): void {
      clearTimeout(timer);
      socket.close();
      resolve(text);
    }
    socket.on('message', (bytes) => end(bytes.toString()));
    socket.on('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
    socket.bind(0, source || undefined, () => socket.send('echo', port, host, () => {}));
  });
}

function ping([, host, , source]: Attempt, patience: number): Promise<string> {
  const words = ['-n', '-q', '-c', '1', '-W', `${patience / 1000}`, ...(source === '' ? [] : ['-I', source]), host];
  return new Promise((resolve) => {
    execFile('ping', words, { timeout: patience + 2000 }, (_, stdout, stderr) => {
      if (/ 1 received/.test(stdout)) resolve('pong');
      else resolve(/ 0 received/.test(stdout) ? silence : `ping: ${stderr.trim() || stdout.trim()}`);
    });
  });
}

const transports: Readonly<Record<string, typeof tcp>> = { tcp, udp, ping };

function tryAll({ patience, attempts }: Round): Promise<readonly string[]> {
  return Promise.all(
    attempts.map((attempt) => transports[attempt[0]]?.(attempt, patience) ?? Promise.resolve('no such transport')),
  );
}

/** Resolves when every port listens. */
async function answer(name: string, ports: { readonly tcp: readonly number[]; readonly udp: readonly number[] }) {
  const servers = ports.tcp.map(
    (port) =>
      new Promise<void>((resolve) => {
        createServer((socket) => socket.on('error', () => {}).end(name)).listen(port, '0.0.0.0', resolve);
      }),
  );
  const sockets = ports.udp.map((port) => {
    const socket = createSocket('udp4');
    socket.on('message', (_, from) => socket.send(name, from.port, from.address, () => {}));
    return new Promise<void>((resolve) => socket.bind(port, '0.0.0.0', resolve));
  });
  await Promise.all([...servers, ...sockets]);
}

function say(words: unknown): void {
  process.stdout.write(`${JSON.stringify(words)}\n`);
}

if (import.meta.main) {
  const [first = '', second] = process.argv.slice(2);
  if (second === undefined) {
    say(await tryAll(JSON.parse(first)));
    process.exit(0);
  }
  await answer(first, JSON.parse(second));
  say('ready');
  const rounds = createInterface({ input: process.stdin });
  rounds.on('line', (line) => void tryAll(JSON.parse(line)).then(say));
  rounds.on('close', () => process.exit(0));
}
