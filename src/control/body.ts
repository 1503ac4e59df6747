/** The body of a request to one of Postern's own pages, whole, within a limit. */

import type { IncomingMessage } from 'node:http';
import { Fault } from '../base/fault.ts';

/** @throws Fault for one that is longer */
export async function bodyOf(request: IncomingMessage, longest: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > longest) throw new Fault('RequestEntityTooLarge', 'The body is too long.', 413);
  }
  const whole = new Uint8Array(length);
  let end = 0;
  for (const chunk of chunks) {
    whole.set(chunk, end);
    end += chunk.length;
  }
  return whole;
}
