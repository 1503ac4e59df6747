/** Pages, waiters, empty lists, dry runs and client tokens: what AWS's own clients make of the replies beyond single calls. */

import { EC2Client, paginateDescribeSubnets } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ec2At, makeNetwork, type Network, type Reply } from './ec2-call.ts';
import { aws, awsJson, hasAws, hasBoto3, python, settings, startServer } from './server.ts';

const server = await startServer();
afterAll(() => server.stop());
const ec2 = ec2At(server);
let network: Network;

/** With those of the default VPC, more than a page of ten. */
const subnets = 23;

beforeAll(async () => {
  network = await makeNetwork(ec2);
  const blocks = Array.from({ length: subnets - 1 }, (_, index) => `10.0.${index + 2}.0/24`);
  await Promise.all(blocks.map((CidrBlock) => ec2.call('CreateSubnet', { VpcId: network.vpc, CidrBlock })));
});

const inVpc = () => ['--filters', `Name=vpc-id,Values=${network.vpc}`];

describe.skipIf(!hasAws)('the aws command', () => {
  test('pages by itself, and stops and goes on where it is told', async () => {
    const list = (...words: readonly string[]) =>
      awsJson<{ readonly Subnets: readonly { readonly SubnetId: string }[]; readonly NextToken?: string }>(server, [
        'ec2',
        'describe-subnets',
        ...inVpc(),
        ...words,
      ]);
    const all = (await list('--page-size', '10')).Subnets;
    expect(new Set(all.map(({ SubnetId }) => SubnetId)).size).toBe(subnets);
    const first = await list('--page-size', '5', '--max-items', '7');
    expect(first.Subnets).toEqual(all.slice(0, 7));
    const rest = await list('--page-size', '5', '--starting-token', first.NextToken!);
    expect(rest.Subnets).toEqual(all.slice(7));
    expect(rest.NextToken).toBeUndefined();
  });

  test('waits until an instance runs and until a NAT gateway is available, and until both are gone', async () => {
    const launched = await awsJson<Reply>(server, [
      'ec2',
      'run-instances',
      '--image-id',
      'ami-12345678',
      '--subnet-id',
      network.subnet,
      '--count',
      '1',
    ]);
    const instance: string = launched.Instances[0].InstanceId;
    const nat = await ec2.call('CreateNatGateway', { SubnetId: network.subnet, ConnectivityType: 'private' });
    const id: string = nat.NatGateway.NatGatewayId;
    const wait = (...words: readonly string[]) => aws(server, ['ec2', 'wait', ...words]);
    expect(launched.Instances[0].State.Name).toBe('pending');
    const begun = await Promise.all([
      wait('instance-running', '--instance-ids', instance),
      wait('nat-gateway-available', '--nat-gateway-ids', id),
    ]);
    await ec2.call('TerminateInstances', { InstanceIds: [instance] });
    await ec2.call('DeleteNatGateway', { NatGatewayId: id });
    const ended = await Promise.all([
      wait('instance-terminated', '--instance-ids', instance),
      wait('nat-gateway-deleted', '--nat-gateway-ids', id),
    ]);
    expect([...begun, ...ended].map(({ code, stderr }) => [code, stderr])).toEqual(Array(4).fill([0, '']));
  });

  test('says what is wrong as AWS does', async () => {
    const { stderr } = await aws(server, ['ec2', 'create-vpc', '--cidr-block', '10.0.0.0/16', '--dry-run']);
    expect(stderr.trim()).toMatch(
      /An error occurred \(DryRunOperation\) when calling the CreateVpc operation: Request would have succeeded, but DryRun flag is set\.$/,
    );
  });
});

describe.skipIf(!hasBoto3)('boto3', () => {
  test('its paginators give everything once', async () => {
    const answer = await python<Record<string, number>>(
      server,
      `
ec2 = boto3.client('ec2')
def count(operation, key, size, **words):
    pages = ec2.get_paginator(operation).paginate(PaginationConfig={'PageSize': size}, **words)
    found = [json.dumps(item, default=str) for page in pages for item in page[key]]
    return [len(found), len(set(found))]
words = {'Filters': [{'Name': 'vpc-id', 'Values': ['${network.vpc}']}]}
show({
  'subnets': count('describe_subnets', 'Subnets', 5, **words),
  'tables': count('describe_route_tables', 'RouteTables', 5, **words),
  'services': count('describe_vpc_endpoint_services', 'ServiceDetails', 100)[0] > 100,
  'limited': len(ec2.get_paginator('describe_subnets').paginate(PaginationConfig={'PageSize': 5, 'MaxItems': 12}).build_full_result()['Subnets']),
})`,
    );
    expect(answer).toEqual({ subnets: [subnets, subnets], tables: [1, 1], services: true, limited: 12 });
  });

  test('finds its lists though they are empty', async () => {
    const answer = await python<Record<string, unknown>>(
      server,
      `
ec2 = boto3.client('ec2', region_name='eu-west-3')
iam = boto3.client('iam')
show({
  'reservations': ec2.describe_instances()['Reservations'],
  'nat': ec2.describe_nat_gateways()['NatGateways'],
  'endpoints': ec2.describe_vpc_endpoints()['VpcEndpoints'],
  'addresses': ec2.describe_addresses()['Addresses'],
  'interfaces': ec2.describe_network_interfaces()['NetworkInterfaces'],
  'volumes': ec2.describe_volumes()['Volumes'],
  'tags': ec2.describe_tags()['Tags'],
  'statuses': ec2.describe_instance_status()['InstanceStatuses'],
  'keys': ec2.describe_key_pairs()['KeyPairs'],
  'users': iam.list_users()['Users'],
  'unsuccessful': ec2.delete_vpc_endpoints(VpcEndpointIds=['vpce-0123456789abcdef0'])['Unsuccessful'][0]['Error']['Code'],
  'inner': [ec2.describe_route_tables()['RouteTables'][0][key] for key in ['PropagatingVgws', 'Tags']],
  'groups': [[len(g['IpPermissions'][0][key]) for key in ['IpRanges', 'Ipv6Ranges', 'PrefixListIds', 'UserIdGroupPairs']] for g in ec2.describe_security_groups()['SecurityGroups']],
  'buckets': boto3.client('s3').list_buckets()['Buckets'],
  'tables': boto3.client('dynamodb').list_tables()['TableNames'],
})`,
    );
    const { groups, inner, unsuccessful, ...lists } = answer;
    expect(Object.entries(lists).filter(([, list]) => !Array.isArray(list) || list.length > 0)).toEqual([]);
    expect({ groups, inner, unsuccessful }).toEqual({
      groups: [[0, 0, 0, 1]],
      inner: [[], []],
      unsuccessful: 'InvalidVpcEndpointId.NotFound',
    });
  });
});

test('the paginator of the SDK gives everything once', async () => {
  const client = new EC2Client(settings(server));
  const found: (string | undefined)[] = [];
  const filters = [{ Name: 'vpc-id', Values: [network.vpc] }];
  for await (const page of paginateDescribeSubnets({ client, pageSize: 7 }, { Filters: filters })) {
    found.push(...page.Subnets!.map(({ SubnetId }) => SubnetId));
  }
  expect([found.length, new Set(found).size]).toEqual([subnets, subnets]);
});

test('a dry run changes nothing, and is refused where the request would be', async () => {
  const before = (await ec2.call('DescribeVpcs')).Vpcs.length;
  const table: readonly (readonly [string, object, string])[] = [
    ['CreateVpc', { CidrBlock: '10.0.0.0/16' }, 'DryRunOperation'],
    ['DeleteSubnet', { SubnetId: network.subnet }, 'DryRunOperation'],
    ['DescribeVpcs', {}, 'DryRunOperation'],
    [
      'RunInstances',
      { ImageId: 'ami-12345678', MinCount: 1, MaxCount: 1, SubnetId: network.subnet },
      'DryRunOperation',
    ],
    ['AllocateAddress', {}, 'DryRunOperation'],
  ];
  for (const [operation, input, code] of table) {
    expect([operation, await ec2.code(operation, { ...input, DryRun: true })]).toEqual([operation, code]);
  }
  expect((await ec2.call('DescribeVpcs')).Vpcs).toHaveLength(before);
  expect((await ec2.call('DescribeAddresses')).Addresses).toEqual([]);
  expect(await ec2.code('DescribeSubnets', { SubnetIds: [network.subnet] })).toBe('success');
});

test('a client token makes one of what was asked for twice, and refuses another request', async () => {
  const { vpc, subnet } = network;
  type Case = readonly [operation: string, input: object, id: (reply: Reply) => string, otherwise: object];
  const cases: readonly Case[] = [
    [
      'RunInstances',
      { ImageId: 'ami-12345678', MinCount: 1, MaxCount: 1, SubnetId: subnet },
      (r) => r.Instances[0].InstanceId,
      { InstanceType: 't3.large' },
    ],
    [
      'CreateNatGateway',
      { SubnetId: subnet, ConnectivityType: 'private' },
      (r) => r.NatGateway.NatGatewayId,
      { PrivateIpAddress: '10.0.1.77' },
    ],
    [
      'CreateEgressOnlyInternetGateway',
      { VpcId: vpc },
      (r) => r.EgressOnlyInternetGateway.EgressOnlyInternetGatewayId,
      { TagSpecifications: [{ ResourceType: 'egress-only-internet-gateway', Tags: [{ Key: 'a', Value: 'b' }] }] },
    ],
    [
      'CreateInstanceConnectEndpoint',
      { SubnetId: subnet },
      (r) => r.InstanceConnectEndpoint.InstanceConnectEndpointId,
      { PreserveClientIp: true },
    ],
    [
      'CreateVpcEndpoint',
      { VpcId: vpc, ServiceName: 'com.amazonaws.us-east-1.s3' },
      (r) => r.VpcEndpoint.VpcEndpointId,
      { ServiceName: 'com.amazonaws.us-east-1.dynamodb' },
    ],
    [
      'CreateNetworkInterface',
      { SubnetId: subnet },
      (r) => r.NetworkInterface.NetworkInterfaceId,
      { Description: 'another' },
    ],
    [
      'CreateRouteTable',
      { VpcId: vpc },
      (r) => r.RouteTable.RouteTableId,
      { TagSpecifications: [{ ResourceType: 'route-table', Tags: [{ Key: 'a', Value: 'b' }] }] },
    ],
    [
      'CreateNetworkAcl',
      { VpcId: vpc },
      (r) => r.NetworkAcl.NetworkAclId,
      { TagSpecifications: [{ ResourceType: 'network-acl', Tags: [{ Key: 'a', Value: 'b' }] }] },
    ],
  ];
  for (const [operation, input, id, otherwise] of cases) {
    const again = { ...input, ClientToken: `token-of-${operation}` };
    // Both at once: the second may not slip in before the first is done.
    const [first, second] = await Promise.all([ec2.call(operation, again), ec2.call(operation, again)]);
    expect([operation, id(second)]).toEqual([operation, id(first)]);
    expect([operation, await ec2.code(operation, { ...again, ...otherwise })]).toEqual([
      operation,
      'IdempotentParameterMismatch',
    ]);
    expect(id(await ec2.call(operation, { ...input, ClientToken: 'another-token' }).catch(() => first))).toBeDefined();
  }
  expect(await ec2.code('CreateRouteTable', { VpcId: vpc, ClientToken: 'x'.repeat(65) })).not.toBe('success');
});
