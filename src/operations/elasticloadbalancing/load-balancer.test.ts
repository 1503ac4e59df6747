import { describe, expect, test } from 'vitest';
import { elasticAddressOperations } from '../ec2/elastic-address.ts';
import { networkInterfaceOperations } from '../ec2/network-interface.ts';
import { securityGroupOperations } from '../ec2/security-group.ts';
import { subnetOperations } from '../ec2/subnet.ts';
import { vpcOperations } from '../ec2/vpc.ts';
import { harness } from '../harness.ts';
import {
  attachInternetGateway,
  balancerInput,
  interfacesOf,
  makeBalancer,
  makeGroup,
  makeListener,
  makeSubnet,
  operations,
  type World,
  world,
} from './sample-load-balancer.ts';

describe('an internal load balancer', () => {
  test('has a node in each of its subnets, whose interface the service manages', async () => {
    const w = await world();
    const made = await makeBalancer(w);
    expect(made).toMatchObject({
      LoadBalancerName: 'front',
      Type: 'network',
      Scheme: 'internal',
      VpcId: w.vpc,
      IpAddressType: 'ipv4',
      CanonicalHostedZoneId: 'Z26RNL4JYFTOTI',
      AvailabilityZones: [
        { ZoneName: 'us-east-1a', SubnetId: w.subnets[0], LoadBalancerAddresses: [] },
        { ZoneName: 'us-east-1b', SubnetId: w.subnets[1], LoadBalancerAddresses: [] },
      ],
    });
    expect(made.SecurityGroups).toBeUndefined();
    const [, suffix] = /loadbalancer\/net\/front\/([0-9a-f]{16})$/.exec(made.LoadBalancerArn!)!;
    expect(made.DNSName).toBe(`front-${suffix}.elb.us-east-1.amazonaws.com`);
    const interfaces = interfacesOf(w, made.LoadBalancerArn!);
    expect(interfaces.map((one) => one.subnet).sort()).toEqual([w.subnets[0], w.subnets[1]].sort());
    for (const one of interfaces) {
      expect(one).toMatchObject({
        interfaceType: 'network_load_balancer',
        description: `ELB net/front/${suffix}`,
        requesterManaged: true,
        sourceDestCheck: false,
        groups: [],
        attachment: { instanceOwner: 'amazon-elb' },
      });
      expect(one.autoPublicAddress).toBeUndefined();
    }
  });

  test('is provisioning until the data plane has come to it', async () => {
    const w = await world();
    w.h.applied = w.h.network.revision;
    expect((await makeBalancer(w)).State).toEqual({ Code: 'provisioning' });
    w.h.applied = undefined;
    const shown = await w.h.call(operations, 'DescribeLoadBalancers', {});
    expect(shown.LoadBalancers![0]!.State).toEqual({ Code: 'active' });
  });

  test('takes the private addresses that its mappings name', async () => {
    const w = await world();
    const made = await makeBalancer(w, {
      SubnetMappings: [{ SubnetId: w.subnets[0], PrivateIPv4Address: '10.0.0.77' }, { SubnetId: w.subnets[1] }],
    });
    expect(made.AvailabilityZones!.map((zone) => zone.LoadBalancerAddresses)).toEqual([
      [{ PrivateIPv4Address: '10.0.0.77' }],
      [],
    ]);
    const addresses = interfacesOf(w, made.LoadBalancerArn!).map((one) => one.privateAddresses[0]);
    expect(addresses).toContain('10.0.0.77');
  });

  test('wears its security groups, which then cannot be deleted, and neither can subnets, VPC or interfaces', async () => {
    const w = await world();
    const made = await makeBalancer(w, { SecurityGroups: [w.group] });
    expect(made).toMatchObject({
      SecurityGroups: [w.group],
      EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic: 'on',
    });
    const interfaces = interfacesOf(w, made.LoadBalancerArn!);
    expect(interfaces.map((one) => one.groups)).toEqual([[w.group], [w.group]]);
    const { h } = w;
    expect(await h.refused(securityGroupOperations, 'DeleteSecurityGroup', { GroupId: w.group })).toMatch(
      /^DependencyViolation/,
    );
    expect(await h.refused(subnetOperations, 'DeleteSubnet', { SubnetId: w.subnets[0] })).toMatch(
      /^DependencyViolation/,
    );
    expect(await h.refused(vpcOperations, 'DeleteVpc', { VpcId: w.vpc })).toMatch(/^DependencyViolation/);
    const NetworkInterfaceId = interfaces[0]!.id;
    expect(await h.refused(networkInterfaceOperations, 'DeleteNetworkInterface', { NetworkInterfaceId })).toMatch(
      /^InvalidParameterValue/,
    );
    await h.call(operations, 'DeleteLoadBalancer', { LoadBalancerArn: made.LoadBalancerArn! });
    await h.call(subnetOperations, 'DeleteSubnet', { SubnetId: w.subnets[0] });
    await h.call(securityGroupOperations, 'DeleteSecurityGroup', { GroupId: w.group });
  });
});

describe('an internet-facing load balancer', () => {
  test('needs an internet gateway', async () => {
    const w = await world();
    expect(await w.h.refused(operations, 'CreateLoadBalancer', balancerInput(w, { Scheme: 'internet-facing' }))).toBe(
      `InvalidSubnet: VPC ${w.vpc} has no internet gateway`,
    );
  });

  test('has elastic addresses where it is told to, and Amazon’s elsewhere', async () => {
    const w = await world();
    await attachInternetGateway(w);
    const elastic = await w.h.call(elasticAddressOperations, 'AllocateAddress', {});
    const made = await makeBalancer(w, {
      Scheme: 'internet-facing',
      SubnetMappings: [{ SubnetId: w.subnets[0], AllocationId: elastic.AllocationId! }, { SubnetId: w.subnets[1] }],
    });
    expect(made.AvailabilityZones![0]!.LoadBalancerAddresses).toEqual([
      { IpAddress: elastic.PublicIp, AllocationId: elastic.AllocationId },
    ]);
    const [first, second] = [0, 1].map((at) =>
      interfacesOf(w, made.LoadBalancerArn!).find((one) => one.subnet === w.subnets[at]),
    );
    expect(w.h.network.find('elastic-address', `interface:${first!.id}`)[0]!.publicAddress).toBe(elastic.PublicIp);
    expect(first!.autoPublicAddress).toBeUndefined();
    expect(second!.autoPublicAddress).toMatch(/^3\./);
    const again = balancerInput(w, {
      Name: 'other',
      Scheme: 'internet-facing',
      SubnetMappings: [{ SubnetId: w.subnets[2], AllocationId: elastic.AllocationId! }],
    });
    expect(await w.h.refused(operations, 'CreateLoadBalancer', again)).toBe(
      'ResourceInUse: The allocation IDs are not available for use',
    );
    await w.h.call(operations, 'DeleteLoadBalancer', { LoadBalancerArn: made.LoadBalancerArn! });
    expect(w.h.network.get('elastic-address', elastic.AllocationId!)!.association).toBeUndefined();
  });
});

test('the same request again answers with the same load balancer; another of the name is refused', async () => {
  const w = await world();
  const first = await makeBalancer(w);
  const second = await makeBalancer(w, { Subnets: [w.subnets[1], w.subnets[0]] });
  expect(second.LoadBalancerArn).toBe(first.LoadBalancerArn);
  for (const more of [{ Subnets: [w.subnets[0]] }, { SecurityGroups: [w.group] }]) {
    expect(await w.h.refused(operations, 'CreateLoadBalancer', balancerInput(w, more))).toBe(
      "DuplicateLoadBalancerName: A load balancer with the same name 'front' exists, but with different settings",
    );
  }
});

type Refusal = readonly [name: string, more: (w: World) => object, refusal: RegExp];
const refusals: readonly Refusal[] = [
  ['no type', () => ({ Type: undefined }), /^UnsupportedOperation: A load balancer of type application/],
  [
    'a gateway load balancer with a scheme',
    () => ({ Type: 'gateway' }),
    /^ValidationError: A scheme cannot be specified for load balancers with type 'gateway'/,
  ],
  ['a type that there is not', () => ({ Type: 'classic' }), /^ValidationError: .*'classic' must be one of/],
  ['dual stack', () => ({ IpAddressType: 'dualstack' }), /^UnsupportedOperation/],
  ['a scheme that there is not', () => ({ Scheme: 'inside' }), /^ValidationError/],
  ['a long name', () => ({ Name: 'a'.repeat(33) }), /^ValidationError: .* cannot be longer than '32' characters$/],
  [
    'a name with an underscore',
    () => ({ Name: 'a_b' }),
    /^ValidationError: .* alphanumeric characters and hyphens\(-\)$/,
  ],
  ['a name that ends with a hyphen', () => ({ Name: 'a-' }), /^ValidationError: .* cannot begin or end with hyphens/],
  ['a name that AWS keeps', () => ({ Name: 'internal-a' }), /^ValidationError: .* cannot begin with 'internal-'$/],
  ['no subnets', () => ({ Subnets: [] }), /^ValidationError: At least one subnet must be specified$/],
  [
    'subnets twice over',
    (w) => ({ Subnets: [w.subnets[0]], SubnetMappings: [{ SubnetId: w.subnets[1] }] }),
    /^ValidationError: You must specify either subnets or subnet mappings$/,
  ],
  [
    'a subnet that there is not',
    () => ({ Subnets: ['subnet-0123456789abcdef0'] }),
    /^SubnetNotFound: The subnet ID 'subnet-0123456789abcdef0' does not exist$/,
  ],
  [
    'a subnet twice',
    (w) => ({ Subnets: [w.subnets[0], w.subnets[0]] }),
    /^InvalidConfigurationRequest: A load balancer cannot be attached to multiple subnets in the same Availability Zone$/,
  ],
  [
    'a group that there is not',
    () => ({ SecurityGroups: ['sg-0123456789abcdef0'] }),
    /^InvalidSecurityGroup: The security group 'sg-0123456789abcdef0' does not exist$/,
  ],
  [
    'an elastic address inside',
    (w) => ({ SubnetMappings: [{ SubnetId: w.subnets[0], AllocationId: 'eipalloc-0123456789abcdef0' }] }),
    /^InvalidConfigurationRequest: Allocation IDs are not supported/,
  ],
  ...['10.0.9.1', '10.0.0.1'].map(
    (address): Refusal => [
      `the private address ${address}`,
      (w) => ({ SubnetMappings: [{ SubnetId: w.subnets[0], PrivateIPv4Address: address }] }),
      /^InvalidConfigurationRequest: The private IPv4 address .* is not available for use/,
    ],
  ),
  [
    'what is no address',
    (w) => ({ SubnetMappings: [{ SubnetId: w.subnets[0], PrivateIPv4Address: 'ten' }] }),
    /^ValidationError: 'ten' is not a valid IPv4 address$/,
  ],
  ['a tag of AWS', () => ({ Tags: [{ Key: 'aws:x', Value: 'y' }] }), /^ValidationError: Tag keys starting with 'aws:'/],
  [
    'a tag twice',
    () => ({
      Tags: [
        { Key: 'a', Value: '1' },
        { Key: 'a', Value: '2' },
      ],
    }),
    /^DuplicateTagKeys/,
  ],
];

test.each(refusals)('refused: %s', async (_, more, refusal) => {
  const w = await world();
  const input = { ...balancerInput(w), ...more(w) };
  if ('SubnetMappings' in more(w) && !('Subnets' in more(w))) Object.assign(input, { Subnets: undefined });
  expect(await w.h.refused(operations, 'CreateLoadBalancer', input as never)).toMatch(refusal);
});

test('two VPCs do not go together, nor do their groups, and nothing of another account exists', async () => {
  const w = await world();
  const VpcId = (await w.h.call(vpcOperations, 'CreateVpc', { CidrBlock: '10.9.0.0/16' })).Vpc!.VpcId!;
  const far = await makeSubnet(w.h, VpcId, '10.9.0.0/24', 'us-east-1c');
  const refused = (more: object) => w.h.refused(operations, 'CreateLoadBalancer', balancerInput(w, more));
  expect(await refused({ Subnets: [w.subnets[0], far] })).toBe(
    'InvalidConfigurationRequest: All subnets must belong to the same VPC',
  );
  expect(await refused({ Subnets: [far], SecurityGroups: [w.group] })).toBe(
    'InvalidConfigurationRequest: One or more security groups are invalid',
  );
  const other = w.h.as({ account: '444455556666' });
  expect(await other.refused(operations, 'CreateLoadBalancer', balancerInput(w))).toMatch(/^SubnetNotFound/);
  const arn = (await makeBalancer(w)).LoadBalancerArn!;
  expect(await other.refused(operations, 'DescribeLoadBalancers', { LoadBalancerArns: [arn] })).toBe(
    `LoadBalancerNotFound: Load balancers '[${arn}]' not found`,
  );
  await other.call(operations, 'DeleteLoadBalancer', { LoadBalancerArn: arn });
  expect(w.h.network.get('load-balancer', arn)).toBeDefined();
});

test('a region holds so many load balancers', async () => {
  const w = await world();
  w.h.quotas = { networkLoadBalancersPerRegion: 1 };
  await makeBalancer(w);
  expect(await w.h.refused(operations, 'CreateLoadBalancer', balancerInput(w, { Name: 'second' }))).toBe(
    'TooManyLoadBalancers: The maximum number of load balancers has been reached',
  );
});

describe('the list', () => {
  test('is answered in pages, by name, or by ARN', async () => {
    const w = await world();
    const arns = [];
    for (const Name of ['a', 'b', 'c']) arns.push((await makeBalancer(w, { Name })).LoadBalancerArn!);
    const list = (input: object) => w.h.call(operations, 'DescribeLoadBalancers', input);
    const first = await list({ PageSize: 2 });
    expect(first.LoadBalancers).toHaveLength(2);
    const second = await list({ PageSize: 2, Marker: first.NextMarker });
    expect(second.NextMarker).toBeUndefined();
    const seen = [...first.LoadBalancers!, ...second.LoadBalancers!].map((one) => one.LoadBalancerArn);
    expect(seen).toEqual([...arns].sort());
    expect((await list({ Names: ['b'] })).LoadBalancers!.map((one) => one.LoadBalancerArn)).toEqual([arns[1]]);
    expect((await list({ LoadBalancerArns: [arns[2]] })).LoadBalancers!.map((one) => one.LoadBalancerName)).toEqual([
      'c',
    ]);
  });

  test.each([
    [{ Names: ['x'] }, "LoadBalancerNotFound: Load balancers '[x]' not found"],
    [{ LoadBalancerArns: ['x'] }, "ValidationError: 'x' is not a valid load balancer ARN"],
    [{ Marker: 'x' }, "ValidationError: The marker 'x' is not valid"],
    [
      { PageSize: 0 },
      "ValidationError: 1 validation error detected: Value '0' at 'pageSize' failed to satisfy constraint: Member must have value greater than or equal to 1",
    ],
  ])('is refused for %o', async (input, refusal) => {
    expect(await harness().refused(operations, 'DescribeLoadBalancers', input)).toBe(refusal);
  });
});

describe('DeleteLoadBalancer', () => {
  test('takes listeners and interfaces along, leaves target groups, and may be repeated', async () => {
    const w = await world();
    const LoadBalancerArn = (await makeBalancer(w)).LoadBalancerArn!;
    const group = await makeGroup(w);
    const listener = await makeListener(w, LoadBalancerArn, group);
    await w.h.call(operations, 'DeleteLoadBalancer', { LoadBalancerArn });
    expect(w.h.network.get('listener', listener)).toBeUndefined();
    expect(interfacesOf(w, LoadBalancerArn)).toEqual([]);
    expect(w.h.network.get('target-group', group)).toBeDefined();
    await w.h.call(operations, 'DeleteLoadBalancer', { LoadBalancerArn });
  });

  test('is refused under protection, and while an endpoint service needs the load balancer', async () => {
    const w = await world();
    const LoadBalancerArn = (await makeBalancer(w)).LoadBalancerArn!;
    const protect = (Value: string) =>
      w.h.call(operations, 'ModifyLoadBalancerAttributes', {
        LoadBalancerArn,
        Attributes: [{ Key: 'deletion_protection.enabled', Value }],
      });
    await protect('true');
    expect(await w.h.refused(operations, 'DeleteLoadBalancer', { LoadBalancerArn })).toBe(
      `OperationNotPermitted: Load balancer '${LoadBalancerArn}' cannot be deleted because deletion protection is enabled`,
    );
    await protect('false');
    await w.h.store.transact((draft) =>
      draft.put({
        kind: 'vpc-endpoint-service',
        id: 'vpce-svc-0123456789abcdef0',
        account: '111122223333',
        region: 'us-east-1',
        created: 0,
        tags: {},
        loadBalancers: [LoadBalancerArn],
        zoneIds: [],
        acceptanceRequired: true,
        supportedIpAddressTypes: ['ipv4'],
        supportedRegions: [],
        payer: 'VpcEndpointOwner',
        principals: [],
      }),
    );
    expect(await w.h.refused(operations, 'DeleteLoadBalancer', { LoadBalancerArn })).toBe(
      `ResourceInUse: Load balancer '${LoadBalancerArn}' cannot be deleted because it is currently associated with another service`,
    );
    const fewer = { LoadBalancerArn, Subnets: [w.subnets[0]] };
    expect(await w.h.refused(operations, 'SetSubnets', fewer)).toMatch(/^ResourceInUse: Subnets cannot be removed/);
  });
});

test('an IP address type is set to the one there is', async () => {
  const w = await world();
  const LoadBalancerArn = (await makeBalancer(w)).LoadBalancerArn!;
  expect(await w.h.call(operations, 'SetIpAddressType', { LoadBalancerArn, IpAddressType: 'ipv4' })).toEqual({
    IpAddressType: 'ipv4',
  });
  const dual = { LoadBalancerArn, IpAddressType: 'dualstack' as const };
  expect(await w.h.refused(operations, 'SetIpAddressType', dual)).toMatch(/^UnsupportedOperation/);
});
