/** What Posterns leave on the machine, read from the machine itself: namespaces, processes and the host's own rules. */

import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Host } from '../../src/host/host.ts';
import { processesIn } from '../../src/host/processes.ts';

const clientProgram = fileURLToPath(new URL('./client.ts', import.meta.url));

/** Attempts of client.ts in a namespace, without asking any server. */
export async function tryIn(host: Host, namespace: string, ...attempts: readonly string[]): Promise<readonly string[]> {
  const list = JSON.stringify(attempts.map((text) => text.split(' ')));
  const { stdout } = await host.run([process.execPath, clientProgram, list], { namespace });
  return JSON.parse(stdout) as string[];
}

/** The kernel's numbers of a prefix's namespaces: one that was made anew has another. */
export function inodesOf(prefix: string): Readonly<Record<string, number>> {
  const names = namespacesOf(prefix);
  return Object.fromEntries(names.map((name) => [name, statSync(`/run/netns/${name}`).ino]));
}

export function namespacesOf(prefix: string): readonly string[] {
  const listed = execFileSync('ip', ['netns', 'list'], { encoding: 'utf8' });
  return listed
    .split('\n')
    .map((line) => line.split(' ')[0] ?? '')
    .filter((name) => name.startsWith(prefix))
    .sort();
}

export function processesOf(inodes: readonly number[]): readonly number[] {
  return processesIn(new Set(inodes)).map(({ pid }) => pid);
}

/** Processes whose command line speaks of a text, such as a state directory. */
export function processesNaming(text: string): readonly string[] {
  const found: string[] = [];
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      if (words.includes(text)) found.push(words);
    } catch {
      // Gone in the meantime.
    }
  }
  return found;
}

/** Rules, links and routes of the host's own namespace. */
export function hostConfiguration(): string {
  const commands = [
    ['nft', 'list', 'ruleset'],
    ['ip', '-brief', 'link'],
    ['ip', 'route', 'show', 'table', 'all'],
    ['ip', 'rule'],
  ];
  return commands.map(([file = '', ...words]) => execFileSync(file, words, { encoding: 'utf8' })).join('\n');
}
