/** Processes of a benchmark: a Postern of its own state, moto_server, and programs that print one JSON object. */

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const cli = fileURLToPath(new URL('../packages/cli/bin/postern', import.meta.url));

export interface Started {
  readonly endpoint: string;
  readonly port: number;
  readonly pid: number;
  readonly state: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  stop(): Promise<void>;
}

/** Runs a program to its end. */
export function output(
  argv: readonly string[],
  input = '',
  environment: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const [file = '', ...rest] = argv;
    const child = execFile(file, rest, { maxBuffer: 2 ** 26, env: environment }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${argv.join(' ')}: ${error.message}\n${stderr}`));
      else resolve(stdout);
    });
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
}

export async function startPostern(...words: readonly string[]): Promise<Started> {
  const state = mkdtempSync(join(tmpdir(), 'postern-bench-'));
  const up = ['up', '--detach', '--json', '--port', '0', '--state', state, ...words];
  const started = JSON.parse(await output([process.execPath, cli, ...up])) as {
    endpoint: string;
    pid: number;
    accounts: readonly { accessKeyId: string; secretAccessKey: string }[];
  };
  const [owner] = started.accounts;
  return {
    endpoint: started.endpoint,
    port: Number(new URL(started.endpoint).port),
    pid: started.pid,
    state,
    credentials: { accessKeyId: owner?.accessKeyId ?? '', secretAccessKey: owner?.secretAccessKey ?? '' },
    async stop() {
      await output([process.execPath, cli, 'down', '--state', state, '--endpoint', started.endpoint]);
      rmSync(state, { recursive: true, force: true });
    },
  };
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

export async function startMoto(): Promise<
  { readonly endpoint: string; readonly port: number; stop(): void } | undefined
> {
  const found = await output(['which', 'moto_server']).catch(() => undefined);
  if (found === undefined) return undefined;
  const port = await freePort();
  const child: ChildProcess = spawn('moto_server', ['-p', String(port)], { stdio: 'ignore' });
  const endpoint = `http://127.0.0.1:${port}`;
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (
      await fetch(endpoint).then(
        () => true,
        () => false,
      )
    )
      break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { endpoint, port, stop: () => void child.kill('SIGKILL') };
}

/** Resident memory in megabytes. */
export function residentMegabytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 102.4) / 10;
}

/** Hundredths of a second, on every Linux that Node runs on. */
const ticksPerSecond = 100;

/** Seconds of processor time that a process has taken: what others take of the machine is not in it. */
export function processorSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
