/**
 * Puts files of logs into buckets, as CloudWatch Logs does for the services of AWS: a request that nobody signed, judged by the
 * bucket's policy with the service as its principal.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-V2-S3.html
 */

import { randomUUID } from 'node:crypto';
import { letsService } from '../access/service-access.ts';
import { Fault } from '../base/fault.ts';
import type { LogDestination } from '../model/flow-log.ts';
import type { S3Request, S3Response } from '../services/s3/request.ts';
import type { S3Backend } from './s3.ts';

export interface DeliveredFile extends LogDestination {
  readonly body: Buffer;
}

const service = 'delivery.logs.amazonaws.com';
/** What the bucket policies of AWS's pages ask for. */
const acl = 'bucket-owner-full-control';

async function* inOnePiece(body: Buffer): AsyncGenerator<Buffer> {
  yield body;
}

type Asked = Pick<S3Request, 'method' | 'path' | 'body' | 'authorize'> & { readonly length: number };

function requestOf({ length, ...asked }: Asked, region: string): S3Request {
  return {
    ...asked,
    query: '',
    headers: { 'content-length': `${length}`, 'content-type': 'application/octet-stream', 'x-amz-acl': acl },
    host: `s3.${region}.amazonaws.com`,
    region,
    requestId: randomUUID(),
    account: undefined,
  };
}

/** Whether the service may do something to a bucket for an account. */
function isLet({ account, region }: LogDestination, ...asked: Parameters<S3Request['authorize']>): boolean {
  const [action, resource, bucket, context] = asked;
  const keys = {
    'aws:SecureTransport': 'true',
    'aws:SourceAccount': account,
    'aws:SourceArn': `arn:aws:logs:${region}:${account}:*`,
    's3:x-amz-acl': acl,
    ...context,
  };
  return letsService({ service, account, bucket, action, resource, keys });
}

/** Asks for the bucket alone, and judges on the way whether it would take the file. */
export async function stateOfDestination(
  s3: S3Backend,
  destination: LogDestination,
): Promise<'open' | 'closed' | 'missing'> {
  const { bucket, key, region } = destination;
  let isOpen = false;
  const asked: Asked = {
    method: 'HEAD',
    path: `/${bucket}`,
    body: inOnePiece(Buffer.alloc(0)),
    length: 0,
    authorize(_action, _resource, record, context) {
      isOpen = isLet(destination, 's3:PutObject', `arn:aws:s3:::${bucket}/${key}`, record, context);
    },
  };
  const { status } = await s3.handle(requestOf(asked, region));
  if (status >= 500) throw new Error(`a bucket for logs was answered with status ${status}`);
  return status === 404 ? 'missing' : isOpen ? 'open' : 'closed';
}

/** Whether the bucket took the file. @throws where the object store itself failed */
export async function deliverFile(s3: S3Backend, file: DeliveredFile): Promise<boolean> {
  const { bucket, key, body } = file;
  const asked: Asked = {
    method: 'PUT',
    path: `/${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`,
    body: inOnePiece(body),
    length: body.length,
    authorize(...what) {
      if (!isLet(file, ...what)) throw new Fault('AccessDenied', 'Access Denied', 403);
    },
  };
  const put = (region: string): Promise<S3Response> =>
    s3.handle(requestOf({ ...asked, body: inOnePiece(body) }, region));
  const first = await put(file.region);
  const elsewhere = first.status === 301 ? first.headers['x-amz-bucket-region'] : undefined;
  const { status } = elsewhere === undefined ? first : await put(elsewhere);
  if (status >= 500) throw new Error(`a file of logs was answered with status ${status}`);
  return status === 200;
}
