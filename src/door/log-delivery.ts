/**
 * Puts files of logs into buckets, as CloudWatch Logs does for the services of AWS: a request that nobody signed, judged by the
 * bucket's policy with the service as its principal.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-V2-S3.html
 */

import { randomUUID } from 'node:crypto';
import { letsService } from '../access/service-access.ts';
import { Fault } from '../base/fault.ts';
import type { S3Request, S3Response } from '../services/s3/request.ts';
import type { S3Backend } from './s3.ts';

export interface DeliveredFile {
  readonly bucket: string;
  readonly key: string;
  readonly body: Buffer;
  /** The account and region whose logs they are. */
  readonly account: string;
  readonly region: string;
}

const service = 'delivery.logs.amazonaws.com';
/** What the bucket policies of AWS's pages ask for. */
const acl = 'bucket-owner-full-control';

async function* inOnePiece(body: Buffer): AsyncGenerator<Buffer> {
  yield body;
}

function requestOf(file: DeliveredFile, region: string): S3Request {
  const { bucket, key, body, account } = file;
  const source = `arn:aws:logs:${file.region}:${account}:*`;
  return {
    method: 'PUT',
    path: `/${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`,
    query: '',
    headers: { 'content-length': `${body.length}`, 'content-type': 'application/octet-stream', 'x-amz-acl': acl },
    host: `s3.${region}.amazonaws.com`,
    body: inOnePiece(body),
    region,
    requestId: randomUUID(),
    account: undefined,
    authorize(action, resource, record, context) {
      const keys = {
        'aws:SecureTransport': 'true',
        'aws:SourceAccount': account,
        'aws:SourceArn': source,
        's3:x-amz-acl': acl,
        ...context,
      };
      if (letsService({ service, account, bucket: record, action, resource, keys })) return;
      throw new Fault('AccessDenied', 'Access Denied', 403);
    },
  };
}

/** Whether the bucket took the file. @throws where the object store itself failed */
export async function deliverFile(s3: S3Backend, file: DeliveredFile): Promise<boolean> {
  const put = (region: string): Promise<S3Response> => s3.handle(requestOf(file, region));
  const first = await put(file.region);
  const elsewhere = first.status === 301 ? first.headers['x-amz-bucket-region'] : undefined;
  const { status } = elsewhere === undefined ? first : await put(elsewhere);
  if (status >= 500) throw new Error(`a file of logs was answered with status ${status}`);
  return status === 200;
}
