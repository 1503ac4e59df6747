/**
 * Attempts of one instance, all at the same time: each word list is one attempt, each answer one line of a JSON list. A
 * plain program that knows nothing of Postern; run inside instances, and in the simulated internet as one of its hosts.
 * `tcp ADDRESS PORT [SOURCE]`, `udp …`, `ping ADDRESS`, `http URL`, `wait PORT`, `run COMMAND …`, `hold ADDRESS PORT`.
 */

import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { createConnection } from 'node:net';

const patience = 700;
const longestRun = 30_000;
const noAnswer = 'no answer';

type Attempt = (...words: string[]) => Promise<string>;

function tcp(host = '', port = '', localAddress?: string): Promise<string> {
  return new Promise((resolve) => {
    const from = localAddress === undefined ? {} : { localAddress };
    const socket = createConnection({ host, port: Number(port), ...from });
    let heard = '';
    const end = (text: string): void => {
      socket.destroy();
      resolve(text);
    };
    socket.setTimeout(patience, () => end(heard || noAnswer));
    socket.on('data', (bytes) => {
      heard += bytes.toString();
    });
    socket.on('end', () => end(heard));
    socket.on('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
  });
}

function udp(host = '', port = '', source?: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    const end = (text: string): void => {
      clearTimeout(timer);
      socket.close();
      resolve(text);
    };
    const timer = setTimeout(() => end(noAnswer), patience);
    socket.on('message', (bytes) => end(bytes.toString()));
    socket.on('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
    socket.bind(0, source, () => socket.send('x', Number(port), host));
  });
}

function run(file = '', ...words: string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(file, words, { timeout: longestRun, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      resolve(error && stdout === '' ? `failed: ${stderr.trim() || error.message}` : stdout.trim());
    });
  });
}

async function ping(address = ''): Promise<string> {
  const said = await run('ping', '-c', '1', '-W', '0.7', '-q', address);
  if (/ 1 received/.test(said)) return 'pong';
  return / 0 received/.test(said) ? noAnswer : said;
}

async function http(url = ''): Promise<string> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(1200) });
    return await answer.text();
  } catch (error) {
    return (error as Error).name === 'TimeoutError' ? noAnswer : String((error as Error).cause ?? error);
  }
}

/** Until this machine's own server is up. */
async function wait(port = ''): Promise<string> {
  for (let tries = 0; tries < 100; tries += 1) {
    const said = await tcp('127.0.0.1', port);
    if (said !== 'ECONNREFUSED') return said;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return 'ECONNREFUSED';
}

/** Keeps one connection to an echo server, sends a line of its own input at a time and prints what became of it. */
function hold(host = '', port = ''): Promise<string> {
  return new Promise((resolve) => {
    const socket = createConnection({ host, port: Number(port) });
    const say = (text: string): void => void process.stdout.write(`${text}\n`);
    socket.on('connect', () => say('connected'));
    socket.on('data', (bytes) => say(bytes.toString().trim()));
    socket.on('error', (error: NodeJS.ErrnoException) => say(error.code ?? error.message));
    socket.on('close', () => {
      say('closed');
      resolve('closed');
    });
    process.stdin.on('data', (bytes) => socket.write(bytes));
    process.stdin.on('end', () => socket.destroy());
  });
}

const attempts: Readonly<Record<string, Attempt>> = { tcp, udp, ping, http, wait, run, hold };

const asked = JSON.parse(process.argv[2] ?? '[]') as readonly (readonly string[])[];
const answers = await Promise.all(
  asked.map(([kind = '', ...words]) => attempts[kind]?.(...words) ?? Promise.resolve(`what is ${kind}?`)),
);
process.stdout.write(`${JSON.stringify(answers)}\n`, () => process.exit(0));
