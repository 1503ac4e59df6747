/** Operations and parameters that there are not, or not here: what each protocol answers to a caller who signs as it should. */

import { DescribeBackupCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { CreateUserCommand, IAMClient, ListSAMLProvidersCommand } from '@aws-sdk/client-iam';
import {
  ListInboundResponsibilityTransfersCommand,
  ListRootsCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { CreateBucketCommand, PutBucketRequestPaymentCommand, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, AssumeRootCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, expect, test } from 'vitest';
import { ec2At } from './ec2-call.ts';
import { refusalOf, settings, startServer } from './server.ts';

const server = await startServer();
afterAll(() => server.stop());
const options = settings(server);

test('an operation that is not offered', async () => {
  const s3 = new S3Client({ ...options, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: 'bucket' }));
  const payment = { Bucket: 'bucket', RequestPaymentConfiguration: { Payer: 'Requester' as const } };
  const root = { TargetPrincipal: server.account, TaskPolicyArn: { arn: 'arn:aws:iam::aws:policy/root-task/None' } };
  const asked = [
    refusalOf(ec2At(server).call('DescribeSpotPriceHistory')),
    refusalOf(new IAMClient(options).send(new ListSAMLProvidersCommand({}))),
    refusalOf(new STSClient(options).send(new AssumeRootCommand(root))),
    refusalOf(
      new OrganizationsClient(options).send(new ListInboundResponsibilityTransfersCommand({ Type: 'BILLING' })),
    ),
    refusalOf(new DynamoDBClient(options).send(new DescribeBackupCommand({ BackupArn: `arn:${'x'.repeat(40)}` }))),
    refusalOf(s3.send(new PutBucketRequestPaymentCommand(payment))),
  ];
  const codes = (await Promise.all(asked)).map((refusal) => refusal.replace(/: .*/s, ''));
  expect(codes).toEqual([
    'InvalidAction',
    'InvalidAction',
    'InvalidAction',
    'UnknownOperationException',
    'UnknownOperationException',
    'NotImplemented',
  ]);
});

/** A client whose requests are changed after they were written and before they are signed. */
function changing(change: (body: string) => string): EC2Client {
  const client = new EC2Client(options);
  client.middlewareStack.add(
    (next) => (args) => {
      const request = args.request as { body: string; headers: Record<string, string> };
      request.body = change(request.body);
      request.headers['content-length'] = String(Buffer.byteLength(request.body));
      return next(args);
    },
    { step: 'build', priority: 'low' },
  );
  return client;
}

test.each([
  ['another action', (body: string) => body.replace('DescribeVpcs', 'DescribeCastles'), 'InvalidAction'],
  ['no action', (body: string) => body.replace('Action=DescribeVpcs&', ''), 'MissingAction'],
  ['a parameter more', (body: string) => `${body}&Colour=red`, 'UnknownParameter'],
  ['a number that is none', (body: string) => `${body}&MaxResults=many`, 'InvalidParameterValue'],
  ['a truth value that is none', (body: string) => `${body}&DryRun=perhaps`, 'InvalidParameterValue'],
  ['a list without numbers', (body: string) => `${body}&VpcId.first=vpc-1`, ''],
])('%s in a signed request', async (_, change, code) => {
  const refusal = await refusalOf(changing(change).send(new DescribeVpcsCommand({})));
  expect(refusal).not.toBe('success');
  expect(refusal.startsWith(code), refusal).toBe(true);
});

test('required parameters that are missing', async () => {
  const sts = new STSClient(options);
  const empty = {} as never;
  const table: readonly (readonly [() => Promise<unknown>, string])[] = [
    [() => ec2At(server).call('CreateSubnet'), 'MissingParameter: The request must contain the parameter'],
    [
      () => ec2At(server).call('RunInstances', { MinCount: 1, MaxCount: 1 }),
      'MissingParameter: The request must contain the parameter ImageId',
    ],
    [() => ec2At(server).call('CreateTags'), 'MissingParameter'],
    [() => sts.send(new AssumeRoleCommand(empty)), 'ValidationError'],
    [() => new IAMClient(options).send(new CreateUserCommand(empty)), 'ValidationError'],
    [
      () => new OrganizationsClient(options).send(new ListRootsCommand({ MaxResults: 'x' as never })),
      'SerializationException',
    ],
  ];
  for (const [ask, refusal] of table) expect(await refusalOf(ask())).toContain(refusal);
});
