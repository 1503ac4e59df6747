/**
 * Finds processes by the namespace that they live in, from /proc alone, so that whatever a crash left behind is found again
 * without any record of it. Ends them; never looks at a process of another namespace.
 */

import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';

export interface FoundProcess {
  readonly pid: number;
  /** The first process of its own process-id namespace: ending it ends all of them. */
  readonly init: boolean;
}

/** The kernel's number of a named namespace, or undefined where there is none. */
export function namespaceInode(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.ino;
}

function networkOf(pid: string): number | undefined {
  try {
    return Number(readlinkSync(`/proc/${pid}/ns/net`).slice(5, -1));
  } catch {
    return undefined; // Gone, or another user's.
  }
}

function isInit(pid: string): boolean {
  try {
    const ids = /^NSpid:\t(.+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]?.split('\t') ?? [];
    return ids.length > 1 && ids.at(-1) === '1';
  } catch {
    return false;
  }
}

/** One pass over /proc for any number of namespaces. */
export function processesIn(inodes: ReadonlySet<number>): readonly FoundProcess[] {
  if (inodes.size === 0) return [];
  const found: FoundProcess[] = [];
  for (const pid of readdirSync('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    const inode = networkOf(pid);
    if (inode !== undefined && inodes.has(inode)) found.push({ pid: Number(pid), init: isInit(pid) });
  }
  return found;
}

/** True while the process is there; a zombie counts as gone. */
function isAlive(pid: number): boolean {
  try {
    return !/^State:\t[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

export function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Already gone.
  }
}

const endDeadline = 5000;
const endPoll = 5;

/** Ends the processes and waits until they are gone. */
export async function endProcesses(pids: readonly number[]): Promise<void> {
  for (const pid of pids) killQuietly(pid);
  for (let waited = 0; waited < endDeadline && pids.some(isAlive); waited += endPoll) {
    await new Promise((resolve) => setTimeout(resolve, endPoll));
  }
}
