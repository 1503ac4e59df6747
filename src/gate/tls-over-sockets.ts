/**
 * TLS on connections that somebody else accepted: a certificate of the local authority for the name that the client asks
 * for, where the listener may bear it. It speaks no HTTP; it hands on what came through the handshake.
 */

import type { Socket } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import type { Authority } from './authority.ts';
import type { Closable } from './connections.ts';

/** Milliseconds for a handshake. */
export const handshakeTime = 10_000;

const hostName = /^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/;

export interface TlsNames {
  /** Whether the listener may show a certificate for a name; asked with `*.` before a domain, for all of its labels. */
  readonly owns: (name: string) => boolean;
  /** Shown to clients that name nothing or a name that is not owned; absent: they are refused. */
  readonly otherwise?: string;
}

export interface TlsOverSockets extends Closable {
  accept(socket: Socket): void;
}

/** One certificate for all labels under a domain, where every one of them is owned: a bucket does not need its own. */
function certificateName(names: TlsNames, asked: string): string | undefined {
  const name = asked.toLowerCase();
  if (!hostName.test(name) || !names.owns(name)) return names.otherwise;
  const wildcard = name.replace(/^[^.]+/, '*');
  return names.owns(wildcard) ? wildcard : name;
}

export async function tlsOverSockets(
  authority: Authority,
  names: TlsNames,
  accept: (socket: TLSSocket) => void,
): Promise<TlsOverSockets> {
  const fallback = names.otherwise === undefined ? undefined : await authority.identityFor(names.otherwise);
  const server = createServer({
    ...(fallback ? { cert: fallback.cert, key: fallback.key } : {}),
    minVersion: 'TLSv1.2',
    ALPNProtocols: ['http/1.1'],
    handshakeTimeout: handshakeTime,
    SNICallback(asked, done) {
      const name = certificateName(names, asked);
      if (name === undefined) return done(new Error('a name that nobody here bears'));
      authority.identityFor(name).then(
        (identity) => done(null, identity.context),
        (error) => done(error),
      );
    },
  });
  server.on('secureConnection', accept);
  // A client that does not trust the authority is the client's matter.
  server.on('tlsClientError', (_, socket) => socket.destroy());
  return {
    accept: (socket) => void server.emit('connection', socket),
    close: () => void server.removeAllListeners('secureConnection'),
  };
}
