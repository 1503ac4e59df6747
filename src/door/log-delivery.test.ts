import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { S3Request, S3Response } from '../services/s3/request.ts';
import { openTestStore } from '../services/s3/testing/store.ts';
import { deliverFile, stateOfDestination } from './log-delivery.ts';

const account = '111122223333';
const store = openTestStore();
afterAll(() => store.remove());

const allowed = { host: 's3.amazonaws.com', query: '', requestId: 'r', authorize: () => {}, headers: {} } as const;
const ask = (method: string, path: string, region = 'us-east-1', content = ''): Promise<S3Response> => {
  const body = Readable.from(content === '' ? [] : [Buffer.from(content)]);
  const headers = { 'content-length': `${content.length}` };
  return store.service.handle({ ...allowed, headers, method, path, region, account, body } as S3Request);
};

beforeAll(async () => {
  await ask('PUT', '/own-logs');
  const elsewhere =
    '<CreateBucketConfiguration><LocationConstraint>eu-west-1</LocationConstraint></CreateBucketConfiguration>';
  await ask('PUT', '/far-logs', 'eu-west-1', elsewhere);
});

const file = { key: 'a b/AWSLogs/1.log.gz', body: Buffer.from('records'), account, region: 'us-east-1' };

async function contentOf(path: string, region: string): Promise<string> {
  const { body } = await ask('GET', path, region);
  const pieces: Buffer[] = [];
  for await (const piece of body as Readable) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString();
}

test.each([
  ['of the region', 'own-logs', 'us-east-1'],
  ['of another region', 'far-logs', 'eu-west-1'],
])('a bucket %s has what was delivered', async (_, bucket, region) => {
  expect(await deliverFile(store.service, { ...file, bucket })).toBe(true);
  expect(await contentOf(`/${bucket}/a%20b/AWSLogs/1.log.gz`, region)).toBe('records');
});

test('what nobody takes is told', async () => {
  expect(await deliverFile(store.service, { ...file, bucket: 'no-logs' })).toBe(false);
  expect(await deliverFile(store.service, { ...file, bucket: 'own-logs', account: '444455556666' })).toBe(false);
});

test('a bucket says whether it would take a file', async () => {
  const state = (bucket: string, of = account) =>
    stateOfDestination(store.service, { bucket, key: 'AWSLogs/1/', account: of, region: 'us-east-1' });
  const all = ['own-logs', 'far-logs', 'no-logs'].map((bucket) => state(bucket));
  expect(await Promise.all(all)).toEqual(['open', 'open', 'missing']);
  expect(await state('own-logs', '444455556666')).toBe('closed');
});

test('a store that fails is no refusal', async () => {
  const broken = { handle: async () => ({ status: 500, headers: {}, body: undefined }) };
  await expect(deliverFile(broken, { ...file, bucket: 'own-logs' })).rejects.toThrow('status 500');
});
