import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { Fault } from '../../base/fault.ts';
import type { Call } from '../s3/call.ts';
import { s3Fault } from '../s3/errors.ts';
import { requestOf } from '../s3/testing/store.ts';
import { maximumErrorBytes, responseOf, textOfAnswer } from './response.ts';
import type { Answer } from './upstream.ts';

const bucket = { name: 'bucket', account: '111122223333', region: 'eu-west-1', created: 0 };

function callOf(operation: string, method = 'GET', mayList = true): Call {
  const authorize = (): void => {
    if (!mayList) throw s3Fault('AccessDenied');
  };
  return { operation, bucket, bucketName: 'bucket', request: requestOf(method, '/bucket/key', { authorize }) } as Call;
}

function answerOf(status: number, text = '', headers: Record<string, string> = {}): Answer {
  return { status, headers, body: Readable.from(text === '' ? [] : [Buffer.from(text)]) };
}

async function outcome(call: Call, answer: Answer): Promise<string> {
  const done = await responseOf(call, answer).catch((error: Fault) => error);
  return done instanceof Fault ? `${done.code} ${done.status}` : `${done.status} ${typeof done.body}`;
}

describe('an answer', () => {
  test.each<[number, string, string, string]>([
    [200, '', 'GetObject', '200 object'],
    [404, '<Code>NoSuchKey</Code>', 'GetObject', '404 object'],
    [403, '<Code>AccessDenied</Code>', 'GetObject', '403 string'],
    [403, '<Code>SignatureDoesNotMatch</Code>', 'GetObject', 'ServiceUnavailable 503'],
    [400, '<Code>AuthorizationHeaderMalformed</Code>', 'GetObject', 'ServiceUnavailable 503'],
    [403, 'x'.repeat(maximumErrorBytes + 1), 'GetObject', 'ServiceUnavailable 503'],
    [301, '<Code>PermanentRedirect</Code>', 'GetObject', 'ServiceUnavailable 503'],
    [304, '', 'GetObject', '304 undefined'],
    [204, '', 'DeleteObject', '204 undefined'],
  ])('of %i %.40s', async (status, text, operation, expected) => {
    expect(await outcome(callOf(operation), answerOf(status, text))).toBe(expected);
  });

  test('to HEAD keeps its length and has no body', async () => {
    const response = await responseOf(callOf('HeadObject', 'HEAD'), answerOf(200, '', { 'content-length': '7' }));
    expect(response).toMatchObject({ status: 200, headers: { 'content-length': '7' }, body: undefined });
  });

  test.each([
    ['GetObject', 'AccessDenied 403'],
    ['HeadObject', 'AccessDenied 403'],
    ['GetObjectTagging', '404 object'],
  ])('that a key is missing is for those who may list: %s', async (operation, expected) => {
    expect(await outcome(callOf(operation, 'GET', false), answerOf(404))).toBe(expected);
  });

  test.each([
    ['HeadBucket', {}, 'eu-west-1'],
    ['GetObject', { 'x-amz-bucket-region': 'us-east-1' }, 'eu-west-1'],
    ['GetObject', {}, undefined],
  ])("says the record's region: %s %j", async (operation, headers, region) => {
    const response = await responseOf(callOf(operation), answerOf(200, '', headers));
    expect(response.headers['x-amz-bucket-region']).toBe(region);
  });
});

test('a document is read up to its limit', async () => {
  expect(await textOfAnswer(answerOf(200, 'four'), 4)).toBe('four');
  await expect(textOfAnswer(answerOf(200, 'five.'), 4)).rejects.toMatchObject({ status: 503 });
});
