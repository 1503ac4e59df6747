/** What came back from `Sockets.open`, taken as the kind that was asked for. */

import type { Socket } from 'node:dgram';
import type { Server } from 'node:net';
import { assert } from '../base/assert.ts';
import type { OpenSocket } from './sockets.ts';

export function streamServer(socket: OpenSocket | undefined): Server {
  assert(socket?.protocol === 'tcp', 'a TCP server was asked for');
  return socket.server;
}

export function datagramSocket(socket: OpenSocket | undefined): Socket {
  assert(socket?.protocol === 'udp', 'a UDP socket was asked for');
  return socket.socket;
}

/** Closes a socket that nobody came to use; one that was closed already is left alone. */
export function discard(socket: OpenSocket): void {
  if (socket.protocol === 'tcp') {
    socket.server.close();
    return;
  }
  try {
    socket.socket.close();
  } catch {
    // ERR_SOCKET_DGRAM_NOT_RUNNING: it was closed already.
  }
}
