/** S3 and DynamoDB through `aws s3`, boto3 and the SDK: big files, whole directories, presigned URLs, bucket policies, accounts. */

import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient } from '@aws-sdk/client-iam';
import * as s3 from '@aws-sdk/client-s3';
import { afterAll, describe, expect, test } from 'vitest';
import { aws, codeOf, hasAws, hasBoto3, python, settings, startServer } from './server.ts';

const server = await startServer();
const directory = mkdtempSync(join(tmpdir(), 'postern-files-'));
afterAll(async () => {
  rmSync(directory, { recursive: true, force: true });
  await server.stop();
});
const client = new s3.S3Client({ ...settings(server), forcePathStyle: true });
const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe.skipIf(!hasAws)('aws s3', () => {
  const run = async (...words: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await aws(server, ['s3', ...words]);
    expect([code, stderr]).toEqual([0, '']);
    return stdout;
  };

  test('cp carries a big file in parts, there and back', async () => {
    const bytes = randomBytes(21 * 1024 * 1024 + 7);
    const [there, back] = [join(directory, 'big'), join(directory, 'back')];
    writeFileSync(there, bytes);
    await run('mb', 's3://big');
    await run('cp', there, 's3://big/a/b c+d.bin', '--no-progress');
    const head = await client.send(new s3.HeadObjectCommand({ Bucket: 'big', Key: 'a/b c+d.bin' }));
    expect(head).toMatchObject({ ContentLength: bytes.length, ETag: expect.stringMatching(/-3"$/) });
    await run('cp', 's3://big/a/b c+d.bin', back, '--no-progress');
    expect(digest(readFileSync(back))).toBe(digest(bytes));
  });

  test('sync carries what has changed only, and deletes what is gone', async () => {
    const source = join(directory, 'tree');
    mkdirSync(join(source, 'ä', 'b'), { recursive: true });
    for (const name of ['one', 'ä/two', 'ä/b/three & four']) writeFileSync(join(source, name), name);
    await run('mb', 's3://tree');
    const sync = async (...words: readonly string[]) =>
      (await run('sync', source, 's3://tree/t', '--no-progress', ...words))
        .trim()
        .split('\n')
        .filter((line) => line !== '');
    expect(await sync()).toHaveLength(3);
    expect(await sync()).toEqual([]);
    rmSync(join(source, 'one'));
    writeFileSync(join(source, 'ä/two'), 'changed and longer');
    expect((await sync('--delete')).map((line) => line.split(':')[0]).sort()).toEqual(['delete', 'upload']);
    const { Contents } = await client.send(new s3.ListObjectsV2Command({ Bucket: 'tree' }));
    expect(Contents!.map(({ Key }) => Key)).toEqual(['t/ä/b/three & four', 't/ä/two']);
  });

  test('presign makes a URL that works for anybody until it has been tampered with', async () => {
    await run('mb', 's3://signed');
    await client.send(new s3.PutObjectCommand({ Bucket: 'signed', Key: 'k', Body: 'inside' }));
    // Left to itself, this command signs for us-east-1 with version 2, which AWS takes for old buckets only.
    const old = await run('presign', 's3://signed/k', '--region', 'us-east-1');
    if (old.includes('AWSAccessKeyId=')) {
      expect(await (await fetch(old.trim())).text()).toContain('Please use AWS4-HMAC-SHA256');
    }
    mkdirSync(join(server.state, '.aws'));
    writeFileSync(join(server.state, '.aws', 'config'), '[default]\ns3 =\n    signature_version = s3v4\n');
    const url = (await run('presign', 's3://signed/k', '--expires-in', '60')).trim();
    const fetched = async (where: string) => {
      const answer = await fetch(where);
      return [answer.status, await answer.text()];
    };
    expect(await fetched(url)).toEqual([200, 'inside']);
    for (const broken of [
      url.replace('/k?', '/other?'),
      url.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
      url.replace(/\?.*/, ''),
    ]) {
      expect((await fetched(broken))[0]).toBe(403);
    }
  });
});

test('a bucket policy lets in whom it names, and nobody else', async () => {
  const iam = new IAMClient(settings(server));
  await iam.send(new CreateUserCommand({ UserName: 'guest' }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'guest' }));
  const credentials = { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! };
  const guest = new s3.S3Client({ ...settings(server), credentials, forcePathStyle: true });
  const Bucket = 'shared-with-guest';
  await client.send(new s3.CreateBucketCommand({ Bucket }));
  await client.send(new s3.PutObjectCommand({ Bucket, Key: 'open/a', Body: 'a' }));
  const get = (Key: string) => codeOf(guest.send(new s3.GetObjectCommand({ Bucket, Key })));
  const seen = [await get('open/a')];
  const statement = {
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${server.account}:user/guest` },
    Action: 's3:GetObject',
    Resource: `arn:aws:s3:::${Bucket}/open/*`,
  };
  const put = (Statement: object) =>
    client.send(
      new s3.PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) }),
    );
  await put(statement);
  seen.push(await get('open/a'), await get('shut/a'));
  seen.push(await codeOf(guest.send(new s3.PutObjectCommand({ Bucket, Key: 'open/b', Body: '' }))));
  await put([statement, { ...statement, Effect: 'Deny', Principal: '*' }]);
  seen.push(await get('open/a'));
  await client.send(new s3.DeleteBucketPolicyCommand({ Bucket }));
  seen.push(await get('open/a'));
  expect(seen).toEqual(['AccessDenied', 'success', 'AccessDenied', 'AccessDenied', 'AccessDenied', 'AccessDenied']);
});

/** Another account's session, for boto3. */
const otherAccount = (name: string) => `
org = boto3.client('organizations')
try: org.create_organization()
except org.exceptions.AlreadyInOrganizationException: pass
status = org.create_account(AccountName='${name}', Email='${name}@example.com')['CreateAccountStatus']
other_id = org.describe_create_account_status(CreateAccountRequestId=status['Id'])['CreateAccountStatus']['AccountId']
role = f'arn:aws:iam::{other_id}:role/OrganizationAccountAccessRole'
got = boto3.client('sts').assume_role(RoleArn=role, RoleSessionName='storage')['Credentials']
other = boto3.Session(aws_access_key_id=got['AccessKeyId'], aws_secret_access_key=got['SecretAccessKey'], aws_session_token=got['SessionToken'])
`;

describe.skipIf(!hasBoto3)('boto3', () => {
  test('tables: made, filled, queried; and those of another account are others', async () => {
    const answer = await python<Record<string, unknown>>(
      server,
      `${otherAccount('tables')}
from boto3.dynamodb.conditions import Key
def make(session, region='us-east-1'):
    table = session.resource('dynamodb', region_name=region).create_table(
        TableName='orders', BillingMode='PAY_PER_REQUEST',
        KeySchema=[{'AttributeName': 'who', 'KeyType': 'HASH'}, {'AttributeName': 'n', 'KeyType': 'RANGE'}],
        AttributeDefinitions=[{'AttributeName': 'who', 'AttributeType': 'S'}, {'AttributeName': 'n', 'AttributeType': 'N'}])
    table.wait_until_exists()
    return table
mine = make(boto3)
with mine.batch_writer() as batch:
    for n in range(40): batch.put_item(Item={'who': 'a' if n % 2 else 'b', 'n': n, 'deep': {'list': [1, 'x', None, True]}})
query = mine.query(KeyConditionExpression=Key('who').eq('a') & Key('n').between(5, 15), ScanIndexForward=False)
theirs = other.client('dynamodb')
before = theirs.list_tables()['TableNames']
unseen = code(theirs.describe_table, TableName='orders')
make(other); make(boto3, 'eu-west-1')
show({
  'numbers': [int(item['n']) for item in query['Items']],
  'deep': query['Items'][0]['deep']['list'][1:],
  'pages': len(list(boto3.client('dynamodb').get_paginator('scan').paginate(TableName='orders', PaginationConfig={'PageSize': 15}))),
  'before': before, 'unseen': unseen,
  'theirs': theirs.scan(TableName='orders')['Count'],
  'elsewhere': boto3.client('dynamodb', region_name='eu-west-1').scan(TableName='orders')['Count'],
  'arn': boto3.client('dynamodb').describe_table(TableName='orders')['Table']['TableArn'],
  'condition': code(mine.put_item, Item={'who': 'a', 'n': 1}, ConditionExpression='attribute_not_exists(who)'),
  'twice': code(boto3.client('dynamodb').create_table, TableName='orders', BillingMode='PAY_PER_REQUEST', KeySchema=[{'AttributeName': 'i', 'KeyType': 'HASH'}], AttributeDefinitions=[{'AttributeName': 'i', 'AttributeType': 'S'}]),
})`,
    );
    expect(answer).toEqual({
      numbers: [15, 13, 11, 9, 7, 5],
      deep: ['x', null, true],
      pages: 3,
      before: [],
      unseen: 'ResourceNotFoundException',
      theirs: 0,
      elsewhere: 0,
      arn: `arn:aws:dynamodb:us-east-1:${server.account}:table/orders`,
      condition: 'ConditionalCheckFailedException',
      twice: 'ResourceInUseException',
    });
  });

  test('objects: presigned writing, copies, and a bucket of another account', async () => {
    const answer = await python<readonly unknown[]>(
      server,
      `${otherAccount('objects')}
import urllib.request, botocore.config
s3 = boto3.client('s3', config=botocore.config.Config(signature_version='s3v4')); theirs = other.client('s3')
s3.create_bucket(Bucket='boto')
url = s3.generate_presigned_url('put_object', Params={'Bucket': 'boto', 'Key': 'up'}, ExpiresIn=60)
put = urllib.request.urlopen(urllib.request.Request(url, data=b'by url', method='PUT')).status
s3.copy({'Bucket': 'boto', 'Key': 'up'}, 'boto', 'copy')
got = s3.get_object(Bucket='boto', Key='copy', Range='bytes=3-5')['Body'].read().decode()
show([put, got, code(theirs.get_object, Bucket='boto', Key='up'), code(theirs.create_bucket, Bucket='boto'),
      code(s3.get_object, Bucket='boto', Key='none'), code(s3.list_objects_v2, Bucket='no-such-bucket'),
      code(s3.delete_bucket, Bucket='boto'), theirs.list_buckets()['Buckets']])`,
    );
    expect(answer).toEqual([
      200,
      'url',
      'AccessDenied',
      'BucketAlreadyExists',
      'NoSuchKey',
      'NoSuchBucket',
      'BucketNotEmpty',
      [],
    ]);
  });
});
