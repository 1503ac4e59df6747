import { connect } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import type { OpenedSocket } from './host.ts';
import { closeOpened, maxSocketsPerChild, openSocketsThrough } from './sockets.ts';

const opened: OpenedSocket[] = [];
afterEach(() => opened.splice(0).forEach(closeOpened));

const loopback = '127.0.0.1';

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

test('nothing asked, nothing started; too many are refused', async () => {
  expect(await openSocketsThrough(['/nowhere'], [])).toEqual([]);
  const many = Array.from(
    { length: maxSocketsPerChild + 1 },
    () => ({ kind: 'tcp', address: loopback, port: 0 }) as const,
  );
  await expect(openSocketsThrough([], many)).rejects.toThrow('257 sockets at once');
});
