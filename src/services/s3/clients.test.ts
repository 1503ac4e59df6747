/** The store driven by boto3 and the AWS CLI; skipped by name where they are not installed. */

import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from './testing/server.ts';

const run = promisify(execFile);
const hasCli = spawnSync('aws', ['--version']).status === 0;
const hasBoto3 = spawnSync('python3', ['-c', 'import boto3']).status === 0;

let server: TestServer;
let directory: string;
let environment: NodeJS.ProcessEnv;

beforeAll(async () => {
  server = await startTestServer();
  directory = mkdtempSync(join(tmpdir(), 'postern-s3-clients-'));
  environment = {
    PATH: process.env.PATH,
    HOME: directory,
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'example',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ENDPOINT_URL_S3: server.endpoint,
    AWS_EC2_METADATA_DISABLED: 'true',
    ...(process.env.PYENV_ROOT ? { PYENV_ROOT: process.env.PYENV_ROOT } : {}),
  };
});
afterAll(async () => {
  rmSync(directory, { recursive: true, force: true });
  expect(server.failures).toEqual([]);
  await server.stop();
});

async function aws(...words: readonly string[]): Promise<string> {
  return (await run('aws', words, { env: environment, cwd: directory })).stdout;
}

test.skipIf(!hasCli)(
  'the AWS CLI copies, lists, syncs and removes',
  async () => {
    const large = Buffer.alloc(9 * 1024 * 1024, 'large enough for parts ');
    mkdirSync(join(directory, 'tree', 'sub dir'), { recursive: true });
    writeFileSync(join(directory, 'tree', 'large.bin'), large);
    writeFileSync(join(directory, 'tree', 'sub dir', 'small é.txt'), 'small');
    await aws('s3', 'mb', 's3://cli-bucket');
    await aws('s3', 'sync', 'tree', 's3://cli-bucket/tree');
    const listed = await aws('s3', 'ls', '--recursive', 's3://cli-bucket');
    expect(listed).toContain('9437184 tree/large.bin');
    expect(listed).toContain('5 tree/sub dir/small é.txt');
    expect(await aws('s3', 'sync', 'tree', 's3://cli-bucket/tree')).toBe('');
    await aws('s3', 'cp', 's3://cli-bucket/tree/large.bin', 's3://cli-bucket/copied.bin');
    await aws('s3', 'cp', 's3://cli-bucket/copied.bin', 'back.bin');
    expect(readFileSync(join(directory, 'back.bin')).equals(large)).toBe(true);
    const head = JSON.parse(await aws('s3api', 'head-object', '--bucket', 'cli-bucket', '--key', 'copied.bin'));
    expect(head.ETag).toMatch(/-2"$/);
    await aws('s3', 'rm', '--recursive', 's3://cli-bucket/tree');
    expect(await aws('s3', 'ls', 's3://cli-bucket')).toMatch(/^[^\n]* copied\.bin\n$/);
    await aws('s3', 'rb', '--force', 's3://cli-bucket');
  },
  60_000,
);

const script = `
import boto3, io, os
from botocore.exceptions import ClientError
s3 = boto3.client('s3')
s3.create_bucket(Bucket='boto-bucket')
data = os.urandom(9 * 1024 * 1024)
s3.upload_fileobj(io.BytesIO(data), 'boto-bucket', 'large', ExtraArgs={'Metadata': {'a': 'b'}})
out = io.BytesIO(); s3.download_fileobj('boto-bucket', 'large', out)
assert out.getvalue() == data
assert s3.head_object(Bucket='boto-bucket', Key='large')['Metadata'] == {'a': 'b'}
for key in ['x/1', 'x/2 +&<', 'y']:
    s3.put_object(Bucket='boto-bucket', Key=key, Body=key.encode())
pages = s3.get_paginator('list_objects_v2').paginate(Bucket='boto-bucket', Delimiter='/', PaginationConfig={'PageSize': 1})
found = [e for p in pages for e in [c['Prefix'] for c in p.get('CommonPrefixes', [])] + [c['Key'] for c in p.get('Contents', [])]]
assert found == ['large', 'x/', 'y'], found
keys = [c['Key'] for c in s3.list_objects(Bucket='boto-bucket', Prefix='x/')['Contents']]
assert keys == ['x/1', 'x/2 +&<'], keys
try:
    s3.get_object(Bucket='boto-bucket', Key='none'); assert False
except ClientError as e:
    assert e.response['Error']['Code'] == 'NoSuchKey' and e.response['Error']['Key'] == 'none'
answer = s3.delete_objects(Bucket='boto-bucket', Delete={'Objects': [{'Key': k} for k in ['large', 'x/1', 'x/2 +&<', 'y']]})
assert len(answer['Deleted']) == 4
s3.delete_bucket(Bucket='boto-bucket')
far = boto3.client('s3', region_name='eu-west-1')
far.create_bucket(Bucket='boto-far', CreateBucketConfiguration={'LocationConstraint': 'eu-west-1'})
assert far.head_bucket(Bucket='boto-far')['BucketRegion'] == 'eu-west-1'
try:
    s3.head_bucket(Bucket='boto-far')
except ClientError as e:
    assert e.response['ResponseMetadata']['HTTPHeaders']['x-amz-bucket-region'] == 'eu-west-1'
print('done')
`;

test.skipIf(!hasBoto3)(
  'boto3 uploads, downloads, pages and deletes',
  async () => {
    const { stdout } = await run('python3', ['-c', script], { env: environment, cwd: directory });
    expect(stdout.trim()).toBe('done');
  },
  60_000,
);
