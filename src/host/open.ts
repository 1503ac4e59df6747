/**
 * Opens the Host that this process has the right to: root's, or an unprivileged user's behind a holder process that is
 * started once per prefix and found again after a crash. Does not decide whether the machine is good enough (probe.ts).
 */

import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CommandFailure } from './command.ts';
import { holderEntry, rootEntry } from './entry.ts';
import type { Host } from './host.ts';
import { linuxHost } from './linux-host.ts';
import { endProcesses, namespaceInode, processesIn } from './processes.ts';

const holderScript = fileURLToPath(new URL('./holder.sh', import.meta.url));

export function rootHost(): Host {
  return linuxHost(rootEntry, () => Promise.resolve());
}

/** The holder that this user started for the prefix, if it still runs. */
export function findHolder(prefix: string): number | undefined {
  for (const pid of readdirSync('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      if (words[1] !== holderScript || words[2] !== prefix) continue;
      if (statSync(`/proc/${pid}`).uid === process.getuid?.()) return Number(pid);
    } catch {
      // Gone in the meantime.
    }
  }
  return undefined;
}

function startHolder(prefix: string): Promise<number> {
  const argv = ['unshare', '-Urnm', 'sh', holderScript, prefix];
  return new Promise((resolve, reject) => {
    const child = spawn('unshare', argv.slice(1), { stdio: ['ignore', 'pipe', 'pipe'], detached: true, cwd: '/' });
    let complaint = '';
    child.stderr.on('data', (chunk: Buffer) => {
      complaint += chunk.toString();
    });
    child.stdout.once('data', () => {
      child.stdout.destroy();
      child.stderr.destroy();
      child.unref();
      resolve(child.pid ?? 0);
    });
    child.on('error', (error) => reject(new CommandFailure(argv, undefined, error.message)));
    child.on('close', (code) => reject(new CommandFailure(argv, code ?? undefined, complaint)));
  });
}

/** Everything that lives in the holder's own network namespace or in one that it keeps. */
async function endHolder(holder: number): Promise<void> {
  const { directory } = holderEntry(holder);
  const own = namespaceInode(`/proc/${holder}/ns/net`);
  let kept: readonly (number | undefined)[] = [];
  try {
    kept = readdirSync(directory).map((name) => namespaceInode(`${directory}/${name}`));
  } catch {
    // The holder is gone, and its namespaces with it.
  }
  const inodes = new Set([own, ...kept].filter((inode) => inode !== undefined));
  const found = processesIn(inodes);
  await endProcesses(found.flatMap(({ pid, init }) => (init ? [pid] : [])));
  await endProcesses(found.map(({ pid }) => pid));
}

export async function unprivilegedHost(prefix: string): Promise<Host> {
  const holder = findHolder(prefix) ?? (await startHolder(prefix));
  return linuxHost(holderEntry(holder), () => endHolder(holder));
}

export function openHost(prefix: string): Promise<Host> {
  return process.getuid?.() === 0 ? Promise.resolve(rootHost()) : unprivilegedHost(prefix);
}
