/** Connections that stay open while the data plane changes around them; the client's side is held-client.ts. */

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { closeOpened } from '../../src/host/sockets.ts';
import type { World } from './world.ts';

const script = fileURLToPath(new URL('./held-client.ts', import.meta.url));

export interface Held {
  /** What the server said first. */
  readonly first: string;
  /** Says it again: what the server says now, or how the connection ended. */
  again(): Promise<string>;
}

export async function hold(
  world: World,
  id: string,
  to: { readonly address: string; readonly port: number },
  from: { readonly address?: string; readonly port?: number } = {},
): Promise<Held> {
  const directory = mkdtempSync(join(tmpdir(), 'postern-held-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const path = join(directory, 'connection');
  const words = [to.address, `${to.port}`, from.address ?? '-', `${from.port ?? 0}`, path];
  const running = world.host.run([process.execPath, script, ...words], { namespace: world.namespace(id) });
  running.catch(() => {});
  for (let left = 400; left > 0 && !existsSync(`${path}.open`); left -= 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return {
    first: readFileSync(`${path}.open`, 'utf8'),
    async again() {
      writeFileSync(`${path}.go`, '');
      const { stdout } = await running;
      return (JSON.parse(stdout) as [string, string])[1];
    },
  };
}

export interface HeldServer {
  /** Says something unasked, to every client. */
  speak(): void;
  close(): void;
}

/** A server that answers whatever comes with its name and the client as it sees it, as often as it is asked. */
export async function serveHeld(world: World, id: string, port: number): Promise<HeldServer> {
  const opened = await world.host.openSockets(world.namespace(id), [{ kind: 'tcp', address: '0.0.0.0', port }]);
  const clients = new Set<Socket>();
  for (const one of opened) {
    if (one.kind !== 'tcp') continue;
    one.server.on('connection', (socket) => {
      clients.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => clients.delete(socket));
      socket.on('data', () => socket.write(`${id} ${socket.remoteAddress}`));
    });
  }
  return {
    speak() {
      for (const socket of clients) socket.write('unasked');
    },
    close: () => opened.forEach(closeOpened),
  };
}
