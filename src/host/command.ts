/**
 * Runs one program from an argument list and collects what it prints. A failure carries the command and its standard error,
 * so that the one line in a log is enough. Relies on nothing but Node; knows nothing of namespaces.
 */

import { spawn } from 'node:child_process';
import type { Output } from './host.ts';

/** More output than this from a configuration tool means that something is wrong. */
export const maxOutput = 64 * 1024 * 1024;

export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
  readonly argv: readonly string[];
  /** Exit code, or undefined where the program did not start or was killed. */
  readonly code: number | undefined;
  readonly stderr: string;

  constructor(argv: readonly string[], code: number | undefined, stderr: string) {
    super(`${argv.join(' ')}: ${code === undefined ? 'did not finish' : `exit code ${code}`}: ${stderr.trim()}`);
    this.argv = argv;
    this.code = code;
    this.stderr = stderr;
  }
}

export function runCommand(argv: readonly string[], stdin = ''): Promise<Output> {
  const [file = '', ...rest] = argv;
  return new Promise((resolve, reject) => {
    const child = spawn(file, rest, { stdio: ['pipe', 'pipe', 'pipe'] });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    let size = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxOutput) child.kill('SIGKILL');
      else stdout.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      if (stderr.length < 64) stderr.push(chunk);
    });
    // A program may exit without reading its input; the exit code tells what that means.
    child.stdin.on('error', () => {});
    child.on('error', (error) => reject(new CommandFailure(argv, undefined, error.message)));
    child.on('close', (code) => {
      const complaint = Buffer.concat(stderr).toString();
      if (code === 0) resolve({ stdout: Buffer.concat(stdout).toString(), stderr: complaint });
      else reject(new CommandFailure(argv, code ?? undefined, complaint));
    });
    child.stdin.end(stdin);
  });
}
