/** AWS's own clients inside an instance: the SDK through aws-client.ts, boto3 and the `aws` command where this machine has them. */

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Call, Called } from './aws-client.ts';
import type { Postern } from './postern.ts';

const program = fileURLToPath(new URL('./aws-client.ts', import.meta.url));

export const lacksAws = spawnSync('aws', ['--version']).status === 0 ? undefined : 'no aws command';
export const lacksBoto3 = spawnSync('python3', ['-c', 'import boto3']).status === 0 ? undefined : 'no boto3';

/** What each call came to. */
export async function callInside(
  postern: Postern,
  instance: string,
  ...calls: readonly Call[]
): Promise<readonly Called[]> {
  const { code, stdout, stderr } = await postern.exec(instance, process.execPath, program, JSON.stringify(calls));
  if (code !== 0) throw new Error(`exit code ${code}: ${stderr}`);
  return JSON.parse(stdout) as Called[];
}

/** Outcomes alone. */
export async function outcomesInside(postern: Postern, instance: string, ...calls: readonly Call[]) {
  return (await callInside(postern, instance, ...calls)).map(({ outcome }) => outcome);
}
