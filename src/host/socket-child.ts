/**
 * Started inside a network namespace: opens the sockets that its arguments name (`tcp|udp`, address, port, …), hands each
 * to the parent over the channel, and ends. A socket stays in the namespace where it was made, whoever holds it.
 * Starts as fast as it can: no imports but the two modules that make sockets.
 */

import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

const words = process.argv.slice(2);

function fail(error: Error): void {
  process.send?.({ failed: error.message }, () => process.exit(1));
}

function openNext(index: number): void {
  const [kind, address, port] = words.slice(index * 3, index * 3 + 3);
  if (kind === undefined) {
    process.disconnect();
    return;
  }
  if (kind === 'tcp') {
    const server = createServer({ pauseOnConnect: true });
    server.on('error', fail);
    server.listen({ host: address, port: Number(port), backlog: 1024, exclusive: true }, () => {
      process.send?.({ index }, server, {}, () => {
        server.close();
        openNext(index + 1);
      });
    });
  } else {
    const socket = createSocket('udp4');
    socket.on('error', fail);
    socket.bind({ address: address ?? '', port: Number(port), exclusive: true }, () => {
      process.send?.({ index }, socket, {}, () => {
        socket.close();
        openNext(index + 1);
      });
    });
  }
}

/**
 * A parent that was killed meanwhile takes nothing, and a socket that stayed would keep its address from the next one. It is
 * looked for, because Node emits no `disconnect` while the other side has not confirmed a handle.
 */
const lookEvery = 50;
setInterval(() => {
  if (!process.connected) process.exit();
}, lookEvery).unref();
/** What is told waits until the parent has confirmed the handle before it; nothing else may keep this process until then. */
process.channel?.ref();
openNext(0);
