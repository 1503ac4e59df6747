/**
 * From the start of the process to its first answer, and the memory that it then holds; several starts, the median.
 * The first start compiles the sources and isn't counted; the memory is of a server whose data plane is up.
 */

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cli, freePort, median, residentMegabytes } from './process.ts';

const starts = 7;
/** Milliseconds after which a start has failed. */
const patience = 20_000;

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
  for (let start = 0; start <= starts; start += 1) {
    const state = mkdtempSync(join(tmpdir(), 'postern-bench-'));
    const port = await freePort();
    const begun = performance.now();
    const child = spawn(process.execPath, [cli, 'up', '--port', String(port), '--state', state], {
      stdio: 'ignore',
    });
    while (!(await answered(port))) {
      if (performance.now() - begun > patience) throw new Error('the server did not start');
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const first = (performance.now() - begun) / 1000;
    await new Promise((resolve) => setTimeout(resolve, 2000));
    if (start > 0) {
      seconds.push(first);
      megabytes.push(residentMegabytes(child.pid ?? 0));
    }
    child.kill('SIGTERM');
    await new Promise((resolve) => child.once('exit', resolve));
    rmSync(state, { recursive: true, force: true });
  }
  return { firstAnswerSeconds: Math.round(median(seconds) * 1000) / 1000, residentMegabytes: median(megabytes) };
}
