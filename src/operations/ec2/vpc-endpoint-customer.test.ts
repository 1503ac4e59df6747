import { describe, expect, test } from 'vitest';
import { zoneNameOf } from '../../model/region.ts';
import { harness } from '../harness.ts';
import { ec2Operations as operations } from './table.ts';
import {
  allow,
  type Consumer,
  connect,
  consumerOf,
  interfacesOf,
  type Offer,
  offer,
  putTextRecord,
  zones,
} from './vpc-endpoint-fixture.ts';

const consumerAccount = '444455556666';
const root = `arn:aws:iam::${consumerAccount}:root`;
const PrivateDnsName = 'api.example.com';

async function meeting(more: object = {}): Promise<{ made: Offer; consumer: Consumer }> {
  const made = await offer({ AcceptanceRequired: false, ...more });
  await allow(made, root);
  return { made, consumer: await consumerOf(made.h) };
}

async function prove({ h, service }: Offer) {
  const { ServiceConfigurations } = await h.call(operations, 'DescribeVpcEndpointServiceConfigurations', {
    ServiceIds: [service],
  });
  const { Name, Value } = ServiceConfigurations![0]!.PrivateDnsNameConfiguration!;
  return putTextRecord(h, 'example.com', `${Name}.${PrivateDnsName}`, Value!);
}

async function verified(more: object = {}) {
  const both = await meeting({ PrivateDnsName, ...more });
  return { ...both, record: await prove(both.made) };
}

const createRefused = ({ h, vpc, subnets }: Consumer, { name }: Pick<Offer, 'name'>, more: object = {}) =>
  h.refused(operations, 'CreateVpcEndpoint', {
    VpcId: vpc,
    ServiceName: name,
    VpcEndpointType: 'Interface',
    SubnetIds: [subnets[0]],
    ...more,
  });

async function shown({ h }: Consumer, id: string) {
  return (await h.call(operations, 'DescribeVpcEndpoints', { VpcEndpointIds: [id] })).VpcEndpoints![0]!;
}

describe('discovery', () => {
  const names = async ({ h }: Pick<Consumer, 'h'>, more: object = {}) =>
    (await h.call(operations, 'DescribeVpcEndpointServices', more)).ServiceNames!;

  test('shows a service to its owner and to whom it lets in, and to nobody else', async () => {
    const made = await offer();
    const consumer = { h: made.h.as({ account: consumerAccount }) };
    expect(await names(made)).toContain(made.name);
    expect(await names(consumer)).not.toContain(made.name);
    expect(await consumer.h.refused(operations, 'DescribeVpcEndpointServices', { ServiceNames: [made.name] })).toBe(
      `InvalidServiceName: The Vpc Endpoint Service '${made.name}' does not exist`,
    );
    await allow(made, root);
    expect(await names(consumer)).toContain(made.name);
    expect(await names({ h: consumer.h.as({ region: 'eu-west-1' }) })).not.toContain(made.name);
  });

  test('gives zones the names of whoever asks, by the same ids', async () => {
    const { made, consumer } = await meeting({
      TagSpecifications: [{ ResourceType: 'vpc-endpoint-service', Tags: [{ Key: 'team', Value: 'net' }] }],
    });
    const ask = async (by: Pick<Consumer, 'h'>) =>
      (await by.h.call(operations, 'DescribeVpcEndpointServices', { ServiceNames: [made.name] })).ServiceDetails![0]!;
    const seen = await ask(consumer);
    expect(seen).toEqual({
      ServiceName: made.name,
      ServiceId: made.service,
      ServiceType: [{ ServiceType: 'Interface' }],
      ServiceRegion: 'us-east-1',
      AvailabilityZoneIds: expect.arrayContaining(zones.slice(0, 2)),
      AvailabilityZones: zones
        .slice(0, 2)
        .map((zone) => zoneNameOf(consumerAccount, 'us-east-1', zone))
        .sort(),
      Owner: '111122223333',
      BaseEndpointDnsNames: [`${made.service}.us-east-1.vpce.amazonaws.com`],
      VpcEndpointPolicySupported: false,
      AcceptanceRequired: false,
      ManagesVpcEndpoints: false,
      Tags: [],
      SupportedIpAddressTypes: ['ipv4'],
    });
    const owners = await ask(made);
    expect(owners.AvailabilityZones).toEqual(
      zones
        .slice(0, 2)
        .map((zone) => zoneNameOf('111122223333', 'us-east-1', zone))
        .sort(),
    );
    expect(owners.Tags).toEqual([{ Key: 'team', Value: 'net' }]);
  });

  test('says how the private name stands', async () => {
    const { made, consumer, record } = await verified();
    const ask = async () =>
      (await consumer.h.call(operations, 'DescribeVpcEndpointServices', { ServiceNames: [made.name] }))
        .ServiceDetails![0]!;
    expect(await ask()).toMatchObject({
      PrivateDnsName,
      PrivateDnsNames: [{ PrivateDnsName }],
      PrivateDnsNameVerificationState: 'verified',
    });
    await record.remove();
    expect(await ask()).toMatchObject({ PrivateDnsNameVerificationState: 'pendingVerification' });
  });

  test.each([
    ['owner', '111122223333', true],
    ['owner', 'amazon', false],
    ['service-type', 'Interface', true],
    ['service-type', 'Gateway', false],
    ['service-name', 'com.amazonaws.vpce.*', true],
    ['service-region', 'us-east-1', true],
    ['tag:team', '*', false],
  ])('filter %s = %s finds it: %s', async (Name, value, found) => {
    const { made, consumer } = await meeting();
    const listed = await names(consumer, { Filters: [{ Name, Values: [value] }] });
    expect(listed.includes(made.name)).toBe(found);
  });
});

describe('an endpoint for a customer’s service', () => {
  test('has its interfaces while its request waits', async () => {
    const { made, consumer } = await meeting({ AcceptanceRequired: true });
    const endpoint = await connect(consumer, made, { SubnetIds: consumer.subnets.slice(0, 2) });
    expect(endpoint).toMatchObject({
      State: 'pendingAcceptance',
      ServiceName: made.name,
      PrivateDnsEnabled: false,
      OwnerId: consumerAccount,
      SubnetIds: consumer.subnets.slice(0, 2),
    });
    expect(
      interfacesOf(consumer.h, endpoint.VpcEndpointId!)
        .map((one) => one.id)
        .sort(),
    ).toEqual([...endpoint.NetworkInterfaceIds!].sort());
  });

  test('is pending, then available, where nobody needs to accept', async () => {
    const { made, consumer } = await meeting();
    made.h.applied = made.h.network.revision;
    const endpoint = await connect(consumer, made);
    expect(endpoint.State).toBe('pending');
    made.h.applied = undefined;
    expect(await shown(consumer, endpoint.VpcEndpointId!)).toMatchObject({ State: 'available' });
  });

  test('of the owner’s own account needs no permission', async () => {
    const made = await offer({ AcceptanceRequired: false });
    expect(await connect(await consumerOf(made.h, '111122223333'), made)).toMatchObject({ ServiceName: made.name });
  });

  test('has the names of its id, its service and its owner’s zones, and the private name last', async () => {
    const { made, consumer } = await verified();
    const { VpcEndpointId: id, DnsEntries } = await connect(consumer, made);
    const zone = zoneNameOf(consumerAccount, 'us-east-1', zones[0]);
    const [regional, zonal, own] = DnsEntries!;
    const base = `${made.service}.us-east-1.vpce.amazonaws.com`;
    expect(regional!.DnsName).toMatch(new RegExp(`^${id}-[0-9a-z]{8}\\.${base}$`));
    expect(zonal!.DnsName).toMatch(new RegExp(`^${id}-[0-9a-z]{8}-${zone}\\.${base}$`));
    expect(own!.DnsName).toBe(PrivateDnsName);
    expect(DnsEntries).toHaveLength(3);
    expect(own!.HostedZoneId).not.toBe(regional!.HostedZoneId);
    expect(zonal!.HostedZoneId).toBe(regional!.HostedZoneId);
  });

  test('takes an address for its interface', async () => {
    const { made, consumer } = await meeting();
    const SubnetConfigurations = [{ SubnetId: consumer.subnets[0], Ipv4: '10.0.0.77' }];
    const { VpcEndpointId: id } = await connect(consumer, made, { SubnetConfigurations });
    expect(interfacesOf(consumer.h, id!).map((one) => one.privateAddresses)).toEqual([['10.0.0.77']]);
  });

  test('goes on when its principal is taken away, and a new one is not made', async () => {
    const { made, consumer } = await meeting();
    const { VpcEndpointId: id } = await connect(consumer, made);
    await made.h.call(operations, 'ModifyVpcEndpointServicePermissions', {
      ServiceId: made.service,
      RemoveAllowedPrincipals: [root],
    });
    expect(await createRefused(consumer, made)).toMatch(/^InvalidServiceName/);
    const change = { VpcEndpointId: id!, AddSubnetIds: [consumer.subnets[1]] };
    expect(await consumer.h.call(operations, 'ModifyVpcEndpoint', change)).toEqual({ Return: true });
    expect(await shown(consumer, id!)).toMatchObject({ State: 'available', SubnetIds: consumer.subnets.slice(0, 2) });
  });

  test('that was rejected can only be deleted, also when its service is gone', async () => {
    const { made, consumer } = await meeting();
    const id = (await connect(consumer, made)).VpcEndpointId!;
    await made.h.call(operations, 'RejectVpcEndpointConnections', { ServiceId: made.service, VpcEndpointIds: [id] });
    await made.h.call(operations, 'DeleteVpcEndpointServiceConfigurations', { ServiceIds: [made.service] });
    expect(await shown(consumer, id)).toMatchObject({ State: 'rejected', ServiceName: made.name });
    const change = { VpcEndpointId: id, AddSubnetIds: [consumer.subnets[1]] };
    expect(await consumer.h.refused(operations, 'ModifyVpcEndpoint', change)).toMatch(/^IncorrectState/);
    expect(await consumer.h.call(operations, 'DeleteVpcEndpoints', { VpcEndpointIds: [id] })).toEqual({
      Unsuccessful: [],
    });
  });
});

describe('CreateVpcEndpoint refuses', () => {
  test('a service that is not there in the same words as one that does not let the caller in', async () => {
    const made = await offer();
    await allow(made, 'arn:aws:iam::999999999999:root');
    const consumer = await consumerOf(made.h);
    const sentence = (name: string) => `InvalidServiceName: The Vpc Endpoint Service '${name}' does not exist`;
    expect(await createRefused(consumer, made)).toBe(sentence(made.name));
    expect(await createRefused(consumer, made, { VpcEndpointType: 'Gateway' })).toBe(sentence(made.name));
    const other = 'com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0';
    expect(await createRefused(consumer, { name: other })).toBe(sentence(other));
    const elsewhere = made.name.replace('us-east-1', 'eu-west-1');
    expect(await createRefused(consumer, { name: elsewhere })).toBe(sentence(elsewhere));
  });

  test.each([
    [{ VpcEndpointType: undefined }, /^InvalidParameter: Endpoint type \(Gateway\) .* \(\[Interface\]\)\.$/],
    [{ RouteTableIds: ['rtb-1'] }, /^InvalidParameter: Route table IDs are only supported for Gateway/],
    [{ PolicyDocument: '{"Statement":[]}' }, /^InvalidParameter: .*does not support endpoint policies/],
    [{ ServiceRegion: 'eu-west-1' }, /^InvalidServiceName/],
    [
      { PrivateDnsEnabled: true },
      /^InvalidParameter: Private DNS can't be enabled because the service \S+ does not provide a private DNS name\.$/,
    ],
    [{ SecurityGroupIds: ['sg-0123456789abcdef0'] }, /^InvalidGroup\.NotFound/],
  ])('%j', async (more, refusal) => {
    const { made, consumer } = await meeting();
    expect(await createRefused(consumer, made, more)).toMatch(refusal);
  });

  test('a zone that the service is not in, and two subnets of one zone', async () => {
    const { made, consumer } = await meeting();
    const outside = consumer.subnets[2];
    const sentence = `InvalidParameter: The VPC endpoint service ${made.name} does not support the availability zone of the subnet: ${outside}.`;
    expect(await createRefused(consumer, made, { SubnetIds: [consumer.subnets[0], outside] })).toBe(sentence);
    const AvailabilityZone = zoneNameOf(consumerAccount, 'us-east-1', zones[0]);
    const twin = await consumer.h.call(operations, 'CreateSubnet', {
      VpcId: consumer.vpc,
      CidrBlock: '10.0.9.0/24',
      AvailabilityZone,
    });
    expect(await createRefused(consumer, made, { SubnetIds: [consumer.subnets[0], twin.Subnet!.SubnetId!] })).toMatch(
      /^DuplicateSubnetsInSameZone/,
    );
    const id = (await connect(consumer, made)).VpcEndpointId!;
    const change = { VpcEndpointId: id, AddSubnetIds: [outside] };
    expect(await consumer.h.refused(operations, 'ModifyVpcEndpoint', change)).toBe(sentence);
  });

  test('more endpoints than a VPC may have', async () => {
    const { made, consumer } = await meeting();
    consumer.h.quotas = { endpointsPerVpc: 1 };
    await connect(consumer, made);
    expect(await createRefused(consumer, made)).toMatch(/^VpcEndpointLimitExceeded/);
  });
});

describe('a private name', () => {
  test('must be verified, and the endpoint accepted', async () => {
    const unproven = await meeting({ PrivateDnsName });
    expect(await createRefused(unproven.consumer, unproven.made, { PrivateDnsEnabled: true })).toBe(
      `InvalidParameter: Private DNS can't be enabled because the service ${unproven.made.name} has not verified the private DNS name.`,
    );
    expect(await connect(unproven.consumer, unproven.made)).toMatchObject({ PrivateDnsEnabled: false });
    const { made, consumer } = await verified({ AcceptanceRequired: true });
    const early = `InvalidParameter: Private DNS can only be enabled after the endpoint connection is accepted by the owner of ${made.name}.`;
    expect(await createRefused(consumer, made, { PrivateDnsEnabled: true })).toBe(early);
    const id = (await connect(consumer, made)).VpcEndpointId!;
    const change = { VpcEndpointId: id, PrivateDnsEnabled: true };
    expect(await consumer.h.refused(operations, 'ModifyVpcEndpoint', change)).toBe(early);
    await made.h.call(operations, 'AcceptVpcEndpointConnections', { ServiceId: made.service, VpcEndpointIds: [id] });
    await consumer.h.call(operations, 'ModifyVpcEndpoint', change);
    expect(await shown(consumer, id)).toMatchObject({ PrivateDnsEnabled: true, State: 'available' });
  });

  test('that is verified after the endpoint was made is remembered once it is turned on', async () => {
    const { made, consumer } = await meeting({ PrivateDnsName });
    const id = (await connect(consumer, made)).VpcEndpointId!;
    const record = await prove(made);
    await consumer.h.call(operations, 'ModifyVpcEndpoint', { VpcEndpointId: id, PrivateDnsEnabled: true });
    await record.remove();
    const { DnsEntries } = await shown(consumer, id);
    expect(DnsEntries!.map((entry) => entry.DnsName)).toContain(PrivateDnsName);
  });

  test('is one endpoint’s in a VPC', async () => {
    const { made, consumer } = await verified();
    await connect(consumer, made, { PrivateDnsEnabled: true });
    expect(await createRefused(consumer, made, { PrivateDnsEnabled: true })).toBe(
      `InvalidParameter: private-dns-enabled cannot be set because there is already a conflicting DNS domain for ${PrivateDnsName} in the VPC ${consumer.vpc}`,
    );
    await connect(consumer, made, { PrivateDnsEnabled: false });
    expect(await connect(consumer, made)).toMatchObject({ PrivateDnsEnabled: false });
  });

  test('gives way to a private hosted zone of the VPC', async () => {
    const { made, consumer } = await verified();
    const { account } = consumer.h.context;
    const base = { account, region: 'aws-global', created: 0, tags: {}, callerReference: 'r', nameServers: [] };
    const vpcs = [{ region: 'us-east-1', vpc: consumer.vpc }];
    await consumer.h.store.transact((draft) =>
      draft.put({ ...base, kind: 'hosted-zone', id: 'ZPRIVATE', name: `${PrivateDnsName}.`, private: true, vpcs }),
    );
    expect(await createRefused(consumer, made, { PrivateDnsEnabled: true })).toMatch(
      /^InvalidParameter: private-dns-enabled cannot be set because there is already a conflicting DNS domain/,
    );
  });

  test('needs both DNS attributes of the VPC', async () => {
    const { made, consumer } = await verified();
    await consumer.h.call(operations, 'ModifyVpcAttribute', {
      VpcId: consumer.vpc,
      EnableDnsHostnames: { Value: false },
    });
    expect(await createRefused(consumer, made, { PrivateDnsEnabled: true })).toMatch(
      /^InvalidParameter: Enabling private DNS requires both/,
    );
    expect(await connect(consumer, made)).toMatchObject({ PrivateDnsEnabled: false });
  });

  test('whose record goes stays with those that have it, and lets nobody in', async () => {
    const { made, consumer, record } = await verified();
    const id = (await connect(consumer, made, { PrivateDnsEnabled: true })).VpcEndpointId!;
    await record.remove();
    expect(await createRefused(consumer, made)).toMatch(/^InvalidParameter: .*has not verified the private DNS name/);
    const change = { VpcEndpointId: id, AddSubnetIds: [consumer.subnets[1]], PrivateDnsEnabled: true };
    await consumer.h.call(operations, 'ModifyVpcEndpoint', change);
    expect(await shown(consumer, id)).toMatchObject({ PrivateDnsEnabled: true, State: 'available' });
  });
});

test('endpoints of customers’ and of AWS’s services are found by the same filters', async () => {
  const made = await offer();
  await allow(made, '*');
  const consumer = await consumerOf(made.h);
  await connect(consumer, made);
  const find = async (Name: string, value: string) =>
    (await consumer.h.call(operations, 'DescribeVpcEndpoints', { Filters: [{ Name, Values: [value] }] })).VpcEndpoints!;
  expect(await find('vpc-endpoint-state', 'pendingAcceptance')).toHaveLength(1);
  expect(await find('vpc-endpoint-state', 'available')).toHaveLength(0);
  expect(await find('service-name', made.name)).toHaveLength(1);
  expect(await harness().call(operations, 'DescribeVpcEndpoints', {})).toEqual({ VpcEndpoints: [] });
});
