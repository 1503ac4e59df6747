/**
 * A thread with one dynalite database: requests come and answers go as messages. A thread, because what dynalite doesn't
 * expect it throws where nobody can catch it, and because ending the thread is what closes the database.
 */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { parentPort, workerData } from 'node:worker_threads';
import dynalite from 'dynalite';
import { present } from '../../base/assert.ts';
import type { DatabaseAnswer, DatabaseCall } from './database.ts';

/** Milliseconds that a table is CREATING, UPDATING or DELETING. AWS's waiters sleep 20 s once they have seen it, so they had better not. */
const transition = 0;

/** dynalite wants to see a signature of some kind; the real one was checked, and is no business of a database's. */
const authorization =
  'AWS4-HMAC-SHA256 Credential=postern/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0';

const { path } = workerData as { readonly path: string | undefined };
const times = { createTableMs: transition, deleteTableMs: transition, updateTableMs: transition };
const server = dynalite({ ...times, ...(path === undefined ? {} : { path }) });
const port = present(parentPort, 'the thread that asks');

port.on('message', (call: DatabaseCall) => {
  const headers = { ...call.headers, authorization, 'x-amz-date': '20260101T000000Z' };
  const request = Object.assign(Readable.from([Buffer.from(call.body)]), { method: 'POST', url: '/', headers });
  const answered: Record<string, string> = {};
  const response = {
    statusCode: 200,
    setHeader(name: string, value: unknown) {
      answered[name.toLowerCase()] = String(value);
    },
    end(body: string | Buffer = '') {
      const answer: DatabaseAnswer = {
        id: call.id,
        status: response.statusCode,
        headers: answered,
        body: Buffer.from(body),
      };
      port.postMessage(answer);
    },
  };
  server.emit('request', request as unknown as IncomingMessage, response as unknown as ServerResponse);
});
