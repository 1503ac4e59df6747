import { expect, test } from 'vitest';
import { zonesOf } from '../../model/region.ts';
import { harness } from '../harness.ts';
import { createDefaultVpc, defaultVpcOperations } from './default-vpc.ts';
import { subnetOperations } from './subnet.ts';

test('the default VPC has a public /20 in every zone, and a route to the internet', async () => {
  const h = harness();
  const { Vpc } = await h.call(defaultVpcOperations, 'CreateDefaultVpc', {});
  expect(Vpc).toMatchObject({ CidrBlock: '172.31.0.0/16', IsDefault: true, State: 'pending' });
  const vpc = h.network.get('vpc', Vpc!.VpcId!)!;
  expect([vpc.enableDnsSupport, vpc.enableDnsHostnames]).toEqual([true, true]);
  const { Subnets } = await h.call(subnetOperations, 'DescribeSubnets', {});
  expect(Subnets!.map((subnet) => [subnet.AvailabilityZone, subnet.CidrBlock]).sort()).toEqual([
    ['us-east-1a', '172.31.0.0/20'],
    ['us-east-1b', '172.31.16.0/20'],
    ['us-east-1c', '172.31.32.0/20'],
    ['us-east-1d', '172.31.48.0/20'],
    ['us-east-1e', '172.31.64.0/20'],
    ['us-east-1f', '172.31.80.0/20'],
  ]);
  expect(Subnets!.every((subnet) => subnet.DefaultForAz && subnet.MapPublicIpOnLaunch)).toBe(true);
  const [gateway] = h.network.find('internet-gateway', `vpc:${vpc.id}`);
  const [table] = h.network.find('route-table', `main:${vpc.id}`);
  expect(table!.routes.at(-1)).toEqual({
    destination: { kind: 'cidr', cidr: '0.0.0.0/0' },
    target: { kind: 'internet-gateway', id: gateway!.id },
    origin: 'CreateRoute',
  });
});

test('there is one per account and region', async () => {
  const h = harness();
  await h.call(defaultVpcOperations, 'CreateDefaultVpc', {});
  expect(await h.refused(defaultVpcOperations, 'CreateDefaultVpc', {})).toBe(
    'DefaultVpcAlreadyExists: A Default VPC already exists for this account in this region.',
  );
  await h.as({ region: 'eu-west-1' }).call(defaultVpcOperations, 'CreateDefaultVpc', {});
  await h.as({ account: '444455556666' }).call(defaultVpcOperations, 'CreateDefaultVpc', {});
});

test('is made from a draft, for whoever makes accounts', async () => {
  const h = harness();
  const maker = { account: '444455556666', region: 'eu-north-1', now: 5, random: h.random };
  const vpc = await h.store.transact((draft) => createDefaultVpc(draft, maker));
  expect(h.network.owned('subnet', maker.account, maker.region)).toHaveLength(3);
  expect(vpc).toMatchObject({ account: maker.account, region: maker.region, created: 5 });
});

test('CreateDefaultSubnet fills the gap that a deleted one left', async () => {
  const h = harness();
  await h.call(defaultVpcOperations, 'CreateDefaultVpc', {});
  const zone = zonesOf('111122223333', 'us-east-1')[1]!;
  const old = [...h.network.all('subnet')].find((subnet) => subnet.zoneId === zone.id)!;
  expect(await h.refused(defaultVpcOperations, 'CreateDefaultSubnet', { AvailabilityZone: zone.name })).toBe(
    `DefaultSubnetAlreadyExistsInAvailabilityZone: '${old.id}' is already the default subnet in ${zone.name}.`,
  );
  await h.call(subnetOperations, 'DeleteSubnet', { SubnetId: old.id });
  const { Subnet } = await h.call(defaultVpcOperations, 'CreateDefaultSubnet', { AvailabilityZone: zone.name });
  expect(Subnet).toMatchObject({ CidrBlock: old.cidr, AvailabilityZone: zone.name, DefaultForAz: true });
});

test.each([
  [
    { AvailabilityZone: 'us-east-1a' },
    'DefaultVpcDoesNotExist: No default VPC exists for this account in this region.',
  ],
  [{}, 'MissingParameter: The request must contain the parameter availabilityZone'],
])('without a default VPC, CreateDefaultSubnet refuses %j', async (input, message) => {
  expect(await harness().refused(defaultVpcOperations, 'CreateDefaultSubnet', input)).toBe(message);
});
