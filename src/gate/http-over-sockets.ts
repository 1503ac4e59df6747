/**
 * HTTP on connections that somebody else accepted: keep-alive, slow clients cut off, and nothing left when it is closed. A
 * server that never listened itself starts its clocks only when it is told that it listens, which is done here.
 */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Closable } from './connections.ts';

export interface HttpLimits {
  /** Milliseconds for the head of a request. */
  readonly head: number;
  /** Milliseconds for a whole request; 0 for as long as bytes keep coming. */
  readonly request: number;
  /** Milliseconds without a byte in either direction. */
  readonly idle: number;
  /** Milliseconds between two requests of a connection. */
  readonly keepAlive: number;
  /** Bytes of a request's head. */
  readonly headSize: number;
}

export type HttpHandler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

export interface HttpOverSockets extends Closable {
  accept(socket: Socket): void;
}

/** How often slow clients are looked for, in milliseconds. */
const checking = 1_000;

function run(handler: HttpHandler, request: IncomingMessage, response: ServerResponse): void {
  Promise.resolve()
    .then(() => handler(request, response))
    // The handler's own errors are its own to report; a client must not wait for what will not come.
    .catch(() => {
      if (response.headersSent) return void response.destroy();
      response.writeHead(500).end();
    });
}

export function httpOverSockets(limits: HttpLimits, handler: HttpHandler): HttpOverSockets {
  const server = createServer({
    headersTimeout: limits.head,
    requestTimeout: limits.request,
    keepAliveTimeout: limits.keepAlive,
    connectionsCheckingInterval: Math.min(checking, limits.head),
    maxHeaderSize: limits.headSize,
  });
  server.timeout = limits.idle;
  // A client that has sent its whole request may close its half and still read the answer, as it may at AWS.
  Object.assign(server, { httpAllowHalfOpen: true });
  server.on('request', (request, response) => run(handler, request, response));
  server.emit('listening');
  return {
    accept(socket) {
      socket.allowHalfOpen = true;
      server.emit('connection', socket);
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
