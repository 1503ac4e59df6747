/**
 * The Host of a real machine, by whichever entry leads to its namespaces. Every method is one or two processes; nothing is
 * remembered between calls, so a restarted server sees exactly what the old one left.
 */

import { readdirSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from './command.ts';
import type { Entry } from './entry.ts';
import type { Host } from './host.ts';
import { execThrough, findInit } from './instance.ts';
import { probeMachine } from './probe.ts';
import { endProcesses, namespaceInode, processesIn } from './processes.ts';
import { openSocketsThrough } from './sockets.ts';
import { startTunnellerThrough } from './tunneller.ts';
import { startWorkerThrough } from './worker.ts';

const sysctlScript = fileURLToPath(new URL('./sysctl.sh', import.meta.url));
const linkSizeScript = fileURLToPath(new URL(`./link-size-child${extname(import.meta.url)}`, import.meta.url));

function listDirectory(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch {
    return []; // No namespace was ever made.
  }
}

function inodesOf(entry: Entry, names: readonly string[]): ReadonlySet<number> {
  return new Set(names.flatMap((name) => namespaceInode(`${entry.directory}/${name}`) ?? []));
}

async function endAllIn(inodes: ReadonlySet<number>): Promise<number> {
  const found = processesIn(inodes);
  // An init takes its whole process namespace along, and those who wait outside for its members then leave by themselves.
  await endProcesses(found.flatMap(({ pid, init }) => (init ? [pid] : [])));
  await endProcesses(found.map(({ pid }) => pid));
  return found.length;
}

/** What was being started while a namespace went: it may bear children between two looks. */
const mostLooks = 20;

async function endLateComers(inodes: ReadonlySet<number>): Promise<void> {
  for (let looks = 0; looks < mostLooks && (await endAllIn(inodes)) > 0; looks += 1);
}

function text(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}

export function linuxHost(entry: Entry, close: () => Promise<void>): Host {
  return {
    kind: entry.kind,
    probe: () => probeMachine(),
    run: (argv, options = {}) => runCommand([...entry.enter(options.namespace), ...argv], options.stdin),
    async ipBatch(namespace, lines) {
      if (lines.length > 0) await runCommand([...entry.enter(namespace), 'ip', '-batch', '-'], text(lines));
    },
    async allowBigTcp(links) {
      if (links.length === 0) return;
      await runCommand([...entry.enter(), process.execPath, linkSizeScript], JSON.stringify(links));
    },
    async nft(namespace, transaction) {
      if (transaction !== '') await runCommand([...entry.enter(namespace), 'nft', '-f', '-'], transaction);
    },
    async sysctl(namespace, settings) {
      if (settings.length > 0) await runCommand([...entry.enter(namespace), 'sh', sysctlScript], text(settings));
    },
    listNamespaces: (prefix) =>
      Promise.resolve(
        listDirectory(entry.directory)
          .filter((name) => name.startsWith(prefix))
          .sort(),
      ),
    async removeNamespaces(names) {
      if (names.length === 0) return;
      const inodes = inodesOf(entry, names);
      await endAllIn(inodes);
      await runCommand([...entry.enter(), 'ip', '-batch', '-'], text(names.map((name) => `netns delete ${name}`)));
      await endLateComers(inodes);
    },
    openSockets: (namespace, specs) => openSocketsThrough(entry.enter(namespace), specs),
    startWorker: (namespace) => startWorkerThrough(entry.enter(namespace)),
    startTunneller: (namespace) => startTunnellerThrough(entry.enter(namespace)),
    execInstance: (view, argv, options = {}) => execThrough(entry, view, argv, options),
    instanceRuns: (namespace) => findInit(entry, namespace) !== undefined,
    killInstance: (namespace) => endAllIn(inodesOf(entry, [namespace])),
    close,
  };
}
