/** Programs that send datagrams inside a namespace until something answers, and that answer them: when a way opened. */

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { inside } from './ground.ts';

/** Answers on so many ports. */
export const echo = (first: number, count: number): string => `
  for (let port = ${first}; port < ${first + count}; port += 1) {
    const socket = require('node:dgram').createSocket('udp4');
    socket.on('message', (message, { address, port }) => socket.send(message, port, address));
    socket.bind(port);
  }
  console.log('ready');
`;

/** Reads ports; for each sends until something comes back, and prints when that was. */
export const ask = (address: string): string => `
  const socket = require('node:dgram').createSocket('udp4');
  let timer;
  socket.on('message', () => {
    if (timer === undefined) return;
    clearInterval(timer);
    timer = undefined;
    console.log(performance.timeOrigin + performance.now());
  });
  require('node:readline').createInterface({ input: process.stdin }).on('line', (port) => {
    clearInterval(timer);
    timer = setInterval(() => socket.send('x', Number(port), '${address}'), 1);
  });
  console.log('ready');
`;

export function start(namespace: string, program: string) {
  const [file = '', ...rest] = inside(namespace, process.execPath, '-e', program);
  const child = spawn(file, rest, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return { child, next: async () => String((await lines.next()).value) };
}
