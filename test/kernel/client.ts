/**
 * Runs inside a namespace and tries what its arguments name, all at once: `tcp|udp address port source`, four words each,
 * the source `-` where the kernel shall choose, or an address, or an address and a port with a colon between. Prints one JSON list: what the server said, or how it failed.
 */

import { createSocket } from 'node:dgram';
import { connect } from 'node:net';

/** A packet that is dropped gives no answer; on one machine an answer takes far less. */
const patience = 500;

function sourceOf(text: string): { readonly address?: string; readonly port?: number } {
  if (text === '-') return {};
  const [address = '', port] = text.split(':');
  return { address, ...(port === undefined ? {} : { port: Number(port) }) };
}

function tryTcp(address: string, port: number, source: string): Promise<string> {
  return new Promise((resolve) => {
    const from = sourceOf(source);
    const local = from.address === undefined ? {} : { localAddress: from.address, localPort: from.port ?? 0 };
    const socket = connect({ host: address, port, ...local });
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
    socket.bind(sourceOf(source), () => socket.send('hello', port, address));
  });
}

const words = process.argv.slice(2);
const tries: Promise<string>[] = [];
for (let index = 0; index < words.length; index += 4) {
  const [kind, address = '', port = '', source = '-'] = words.slice(index, index + 4);
  tries.push((kind === 'tcp' ? tryTcp : tryUdp)(address, Number(port), source));
}
process.stdout.write(JSON.stringify(await Promise.all(tries)));
