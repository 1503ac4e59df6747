/**
 * The AWS calls of the scenario `shared-services`, through the stock SDK: a team's account with two private subnets and no
 * way to the internet, a bucket that another account owns, S3 through a gateway endpoint, STS and DynamoDB through
 * interface endpoints. It asks for nothing that real AWS would refuse.
 */

import { CreateTableCommand, DynamoDBClient, PutItemCommand, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import * as ec2 from '@aws-sdk/client-ec2';
import * as iam from '@aws-sdk/client-iam';
import { PutBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import { type Account, type Connection, named, present } from './account.ts';
import { bucketOf } from './bucket.ts';
import { allow, createGroup, startInstance, untilRunning } from './launch.ts';

export interface SharedServices {
  readonly owner: string;
  readonly team: string;
  readonly vpc: string;
  readonly instances: { readonly 'app-a': string; readonly 'app-b': string };
  readonly addresses: { readonly 'app-a': string; readonly 'app-b': string };
  readonly buckets: { readonly shared: string; readonly other: string };
  readonly table: string;
  readonly endpoints: { readonly s3: string; readonly sts: string; readonly dynamodb: string };
  readonly dynamodbUrl: string;
  readonly groups: Readonly<Record<'app' | 'batch' | 'endpoints', string>>;
  /** Route tables of the two subnets. */
  readonly tables: Readonly<Record<'a' | 'b', string>>;
  /** The team's own connection. */
  readonly connection: Connection;
}

const zones = ['a', 'b'] as const;

/** What the instances may do: everything on S3 and DynamoDB. What stops them is the network and its endpoints. */
export async function createInstanceProfile(connection: Connection): Promise<string> {
  const client = new iam.IAMClient(connection);
  const trust = { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const permissions = { Effect: 'Allow', Action: ['s3:*', 'dynamodb:*', 'ec2:Describe*'], Resource: '*' };
  const document = (statement: object): string => JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  await client.send(new iam.CreateRoleCommand({ RoleName: 'app', AssumeRolePolicyDocument: document(trust) }));
  await client.send(
    new iam.PutRolePolicyCommand({ RoleName: 'app', PolicyName: 'app', PolicyDocument: document(permissions) }),
  );
  await client.send(new iam.CreateInstanceProfileCommand({ InstanceProfileName: 'app' }));
  await client.send(new iam.AddRoleToInstanceProfileCommand({ InstanceProfileName: 'app', RoleName: 'app' }));
  return 'app';
}

interface Ground {
  readonly vpc: string;
  readonly subnets: Readonly<Record<'a' | 'b', string>>;
  readonly tables: Readonly<Record<'a' | 'b', string>>;
  readonly groups: SharedServices['groups'];
}

async function createGround(client: ec2.EC2Client, region: string): Promise<Ground> {
  const made = await client.send(
    new ec2.CreateVpcCommand({ CidrBlock: '10.0.0.0/16', TagSpecifications: named('vpc', 'shared-services') }),
  );
  const vpc = present(made.Vpc?.VpcId, 'a VPC');
  await client.send(new ec2.ModifyVpcAttributeCommand({ VpcId: vpc, EnableDnsHostnames: { Value: true } }));
  const subnets = { a: '', b: '' };
  const tables = { a: '', b: '' };
  for (const [index, zone] of zones.entries()) {
    const subnet = await client.send(
      new ec2.CreateSubnetCommand({
        VpcId: vpc,
        CidrBlock: `10.0.${index}.0/24`,
        AvailabilityZone: `${region}${zone}`,
        TagSpecifications: named('subnet', `private-${zone}`),
      }),
    );
    subnets[zone] = present(subnet.Subnet?.SubnetId, 'a subnet');
    const table = await client.send(
      new ec2.CreateRouteTableCommand({ VpcId: vpc, TagSpecifications: named('route-table', `private-${zone}`) }),
    );
    tables[zone] = present(table.RouteTable?.RouteTableId, 'a route table');
    await client.send(new ec2.AssociateRouteTableCommand({ SubnetId: subnets[zone], RouteTableId: tables[zone] }));
  }
  return { vpc, subnets, tables, groups: await createGroups(client, vpc) };
}

/** `batch` may call `app`; `app` may call the endpoints; nobody may call `batch`. */
async function createGroups(client: ec2.EC2Client, vpc: string): Promise<SharedServices['groups']> {
  const groups = { app: '', batch: '', endpoints: '' };
  for (const name of ['app', 'batch', 'endpoints'] as const) groups[name] = await createGroup(client, vpc, name);
  await allow(client, groups.app, 8080, { UserIdGroupPairs: [{ GroupId: groups.batch }] });
  await allow(client, groups.endpoints, 443, { UserIdGroupPairs: [{ GroupId: groups.app }] });
  return groups;
}

export function endpointPolicy(action: string | readonly string[], resource: string | readonly string[]): string {
  const statement = { Effect: 'Allow', Principal: '*', Action: action, Resource: resource };
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
}

async function createEndpoints(client: ec2.EC2Client, region: string, ground: Ground, bucket: string) {
  const { vpc, subnets, tables, groups } = ground;
  const gateway = await client.send(
    new ec2.CreateVpcEndpointCommand({
      VpcId: vpc,
      ServiceName: `com.amazonaws.${region}.s3`,
      RouteTableIds: [tables.a],
      PolicyDocument: endpointPolicy('s3:*', [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`]),
    }),
  );
  const place = { VpcId: vpc, SubnetIds: [subnets.a, subnets.b], SecurityGroupIds: [groups.endpoints] };
  const sts = await client.send(
    new ec2.CreateVpcEndpointCommand({
      ...place,
      VpcEndpointType: 'Interface',
      ServiceName: `com.amazonaws.${region}.sts`,
      PrivateDnsEnabled: true,
    }),
  );
  const items = ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'];
  const dynamodb = await client.send(
    new ec2.CreateVpcEndpointCommand({
      ...place,
      VpcEndpointType: 'Interface',
      ServiceName: `com.amazonaws.${region}.dynamodb`,
      PrivateDnsEnabled: false,
      PolicyDocument: endpointPolicy(items, '*'),
    }),
  );
  return {
    endpoints: {
      s3: present(gateway.VpcEndpoint?.VpcEndpointId, 'an endpoint'),
      sts: present(sts.VpcEndpoint?.VpcEndpointId, 'an endpoint'),
      dynamodb: present(dynamodb.VpcEndpoint?.VpcEndpointId, 'an endpoint'),
    },
    dynamodbUrl: `https://${present(dynamodb.VpcEndpoint?.DnsEntries?.[0]?.DnsName, 'a DNS name')}`,
  };
}

async function runInstances(client: ec2.EC2Client, ground: Ground, profile: string, userData: string) {
  const run = (name: string, subnet: string, group: string) =>
    startInstance(client, { name, subnet, group, userData, profile });
  const first = await run('app-a', ground.subnets.a, ground.groups.app);
  const second = await run('app-b', ground.subnets.b, ground.groups.batch);
  await untilRunning(client, first.id, second.id);
  return {
    instances: { 'app-a': first.id, 'app-b': second.id },
    addresses: { 'app-a': first.address, 'app-b': second.address },
  };
}

/** Two buckets of the owner's; the shared one is for whoever comes through the team's endpoint. */
async function createBuckets(owner: Connection): Promise<SharedServices['buckets']> {
  return { shared: await bucketOf(owner, 'shared'), other: await bucketOf(owner, 'other') };
}

async function allowTeam(owner: Connection, bucket: string, team: string, endpoint: string): Promise<void> {
  const resource = [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`];
  const through = { StringNotEquals: { 'aws:SourceVpce': endpoint } };
  const statements = [
    {
      Sid: 'Team',
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${team}:root` },
      Action: 's3:*',
      Resource: resource,
    },
    {
      Sid: 'OnlyThroughTheEndpoint',
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: resource,
      Condition: through,
    },
  ];
  const policy = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  await new S3Client(owner).send(new PutBucketPolicyCommand({ Bucket: bucket, Policy: policy }));
}

async function createTable(connection: Connection): Promise<string> {
  const client = new DynamoDBClient(connection);
  const TableName = 'orders';
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    }),
  );
  await waitUntilTableExists({ client, maxWaitTime: 20, minDelay: 1, maxDelay: 1 }, { TableName });
  await client.send(new PutItemCommand({ TableName, Item: { id: { S: '1' }, total: { N: '42' } } }));
  return TableName;
}

/**
 * @param owner the management account's connection
 * @param team the account that the network is made in
 * @param userData what both instances run at their start
 */
export async function buildSharedServices(owner: Connection, team: Account, userData: string): Promise<SharedServices> {
  const client = new ec2.EC2Client(team.connection);
  const profile = await createInstanceProfile(team.connection);
  const ground = await createGround(client, owner.region);
  const buckets = await createBuckets(owner);
  const { endpoints, dynamodbUrl } = await createEndpoints(client, owner.region, ground, buckets.shared);
  await allowTeam(owner, buckets.shared, team.id, endpoints.s3);
  const table = await createTable(team.connection);
  const running = await runInstances(client, ground, profile, userData);
  return {
    owner: 'management',
    team: team.id,
    vpc: ground.vpc,
    ...running,
    buckets,
    table,
    endpoints,
    dynamodbUrl,
    groups: ground.groups,
    tables: ground.tables,
    connection: team.connection,
  };
}
