import { expect, test } from 'vitest';
import { type Harness, harness } from '../harness.ts';
import { instanceConnectEndpointOperations as operations } from './instance-connect-endpoint.ts';
import { networkInterfaceOperations } from './network-interface.ts';
import { networkInterfaceAttributeOperations } from './network-interface-attribute.ts';
import { securityGroupOperations } from './security-group.ts';
import { subnetOperations } from './subnet.ts';
import { tagOperations } from './tag.ts';
import { vpcOperations } from './vpc.ts';

interface Place {
  readonly VpcId: string;
  readonly SubnetId: string;
  readonly group: string;
  readonly defaultGroup: string;
}

async function makePlace(h: Harness): Promise<Place> {
  const VpcId = (await h.call(vpcOperations, 'CreateVpc', { CidrBlock: '10.0.0.0/16' })).Vpc!.VpcId!;
  const zone = { VpcId, CidrBlock: '10.0.1.0/24', AvailabilityZone: 'us-east-1a' };
  const SubnetId = (await h.call(subnetOperations, 'CreateSubnet', zone)).Subnet!.SubnetId!;
  const asked = { VpcId, GroupName: 'tunnels', Description: 'tunnels' };
  const group = (await h.call(securityGroupOperations, 'CreateSecurityGroup', asked)).GroupId!;
  const all = h.network.find('security-group', `vpc:${VpcId}`);
  return { VpcId, SubnetId, group, defaultGroup: all.find(({ name }) => name === 'default')!.id };
}

async function start() {
  const h = harness();
  const place = await makePlace(h);
  const make = async (input: object = {}, at: Place = place) =>
    (await h.call(operations, 'CreateInstanceConnectEndpoint', { SubnetId: at.SubnetId, ...input }))
      .InstanceConnectEndpoint!;
  const shown = async (input: object = {}) =>
    (await h.call(operations, 'DescribeInstanceConnectEndpoints', input)).InstanceConnectEndpoints!;
  const interfaceOf = async (id: string) =>
    (await h.call(networkInterfaceOperations, 'DescribeNetworkInterfaces', { NetworkInterfaceIds: [id] }))
      .NetworkInterfaces![0]!;
  return { h, place, make, shown, interfaceOf };
}

test('stands in a subnet with the default group, and comes up as the data plane follows', async () => {
  const { h, place, make, shown } = await start();
  h.applied = h.network.revision;
  const made = await make();
  const id = made.InstanceConnectEndpointId!;
  expect(id).toMatch(/^eice-[0-9a-f]{17}$/);
  const names = {
    DnsName: expect.stringMatching(
      new RegExp(`^${id}\\.[0-9a-f]{8}\\.ec2-instance-connect-endpoint\\.us-east-1\\.amazonaws\\.com$`),
    ),
    FipsDnsName: expect.stringContaining('.fips.ec2-instance-connect-endpoint.us-east-1.amazonaws.com'),
  };
  expect(made).toEqual({
    ...names,
    AvailabilityZone: 'us-east-1a',
    AvailabilityZoneId: expect.stringMatching(/^use1-az\d$/),
    CreatedAt: new Date(h.clock.now()),
    InstanceConnectEndpointArn: `arn:aws:ec2:us-east-1:111122223333:instance-connect-endpoint/${id}`,
    InstanceConnectEndpointId: id,
    IpAddressType: 'ipv4',
    NetworkInterfaceIds: [expect.stringMatching(/^eni-/)],
    OwnerId: '111122223333',
    PreserveClientIp: false,
    PublicDnsNames: { Ipv4: names },
    SecurityGroupIds: [place.defaultGroup],
    State: 'create-in-progress',
    StateMessage: '',
    SubnetId: place.SubnetId,
    Tags: [],
    VpcId: place.VpcId,
  });
  h.applied = h.network.revision;
  expect(await shown()).toEqual([{ ...made, State: 'create-complete' }]);
});

test('brings an interface that nobody but the service changes, and the role that is linked to it', async () => {
  const { h, place, make, interfaceOf } = await start();
  const made = await make({ SecurityGroupIds: [place.group] });
  const [id = ''] = made.NetworkInterfaceIds!;
  expect(await interfaceOf(id)).toMatchObject({
    Attachment: { InstanceOwnerId: 'amazon-aws', Status: 'attached' },
    Groups: [{ GroupId: place.group }],
    InterfaceType: 'ec2_instance_connect_endpoint',
    RequesterManaged: true,
    Status: 'in-use',
    TagSet: [{ Key: 'InstanceConnectEndpointId', Value: made.InstanceConnectEndpointId }],
  });
  const change = { NetworkInterfaceId: id, Groups: [place.defaultGroup] };
  expect(await h.refused(networkInterfaceAttributeOperations, 'ModifyNetworkInterfaceAttribute', change)).toContain(
    'OperationNotPermitted: ',
  );
  expect(await h.refused(networkInterfaceOperations, 'DeleteNetworkInterface', { NetworkInterfaceId: id })).toContain(
    'InvalidParameterValue: ',
  );
  expect(h.network.get('role', '111122223333/AWSServiceRoleForEC2InstanceConnect')).toMatchObject({
    path: '/aws-service-role/ec2-instance-connect.amazonaws.com/',
  });
});

test('takes other groups and keeps client addresses or not, and its interface wears the groups', async () => {
  const { h, place, make, shown, interfaceOf } = await start();
  const { InstanceConnectEndpointId = '', NetworkInterfaceIds = [] } = await make();
  h.applied = h.network.revision;
  const asked = { InstanceConnectEndpointId, SecurityGroupIds: [place.group], PreserveClientIp: true };
  expect(await h.call(operations, 'ModifyInstanceConnectEndpoint', asked)).toEqual({ Return: true });
  const changed = { PreserveClientIp: true, SecurityGroupIds: [place.group] };
  expect(await shown()).toMatchObject([{ ...changed, State: 'update-in-progress' }]);
  h.applied = h.network.revision;
  expect(await shown()).toMatchObject([{ ...changed, State: 'update-complete' }]);
  expect((await interfaceOf(NetworkInterfaceIds[0]!)).Groups).toMatchObject([{ GroupId: place.group }]);
});

test.each([
  [{}, 'InvalidParameterCombination: No attributes specified.'],
  [{ SecurityGroupIds: [] }, 'MissingParameter: The request must contain the parameter securityGroupIds'],
  [
    { SecurityGroupIds: ['sg-0123456789abcdef0'] },
    "InvalidGroup.NotFound: The security group 'sg-0123456789abcdef0' does not exist",
  ],
  [
    { IpAddressType: 'dualstack' },
    'UnsupportedOperation: An IPv6 address of an EC2 Instance Connect Endpoint is not supported.',
  ],
] as const)('is not changed with %j', async (input, refusal) => {
  const { h, make } = await start();
  const { InstanceConnectEndpointId = '' } = await make();
  const asked = { InstanceConnectEndpointId, ...(input as object) };
  expect(await h.refused(operations, 'ModifyInstanceConnectEndpoint', asked)).toBe(refusal);
});

test('is found by its id, state, subnet, VPC and tags, in pages', async () => {
  const { h, place, make, shown } = await start();
  const TagSpecifications = [{ ResourceType: 'instance-connect-endpoint', Tags: [{ Key: 'Name', Value: 'way in' }] }];
  const id = (await make({ TagSpecifications })).InstanceConnectEndpointId!;
  const other = await make({}, await makePlace(h));
  await h.call(tagOperations, 'CreateTags', { Resources: [id], Tags: [{ Key: 'team', Value: 'blue' }] });
  for (const [Name, value] of [
    ['instance-connect-endpoint-id', id],
    ['subnet-id', place.SubnetId],
    ['vpc-id', place.VpcId],
    ['tag:Name', 'way in'],
    ['tag-key', 'team'],
    ['tag-value', 'blue'],
  ] as const) {
    const found = await shown({ Filters: [{ Name, Values: [value] }] });
    expect([Name, found.map((one) => one.InstanceConnectEndpointId)]).toEqual([Name, [id]]);
  }
  expect(await shown({ Filters: [{ Name: 'state', Values: ['create-*'] }] })).toHaveLength(2);
  const first = await h.call(operations, 'DescribeInstanceConnectEndpoints', { MaxResults: 1 });
  const NextToken = first.NextToken!;
  const rest = await h.call(operations, 'DescribeInstanceConnectEndpoints', { MaxResults: 1, NextToken });
  const ids = [first, rest].flatMap((page) =>
    page.InstanceConnectEndpoints!.map((one) => one.InstanceConnectEndpointId),
  );
  expect(new Set(ids)).toEqual(new Set([id, other.InstanceConnectEndpointId]));
  expect(rest.NextToken).toBeUndefined();
});

test('a subnet, a VPC and an account have no more than their quotas', async () => {
  const { h, place, make } = await start();
  await make();
  const inSubnet = { SubnetId: place.SubnetId };
  expect(await h.refused(operations, 'CreateInstanceConnectEndpoint', inSubnet)).toBe(
    'ResourceLimitExceeded: The maximum number of EC2 Instance Connect Endpoints for this subnet has been reached.',
  );
  const more = { VpcId: place.VpcId, CidrBlock: '10.0.2.0/24' };
  const SubnetId = (await h.call(subnetOperations, 'CreateSubnet', more)).Subnet!.SubnetId!;
  expect(await h.refused(operations, 'CreateInstanceConnectEndpoint', { SubnetId })).toBe(
    'ResourceLimitExceeded: The maximum number of EC2 Instance Connect Endpoints for this VPC has been reached.',
  );
  h.quotas = { vpcsPerRegion: 10 };
  for (let count = 1; count < 5; count += 1) await make({}, await makePlace(h));
  const last = { SubnetId: (await makePlace(h)).SubnetId };
  expect(await h.refused(operations, 'CreateInstanceConnectEndpoint', last)).toBe(
    'ResourceLimitExceeded: The maximum number of EC2 Instance Connect Endpoints has been reached.',
  );
});

test('holds its subnet and its groups until it is deleted, and is shown for an hour more', async () => {
  const { h, place, make, shown } = await start();
  const { InstanceConnectEndpointId = '' } = await make({ SecurityGroupIds: [place.group] });
  const deleteSubnet = { SubnetId: place.SubnetId };
  expect(await h.refused(subnetOperations, 'DeleteSubnet', deleteSubnet)).toContain('DependencyViolation: ');
  const deleteGroup = { GroupId: place.group };
  expect(await h.refused(securityGroupOperations, 'DeleteSecurityGroup', deleteGroup)).toContain(
    'DependencyViolation: ',
  );
  h.applied = h.network.revision;
  const asked = { InstanceConnectEndpointId };
  const gone = await h.call(operations, 'DeleteInstanceConnectEndpoint', asked);
  expect(gone.InstanceConnectEndpoint).toMatchObject({ ...asked, State: 'delete-in-progress' });
  h.applied = undefined;
  expect(await shown()).toMatchObject([{ State: 'delete-complete' }]);
  expect(await h.refused(operations, 'DeleteInstanceConnectEndpoint', asked)).toBe(
    `InvalidInstanceConnectEndpointId.NotFound: The instanceConnectEndpoint ID '${InstanceConnectEndpointId}' does not exist`,
  );
  await h.call(securityGroupOperations, 'DeleteSecurityGroup', deleteGroup);
  h.clock.advance(60 * 60 * 1000);
  const next = await make();
  expect((await shown()).map((one) => one.InstanceConnectEndpointId)).toEqual([next.InstanceConnectEndpointId]);
});

test('nobody else sees it', async () => {
  const { h, make } = await start();
  const { InstanceConnectEndpointId: id = '' } = await make();
  const other = h.as({ account: '444455556666' });
  const asked = { InstanceConnectEndpointIds: [id] };
  expect(await other.refused(operations, 'DescribeInstanceConnectEndpoints', asked)).toContain(
    'InvalidInstanceConnectEndpointId.NotFound: ',
  );
});
