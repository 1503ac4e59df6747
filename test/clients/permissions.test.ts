/** Users and roles with and without permission: what they may do, and AWS's sentence where they may not. */

import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteUserPolicyCommand,
  IAMClient,
  ListUsersCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, expect, test } from 'vitest';
import { type Ec2, ec2At } from './ec2-call.ts';
import { type Credentials, refusalOf, settings, startServer } from './server.ts';

const server = await startServer(['--quota', 'vpcsPerRegion=20']);
afterAll(() => server.stop());
const iam = new IAMClient(settings(server));
const { account } = server;

async function newUser(UserName: string): Promise<Credentials> {
  await iam.send(new CreateUserCommand({ UserName }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  return { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! };
}

const as = (credentials: Credentials): Ec2 => ec2At(server, 'us-east-1', credentials);
const policy = (...statements: readonly object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });
const allow = (Action: string | readonly string[], Resource = '*', more: object = {}) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});

const withoutMessage = (text: string): string => text.replace(/(failure message: )[\w-]{100,}$/, '$1…');

test('a user without a policy may say who it is, and nothing else', async () => {
  const credentials = await newUser('nobody');
  const options = { ...settings(server), credentials };
  const arn = `arn:aws:iam::${account}:user/nobody`;
  const because = 'because no identity-based policy allows';
  const identity = await new STSClient(options).send(new GetCallerIdentityCommand());
  expect(identity).toMatchObject({ Account: account, Arn: arn });
  expect([
    await refusalOf(as(credentials).call('DescribeVpcs')),
    withoutMessage(await refusalOf(as(credentials).call('CreateVpc', { CidrBlock: '10.0.0.0/16' }))),
    await refusalOf(new IAMClient(options).send(new ListUsersCommand())),
    await refusalOf(new S3Client({ ...options, forcePathStyle: true }).send(new ListBucketsCommand())),
    await refusalOf(new DynamoDBClient(options).send(new ListTablesCommand())),
  ]).toEqual([
    `UnauthorizedOperation: You are not authorized to perform this operation. User: ${arn} is not authorized to perform: ec2:DescribeVpcs ${because} the ec2:DescribeVpcs action`,
    `UnauthorizedOperation: You are not authorized to perform this operation. User: ${arn} is not authorized to perform: ec2:CreateVpc on resource: arn:aws:ec2:us-east-1:${account}:vpc/* ${because} the ec2:CreateVpc action. Encoded authorization failure message: …`,
    `AccessDenied: User: ${arn} is not authorized to perform: iam:ListUsers on resource: arn:aws:iam::${account}:user/ ${because} the iam:ListUsers action`,
    `AccessDenied: User: ${arn} is not authorized to perform: s3:ListAllMyBuckets ${because} the s3:ListAllMyBuckets action`,
    `AccessDeniedException: User: ${arn} is not authorized to perform: dynamodb:ListTables ${because} the dynamodb:ListTables action`,
  ]);
  expect(await as(credentials).code('CreateVpc', { CidrBlock: '10.0.0.0/16', DryRun: true })).toBe(
    'UnauthorizedOperation',
  );
});

test('a policy counts from the next request on, until it is taken away', async () => {
  const credentials = await newUser('reader');
  const { code } = as(credentials);
  const seen = [await code('DescribeVpcs')];
  const named = { UserName: 'reader', PolicyName: 'read' };
  await iam.send(new PutUserPolicyCommand({ ...named, PolicyDocument: policy(allow('ec2:Describe*')) }));
  seen.push(await code('DescribeVpcs'), await code('CreateVpc', { CidrBlock: '10.0.0.0/16' }));
  await iam.send(new DeleteUserPolicyCommand(named));
  seen.push(await code('DescribeVpcs'));
  await iam.send(
    new AttachUserPolicyCommand({ UserName: 'reader', PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }),
  );
  seen.push(await code('DescribeVpcs'), await code('CreateVpc', { CidrBlock: '10.0.0.0/16' }));
  expect(seen).toEqual([
    'UnauthorizedOperation',
    'success',
    'UnauthorizedOperation',
    'UnauthorizedOperation',
    'success',
    'UnauthorizedOperation',
  ]);
});

test('an explicit deny wins, and says so', async () => {
  const credentials = await newUser('denied');
  const PolicyDocument = policy(allow('*'), { Effect: 'Deny', Action: 'ec2:DeleteVpc', Resource: '*' });
  await iam.send(new PutUserPolicyCommand({ UserName: 'denied', PolicyName: 'p', PolicyDocument }));
  const { call, code } = as(credentials);
  const { VpcId } = (await call('CreateVpc', { CidrBlock: '10.0.0.0/16' })).Vpc;
  expect(await refusalOf(call('DeleteVpc', { VpcId }))).toMatch(
    /^UnauthorizedOperation: .* is not authorized to perform: ec2:DeleteVpc on resource: arn:aws:ec2:us-east-1:\d{12}:vpc\/vpc-\w+ with an explicit deny in an identity-based policy/,
  );
  expect(await code('DescribeVpcs', { VpcIds: [VpcId] })).toBe('success');
});

test('a policy may hold for one resource and one region only', async () => {
  const credentials = await newUser('narrow');
  const root = as(server.credentials);
  const [mine, other] = await Promise.all(
    ['10.1.0.0/16', '10.2.0.0/16'].map(
      async (CidrBlock): Promise<string> => (await root.call('CreateVpc', { CidrBlock })).Vpc.VpcId,
    ),
  );
  const PolicyDocument = policy(
    allow('ec2:ModifyVpcAttribute', `arn:aws:ec2:us-east-1:${account}:vpc/${mine}`),
    allow('ec2:DescribeVpcs', '*', { Condition: { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } } }),
  );
  await iam.send(new PutUserPolicyCommand({ UserName: 'narrow', PolicyName: 'p', PolicyDocument }));
  const { code } = as(credentials);
  const change = (VpcId: string | undefined) =>
    code('ModifyVpcAttribute', { VpcId, EnableDnsHostnames: { Value: true } });
  expect([
    await change(mine),
    await change(other),
    await code('DescribeVpcs'),
    await ec2At(server, 'eu-west-1', credentials).code('DescribeVpcs'),
  ]).toEqual(['success', 'UnauthorizedOperation', 'UnauthorizedOperation', 'success']);
});

test('a deny of one resource holds for it and for nothing else, and tags may decide', async () => {
  const credentials = await newUser('careful');
  const root = as(server.credentials);
  const [kept, other, tagged] = await Promise.all(
    ['10.5.0.0/16', '10.6.0.0/16', '10.7.0.0/16'].map(
      async (CidrBlock): Promise<string> => (await root.call('CreateVpc', { CidrBlock })).Vpc.VpcId,
    ),
  );
  await root.call('CreateTags', { Resources: [tagged], Tags: [{ Key: 'env', Value: 'prod' }] });
  const PolicyDocument = policy(
    allow('ec2:*'),
    { Effect: 'Deny', Action: '*', Resource: `arn:aws:ec2:*:*:vpc/${kept}` },
    {
      Effect: 'Deny',
      Action: 'ec2:Delete*',
      Resource: '*',
      Condition: { StringEquals: { 'aws:ResourceTag/env': 'prod' } },
    },
  );
  await iam.send(new PutUserPolicyCommand({ UserName: 'careful', PolicyName: 'p', PolicyDocument }));
  const { code } = as(credentials);
  const seen = [];
  for (const VpcId of [kept, other, tagged]) {
    seen.push([
      await code('CreateSubnet', { VpcId, CidrBlock: '10.0.0.0/28', DryRun: true }),
      await code('DeleteVpc', { VpcId, DryRun: true }),
    ]);
  }
  expect(seen).toEqual([
    ['UnauthorizedOperation', 'UnauthorizedOperation'],
    ['DryRunOperation', 'DryRunOperation'],
    ['DryRunOperation', 'UnauthorizedOperation'],
  ]);
});

test('a role is for whom it trusts, may what it allows, and less under a session policy', async () => {
  const [trusted, stranger] = [await newUser('trusted'), await newUser('stranger')];
  const RoleArn = `arn:aws:iam::${account}:role/maker`;
  const trust = policy({
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${account}:user/trusted` },
    Action: 'sts:AssumeRole',
  });
  await iam.send(new CreateRoleCommand({ RoleName: 'maker', AssumeRolePolicyDocument: trust }));
  await iam.send(
    new PutRolePolicyCommand({ RoleName: 'maker', PolicyName: 'p', PolicyDocument: policy(allow('ec2:*')) }),
  );
  const assume = async (credentials: Credentials, Policy?: string) => {
    const sts = new STSClient({ ...settings(server), credentials });
    const answer = await sts.send(
      new AssumeRoleCommand({ RoleArn, RoleSessionName: 'session', ...(Policy ? { Policy } : {}) }),
    );
    const { AccessKeyId, SecretAccessKey, SessionToken } = answer.Credentials!;
    return { accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey!, sessionToken: SessionToken! };
  };
  expect(await refusalOf(assume(stranger))).toBe(
    `AccessDenied: User: arn:aws:iam::${account}:user/stranger is not authorized to perform: sts:AssumeRole on resource: ${RoleArn} because no role trust policy allows the sts:AssumeRole action`,
  );
  const [full, reduced] = [await assume(trusted), await assume(trusted, policy(allow('ec2:Describe*')))];
  const make = { CidrBlock: '10.3.0.0/16' };
  expect([await as(full).code('CreateVpc', make), await as(reduced).code('DescribeVpcs')]).toEqual([
    'success',
    'success',
  ]);
  expect(await refusalOf(as(reduced).call('CreateVpc', make))).toMatch(
    /User: arn:aws:sts::\d{12}:assumed-role\/maker\/session is not authorized to perform: ec2:CreateVpc .*because no session policy allows/,
  );
  const identity = await new STSClient({ ...settings(server), credentials: full }).send(new GetCallerIdentityCommand());
  expect(identity.Arn).toBe(`arn:aws:sts::${account}:assumed-role/maker/session`);
});
