/**
 * Opens sockets inside a namespace for this process: a short-lived child, started inside, makes them and hands them over
 * (see socket-child.ts). Who connects is seen with its true address there; what this process opens itself stays outside.
 */

import { spawn } from 'node:child_process';
import { Socket } from 'node:dgram';
import { Server } from 'node:net';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommandFailure } from './command.ts';
import type { OpenedSocket, SocketSpec } from './host.ts';

/** A child that has not answered by then is stuck. */
export const openDeadline = 10_000;

/** More would not fit a readable command line; callers with more ask twice. */
export const maxSocketsPerChild = 256;

const script = fileURLToPath(new URL(`./socket-child${extname(import.meta.url)}`, import.meta.url));

function openedOf(handle: unknown): OpenedSocket | undefined {
  if (handle instanceof Server) return { kind: 'tcp', server: handle };
  if (handle instanceof Socket) return { kind: 'udp', socket: handle };
  return undefined;
}

export function closeOpened(opened: OpenedSocket): void {
  if (opened.kind === 'tcp') opened.server.close();
  else opened.socket.close();
}

export function openSocketsThrough(
  enter: readonly string[],
  specs: readonly SocketSpec[],
): Promise<readonly OpenedSocket[]> {
  if (specs.length === 0) return Promise.resolve([]);
  if (specs.length > maxSocketsPerChild) return Promise.reject(new RangeError(`${specs.length} sockets at once`));
  const words = specs.flatMap((spec) => [spec.kind, spec.address, `${spec.port}`]);
  const argv = [...enter, process.execPath, script, ...words];
  return new Promise((resolve, reject) => {
    const child = spawn(argv[0] ?? '', argv.slice(1), {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: { PATH: process.env.PATH ?? '' },
    });
    const opened: OpenedSocket[] = [];
    let complaint = '';
    const timer = setTimeout(() => child.kill('SIGKILL'), openDeadline);
    child.stderr?.on('data', (chunk: Buffer) => {
      complaint += chunk.toString();
    });
    child.on('message', (message: { failed?: string }, handle) => {
      const socket = openedOf(handle);
      if (socket) opened.push(socket);
      else complaint += message.failed ?? 'a message without a socket';
    });
    child.on('error', (error) => {
      complaint += error.message;
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      if (opened.length === specs.length) resolve(opened);
      else {
        opened.forEach(closeOpened);
        reject(new CommandFailure(argv, code ?? undefined, complaint));
      }
    });
  });
}
