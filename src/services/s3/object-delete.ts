/** DeleteObject and DeleteObjects. Deleting what isn't there succeeds, as on S3. */

import { Fault } from '../../base/fault.ts';
import type { XmlElement } from '../../base/xml.ts';
import { maximumKeyBytes } from './addressing.ts';
import { bucketOf, type Call, empty, objectArn, refuseVersion, xml } from './call.ts';
import { judgeWrite } from './conditions.ts';
import { invalidRequest, s3Fault } from './errors.ts';
import { deleteObjectRow, findObject } from './object-rows.ts';
import { receiveText } from './payload.ts';
import { planPayload } from './payload-plan.ts';
import type { S3Response } from './request.ts';
import { childrenOf, readDocument, textOf } from './xml-reader.ts';
import { document, element, group, optional } from './xml-writer.ts';

export const maximumKeysPerDelete = 1000;
/** A thousand keys of a thousand bytes, escaped, and their markup. */
export const maximumDeleteBytes = 8 * 1024 * 1024;

export async function deleteObject(call: Call): Promise<S3Response> {
  const bucket = bucketOf(call);
  refuseVersion(call.query.get('versionId'));
  const { database, contents } = call.storage;
  const files = await database.commit(() => {
    judgeWrite(call.headers, findObject(database, bucket.name, call.key), call.key);
    return deleteObjectRow(database, bucket.name, call.key);
  });
  contents.remove(files);
  return empty(204);
}

interface Doomed {
  readonly key: string;
  readonly version: string | undefined;
  readonly etag: string | undefined;
}

function doomedOf(node: XmlElement): Doomed {
  const key = textOf(node, 'Key');
  if (key === undefined || key === '') throw s3Fault('MalformedXML');
  return { key, version: textOf(node, 'VersionId'), etag: textOf(node, 'ETag') };
}

/** Answers the keys that may be deleted, and an `Error` element for each of the others. */
function sortOut(
  call: Call,
  asked: readonly Doomed[],
): { readonly allowed: readonly Doomed[]; readonly errors: string[] } {
  const bucket = bucketOf(call);
  const errors: string[] = [];
  const allowed = asked.filter((doomed) => {
    try {
      call.request.authorize('s3:DeleteObject', objectArn(bucket.name, doomed.key), bucket);
      refuseVersion(doomed.version);
      if (Buffer.byteLength(doomed.key) > maximumKeyBytes) throw s3Fault('KeyTooLongError');
      return true;
    } catch (error) {
      errors.push(errorElement(doomed, error));
      return false;
    }
  });
  return { allowed, errors };
}

function errorElement(doomed: Doomed, error: unknown): string {
  if (!(error instanceof Fault)) throw error;
  return group(
    'Error',
    element('Key', doomed.key),
    optional('VersionId', doomed.version),
    element('Code', error.code),
    element('Message', error.message),
  );
}

function requireIntegrity(call: Call): void {
  const plan = planPayload(call.headers, call.request.verifyChunk);
  if (plan.md5 === undefined && plan.checksum === undefined && plan.sha256 === undefined) {
    throw invalidRequest('Missing required header for this request: Content-MD5 OR x-amz-checksum-*');
  }
}

export async function deleteObjects(call: Call): Promise<S3Response> {
  const bucket = bucketOf(call);
  requireIntegrity(call);
  const root = readDocument(await receiveText(call.request, maximumDeleteBytes), 'Delete');
  const asked = childrenOf(root, 'Object').map(doomedOf);
  if (asked.length === 0 || asked.length > maximumKeysPerDelete) throw s3Fault('MalformedXML');
  const { allowed, errors } = sortOut(call, asked);
  const { database, contents } = call.storage;
  const { files, deleted } = await database.commit(() => {
    const files: string[] = [];
    const deleted: string[] = [];
    for (const doomed of allowed) {
      try {
        judgeWrite({ 'if-match': doomed.etag }, findObject(database, bucket.name, doomed.key), doomed.key);
        files.push(...deleteObjectRow(database, bucket.name, doomed.key));
        deleted.push(group('Deleted', element('Key', doomed.key), optional('VersionId', doomed.version)));
      } catch (error) {
        errors.push(errorElement(doomed, error));
      }
    }
    return { files, deleted };
  });
  contents.remove(files);
  const quiet = textOf(root, 'Quiet')?.trim() === 'true';
  return xml(document('DeleteResult', ...(quiet ? [] : deleted), ...errors));
}
