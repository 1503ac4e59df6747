/**
 * The program of one instance: answers on every port that is tried, by its name, and tries what it is told, all at once. Knows
 * nothing of Postern. `agent.ts NAME PORTS` listens and reads rounds from its input, one JSON line each; `agent.ts ROUND`
 * tries one round and ends. A round is `{patience, attempts: [[transport, address, port, source?, expected?], …]}`; `"refresh"`
 * in its place has it answer at the addresses that it has by then.
 */

import { execFile } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { createConnection, createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { createInterface } from 'node:readline';
import { answeringPorts, GeneveAppliance } from '../kernel/geneve-appliance.ts';
import { applianceName } from './inspection.ts';

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
    // What comes from somebody else is no answer: a translator on the way back makes one.
    socket.on('message', (bytes, from) => {
      if (from.address === host && from.port === port) end(bytes.toString());
    });
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

interface Answering {
  readonly name: string;
  readonly ports: { readonly tcp: readonly number[]; readonly udp: readonly number[] };
}

/** Resolves when every TCP port listens, its own or one that another program has taken. */
async function answerTcp({ name, ports }: Answering): Promise<void> {
  const servers = ports.tcp.map(
    (port) =>
      new Promise<void>((resolve) => {
        const server = createServer((socket) => socket.on('error', () => {}).end(name));
        server.once('error', () => resolve()).listen(port, '0.0.0.0', resolve);
      }),
  );
  await Promise.all(servers);
}

/** By address: an answer has to come from the one that was asked, which a socket of all addresses doesn't know. */
const sockets = new Map<string, readonly Socket[]>();

/** Resolves when the UDP ports of all addresses that there are now listen. */
async function answerUdp({ name, ports }: Answering): Promise<void> {
  const found = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const own = new Set(found.filter(({ family }) => family === 'IPv4').map(({ address }) => address));
  for (const [address, old] of sockets) {
    if (own.has(address)) continue;
    sockets.delete(address);
    for (const socket of old) socket.close();
  }
  const added = [...own].filter((address) => !sockets.has(address));
  const opened = added.map(async (address) => {
    const bound = await Promise.all(ports.udp.map((port) => answerAt(name, address, port)));
    sockets.set(address, bound);
  });
  await Promise.all(opened);
}

function answerAt(name: string, address: string, port: number): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.on('message', (_, from) => socket.send(name, from.port, from.address, () => {}));
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(port, address, () => resolve(socket));
  });
}

/** Returns what gateway load balancers send. */
async function openAppliance(): Promise<void> {
  const sockets = new Map(answeringPorts.map((port) => [port, createSocket('udp4')]));
  for (const [port, socket] of sockets) await new Promise<void>((resolve) => socket.bind(port, '0.0.0.0', resolve));
  new GeneveAppliance(sockets);
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
  const answering: Answering = { name: first, ports: JSON.parse(second) };
  if (applianceName.test(first)) await openAppliance();
  await Promise.all([answerTcp(answering), answerUdp(answering)]);
  say('ready');
  const rounds = createInterface({ input: process.stdin });
  rounds.on('line', (line) => {
    const round: Round | 'refresh' = JSON.parse(line);
    void (round === 'refresh' ? answerUdp(answering).then(() => 'ready') : tryAll(round)).then(say);
  });
  rounds.on('close', () => process.exit(0));
}
