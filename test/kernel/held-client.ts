/**
 * Runs inside a namespace: opens one TCP connection, says something, says it again when it is told to, and prints as a JSON list
 * what came back each time. Arguments: address, port, local address and port (`-` and 0 where the kernel shall choose), and a
 * path: the file `path.open` is made after the first answer, and the file `path.go` is waited for.
 */

import { existsSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';

const [address = '', port = '', source = '-', sourcePort = '0', path = ''] = process.argv.slice(2);
/** Longer than the first retransmission, so that a lost packet alone is no silence. */
const patience = 1500;

const local = source === '-' ? {} : { localAddress: source };
const socket = connect({ host: address, port: Number(port), localPort: Number(sourcePort), ...local });
let listening = (_: string): void => {};
socket.on('data', (chunk) => listening(chunk.toString()));
socket.on('error', (error: NodeJS.ErrnoException) => listening(error.code ?? error.message));
socket.on('end', () => listening('end'));

function ask(): Promise<string> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve('silence'), patience);
    listening = (answer) => {
      clearTimeout(timer);
      resolve(answer);
    };
    socket.write('hello');
  });
}

const first = await ask();
writeFileSync(`${path}.open`, first);
for (let left = 500; left > 0 && !existsSync(`${path}.go`); left -= 1) {
  await new Promise((resolve) => setTimeout(resolve, 20));
}
const second = await ask();
socket.destroy();
process.stdout.write(JSON.stringify([first, second]));
