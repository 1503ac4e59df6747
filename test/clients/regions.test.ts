/** Regions that accounts opt in to: who may, how they stand over time, and what a region says to those who have not. */

import * as account from '@aws-sdk/client-account';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { DescribeLoadBalancersCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import * as organizations from '@aws-sdk/client-organizations';
import { GetResourceSharesCommand, RAMClient } from '@aws-sdk/client-ram';
import { CreateBucketCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, describe, expect, test } from 'vitest';
import { ec2At, until } from './ec2-call.ts';
import {
  awsJson,
  type Credentials,
  codeOf,
  hasAws,
  hasBoto3,
  python,
  refusalOf,
  settings,
  startServer,
} from './server.ts';

const server = await startServer();
afterAll(() => server.stop());

const client = (credentials = server.credentials) =>
  new account.AccountClient(settings(server, 'us-east-1', credentials));

async function standing(RegionName: string, more: object = {}, by = client()): Promise<string | undefined> {
  return (await by.send(new account.GetRegionOptStatusCommand({ RegionName, ...more }))).RegionOptStatus;
}

async function enable(RegionName: string, more: object = {}, by = client()): Promise<void> {
  await by.send(new account.EnableRegionCommand({ RegionName, ...more }));
  await until(async () => (await standing(RegionName, more, by)) === 'ENABLED');
}

/** One request of each protocol. */
function requestsIn(region: string, credentials = server.credentials): readonly Promise<string>[] {
  const options = settings(server, region, credentials);
  return [
    ec2At(server, region, credentials).code('DescribeVpcs', {}),
    codeOf(new ElasticLoadBalancingV2Client(options).send(new DescribeLoadBalancersCommand({}))),
    codeOf(new STSClient(options).send(new GetCallerIdentityCommand({}))),
    codeOf(new RAMClient(options).send(new GetResourceSharesCommand({ resourceOwner: 'SELF' }))),
    codeOf(new DynamoDBClient(options).send(new ListTablesCommand({}))),
    codeOf(new S3Client({ ...options, forcePathStyle: true }).send(new ListBucketsCommand({}))),
  ];
}

const refusals = [
  'AuthFailure',
  'InvalidClientTokenId',
  'InvalidClientTokenId',
  'UnrecognizedClientException',
] as const;

describe('a region that the account has not opted in to', () => {
  test('knows nobody’s keys, in each protocol’s words, and takes them once it is enabled', async () => {
    const region = 'af-south-1';
    const codes = await Promise.all(requestsIn(region));
    expect(codes).toEqual([...refusals, 'UnrecognizedClientException', 'InvalidAccessKeyId']);
    await enable(region);
    expect(await Promise.all(requestsIn(region))).toEqual(codes.map(() => 'success'));
    const { Vpcs } = await ec2At(server, region).call('DescribeVpcs', {});
    expect(Vpcs).toMatchObject([{ IsDefault: true }]);
    await client().send(new account.DisableRegionCommand({ RegionName: region }));
    expect(await Promise.all(requestsIn(region))).toEqual(codes);
  });

  test('nor sessions', async () => {
    const made = await new STSClient(settings(server)).send(new AssumeRoleCommand(await role()));
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = made.Credentials ?? {};
    const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
    const codes = await Promise.all(requestsIn('eu-south-1', credentials));
    expect(codes).toEqual([...refusals, 'UnrecognizedClientException', 'InvalidToken']);
    expect((await Promise.all(requestsIn('eu-west-3', credentials))).slice(2, 3)).toEqual(['success']);
  });

  test('takes no bucket by way of another', async () => {
    const s3 = new S3Client({ ...settings(server), forcePathStyle: true });
    const request = { Bucket: 'elsewhere', CreateBucketConfiguration: { LocationConstraint: 'me-south-1' as const } };
    expect(await codeOf(s3.send(new CreateBucketCommand(request)))).toBe('IllegalLocationConstraintException');
  });

  test('is none that a service can be of, for an endpoint', async () => {
    const { call, code } = ec2At(server);
    const { VpcId } = (await call('CreateVpc', { CidrBlock: '10.0.0.0/16' })).Vpc;
    const place = { VpcId, CidrBlock: '10.0.0.0/24', AvailabilityZoneId: 'use1-az1' };
    const { SubnetId } = (await call('CreateSubnet', place)).Subnet;
    const ServiceRegion = 'ap-east-1';
    const request = { VpcId, SubnetIds: [SubnetId], VpcEndpointType: 'Interface', ServiceRegion };
    const s3 = { ...request, ServiceName: `com.amazonaws.${ServiceRegion}.s3` };
    expect(await code('CreateVpcEndpoint', s3)).toBe('InvalidParameter');
    await enable(ServiceRegion);
    const { VpcEndpoint } = await call('CreateVpcEndpoint', s3);
    expect(VpcEndpoint).toMatchObject({ ServiceRegion, State: 'pending' });
  });
});

let made: { readonly RoleArn: string; readonly RoleSessionName: string } | undefined;

/** Of a member account, which the management account may enter. */
async function role() {
  if (made) return made;
  const org = new organizations.OrganizationsClient(settings(server));
  await org.send(new organizations.CreateOrganizationCommand({ FeatureSet: 'ALL' }));
  const request = { AccountName: 'member', Email: 'member@example.com' };
  const { CreateAccountStatus: asked } = await org.send(new organizations.CreateAccountCommand(request));
  const status = new organizations.DescribeCreateAccountStatusCommand({ CreateAccountRequestId: asked!.Id! });
  const member = (await org.send(status)).CreateAccountStatus!.AccountId!;
  made = { RoleArn: `arn:aws:iam::${member}:role/OrganizationAccountAccessRole`, RoleSessionName: 'admin' };
  return made;
}

test('the management account opts its members in, and policies judge member and region', async () => {
  const AccountId = (await role()).RoleArn.split(':')[4]!;
  const iam = new IAMClient(settings(server));
  await iam.send(new CreateUserCommand({ UserName: 'regions' }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'regions' }));
  const credentials: Credentials = {
    accessKeyId: AccessKey!.AccessKeyId!,
    secretAccessKey: AccessKey!.SecretAccessKey!,
  };
  const statement = {
    Effect: 'Allow',
    Action: ['account:EnableRegion', 'account:GetRegionOptStatus'],
    Resource: `arn:aws:account::${server.account}:account/*/${AccountId}`,
    Condition: { StringEquals: { 'account:TargetRegion': 'il-central-1' } },
  };
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  await iam.send(new PutUserPolicyCommand({ UserName: 'regions', PolicyName: 'only', PolicyDocument }));
  const ask = (RegionName: string, more: object = {}) =>
    refusalOf(client(credentials).send(new account.EnableRegionCommand({ RegionName, ...more })));
  expect(await ask('il-central-1', { AccountId })).toMatch(/^AccessDeniedException: Trusted access/);
  const org = new organizations.OrganizationsClient(settings(server));
  const trusted = { ServicePrincipal: 'account.amazonaws.com' };
  await org.send(new organizations.EnableAWSServiceAccessCommand(trusted));
  await enable('il-central-1', { AccountId }, client(credentials));
  expect(await standing('il-central-1')).toBe('DISABLED');
  const denied = /^AccessDeniedException: .*not authorized to perform: account:EnableRegion/;
  expect(await ask('eu-south-2', { AccountId })).toMatch(denied);
  expect(await ask('il-central-1')).toMatch(denied);
});

test('refusals say what was wrong', async () => {
  const wrong = (RegionName: string) => client().send(new account.EnableRegionCommand({ RegionName }));
  await expect(wrong('us-west-2')).rejects.toMatchObject({
    name: 'ValidationException',
    reason: 'invalidRegionOptTarget',
    $metadata: { httpStatusCode: 400 },
  });
  await wrong('mx-central-1').catch(({ name }) => expect(name).toBe('ValidationException'));
  await wrong('ca-west-1');
  const early = client().send(new account.DisableRegionCommand({ RegionName: 'ca-west-1' }));
  await expect(early).rejects.toMatchObject({ name: 'ConflictException', $metadata: { httpStatusCode: 409 } });
});

test.skipIf(!hasAws)('the command line lists regions and opts in to one', async () => {
  const call = <T>(...words: readonly string[]) => awsJson<T>(server, [...words, '--region', 'us-east-1']);
  await call('account', 'enable-region', '--region-name', 'eu-central-2');
  await until(async () => (await standing('eu-central-2')) === 'ENABLED');
  const listed = await call<{ Regions: object[] }>(
    'account',
    'list-regions',
    '--region-opt-status-contains',
    'ENABLED',
  );
  expect(listed.Regions).toContainEqual({ RegionName: 'eu-central-2', RegionOptStatus: 'ENABLED' });
  const names = ['--region-names', 'eu-central-2', 'ap-south-2'];
  const { Regions } = await call<{ Regions: { OptInStatus: string }[] }>('ec2', 'describe-regions', ...names);
  expect(Regions.map((one) => one.OptInStatus)).toEqual(expect.arrayContaining(['opted-in', 'not-opted-in']));
});

test.skipIf(!hasBoto3)('so does boto3, page by page', async () => {
  const found = await python<{ names: string[]; status: string; refused: string }>(
    server,
    `account = boto3.client('account')
pages = account.get_paginator('list_regions').paginate(PaginationConfig={'PageSize': 7})
names = [one['RegionName'] for page in pages for one in page['Regions']]
account.enable_region(RegionName='ap-southeast-4')
status = account.get_region_opt_status(RegionName='ap-southeast-4')['RegionOptStatus']
refused = code(boto3.client('ec2', region_name='ap-southeast-3').describe_vpcs)
show({'names': names, 'status': status, 'refused': refused})`,
  );
  expect(new Set(found.names).size).toBe(29);
  expect(found.status).toBe('ENABLING');
  expect(found.refused).toBe('AuthFailure');
});
