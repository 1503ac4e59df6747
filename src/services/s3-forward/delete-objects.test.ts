import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import type { Call } from '../s3/call.ts';
import { s3Fault } from '../s3/errors.ts';
import { requestOf } from '../s3/testing/store.ts';
import { deleteObjects } from './delete-objects.ts';
import type { Upstream } from './upstream.ts';

const bucket = { name: 'bucket', account: '111122223333', region: 'us-east-1', created: 0 };
const head = { method: 'POST', path: '/bucket', query: 'delete', headers: { 'x-amz-checksum-crc32': 'AAAAAA==' } };

function md5(text: string): string {
  return createHash('md5').update(text).digest('base64');
}

/** What the server is sent, and what the caller is answered, where these actions are refused. */
async function outcome(objects: string, refused: readonly string[] = [], headers: Record<string, string> = {}) {
  const text = `<Delete>${objects}</Delete>`;
  const authorize = (action: string, arn: string): void => {
    if (refused.includes(`${action} ${arn.slice('arn:aws:s3:::bucket/'.length)}`)) throw s3Fault('AccessDenied');
  };
  const given = { 'content-md5': md5(text), ...headers };
  const request = requestOf('POST', '/bucket?delete', { text, headers: given, authorize });
  const sent: string[] = [];
  const send: Upstream['send'] = async ({ headers }, { body } = {}) => {
    sent.push(String(body));
    expect(headers).toEqual({ 'content-md5': md5(String(body)) });
    const result = '<DeleteResult><Deleted><Key>gone &amp; more</Key></Deleted></DeleteResult>';
    return { status: 200, headers: {}, body: Readable.from([Buffer.from(result)]) };
  };
  const call = { operation: 'DeleteObjects', bucket, headers: request.headers, request } as unknown as Call;
  const { body } = await deleteObjects(call, { send, close: async () => {} }, head);
  const answer = body instanceof Readable ? Buffer.concat(await body.toArray()).toString() : String(body);
  return { sent: sent.map((one) => [...one.matchAll(/<Object>.*?<\/Object>/g)].join('')).join(), answer };
}

const one = '<Object><Key>one</Key></Object>';
const two = '<Object><Key>a &amp; b</Key><VersionId>v</VersionId></Object>';

describe('of the keys', () => {
  test('all that may be deleted are sent', async () => {
    const { sent, answer } = await outcome(one + two);
    expect(sent).toBe(one + two);
    expect(answer).not.toContain('<Error>');
  });

  test.each([
    ['s3:DeleteObject a & b', one, '<Key>a &amp; b</Key><VersionId>v</VersionId><Code>AccessDenied</Code>'],
    ['s3:DeleteObjectVersion a & b', one, '<Key>a &amp; b</Key><VersionId>v</VersionId><Code>AccessDenied</Code>'],
    ['s3:DeleteObject one', two, '<Key>one</Key><Code>AccessDenied</Code>'],
  ])('one with %s refused is not', async (rule, kept, refusal) => {
    const { sent, answer } = await outcome(one + two, [rule]);
    expect(sent).toBe(kept);
    expect(answer).toContain('<Deleted><Key>gone &amp; more</Key></Deleted>');
    expect(answer).toContain(refusal);
  });

  test('none is sent where none may be deleted', async () => {
    const { sent, answer } = await outcome(one, ['s3:DeleteObject one']);
    expect(sent).toBe('');
    expect(answer).toContain('<Code>AccessDenied</Code>');
  });

  test('one that a server may rewrite is refused', async () => {
    const { sent, answer } = await outcome(`<Object><Key>a/../one</Key></Object>${one}`);
    expect(sent).toBe(one);
    expect(answer).toContain('<Code>InvalidURI</Code>');
  });

  test('locked ones need the right to pass the lock', async () => {
    const bypass = { 'x-amz-bypass-governance-retention': 'true' };
    const { sent } = await outcome(one + two, ['s3:BypassGovernanceRetention one'], bypass);
    expect(sent).toBe(two);
  });
});

test.each(['', '<Object></Object>', '<Object><Key></Key></Object>', one.repeat(1001)])(
  'a list %.30j is malformed',
  (objects) => expect(outcome(objects)).rejects.toMatchObject({ code: 'MalformedXML' }),
);
