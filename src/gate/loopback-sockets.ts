/**
 * Sockets for tests: whatever place and address is asked for, a real socket on loopback with a port of its own, found
 * again by what was asked. A place can be made to fail.
 */

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { placeKey } from './listeners.ts';
import type { Listening, OpenSocket, Sockets } from './sockets.ts';

export async function loopbackServer(): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port };
}

export async function loopbackDatagrams() {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return { socket, port: socket.address().port };
}

export interface LoopbackSockets extends Sockets {
  /** The port that stands for `PLACE udp|tcp ADDRESS:PORT`; undefined where it was never opened. */
  portOf(name: string): number | undefined;
  /** Names of what was opened, once for each time. */
  readonly opened: string[];
  /** Places that cannot be opened. */
  readonly broken: Set<string>;
}

async function openOne(wanted: Listening): Promise<{ readonly socket: OpenSocket; readonly port: number }> {
  if (wanted.protocol === 'udp') {
    const { socket, port } = await loopbackDatagrams();
    return { socket: { protocol: 'udp', socket }, port };
  }
  const { server, port } = await loopbackServer();
  return { socket: { protocol: 'tcp', server }, port };
}

export function loopbackSockets(): LoopbackSockets {
  const ports = new Map<string, number>();
  const opened: string[] = [];
  const broken = new Set<string>();
  return {
    opened,
    broken,
    portOf: (name) => ports.get(name),
    async open(place, wanted) {
      if (broken.has(placeKey(place))) throw new Error(`${placeKey(place)} is gone`);
      const sockets: OpenSocket[] = [];
      for (const one of wanted) {
        const name = `${placeKey(place)} ${one.protocol} ${one.address}:${one.port}`;
        const { socket, port } = await openOne(one);
        ports.set(name, port);
        opened.push(name);
        sockets.push(socket);
      }
      return sockets;
    },
  };
}
