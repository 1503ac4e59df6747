/**
 * The little of HTTP that every AWS answer shares: reading a body that may not be endless, and sending an answer with its
 * request id. Listening, routing and order are the composition root's.
 */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { Fault } from '../base/fault.ts';
import type { WireResponse } from './operation.ts';

/**
 * The whole body, or undefined where it is longer than the limit; the rest is then left unread. Listens to events: an
 * iterator costs more than reading the small body of most requests.
 */
export function readBody(request: IncomingMessage, limit: number): Promise<Uint8Array | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > limit) return Promise.resolve(undefined);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const take = (chunk: Buffer): void => {
      length += chunk.length;
      chunks.push(chunk);
      if (length <= limit) return;
      request.off('data', take);
      // Not destroyed: the answer has yet to go out on the same connection.
      request.pause();
      resolve(undefined);
    };
    request.on('data', take);
    request.once('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
    // Both come where the client goes away: its doing, though nobody is left to read the answer.
    request.once('error', () => reject(incompleteBody()));
    request.once('aborted', () => reject(incompleteBody()));
  });
}

function incompleteBody(): Fault {
  return new Fault('IncompleteBody', 'The request ended before its body did.');
}

/** Sends the answer. A request whose body was left unread has its connection closed, for there's no next one to find. */
export function writeResponse(request: IncomingMessage, response: ServerResponse, answer: WireResponse): void {
  const { body } = answer;
  const length = typeof body === 'string' ? Buffer.byteLength(body) : body.length;
  const connection = request.complete ? {} : { connection: 'close' };
  response.writeHead(answer.status, { ...answer.headers, ...connection, 'content-length': length });
  // Text goes out in one write with the head; bytes would be a second piece.
  response.end(request.method === 'HEAD' ? undefined : body);
}
