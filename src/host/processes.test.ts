import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';
import { endProcesses, namespaceInode, processesIn } from './processes.ts';

test('this process is in its own network namespace, and is nobody init', () => {
  const own = namespaceInode('/proc/self/ns/net');
  const found = processesIn(new Set([own!]));
  expect(found.find(({ pid }) => pid === process.pid)).toEqual({ pid: process.pid, init: false });
});

test('nobody is in a namespace that does not exist', () => {
  expect(namespaceInode('/run/netns/there-is-none')).toBe(undefined);
  expect(processesIn(new Set())).toEqual([]);
  expect(processesIn(new Set([1]))).toEqual([]);
});

test('processes are gone when ending them returns', async () => {
  const child = spawn('sleep', ['30'], { stdio: 'ignore' });
  const ended = new Promise((resolve) => child.on('exit', (_, signal) => resolve(signal)));
  await endProcesses([child.pid!]);
  expect(await ended).toBe('SIGKILL');
  await endProcesses([child.pid!]);
});
