import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import type { OpenedSocket } from './host.ts';
import { closeOpened, maxSocketsPerChild, openSocketsThrough } from './sockets.ts';

const opened: OpenedSocket[] = [];
afterEach(() => opened.splice(0).forEach(closeOpened));

const loopback = '127.0.0.1';

function isZombie(pid: number): boolean {
  return /^State:\t[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
}

test('a child hands over listening sockets, in the order asked for', async () => {
  opened.push(
    ...(await openSocketsThrough(
      [],
      [
        { kind: 'tcp', address: loopback, port: 0 },
        { kind: 'udp', address: loopback, port: 0 },
      ],
    )),
  );
  expect(opened.map(({ kind }) => kind)).toEqual(['tcp', 'udp']);
  const [first] = opened;
  if (first?.kind !== 'tcp') throw new Error('no server');
  first.server.on('connection', (socket) => socket.end('served here'));
  const address = first.server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const answer = await new Promise((resolve) => {
    connect(port, loopback).on('data', (chunk) => resolve(chunk.toString()));
  });
  expect(answer).toBe('served here');
});

test('all or none: one address that cannot be had fails with its reason', async () => {
  const specs = [
    { kind: 'tcp', address: loopback, port: 0 },
    { kind: 'tcp', address: '192.0.2.1', port: 1 },
  ] as const;
  await expect(openSocketsThrough([], specs)).rejects.toThrow('EADDRNOTAVAIL');
});

test('a failure reaches a parent that is busy meanwhile', async () => {
  const specs = [
    { kind: 'tcp', address: loopback, port: 0 },
    { kind: 'tcp', address: '192.0.2.1', port: 1 },
  ] as const;
  const opening = openSocketsThrough([], specs);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
  await expect(opening).rejects.toThrow('EADDRNOTAVAIL');
});

test('nothing asked, nothing started; too many are refused', async () => {
  expect(await openSocketsThrough(['/nowhere'], [])).toEqual([]);
  const many = Array.from(
    { length: maxSocketsPerChild + 1 },
    () => ({ kind: 'tcp', address: loopback, port: 0 }) as const,
  );
  await expect(openSocketsThrough([], many)).rejects.toThrow('257 sockets at once');
});

test('a child whose parent was killed in the middle of it ends, and frees the address', async () => {
  const script = fileURLToPath(new URL('./socket-child.ts', import.meta.url));
  const words = JSON.stringify([script, 'tcp', loopback, '0', 'tcp', loopback, '0']);
  // Takes no message, as if it were busy, and dies when the first socket is on its way.
  const parent = spawn(process.execPath, [
    '-e',
    `const options = { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] };
    const child = require('node:child_process').spawn(process.execPath, ${words}, options);
    require('node:fs').writeSync(1, child.pid + '\\n');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 600);
    process.kill(process.pid, 'SIGKILL');`,
  ]);
  const [pid] = await once(parent.stdout, 'data');
  await once(parent, 'close');
  const isThere = () => {
    try {
      return process.kill(Number(String(pid)), 0) && !isZombie(Number(String(pid)));
    } catch {
      return false;
    }
  };
  await expect.poll(isThere, { timeout: 3000 }).toBe(false);
});
