/**
 * Runs inside a namespace and tries what its arguments name, all at once: `tcp|udp address port source`, four words each,
 * the source `-` where the kernel shall choose. Prints one JSON list: what the server said, or how it failed.
 */

import { createSocket } from 'node:dgram';
import { connect } from 'node:net';

/** A packet that is dropped gives no answer; on one machine an answer takes far less. */
const patience = 500;

function tryTcp(address: string, port: number, source: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port, ...(source === '-' ? {} : { localAddress: source }) });
    const timer = setTimeout(() => finish('silence'), patience);
    function finish(answer: string): void {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    }
    socket.on('data', (chunk) => finish(chunk.toString()));
    socket.on('error', (error: NodeJS.ErrnoException) => finish(error.code ?? error.message));
  });
}

function tryUdp(address: string, port: number, source: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    const timer = setTimeout(() => finish('silence'), patience);
    function finish(answer: string): void {
      clearTimeout(timer);
      socket.close();
      resolve(answer);
    }
    socket.on('message', (chunk) => finish(chunk.toString()));
    socket.on('error', (error: NodeJS.ErrnoException) => finish(error.code ?? error.message));
    socket.bind(source === '-' ? {} : { address: source }, () => socket.send('hello', port, address));
  });
}

const words = process.argv.slice(2);
const tries: Promise<string>[] = [];
for (let index = 0; index < words.length; index += 4) {
  const [kind, address = '', port = '', source = '-'] = words.slice(index, index + 4);
  tries.push((kind === 'tcp' ? tryTcp : tryUdp)(address, Number(port), source));
}
process.stdout.write(JSON.stringify(await Promise.all(tries)));
