/** Two accounts and a service between them: offered, found, asked for, accepted, rejected, deleted; and what is refused. */

import { CreateLoadBalancerCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import * as organizations from '@aws-sdk/client-organizations';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Ec2, ec2At, type Reply, until } from './ec2-call.ts';
import { aws, type Credentials, hasAws, hasBoto3, python, refusalOf, settings, startServer } from './server.ts';

const server = await startServer();
afterAll(() => server.stop());
const provider = ec2At(server);

interface Place {
  readonly vpc: string;
  /** Zone id → subnet. */
  readonly subnets: ReadonlyMap<string, string>;
}

let consumer: Ec2;
let consumerAccount: string;
let consumerCredentials: Credentials;
let consumerPlace: Place;
let providerPlace: Place;
/** Ids of two zones that services are in, and of one that they aren't in. */
let zones: readonly [string, string, string];

const subnetIn = (place: Place, zone: string): string => place.subnets.get(zone)!;

async function secondAccount(): Promise<readonly [account: string, credentials: Credentials]> {
  const client = new organizations.OrganizationsClient(settings(server));
  await client.send(new organizations.CreateOrganizationCommand({ FeatureSet: 'ALL' }));
  const request = { AccountName: 'consumer', Email: 'consumer@example.com' };
  const { CreateAccountStatus: asked } = await client.send(new organizations.CreateAccountCommand(request));
  const status = new organizations.DescribeCreateAccountStatusCommand({ CreateAccountRequestId: asked!.Id! });
  const account = (await client.send(status)).CreateAccountStatus!.AccountId!;
  const RoleArn = `arn:aws:iam::${account}:role/OrganizationAccountAccessRole`;
  const sts = new STSClient(settings(server));
  const { Credentials: issued } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'admin' }));
  const { AccessKeyId, SecretAccessKey, SessionToken } = issued!;
  return [account, { accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey!, sessionToken: SessionToken! }];
}

/** A VPC with both DNS attributes and a subnet in each of the zones. */
async function makePlace({ call }: Ec2): Promise<Place> {
  const vpc: string = (await call('CreateVpc', { CidrBlock: '10.0.0.0/16' })).Vpc.VpcId;
  await call('ModifyVpcAttribute', { VpcId: vpc, EnableDnsHostnames: { Value: true } });
  const { AvailabilityZones } = await call('DescribeAvailabilityZones');
  const subnets = new Map<string, string>();
  for (const [index, zone] of zones.entries()) {
    const AvailabilityZone = AvailabilityZones.find((one: Reply) => one.ZoneId === zone).ZoneName;
    const input = { VpcId: vpc, CidrBlock: `10.0.${index}.0/24`, AvailabilityZone };
    subnets.set(zone, (await call('CreateSubnet', input)).Subnet.SubnetId);
  }
  return { vpc, subnets };
}

let made = 0;

/** A load balancer in the first two zones. Answers its ARN. */
async function loadBalancer(): Promise<string> {
  made += 1;
  const Subnets = [subnetIn(providerPlace, zones[0]), subnetIn(providerPlace, zones[1])];
  const input = { Name: `lb-${made}`, Type: 'network', Scheme: 'internal', Subnets } as const;
  const client = new ElasticLoadBalancingV2Client(settings(server));
  return (await client.send(new CreateLoadBalancerCommand(input))).LoadBalancers![0]!.LoadBalancerArn!;
}

async function offer(more: object = {}): Promise<Reply> {
  const input = { NetworkLoadBalancerArns: [await loadBalancer()], AcceptanceRequired: true, ...more };
  return (await provider.call('CreateVpcEndpointServiceConfiguration', input)).ServiceConfiguration;
}

function allow(ServiceId: string, ...AddAllowedPrincipals: string[]): Promise<Reply> {
  return provider.call('ModifyVpcEndpointServicePermissions', { ServiceId, AddAllowedPrincipals });
}

const request = (ServiceName: string, more: object = {}) => ({
  VpcId: consumerPlace.vpc,
  ServiceName,
  VpcEndpointType: 'Interface',
  SubnetIds: [subnetIn(consumerPlace, zones[0])],
  ...more,
});

async function connect(ServiceName: string, more: object = {}): Promise<Reply> {
  return (await consumer.call('CreateVpcEndpoint', request(ServiceName, more))).VpcEndpoint;
}

async function stateOf(id: string): Promise<string> {
  return (await consumer.call('DescribeVpcEndpoints', { VpcEndpointIds: [id] })).VpcEndpoints[0].State;
}

const consumerRoot = (): string => `arn:aws:iam::${consumerAccount}:root`;

beforeAll(async () => {
  const { AvailabilityZones } = await provider.call('DescribeAvailabilityZones');
  zones = AvailabilityZones.map((one: Reply) => one.ZoneId)
    .sort()
    .slice(0, 3);
  [consumerAccount, consumerCredentials] = await secondAccount();
  consumer = ec2At(server, 'us-east-1', consumerCredentials);
  [providerPlace, consumerPlace] = [await makePlace(provider), await makePlace(consumer)];
});

test('the whole life of a connection between two accounts', async () => {
  const { ServiceId, ServiceName, AvailabilityZoneIds, ServiceState } = await offer();
  expect([ServiceState, AvailabilityZoneIds.toSorted()]).toEqual(['Available', zones.slice(0, 2)]);
  const find = () => consumer.code('DescribeVpcEndpointServices', { ServiceNames: [ServiceName] });
  expect([await find(), await consumer.code('CreateVpcEndpoint', request(ServiceName))]).toEqual(
    Array(2).fill('InvalidServiceName'),
  );
  await allow(ServiceId, consumerRoot());
  const { ServiceDetails } = await consumer.call('DescribeVpcEndpointServices', { ServiceNames: [ServiceName] });
  expect(ServiceDetails).toMatchObject([{ Owner: server.account, AcceptanceRequired: true }]);

  const SubnetIds = [subnetIn(consumerPlace, zones[0]), subnetIn(consumerPlace, zones[1])];
  const { VpcEndpointId: id, State, NetworkInterfaceIds } = await connect(ServiceName, { SubnetIds });
  expect([State, NetworkInterfaceIds.length]).toEqual(['pendingAcceptance', 2]);
  const { VpcEndpointConnections } = await provider.call('DescribeVpcEndpointConnections', {
    Filters: [{ Name: 'service-id', Values: [ServiceId] }],
  });
  expect(VpcEndpointConnections).toMatchObject([
    { VpcEndpointId: id, VpcEndpointOwner: consumerAccount, VpcEndpointState: 'pendingAcceptance' },
  ]);
  expect(JSON.stringify(VpcEndpointConnections)).not.toContain(consumerPlace.vpc);

  const both = { ServiceId, VpcEndpointIds: [id] };
  expect((await provider.call('AcceptVpcEndpointConnections', both)).Unsuccessful).toEqual([]);
  await until(async () => (await stateOf(id)) === 'available');
  const inUse = (await provider.call('DeleteVpcEndpointServiceConfigurations', { ServiceIds: [ServiceId] }))
    .Unsuccessful;
  expect(inUse).toEqual([
    {
      ResourceId: ServiceId,
      Error: {
        Code: 'ExistingVpcEndpointConnections',
        Message: 'Service has existing active VPC Endpoint connections!',
      },
    },
  ]);
  expect((await provider.call('RejectVpcEndpointConnections', both)).Unsuccessful).toEqual([]);
  expect(await stateOf(id)).toBe('rejected');
  expect((await consumer.call('DeleteVpcEndpoints', { VpcEndpointIds: [id] })).Unsuccessful).toEqual([]);
  await until(
    async () =>
      (await consumer.code('DescribeVpcEndpoints', { VpcEndpointIds: [id] })) === 'InvalidVpcEndpointId.NotFound',
  );
  const gone = await provider.call('DeleteVpcEndpointServiceConfigurations', { ServiceIds: [ServiceId] });
  expect(gone.Unsuccessful).toEqual([]);
  expect(await provider.code('DescribeVpcEndpointServiceConfigurations', { ServiceIds: [ServiceId] })).toBe(
    'InvalidVpcEndpointServiceId.NotFound',
  );
});

test.skipIf(!hasAws)('the command line offers a service and finds it from the other account', async () => {
  const by = async (credentials: Credentials, ...words: string[]): Promise<Reply> => {
    const { code, stdout, stderr } = await aws(server, ['ec2', ...words], credentials);
    if (code !== 0) throw new Error(stderr);
    return stdout.trim() === '' ? {} : JSON.parse(stdout);
  };
  const arn = await loadBalancer();
  const own = server.credentials;
  const create = ['create-vpc-endpoint-service-configuration', '--network-load-balancer-arns', arn];
  const { ServiceConfiguration } = await by(own, ...create, '--no-acceptance-required');
  const { ServiceId, ServiceName } = ServiceConfiguration;
  expect(ServiceConfiguration).toMatchObject({ AcceptanceRequired: false, NetworkLoadBalancerArns: [arn] });
  const permit = ['modify-vpc-endpoint-service-permissions', '--service-id', ServiceId];
  expect(await by(own, ...permit, '--add-allowed-principals', consumerRoot())).toMatchObject({
    AddedPrincipals: [{ PrincipalType: 'Account', Principal: consumerRoot(), ServiceId }],
    ReturnValue: true,
  });
  const found = await by(
    consumerCredentials,
    'describe-vpc-endpoint-services',
    '--filters',
    `Name=owner,Values=${server.account}`,
  );
  expect(found.ServiceNames).toContain(ServiceName);
  const words = ['create-vpc-endpoint', '--vpc-endpoint-type', 'Interface', '--service-name', ServiceName];
  const place = ['--vpc-id', consumerPlace.vpc, '--subnet-ids', subnetIn(consumerPlace, zones[1])];
  const { VpcEndpoint } = await by(consumerCredentials, ...words, ...place);
  await until(async () => (await stateOf(VpcEndpoint.VpcEndpointId)) === 'available');
  await by(own, 'create-tags', '--resources', ServiceId, '--tags', 'Key=team,Value=net');
  const tagged = await by(own, 'describe-vpc-endpoint-service-configurations', '--filters', 'Name=tag:team,Values=net');
  expect(tagged.ServiceConfigurations.map((one: Reply) => one.ServiceId)).toEqual([ServiceId]);
});

test.skipIf(!hasBoto3)('boto3 walks pages of services, permissions and connections', async () => {
  const { ServiceId, ServiceName } = await offer({ AcceptanceRequired: false });
  await allow(
    ServiceId,
    '*',
    ...['a', 'b', 'c', 'd', 'e'].map((name) => `arn:aws:iam::${consumerAccount}:role/${name}`),
  );
  const id = (await connect(ServiceName)).VpcEndpointId;
  const answer = await python<Reply>(
    server,
    `
ec2 = boto3.client('ec2')
pages = lambda name, key, **words: [one for page in ec2.get_paginator(name).paginate(PaginationConfig={'PageSize': 5}, **words) for one in page[key]]
principals = pages('describe_vpc_endpoint_service_permissions', 'AllowedPrincipals', ServiceId='${ServiceId}')
connections = pages('describe_vpc_endpoint_connections', 'VpcEndpointConnections')
services = pages('describe_vpc_endpoint_service_configurations', 'ServiceConfigurations')
bad = code(ec2.modify_vpc_endpoint_service_permissions, ServiceId='${ServiceId}', AddAllowedPrincipals=['arn:aws:iam::${consumerAccount}:role/a/b'])
again = ec2.accept_vpc_endpoint_connections(ServiceId='${ServiceId}', VpcEndpointIds=['${id}', 'vpce-0123456789abcdef0'])['Unsuccessful']
show([sorted(one['PrincipalType'] for one in principals), [one['VpcEndpointId'] for one in connections if one['ServiceId'] == '${ServiceId}'],
      '${ServiceId}' in [one['ServiceId'] for one in services], bad, [one['Error']['Code'] for one in again]])`,
  );
  expect(answer).toEqual([
    ['All', ...Array(5).fill('Role')],
    [id],
    true,
    'InvalidPrincipal',
    ['InvalidState', 'InvalidVpcEndpointId.NotFound'],
  ]);
});

test('a role that is allowed connects, and another of its account does not', async () => {
  const { ServiceId, ServiceName } = await offer();
  await allow(ServiceId, `arn:aws:iam::${consumerAccount}:role/somebody`);
  expect(await consumer.code('CreateVpcEndpoint', request(ServiceName))).toBe('InvalidServiceName');
  await allow(ServiceId, `arn:aws:iam::${consumerAccount}:role/OrganizationAccountAccessRole`);
  expect(await connect(ServiceName)).toMatchObject({ State: 'pendingAcceptance' });
});

test('refusals to the provider', async () => {
  const { ServiceId, NetworkLoadBalancerArns } = await offer();
  const name = 'ModifyVpcEndpointServiceConfiguration';
  const missing = 'vpce-svc-0123456789abcdef0';
  const table: readonly (readonly [operation: string, input: object, refusal: RegExp])[] = [
    ['CreateVpcEndpointServiceConfiguration', {}, /^InvalidParameter/],
    ['CreateVpcEndpointServiceConfiguration', { NetworkLoadBalancerArns }, /^InvalidParameter: .*already associated/],
    ['CreateVpcEndpointServiceConfiguration', { NetworkLoadBalancerArns: ['arn:x'] }, /^InvalidParameter/],
    ['CreateVpcEndpointServiceConfiguration', { GatewayLoadBalancerArns: ['arn:x'] }, /^InvalidParameter: .*not exist/],
    [name, { ServiceId, RemoveNetworkLoadBalancerArns: NetworkLoadBalancerArns }, /^InvalidParameter/],
    [name, { ServiceId, PrivateDnsName: 'UPPER.example.com' }, /^InvalidParameter/],
    [name, { ServiceId, AddSupportedRegions: ['mars-1'] }, /^InvalidParameter/],
    [
      name,
      { ServiceId: missing },
      /^InvalidVpcEndpointServiceId\.NotFound: The VpcEndpointService Id '.*' does not exist$/,
    ],
    [name, { ServiceId, DryRun: true }, /^DryRunOperation/],
    [
      'AcceptVpcEndpointConnections',
      { ServiceId: missing, VpcEndpointIds: ['vpce-1'] },
      /^InvalidVpcEndpointServiceId/,
    ],
    ['StartVpcEndpointServicePrivateDnsVerification', { ServiceId }, /^InvalidParameter/],
    ['DescribeVpcEndpointServicePermissions', { ServiceId: missing }, /^InvalidVpcEndpointServiceId\.NotFound/],
    ['DescribeVpcEndpointConnections', { Filters: [{ Name: 'vpc-id', Values: ['x'] }] }, /^InvalidParameterValue/],
    ['DescribeVpcEndpointServiceConfigurations', { MaxResults: 2 }, /^InvalidParameterValue/],
  ];
  for (const [operation, input, refusal] of table) {
    expect(await refusalOf(provider.call(operation, input)), `${operation} ${JSON.stringify(input)}`).toMatch(refusal);
  }
});

test('refusals to the consumer', async () => {
  const { ServiceId, ServiceName } = await offer({ PrivateDnsName: 'api.example.com' });
  await allow(ServiceId, '*');
  const outside = subnetIn(consumerPlace, zones[2]);
  const table: readonly (readonly [more: object, refusal: RegExp | string])[] = [
    [{ ServiceName: ServiceName.replace('us-east-1', 'eu-west-1') }, /^InvalidServiceName/],
    [{ VpcEndpointType: 'Gateway' }, /^InvalidParameter: Endpoint type \(Gateway\)/],
    [
      { SubnetIds: [outside] },
      `InvalidParameter: The VPC endpoint service ${ServiceName} does not support the availability zone of the subnet: ${outside}.`,
    ],
    [{ PolicyDocument: '{}' }, /^InvalidParameter/],
    [
      { PrivateDnsEnabled: true },
      `InvalidParameter: Private DNS can't be enabled because the service ${ServiceName} has not verified the private DNS name.`,
    ],
  ];
  for (const [more, refusal] of table) {
    const refused = await refusalOf(consumer.call('CreateVpcEndpoint', { ...request(ServiceName), ...more }));
    expect(refused, JSON.stringify(more)).toMatch(refusal);
  }
  for (const operation of ['ModifyVpcEndpointServiceConfiguration', 'DescribeVpcEndpointServicePermissions']) {
    expect(await consumer.code(operation, { ServiceId })).toBe('InvalidVpcEndpointServiceId.NotFound');
  }
});

test('a client token makes one service and one notification, however often it is sent', async () => {
  const NetworkLoadBalancerArns = [await loadBalancer()];
  const ClientToken = 'once';
  const create = () => provider.call('CreateVpcEndpointServiceConfiguration', { NetworkLoadBalancerArns, ClientToken });
  const [first, second] = [await create(), await create()];
  expect(second).toMatchObject({ ServiceConfiguration: first.ServiceConfiguration, ClientToken });
  const { TopicArn } = await new SNSClient(settings(server)).send(new CreateTopicCommand({ Name: 'news' }));
  const { ServiceId } = first.ServiceConfiguration;
  const ConnectionEvents = ['Connect', 'Accept'];
  const notify = (ConnectionNotificationArn: string) =>
    provider.call('CreateVpcEndpointConnectionNotification', {
      ServiceId,
      ConnectionEvents,
      ConnectionNotificationArn,
      ClientToken,
    });
  const [one, same] = [await notify(TopicArn!), await notify(TopicArn!)];
  expect(same.ConnectionNotification).toEqual(one.ConnectionNotification);
  expect(await refusalOf(notify(`${TopicArn}s`))).toMatch(/^IdempotentParameterMismatch/);
  const { ConnectionNotificationSet } = await provider.call('DescribeVpcEndpointConnectionNotifications');
  expect(ConnectionNotificationSet).toMatchObject([{ ServiceId, ConnectionNotificationArn: TopicArn }]);
});
