/** Who may speak at all: keys, signatures and dates as clients and forgers send them, and what each client makes of the refusal. */

import { createHash, createHmac } from 'node:crypto';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient, UpdateAccessKeyCommand } from '@aws-sdk/client-iam';
import { ListAccountsCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, describe, expect, test } from 'vitest';
import { aws, type Credentials, codeOf, hasAws, hasBoto3, python, settings, startServer } from './server.ts';

const server = await startServer();
afterAll(() => server.stop());

interface Changes {
  readonly credentials?: Credentials;
  readonly systemClockOffset?: number;
}

/** One harmless call of every protocol. */
function codes(changes: Changes): Promise<readonly string[]> {
  const options = { ...settings(server), ...changes };
  return Promise.all([
    codeOf(new EC2Client(options).send(new DescribeVpcsCommand())),
    codeOf(new STSClient(options).send(new GetCallerIdentityCommand())),
    codeOf(new OrganizationsClient(options).send(new ListAccountsCommand())),
    codeOf(new S3Client({ ...options, forcePathStyle: true }).send(new ListBucketsCommand())),
    codeOf(new DynamoDBClient(options).send(new ListTablesCommand())),
  ]);
}

const { accessKeyId, secretAccessKey } = server.credentials;
const wrongSecret = { accessKeyId, secretAccessKey: 'x'.repeat(40) };
const unknownKey = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey };
const madeUpToken = { accessKeyId, secretAccessKey, sessionToken: 'bm90IGEgdG9rZW4=' };
const quarterHour = 15 * 60_000;

describe('the code in ec2, sts, organizations, s3 and dynamodb for', () => {
  const badSignature = ['AuthFailure', 'SignatureDoesNotMatch', 'InvalidSignatureException', 'SignatureDoesNotMatch'];
  const stale = ['RequestExpired', 'SignatureDoesNotMatch', 'InvalidSignatureException', 'RequestTimeTooSkewed'];
  const table: readonly (readonly [string, Changes, readonly string[]])[] = [
    ['a wrong secret', { credentials: wrongSecret }, [...badSignature, 'InvalidSignatureException']],
    [
      'a key that nobody has',
      { credentials: unknownKey },
      [
        'AuthFailure',
        'InvalidClientTokenId',
        'UnrecognizedClientException',
        'InvalidAccessKeyId',
        'UnrecognizedClientException',
      ],
    ],
    [
      'a made-up session token',
      { credentials: madeUpToken },
      [
        'AuthFailure',
        'InvalidClientTokenId',
        'UnrecognizedClientException',
        'InvalidToken',
        'UnrecognizedClientException',
      ],
    ],
    ['a clock that is slow', { systemClockOffset: -quarterHour - 60_000 }, [...stale, 'InvalidSignatureException']],
    ['a clock that is fast', { systemClockOffset: quarterHour + 60_000 }, [...stale, 'InvalidSignatureException']],
  ];
  test.each(table)('%s', async (_, changes, expected) => {
    expect(await codes(changes)).toEqual(expected);
  });
});

test('the credentials of a session work with their token, and not without', async () => {
  const sts = new STSClient(settings(server));
  const { Credentials: issued } = await sts.send(new GetSessionTokenCommand());
  const session = { accessKeyId: issued!.AccessKeyId!, secretAccessKey: issued!.SecretAccessKey! };
  const call = (credentials: Credentials) =>
    codeOf(new EC2Client({ ...settings(server), credentials }).send(new DescribeVpcsCommand()));
  expect(await call({ ...session, sessionToken: issued!.SessionToken! })).toBe('success');
  expect(await call(session)).toBe('AuthFailure');
  expect(await call({ ...session, sessionToken: `${issued!.SessionToken!}x` })).toBe('AuthFailure');
});

test('a key that was switched off is refused until it is switched on again', async () => {
  const iam = new IAMClient(settings(server));
  await iam.send(new CreateUserCommand({ UserName: 'sleeper' }));
  const { AccessKey: key } = await iam.send(new CreateAccessKeyCommand({ UserName: 'sleeper' }));
  const credentials = { accessKeyId: key!.AccessKeyId!, secretAccessKey: key!.SecretAccessKey! };
  const sts = new STSClient({ ...settings(server), credentials });
  const turn = (Status: 'Active' | 'Inactive') =>
    iam.send(new UpdateAccessKeyCommand({ UserName: 'sleeper', AccessKeyId: key!.AccessKeyId!, Status }));
  const seen: string[] = [];
  for (const status of ['Active', 'Inactive', 'Active'] as const) {
    await turn(status);
    seen.push(await codeOf(sts.send(new GetCallerIdentityCommand())));
  }
  expect(seen).toEqual(['success', 'InvalidClientTokenId', 'success']);
});

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

/** Signature version 4 in a query, by hand: the SDK has no such call for services other than S3. */
function presigned(changes: { readonly date?: Date; readonly expires?: number; readonly action?: string } = {}): URL {
  const url = new URL(server.endpoint);
  const amzDate = (changes.date ?? new Date()).toISOString().replace(/[-:]|\.\d{3}/g, '');
  const scope = `${amzDate.slice(0, 8)}/us-east-1/sts/aws4_request`;
  const words = {
    Action: changes.action ?? 'GetCallerIdentity',
    Version: '2011-06-15',
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': `${accessKeyId}/${scope}`,
    'X-Amz-Date': amzDate,
    'X-Amz-Expires': String(changes.expires ?? 60),
    'X-Amz-SignedHeaders': 'host',
  };
  const query = Object.entries(words)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
  const empty = createHash('sha256').update('').digest('hex');
  const canonical = `GET\n/\n${query}\nhost:${url.host}\n\nhost\n${empty}`;
  const text = `AWS4-HMAC-SHA256\n${amzDate}\n${scope}\n${createHash('sha256').update(canonical).digest('hex')}`;
  const day = hmac(`AWS4${secretAccessKey}`, amzDate.slice(0, 8));
  const key = hmac(hmac(hmac(day, 'us-east-1'), 'sts'), 'aws4_request');
  return new URL(`?${query}&X-Amz-Signature=${hmac(key, text).toString('hex')}`, url);
}

test('a signed query is a request, as the token of a Kubernetes cluster is one', async () => {
  const answer = await fetch(presigned());
  expect(answer.status).toBe(200);
  expect(await answer.text()).toContain(`<Account>${server.account}</Account>`);
});

test.each([
  ['a date long gone', () => presigned({ date: new Date(Date.now() - 3_600_000) }), 403],
  ['a lifetime that nothing has', () => presigned({ expires: 999_999_999 }), 400],
  [
    'another action than was signed',
    () => new URL(presigned().href.replace('GetCallerIdentity', 'GetSessionToken')),
    403,
  ],
  ['no signature', () => new URL('?Action=GetCallerIdentity&Version=2011-06-15', server.endpoint), 403],
])('a signed query with %s is refused', async (_, url, status) => {
  expect((await fetch(url())).status).toBe(status);
});

test.skipIf(!hasAws)('the aws command prints the refusal as it prints those of AWS', async () => {
  const { code, stderr } = await aws(server, ['ec2', 'describe-vpcs'], wrongSecret);
  expect(code).not.toBe(0);
  expect(stderr).toContain(
    'An error occurred (AuthFailure) when calling the DescribeVpcs operation: AWS was not able to validate the provided access credentials',
  );
});

test.skipIf(!hasBoto3)('boto3 reads code, status and request id of every protocol', async () => {
  const answer = await python<Record<string, [string, number, boolean]>>(
    server,
    `
bad = boto3.Session(aws_access_key_id='AKIAIOSFODNN7EXAMPLE', aws_secret_access_key='x')
def told(service, operation):
    try: getattr(bad.client(service), operation)()
    except botocore.exceptions.ClientError as error:
        metadata = error.response['ResponseMetadata']
        return [error.response['Error']['Code'], metadata['HTTPStatusCode'], len(metadata['RequestId']) > 8]
show({s: told(s, o) for s, o in [('ec2', 'describe_vpcs'), ('iam', 'list_users'), ('organizations', 'list_accounts'), ('s3', 'list_buckets'), ('dynamodb', 'list_tables')]})`,
  );
  expect(answer).toEqual({
    ec2: ['AuthFailure', 401, true],
    iam: ['InvalidClientTokenId', 403, true],
    organizations: ['UnrecognizedClientException', 400, true],
    s3: ['InvalidAccessKeyId', 403, true],
    dynamodb: ['UnrecognizedClientException', 400, true],
  });
});
