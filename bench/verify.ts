/**
 * What the verifier's questions cost on a large Network, as people build them and in the adversarial setting. Each setting is
 * measured by verify-measures.ts in a process of its own, so that neither memory nor compiled code is another's.
 */

import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('verify-measures.ts', import.meta.url));
const settings = ['plain', 'adversarial'] as const;

export async function benchVerify(): Promise<object> {
  const result: Record<string, object> = {};
  for (const setting of settings) result[setting] = await measured(setting);
  return result;
}

async function measured(setting: string): Promise<object> {
  const child = spawn(process.execPath, ['--expose-gc', program, setting], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const printed = await text(child.stdout);
  const code = await ended;
  if (code !== 0) throw new Error(`${program} ${setting} ended with ${code}`);
  return JSON.parse(printed) as object;
}
