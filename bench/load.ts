/**
 * A load generator for signed HTTP requests: a list of them in turns on a few kept connections, answers only counted. Run
 * as a process of its own, so that it takes the server's processor as little as it can.
 * Arguments: port, connections, seconds; a JSON array of requests on standard input. Prints one JSON object.
 */

import { createConnection } from 'node:net';
import { text } from 'node:stream/consumers';

const [port, connections, seconds] = process.argv.slice(2).map(Number) as [number, number, number];
const requests = (JSON.parse(await text(process.stdin)) as string[]).map((request) => Buffer.from(request));
let next = 0;
/** Bytes in which an answer's head ends. */
const longestHead = 600;
let answers = 0;
let refusals = 0;
/** Answers before the counting begins, too. */
let all = 0;
let counting = false;
const latencies: number[] = [];

/** Length of the first whole answer in the buffer, or undefined. */
function answerLength(buffer: Buffer): number | undefined {
  const end = buffer.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const head = buffer.toString('latin1', 0, end);
  const length = /content-length: *(\d+)/i.exec(head)?.[1];
  const whole = end + 4 + Number(length ?? 0);
  return buffer.length >= whole ? whole : undefined;
}

function open(): void {
  const socket = createConnection({ port, host: '127.0.0.1', noDelay: true });
  let received: Buffer = Buffer.alloc(0);
  let sent = 0;
  const send = (): void => {
    sent = performance.now();
    socket.write(requests[next++ % requests.length]!);
  };
  socket.on('connect', send);
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    const length = answerLength(received);
    if (length === undefined) return;
    all += 1;
    if (counting) {
      if (received.subarray(9, 10).toString() === '2') answers += 1;
      else refusals += 1;
      latencies.push(performance.now() - sent);
    }
    // A server that closes after each answer is asked on a new connection.
    if (/connection: *close/i.test(received.toString('latin1', 0, Math.min(length, longestHead)))) {
      socket.destroy();
      open();
      return;
    }
    received = received.subarray(length);
    send();
  });
}

for (let index = 0; index < connections; index += 1) open();
await new Promise((resolve) => setTimeout(resolve, 500));
counting = true;
const begun = performance.now();
await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
const elapsed = (performance.now() - begun) / 1000;
latencies.sort((one, other) => one - other);
const p99 = latencies[Math.floor(latencies.length * 0.99)] ?? 0;
process.stdout.write(`${JSON.stringify({ perSecond: answers / elapsed, refusals, p99, all })}\n`);
process.exit(0);
