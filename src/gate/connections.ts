/**
 * The connections of a listening server: counted, bounded, and destroyed with it, so that what loses its endpoint loses its
 * connections in the same moment. Relies on a server that somebody else has opened.
 */

import type { Server, Socket } from 'node:net';

/** What is open and can be closed for good. */
export interface Closable {
  close(): void;
}

/** Over the limit, a connection is reset before a byte of it is read. */
export function acceptConnections(server: Server, most: number, accept: (socket: Socket) => void): Closable {
  const open = new Set<Socket>();
  const onConnection = (socket: Socket) => {
    if (open.size >= most) {
      socket.destroy();
      return;
    }
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    // A connection that the other side resets is no error of ours.
    socket.on('error', () => socket.destroy());
    accept(socket);
  };
  server.on('connection', onConnection);
  // A listener whose place is going away is closed by its owner.
  server.on('error', () => {});
  return {
    close() {
      server.off('connection', onConnection);
      server.on('connection', (socket) => socket.destroy());
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}

/** The other side's IPv4 address, however the socket writes it. */
export function sourceAddress(socket: Pick<Socket, 'remoteAddress'>): string {
  return (socket.remoteAddress ?? '').replace(/^::ffff:/i, '');
}

/** The address that the other side connected to. */
export function destinationAddress(socket: Pick<Socket, 'localAddress'>): string {
  return (socket.localAddress ?? '').replace(/^::ffff:/i, '');
}
