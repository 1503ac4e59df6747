/**
 * DeleteObjects: only its body names the keys, so it is read here and each key is asked for. The real server is sent a
 * list of those that may be deleted, and its answer is joined with the refusals.
 */

import { createHash } from 'node:crypto';
import { Fault } from '../../base/fault.ts';
import type { XmlElement } from '../../base/xml.ts';
import type { Head } from '../../wire/head.ts';
import { bucketOf, type Call, objectArn, xml } from '../s3/call.ts';
import { invalidRequest, s3Fault } from '../s3/errors.ts';
import { maximumDeleteBytes, maximumKeysPerDelete } from '../s3/object-delete.ts';
import { receiveText } from '../s3/payload.ts';
import { planPayload } from '../s3/payload-plan.ts';
import type { S3Response } from '../s3/request.ts';
import { childrenOf, readDocument, textOf } from '../s3/xml-reader.ts';
import { document, element, group, optional } from '../s3/xml-writer.ts';
import { responseOf, textOfAnswer } from './response.ts';
import type { Upstream } from './upstream.ts';
import { requirePlainKey } from './upstream-head.ts';

function requireIntegrity(call: Call): void {
  const { md5, checksum, sha256 } = planPayload(call.headers, call.request.verifyChunk);
  if (md5 !== undefined || checksum !== undefined || sha256 !== undefined) return;
  throw invalidRequest('Missing required header for this request: Content-MD5 OR x-amz-checksum-*');
}

/** Undefined where the key may be deleted, else its `Error` element. */
function refusalOf(call: Call, node: XmlElement): string | undefined {
  const key = textOf(node, 'Key');
  if (key === undefined || key === '') throw s3Fault('MalformedXML');
  const version = textOf(node, 'VersionId');
  const bucket = bucketOf(call);
  const actions = ['s3:DeleteObject', ...(version === undefined ? [] : ['s3:DeleteObjectVersion'])];
  if (call.headers['x-amz-bypass-governance-retention'] !== undefined) actions.push('s3:BypassGovernanceRetention');
  try {
    for (const action of actions) call.request.authorize(action, objectArn(bucket.name, key), bucket);
    requirePlainKey(key);
    return undefined;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const reason = [element('Code', error.code), element('Message', error.message)];
    return group('Error', element('Key', key), optional('VersionId', version), ...reason);
  }
}

function written(node: XmlElement): string {
  return node.children.length === 0 ? element(node.name, node.text) : group(node.name, ...node.children.map(written));
}

function described(head: Head, text: string): Head {
  const plain = Object.entries(head.headers).filter(([name]) => !/^(content-md5$|x-amz-(sdk-)?checksum-)/.test(name));
  const md5 = createHash('md5').update(text).digest('base64');
  return { ...head, headers: { ...Object.fromEntries(plain), 'content-md5': md5 } };
}

export async function deleteObjects(call: Call, upstream: Upstream, head: Head): Promise<S3Response> {
  requireIntegrity(call);
  const root = readDocument(await receiveText(call.request, maximumDeleteBytes), 'Delete');
  const asked = childrenOf(root, 'Object');
  if (asked.length === 0 || asked.length > maximumKeysPerDelete) throw s3Fault('MalformedXML');
  const sorted = asked.map((node) => ({ node, refusal: refusalOf(call, node) }));
  const refusals = sorted.flatMap(({ refusal }) => refusal ?? []);
  const allowed = sorted.filter(({ refusal }) => refusal === undefined).map(({ node }) => node);
  if (allowed.length === 0) return xml(document('DeleteResult', ...refusals));
  const quiet = optional('Quiet', textOf(root, 'Quiet')?.trim());
  const text = document('Delete', ...allowed.map(written), quiet);
  const answer = await upstream.send(described(head, text), { body: text });
  if (answer.status !== 200 || refusals.length === 0) return responseOf(call, answer);
  const result = readDocument(await textOfAnswer(answer, maximumDeleteBytes), 'DeleteResult');
  return xml(document('DeleteResult', ...result.children.map(written), ...refusals));
}
