/**
 * S3 behind the door: bodies are streams that are never held here, and each action is authorized with the bucket's policy,
 * the endpoint's and the identity's together. The same adapter serves the embedded store and a forwarded one.
 */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Authorizer } from '../access/authorize.ts';
import type { S3Request, S3Response } from '../services/s3/request.ts';
import type { Store } from '../store/store.ts';
import { chunkSignatureCheck } from '../wire/chunk-signature.ts';
import { headerOf } from '../wire/head.ts';
import { authorize, type Exchange } from './exchange.ts';

export interface S3Backend {
  handle(request: S3Request): Promise<S3Response>;
}

export async function serveS3(
  services: { readonly store: Store; readonly authorizer: Authorizer; readonly s3: S3Backend },
  exchange: Exchange,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { head, target, caller, signature } = exchange;
  const answer = await services.s3.handle({
    method: head.method,
    path: head.path,
    query: head.query,
    headers: head.headers,
    host: headerOf(head, 'host') ?? '',
    body: request,
    region: target.region,
    requestId: exchange.requestId,
    account: caller?.account,
    authorize: (action, resource, bucket, context) =>
      authorize(services.authorizer, services.store.network, exchange, {
        action,
        resource,
        resourceAccount: bucket?.account ?? caller?.account ?? '',
        resourcePolicy: bucket?.policy,
        keys: { ...(bucket ? { 's3:ResourceAccount': bucket.account } : {}), ...context },
      }),
    ...(signature && caller
      ? { verifyChunk: exchange.trusted ? () => true : chunkSignatureCheck(signature, caller.secret) }
      : {}),
  });
  await send(request, response, answer);
}

async function send(request: IncomingMessage, response: ServerResponse, answer: S3Response): Promise<void> {
  // A body that was refused unread would be taken for the connection's next request.
  const connection = request.complete ? {} : { connection: 'close' };
  response.writeHead(answer.status, { ...answer.headers, ...connection });
  if (answer.body instanceof Readable) await pipeline(answer.body, response);
  else response.end(request.method === 'HEAD' ? undefined : answer.body);
}
