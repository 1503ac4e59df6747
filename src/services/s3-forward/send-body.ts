/**
 * Sends a request's body on while it arrives, decoded and verified by the embedded S3's own reader. The last piece is held
 * back until everything has been found true, so that a server never has a whole body that was refused: its request is
 * broken off instead. Holds two pieces and what the connection buffers.
 */

import { PassThrough } from 'node:stream';
import type { Head } from '../../wire/head.ts';
import { maximumPutBytes } from '../s3/object-write.ts';
import { type PayloadRequest, receive } from '../s3/payload.ts';
import { planPayload } from '../s3/payload-plan.ts';
import type { Answer, Upstream } from './upstream.ts';

/** What may wait for the server. */
export const bufferBytes = 256 * 1024;

/** The server has answered, or is gone, before the body's end. */
class Abandoned extends Error {}

interface Sending {
  readonly body: PassThrough;
  readonly answer: Promise<Answer>;
  readonly abort: () => void;
  readonly settled: () => boolean;
}

function begin(upstream: Upstream, head: Head): Sending {
  const body = new PassThrough({ highWaterMark: bufferBytes });
  const controller = new AbortController();
  let settled = false;
  const answer = upstream.send(head, { body, signal: controller.signal });
  const settle = (): void => {
    settled = true;
    body.emit('settled');
  };
  answer.then(settle, settle);
  body.on('error', () => {});
  return { body, answer, abort: () => controller.abort(), settled: () => settled };
}

function woken(body: PassThrough): Promise<void> {
  const events = ['drain', 'close', 'settled'];
  return new Promise((resolve) => {
    const wake = (): void => {
      for (const event of events) body.off(event, wake);
      resolve();
    };
    for (const event of events) body.on(event, wake);
  });
}

/** A body that failed meanwhile is found destroyed by the next write. */
async function write({ body, settled }: Sending, piece: Buffer): Promise<void> {
  if (settled() || body.destroyed) throw new Abandoned();
  if (!body.write(piece)) await woken(body);
}

/** Throws the reader's Fault where the body isn't what it was said to be. */
export async function sendBody(upstream: Upstream, head: Head, request: PayloadRequest): Promise<Answer> {
  const { length } = planPayload(request.headers, request.verifyChunk);
  const whole: Head = { ...head, headers: { ...head.headers, 'content-length': String(length) } };
  let sending: Sending | undefined;
  let held: Buffer | undefined;
  try {
    await receive(request, undefined, maximumPutBytes, async (piece) => {
      if (piece.length === 0) return;
      if (held) {
        sending ??= begin(upstream, whole);
        await write(sending, held);
      }
      held = piece;
    });
  } catch (error) {
    if (error instanceof Abandoned && sending) return sending.answer;
    sending?.abort();
    sending?.body.destroy();
    throw error;
  }
  if (held === undefined) return upstream.send(whole);
  sending ??= begin(upstream, whole);
  sending.body.end(held);
  return sending.answer;
}
