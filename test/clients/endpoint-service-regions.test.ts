/** A service in one region and consumers in another: offered, found, asked for, and what it takes to be allowed to. */

import { CreateLoadBalancerCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import * as organizations from '@aws-sdk/client-organizations';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Ec2, ec2At, type Reply, until } from './ec2-call.ts';
import { aws, type Credentials, hasAws, refusalOf, settings, startServer } from './server.ts';

const server = await startServer();
afterAll(() => server.stop());

const home = 'us-east-1';
const away = 'eu-west-1';
const provider = ec2At(server);

let consumer: Ec2;
let consumerAccount: string;
let consumerCredentials: Credentials;
let place: { readonly VpcId: string; readonly SubnetIds: readonly string[] };
let providerSubnets: readonly string[];

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

/** A VPC with subnets in the first two zones of a region. */
async function makePlace({ call }: Ec2, region: string) {
  const VpcId: string = (await call('CreateVpc', { CidrBlock: '10.0.0.0/16' })).Vpc.VpcId;
  const SubnetIds: string[] = [];
  for (const [index, zone] of ['a', 'b'].entries()) {
    const input = { VpcId, CidrBlock: `10.0.${index}.0/24`, AvailabilityZone: `${region}${zone}` };
    SubnetIds.push((await call('CreateSubnet', input)).Subnet.SubnetId);
  }
  return { VpcId, SubnetIds };
}

let made = 0;

async function loadBalancer(): Promise<string> {
  made += 1;
  const kind = { Type: 'network', Scheme: 'internal' } as const;
  const input = { Name: `lb-${made}`, ...kind, Subnets: [...providerSubnets] };
  const client = new ElasticLoadBalancingV2Client(settings(server));
  return (await client.send(new CreateLoadBalancerCommand(input))).LoadBalancers![0]!.LoadBalancerArn!;
}

/** For both regions and the consumer's account, without acceptance. */
async function offer(more: object = {}): Promise<Reply> {
  const input = { NetworkLoadBalancerArns: [await loadBalancer()], AcceptanceRequired: false };
  const { ServiceConfiguration } = await provider.call('CreateVpcEndpointServiceConfiguration', {
    ...input,
    SupportedRegions: [away],
    ...more,
  });
  const AddAllowedPrincipals = [`arn:aws:iam::${consumerAccount}:root`];
  const { ServiceId } = ServiceConfiguration;
  await provider.call('ModifyVpcEndpointServicePermissions', { ServiceId, AddAllowedPrincipals });
  return ServiceConfiguration;
}

const request = (ServiceName: string, more: object = {}) => ({
  ...place,
  ServiceName,
  VpcEndpointType: 'Interface',
  ServiceRegion: home,
  ...more,
});

beforeAll(async () => {
  [consumerAccount, consumerCredentials] = await secondAccount();
  consumer = ec2At(server, away, consumerCredentials);
  place = await makePlace(consumer, away);
  providerSubnets = (await makePlace(provider, home)).SubnetIds;
});

test('the whole life of a connection between two regions', async () => {
  const { ServiceId, ServiceName, SupportedRegions, RemoteAccessEnabled } = await offer();
  expect([SupportedRegions, RemoteAccessEnabled]).toEqual([
    [
      { Region: home, ServiceState: 'Available' },
      { Region: away, ServiceState: 'Available' },
    ],
    true,
  ]);
  const found = await consumer.call('DescribeVpcEndpointServices', {
    ServiceNames: [ServiceName],
    ServiceRegions: [home],
  });
  expect(found.ServiceDetails).toMatchObject([{ ServiceRegion: home, Owner: server.account }]);
  expect(found.ServiceDetails[0].AvailabilityZones ?? []).toEqual([]);

  const { VpcEndpoint } = await consumer.call('CreateVpcEndpoint', request(ServiceName));
  const id: string = VpcEndpoint.VpcEndpointId;
  const named = `${id}-[0-9a-z]{8}\\.${ServiceId}\\.us-east-1\\.vpce\\.amazonaws\\.com`;
  expect(VpcEndpoint).toMatchObject({ ServiceRegion: home });
  expect(VpcEndpoint.DnsEntries).toEqual([
    { DnsName: expect.stringMatching(new RegExp(`^${named}$`)), HostedZoneId: expect.any(String) },
  ]);
  const find = async (Value: string): Promise<readonly Reply[]> => {
    const Filters = [{ Name: 'service-region', Values: [Value] }];
    return (await consumer.call('DescribeVpcEndpoints', { Filters })).VpcEndpoints;
  };
  await until(async () => (await find(home)).some((one) => one.State === 'available'));
  expect(await find(away)).toEqual([]);
  const Filters = [
    { Name: 'vpc-endpoint-region', Values: ['cross-region'] },
    { Name: 'service-id', Values: [ServiceId] },
  ];
  const { VpcEndpointConnections } = await provider.call('DescribeVpcEndpointConnections', { Filters });
  expect(VpcEndpointConnections).toMatchObject([{ VpcEndpointId: id, VpcEndpointRegion: away }]);

  const removal = { ServiceId, RemoveSupportedRegions: [away] };
  expect(await provider.call('ModifyVpcEndpointServiceConfiguration', removal)).toMatchObject({ Return: true });
  expect(await consumer.code('CreateVpcEndpoint', request(ServiceName))).toBe('InvalidServiceName');
  expect(await find(home)).toMatchObject([{ VpcEndpointId: id, State: 'available' }]);
  expect((await consumer.call('DeleteVpcEndpoints', { VpcEndpointIds: [id] })).Unsuccessful).toEqual([]);
});

test.skipIf(!hasAws)('the command line offers, finds and asks for a service across regions', async () => {
  const by = async (credentials: Credentials, region: string, ...words: string[]): Promise<Reply> => {
    const { code, stdout, stderr } = await aws(server, ['ec2', ...words, '--region', region], credentials);
    if (code !== 0) throw new Error(stderr);
    return stdout.trim() === '' ? {} : JSON.parse(stdout);
  };
  const own = server.credentials;
  const create = ['create-vpc-endpoint-service-configuration', '--network-load-balancer-arns', await loadBalancer()];
  const { ServiceConfiguration } = await by(own, home, ...create, '--no-acceptance-required');
  const { ServiceId, ServiceName } = ServiceConfiguration;
  const modify = ['modify-vpc-endpoint-service-configuration', '--service-id', ServiceId];
  await by(own, home, ...modify, '--add-supported-regions', away, 'us-west-2');
  await by(own, home, ...modify, '--remove-supported-regions', 'us-west-2');
  const permit = ['modify-vpc-endpoint-service-permissions', '--service-id', ServiceId];
  await by(own, home, ...permit, '--add-allowed-principals', '*');
  const describe = ['describe-vpc-endpoint-service-configurations', '--service-ids', ServiceId];
  const { ServiceConfigurations } = await by(own, home, ...describe);
  expect(ServiceConfigurations[0].SupportedRegions.map((one: Reply) => one.Region)).toEqual([home, away]);
  const discover = ['describe-vpc-endpoint-services', '--service-region', home, '--service-names', ServiceName];
  const { ServiceNames } = await by(consumerCredentials, away, ...discover);
  expect(ServiceNames).toEqual([ServiceName]);
  const connect = ['create-vpc-endpoint', '--vpc-endpoint-type', 'Interface', '--service-name', ServiceName];
  const there = ['--vpc-id', place.VpcId, '--subnet-ids', ...place.SubnetIds, '--service-region', home];
  const { VpcEndpoint } = await by(consumerCredentials, away, ...connect, ...there);
  expect(VpcEndpoint.ServiceRegion).toBe(home);
});

interface User {
  readonly credentials: Credentials;
  permit(...statements: readonly object[]): Promise<unknown>;
}

async function newUser(UserName: string, credentials: Credentials): Promise<User> {
  const iam = new IAMClient(settings(server, home, credentials));
  await iam.send(new CreateUserCommand({ UserName }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  return {
    credentials: { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! },
    permit(...statements) {
      const Statement = statements.map((one) => ({ Effect: 'Allow', Resource: '*', ...one }));
      const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
      return iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'only', PolicyDocument }));
    },
  };
}

const everythingInEc2 = { Action: 'ec2:*' };
const acrossRegions = { Action: 'vpce:AllowMultiRegion' };

test('a provider’s user needs more than all of EC2 to offer a service elsewhere', async () => {
  const { credentials, permit } = await newUser('offers', server.credentials);
  const { call } = ec2At(server, home, credentials);
  const NetworkLoadBalancerArns = [await loadBalancer()];
  const create = 'CreateVpcEndpointServiceConfiguration';
  const modify = 'ModifyVpcEndpointServiceConfiguration';
  await permit(everythingInEc2);
  const wide = { NetworkLoadBalancerArns, SupportedRegions: [away] };
  const denied =
    /^UnauthorizedOperation: .*vpce:AllowMultiRegion on resource: arn:aws:ec2:us-east-1:\d+:vpc-endpoint-service\//;
  expect(await refusalOf(call(create, wide))).toMatch(denied);
  const { ServiceId } = (await call(create, { NetworkLoadBalancerArns, SupportedRegions: [home] }))
    .ServiceConfiguration;
  expect(await refusalOf(call(modify, { ServiceId, AddSupportedRegions: [away] }))).toMatch(denied);
  expect(await refusalOf(call(modify, { ServiceId, AddSupportedRegions: [away], DryRun: true }))).toMatch(denied);
  const onlyAway = { 'ForAllValues:StringEquals': { 'ec2:VpceSupportedRegion': away } };
  await permit(everythingInEc2, { ...acrossRegions, Condition: onlyAway });
  expect(await refusalOf(call(modify, { ServiceId, AddSupportedRegions: ['us-west-2'] }))).toMatch(denied);
  expect(await refusalOf(call(modify, { ServiceId, AddSupportedRegions: [away] }))).toBe('success');
});

test('a consumer’s user needs more than all of EC2 to ask for a service elsewhere', async () => {
  const { ServiceName } = await offer();
  const { credentials, permit } = await newUser('asks', consumerCredentials);
  const { call } = ec2At(server, away, credentials);
  await permit(everythingInEc2);
  expect(await refusalOf(call('CreateVpcEndpoint', request(ServiceName)))).toMatch(
    /^UnauthorizedOperation: .*vpce:AllowMultiRegion on resource: arn:aws:ec2:eu-west-1:\d+:vpc-endpoint\/\*/,
  );
  const sts = {
    ...place,
    PrivateDnsEnabled: false,
    ServiceName: `com.amazonaws.${away}.sts`,
    VpcEndpointType: 'Interface',
    ServiceRegion: away,
  };
  expect(await refusalOf(call('CreateVpcEndpoint', sts))).toBe('success');
  const condition = (region: string) => ({ Condition: { StringEquals: { 'ec2:VpceServiceRegion': region } } });
  await permit(everythingInEc2, { ...acrossRegions, ...condition('us-west-2') });
  expect(await refusalOf(call('CreateVpcEndpoint', request(ServiceName)))).toMatch(/vpce:AllowMultiRegion/);
  await permit(everythingInEc2, { ...acrossRegions, ...condition(home) });
  expect(await refusalOf(call('CreateVpcEndpoint', request(ServiceName)))).toBe('success');
});

test('refusals', async () => {
  const { ServiceId, ServiceName } = await offer();
  const table: readonly (readonly [by: Ec2, operation: string, input: object, refusal: RegExp])[] = [
    [
      provider,
      'ModifyVpcEndpointServiceConfiguration',
      { ServiceId, RemoveSupportedRegions: [home] },
      /^InvalidParameter/,
    ],
    [
      provider,
      'ModifyVpcEndpointServiceConfiguration',
      { ServiceId, AddSupportedRegions: ['me-south-1'] },
      /^InvalidParameter: .*me-south-1/,
    ],
    [consumer, 'CreateVpcEndpoint', request(ServiceName, { ServiceRegion: 'us-west-2' }), /^InvalidServiceName/],
    [consumer, 'CreateVpcEndpoint', request(ServiceName, { ServiceRegion: 'mars-1' }), /^InvalidParameter/],
    [consumer, 'CreateVpcEndpoint', request(`com.amazonaws.${home}.sts`), /^InvalidServiceName/],
    [consumer, 'DescribeVpcEndpointServices', { ServiceNames: [ServiceName] }, /^InvalidServiceName/],
  ];
  for (const [{ call }, operation, input, refusal] of table) {
    expect(await refusalOf(call(operation, input)), `${operation} ${JSON.stringify(input)}`).toMatch(refusal);
  }
});
