/** From the start of the process to its first answer, and the memory that it then holds; several starts, the median. */

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cli, freePort, median, residentMegabytes } from './process.ts';

const starts = 7;

/** A signed request is not needed to be answered: what matters is that EC2 answers at all. */
async function answered(port: number): Promise<boolean> {
  const body = 'Action=DescribeVpcs&Version=2016-11-15';
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body, headers }).catch(() => undefined);
  return answer !== undefined;
}

export async function benchStart(): Promise<object> {
  const seconds: number[] = [];
  const megabytes: number[] = [];
  for (let start = 0; start < starts; start += 1) {
    const state = mkdtempSync(join(tmpdir(), 'postern-bench-'));
    const port = await freePort();
    const begun = performance.now();
    const child = spawn(process.execPath, [cli, 'up', '--port', String(port), '--state', state, '--fabric', 'none'], {
      stdio: 'ignore',
    });
    while (!(await answered(port))) await new Promise((resolve) => setTimeout(resolve, 5));
    seconds.push((performance.now() - begun) / 1000);
    await new Promise((resolve) => setTimeout(resolve, 500));
    megabytes.push(residentMegabytes(child.pid ?? 0));
    child.kill('SIGTERM');
    await new Promise((resolve) => child.once('exit', resolve));
    rmSync(state, { recursive: true, force: true });
  }
  return { firstAnswerSeconds: Math.round(median(seconds) * 1000) / 1000, residentMegabytes: median(megabytes) };
}
