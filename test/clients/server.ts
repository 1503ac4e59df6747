/**
 * A server in a process of its own, and the ways in which these tests reach it: settings for AWS's SDK, the `aws` command and
 * scripts of Python. Every server has a state directory of its own below the system's temporary one, without packets.
 */

import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../../packages/cli/bin/postern', import.meta.url));

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface Server {
  readonly endpoint: string;
  readonly state: string;
  readonly pid: number;
  readonly account: string;
  readonly credentials: Credentials;
  /** Ends it as a power cut would, and keeps its state. */
  readonly kill: () => Promise<void>;
  /** Ends it, and forgets everything. */
  readonly stop: () => Promise<void>;
}

/** What a client needs to know; `state` is where it keeps its own files. */
export type Reached = Pick<Server, 'endpoint' | 'state' | 'credentials'>;

interface Described {
  readonly endpoint: string;
  readonly pid: number;
  readonly accounts: readonly {
    readonly account: string;
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
  }[];
}

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export async function startServer(
  more: readonly string[] = [],
  state = join(mkdtempSync(join(tmpdir(), 'postern-')), 'state'),
): Promise<Server> {
  const words = ['up', '--detach', '--json', '--port', '0', '--fabric', 'none', '--state', state, ...more];
  const ended = await run(process.execPath, [script, ...words], process.env);
  if (ended.code !== 0) {
    const log = readFileSync(join(state, 'postern.log'), 'utf8');
    rmSync(join(state, '..'), { recursive: true, force: true });
    throw new Error(`the server did not start: ${ended.stderr}${log}`);
  }
  const { endpoint, pid, accounts } = JSON.parse(ended.stdout) as Described;
  const { account, accessKeyId, secretAccessKey } = accounts[0]!;
  const kill = () => endProcess(pid);
  const stop = async (): Promise<void> => {
    await kill();
    rmSync(join(state, '..'), { recursive: true, force: true });
  };
  return { endpoint, pid, state, account, credentials: { accessKeyId, secretAccessKey }, kill, stop };
}

async function endProcess(pid: number): Promise<void> {
  try {
    process.kill(pid, 'SIGKILL');
    while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 10));
  } catch {
    // It has ended.
  }
}

/** A process that ended stays listed as a zombie until its parent has looked. */
function isAlive(pid: number): boolean {
  process.kill(pid, 0);
  return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
}

/** What an SDK client is made with. No retries: a test wants the first answer. */
export function settings(server: Server, region = 'us-east-1', credentials = server.credentials) {
  return { endpoint: server.endpoint, region, credentials, maxAttempts: 1 } as const;
}

/** The code of the error, or `success`: what a table of calls compares. */
export async function codeOf(answer: Promise<unknown>): Promise<string> {
  return (await refusalOf(answer)).replace(/: .*/s, '');
}

/** Code and sentence of the error, or `success`. */
export async function refusalOf(answer: Promise<unknown>): Promise<string> {
  try {
    await answer;
    return 'success';
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
}

export const hasAws = await works('aws', ['--version']);
export const hasBoto3 = await works('python3', ['-c', 'import boto3']);

/** The `postern` command, asked about this server. */
export function postern(server: Reached, words: readonly string[]): Promise<Ended> {
  return run(process.execPath, [script, ...words, '--endpoint', server.endpoint], process.env);
}

export function aws(server: Reached, words: readonly string[], credentials = server.credentials): Promise<Ended> {
  return run('aws', words, environmentOf(server, credentials));
}

/** What the command prints as JSON; it must succeed. */
export async function awsJson<T>(server: Server, words: readonly string[]): Promise<T> {
  const { code, stdout, stderr } = await aws(server, words);
  if (code !== 0) throw new Error(`aws ${words.join(' ')}: ${stderr}`);
  return (stdout.trim() === '' ? {} : JSON.parse(stdout)) as T;
}

/** Runs lines of Python with boto3 and `show`, which prints the answer; `code` gives the error code of a call. */
export async function python<T>(server: Server, lines: string): Promise<T> {
  const { code, stdout, stderr } = await run('python3', ['-c', preamble + lines], environmentOf(server));
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as T;
}

const preamble = `
import json, boto3, botocore
def show(value): print(json.dumps(value, default=str))
def code(call, **words):
    try:
        call(**words)
        return 'success'
    except botocore.exceptions.ClientError as error:
        return error.response['Error']['Code']
`;

function environmentOf(server: Reached, credentials = server.credentials): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    HOME: server.state,
    AWS_ENDPOINT_URL: server.endpoint,
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    ...(credentials.sessionToken ? { AWS_SESSION_TOKEN: credentials.sessionToken } : {}),
    AWS_DEFAULT_OUTPUT: 'json',
    AWS_PAGER: '',
    AWS_MAX_ATTEMPTS: '1',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

function works(command: string, words: readonly string[]): Promise<boolean> {
  return run(command, words, process.env).then(({ code }) => code === 0);
}

function run(command: string, words: readonly string[], environment: NodeJS.ProcessEnv): Promise<Ended> {
  const { AWS_ENDPOINT_URL: _, ...inherited } = process.env;
  const env = environment === process.env ? inherited : environment;
  return new Promise((resolve) => {
    execFile(command, words, { env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
      resolve({ code, stdout, stderr });
    });
  });
}
