import { expect, test } from 'vitest';
import { vpcOperations } from '../ec2/vpc.ts';
import { interfacesOf, makeBalancer, makeSubnet, operations, type World, world } from './sample-load-balancer.ts';

async function balanced(more: object = {}): Promise<World & { readonly LoadBalancerArn: string }> {
  const w = await world();
  return { ...w, LoadBalancerArn: (await makeBalancer(w, more)).LoadBalancerArn! };
}

test('SetSubnets adds and removes zones, and leaves the nodes of the others alone', async () => {
  const w = await balanced();
  const { LoadBalancerArn, subnets, h } = w;
  const before = interfacesOf(w, LoadBalancerArn).find((one) => one.subnet === subnets[1])!;
  const Subnets = [subnets[1], subnets[2]];
  const answer = await h.call(operations, 'SetSubnets', { LoadBalancerArn, Subnets });
  expect(answer.AvailabilityZones!.map((zone) => zone.SubnetId)).toEqual(Subnets);
  const after = interfacesOf(w, LoadBalancerArn);
  expect(after.map((one) => one.subnet).sort()).toEqual([...Subnets].sort());
  expect(after).toContainEqual(before);
  expect(h.network.get('load-balancer', LoadBalancerArn)!.nodes.map((node) => node.subnet)).toEqual(Subnets);
});

test('a new zone may come with an address; an enabled one keeps its own', async () => {
  const { LoadBalancerArn, subnets, h } = await balanced();
  const SubnetMappings = [
    { SubnetId: subnets[0] },
    { SubnetId: subnets[1] },
    { SubnetId: subnets[2], PrivateIPv4Address: '10.0.2.9' },
  ];
  const answer = await h.call(operations, 'SetSubnets', { LoadBalancerArn, SubnetMappings });
  expect(answer.AvailabilityZones![2]!.LoadBalancerAddresses).toEqual([{ PrivateIPv4Address: '10.0.2.9' }]);
  const other = [{ SubnetId: subnets[2], PrivateIPv4Address: '10.0.2.10' }];
  expect(await h.refused(operations, 'SetSubnets', { LoadBalancerArn, SubnetMappings: other })).toMatch(
    /^InvalidConfigurationRequest: The addresses of subnet .* cannot be changed$/,
  );
});

test('SetSubnets is refused without subnets, with another VPC’s, and for what is not there', async () => {
  const { LoadBalancerArn, h } = await balanced();
  expect(await h.refused(operations, 'SetSubnets', { LoadBalancerArn })).toBe(
    'ValidationError: At least one subnet must be specified',
  );
  const VpcId = (await h.call(vpcOperations, 'CreateVpc', { CidrBlock: '10.9.0.0/16' })).Vpc!.VpcId!;
  const far = await makeSubnet(h, VpcId, '10.9.0.0/24', 'us-east-1a');
  expect(await h.refused(operations, 'SetSubnets', { LoadBalancerArn, Subnets: [far] })).toBe(
    'InvalidConfigurationRequest: All subnets must belong to the same VPC',
  );
  const gone = LoadBalancerArn.replace(/[0-9a-f]{16}$/, '0123456789abcdef');
  expect(await h.refused(operations, 'SetSubnets', { LoadBalancerArn: gone, Subnets: [far] })).toBe(
    `LoadBalancerNotFound: Load balancer '${gone}' not found`,
  );
});

test('groups are changed on every node, and whether they judge PrivateLink traffic is remembered', async () => {
  const w = await world();
  const LoadBalancerArn = (await makeBalancer(w, { SecurityGroups: [w.group] })).LoadBalancerArn!;
  const usual = w.h.network.find('security-group', `vpc:${w.vpc}`).find((one) => one.name === 'default')!.id;
  const set = (more: object) =>
    w.h.call(operations, 'SetSecurityGroups', { LoadBalancerArn, SecurityGroups: [usual], ...more });
  const off = { EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic: 'off' };
  expect(await set(off)).toEqual({ SecurityGroupIds: [usual], ...off });
  expect(await set({})).toEqual({ SecurityGroupIds: [usual], ...off });
  expect(interfacesOf(w, LoadBalancerArn).map((one) => one.groups)).toEqual([[usual], [usual]]);
  expect(w.h.network.get('load-balancer', LoadBalancerArn)!.enforceGroupsOnPrivateLink).toBe(false);
});

test('SetSecurityGroups is refused where there never were any, with none, and with too many', async () => {
  const bare = await balanced();
  const refused = (w: World, LoadBalancerArn: string, SecurityGroups: string[]) =>
    w.h.refused(operations, 'SetSecurityGroups', { LoadBalancerArn, SecurityGroups });
  expect(await refused(bare, bare.LoadBalancerArn, [bare.group])).toBe(
    'InvalidConfigurationRequest: You cannot set security groups on a Network Load Balancer which was created without any security groups.',
  );
  const w = await world();
  const arn = (await makeBalancer(w, { SecurityGroups: [w.group] })).LoadBalancerArn!;
  expect(await refused(w, arn, [])).toBe('ValidationError: At least one security group must be specified');
  w.h.quotas = { securityGroupsPerInterface: 0 };
  expect(await refused(w, arn, [w.group])).toMatch(
    /^InvalidConfigurationRequest: The maximum number of security groups/,
  );
});
