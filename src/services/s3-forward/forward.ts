/**
 * A real S3-compatible server in the embedded store's place. The embedded S3 still reads, authorizes and knows whose the
 * buckets are; only then is the server asked, and its answer streams back. Holds no object and no listing. Tags of stored
 * objects are the server's, so no policy sees them as `s3:ExistingObjectTag`.
 */

import type { Clock } from '../../base/clock.ts';
import type { OperationRow } from '../s3/actions.ts';
import { copySourceOf } from '../s3/addressing.ts';
import { maximumConfigurationBytes } from '../s3/bucket-operations.ts';
import { findBucket } from '../s3/buckets.ts';
import type { Call, Operation } from '../s3/call.ts';
import { type PayloadRequest, receiveText } from '../s3/payload.ts';
import type { S3Response } from '../s3/request.ts';
import type { Forward } from '../s3/service.ts';
import { document, element } from '../s3/xml-writer.ts';
import { type Adoption, adopt, forget, forgetDeleted, takeTurns } from './bucket-records.ts';
import { deleteObjects } from './delete-objects.ts';
import { authorizeFurther, authorizeSource } from './further-actions.ts';
import { responseOf } from './response.ts';
import { sendBody } from './send-body.ts';
import { openUpstream, type Upstream, type UpstreamLimits } from './upstream.ts';
import { upstreamHead } from './upstream-head.ts';

export interface ForwardOptions extends Adoption {
  /** With credentials in it, `http://KEY:SECRET@host`, requests are signed with them. */
  readonly url: URL;
  readonly clock: Clock;
  readonly limits?: UpstreamLimits;
}

export interface OpenForward extends Forward {
  close(): Promise<void>;
}

/** Answered from the records, or refused as by the embedded store: the last three name objects where no policy looks. */
const local = new Set([
  ...['ListBuckets', 'GetBucketLocation', 'GetBucketPolicyStatus'],
  ...['GetBucketPolicy', 'PutBucketPolicy', 'DeleteBucketPolicy'],
  ...['GetPublicAccessBlock', 'PutPublicAccessBlock', 'DeletePublicAccessBlock'],
  ...['GetBucketTagging', 'PutBucketTagging', 'DeleteBucketTagging'],
  ...['PostObject', 'RenameObject', 'CreateSession'],
]);

/** The headers of a CompleteMultipartUpload describe the object, not the document that lists its parts. */
function payloadOf(call: Call): PayloadRequest {
  if (call.operation !== 'CompleteMultipartUpload') return call.request;
  const own = Object.entries(call.headers).filter(([name]) => !/^x-amz-(sdk-)?checksum-/.test(name));
  return { ...call.request, headers: Object.fromEntries(own) };
}

async function pass(upstream: Upstream, call: Call, row: OperationRow): Promise<S3Response> {
  const head = upstreamHead(call, row);
  const carries = row.method === 'PUT' || row.method === 'POST';
  const answer = carries ? await sendBody(upstream, head, payloadOf(call)) : await upstream.send(head);
  return responseOf(call, answer);
}

/** The call with its body, which has been read, once more. */
function again(call: Call, text: string): Call {
  const body = (async function* () {
    yield Buffer.from(text);
  })();
  const framing =
    /^(content-length|content-md5|transfer-encoding|x-amz-content-sha256|x-amz-trailer)$|checksum|decoded/;
  const kept = Object.entries(call.headers).filter(([name]) => !framing.test(name));
  const headers = { ...Object.fromEntries(kept), 'content-length': String(Buffer.byteLength(text)) };
  return { ...call, headers, request: { ...call.request, headers, body } };
}

/** The server has one region, in which all requests are signed; which one a bucket is in here is the record's. */
function configurationFor(region: string): string {
  if (region === 'us-east-1') return '';
  return document('CreateBucketConfiguration', element('LocationConstraint', region));
}

/** Here first, for names and owners; undone where the server refuses. */
async function createBucket(
  { upstream, region }: { readonly upstream: Upstream; readonly region: string },
  call: Call,
  row: OperationRow,
  make: Operation,
): Promise<S3Response> {
  const { storage, bucketName: name } = call;
  const text = await receiveText(call.request, maximumConfigurationBytes);
  await forgetDeleted(upstream, storage, name);
  const isThere = findBucket(storage.database, name) !== undefined;
  const made = await make(again(call, text));
  if (isThere) return made;
  try {
    const answer = await pass(upstream, again(call, configurationFor(region)), row);
    if (answer.status < 300) {
      discard(answer);
      return made;
    }
    await forget(storage, name);
    return answer;
  } catch (error) {
    await forget(storage, name);
    throw error;
  }
}

function discard({ body }: S3Response): void {
  if (typeof body === 'object' && 'resume' in body) body.resume();
}

async function deleteBucket(upstream: Upstream, call: Call, row: OperationRow): Promise<S3Response> {
  const answer = await pass(upstream, call, row);
  if (answer.status < 300 || answer.status === 404) await forget(call.storage, call.bucketName);
  return answer;
}

export function openForward(options: ForwardOptions): OpenForward {
  const { region } = options;
  const upstream = openUpstream(options);
  const inTurn = takeTurns();
  const find: Forward['adopt'] = (name, storage) => inTurn(name, () => adopt(upstream, storage, name, options));

  async function answer(call: Call, row: OperationRow, embedded: Operation): Promise<S3Response> {
    if (local.has(row.name)) return embedded(call);
    authorizeFurther(call, row);
    switch (row.name) {
      case 'CreateBucket':
        return inTurn(call.bucketName, () => createBucket({ upstream, region }, call, row, embedded));
      case 'DeleteBucket':
        return inTurn(call.bucketName, () => deleteBucket(upstream, call, row));
      case 'DeleteObjects':
        return deleteObjects(call, upstream, upstreamHead(call, row));
      case 'CopyObject':
      case 'UploadPartCopy':
        await find(copySourceOf(call.headers['x-amz-copy-source'] ?? '').bucket, call.storage);
        await authorizeSource(call, upstream);
        return pass(upstream, call, row);
      default:
        return pass(upstream, call, row);
    }
  }

  return { adopt: find, answer, close: () => upstream.close() };
}
