import { describe, expect, test } from 'vitest';
import { instanceOperations } from '../ec2/instance.ts';
import { securityGroupOperations } from '../ec2/security-group.ts';
import { subnetOperations } from '../ec2/subnet.ts';
import { vpcOperations } from '../ec2/vpc.ts';
import type { InputOf } from './handlers.ts';
import {
  makeBalancer,
  makeGroup,
  makeInstance,
  makeListener,
  makeSubnet,
  operations,
  world,
} from './sample-load-balancer.ts';

type TargetInput = InputOf<'RegisterTargets'>['Targets'][number];

async function grouped(more: object = {}) {
  const w = await world();
  const TargetGroupArn = await makeGroup(w, more);
  const request = (...Targets: TargetInput[]) => ({ TargetGroupArn, Targets });
  const targets = () => w.h.network.get('target-group', TargetGroupArn)!.targets.map(({ id, port }) => `${id}:${port}`);
  return { ...w, TargetGroupArn, request, targets };
}

test('addresses are registered with the group’s port or their own, each pair once', async () => {
  const { h, request, targets } = await grouped();
  await h.call(operations, 'RegisterTargets', request({ Id: '10.0.0.10' }, { Id: '10.0.0.10', Port: 81 }));
  await h.call(operations, 'RegisterTargets', request({ Id: '10.0.0.10', Port: 8080 }, { Id: '10.0.1.10' }));
  expect(targets()).toEqual(['10.0.0.10:8080', '10.0.0.10:81', '10.0.1.10:8080']);
  await h.call(operations, 'DeregisterTargets', request({ Id: '10.0.0.10' }, { Id: '10.0.0.99' }));
  expect(targets()).toEqual(['10.0.0.10:81', '10.0.1.10:8080']);
});

test.each([
  [{ Id: '8.8.8.8' }, /^ValidationError: The IP address '8.8.8.8' is not valid/],
  [{ Id: '8.8.8.8', AvailabilityZone: 'all' }, /^ValidationError: The IP address '8.8.8.8' is not valid/],
  [{ Id: 'ten' }, /^ValidationError: 'ten' is not a valid IPv4 address$/],
  [{ Id: 'i-0123456789abcdef0' }, /^ValidationError: 'i-0123456789abcdef0' is not a valid IPv4 address$/],
  [
    { Id: '192.168.0.1' },
    /^ValidationError: You must specify a valid Availability Zone or select 'all' .* outside the VPC$/,
  ],
  [
    { Id: '192.168.0.1', AvailabilityZone: 'eu-west-1a' },
    /^ValidationError: You must specify a valid Availability Zone/,
  ],
  [
    { Id: '10.0.0.9', AvailabilityZone: 'all' },
    /^ValidationError: The IP address '10.0.0.9' is within the VPC, and cannot have its Availability Zone overridden to 'all' from 'us-east-1a'$/,
  ],
  [{ Id: '10.0.99.9' }, /^ValidationError: The IP address '10.0.99.9' is within the VPC, but in none of its subnets$/],
  [{ Id: '10.0.0.9', Port: 0 }, /^ValidationError: .* at 'port'/],
  [{ Id: '' }, /^ValidationError: A target ID must be specified$/],
])('the address %o is refused', async (target, refusal) => {
  const { h, request } = await grouped();
  expect(await h.refused(operations, 'RegisterTargets', request(target))).toMatch(refusal);
});

test('addresses outside the VPC are for all zones, or for one', async () => {
  const { h, request, TargetGroupArn } = await grouped();
  await h.call(
    operations,
    'RegisterTargets',
    request({ Id: '100.64.0.1', AvailabilityZone: 'all' }, { Id: '192.168.0.1', AvailabilityZone: 'us-east-1b' }),
  );
  const { TargetHealthDescriptions } = await h.call(operations, 'DescribeTargetHealth', { TargetGroupArn });
  expect(TargetHealthDescriptions!.map((one) => one.Target!.AvailabilityZone)).toEqual(['all', 'us-east-1b']);
});

describe('instances', () => {
  test('are registered while they run, and stay when they end', async () => {
    const w = await grouped({ TargetType: 'instance' });
    const id = await makeInstance(w);
    await w.h.call(operations, 'RegisterTargets', w.request({ Id: id }));
    await w.h.call(instanceOperations, 'TerminateInstances', { InstanceIds: [id] });
    expect(w.targets()).toEqual([`${id}:8080`]);
  });

  test('are refused while they do not run, elsewhere, with a zone, or when there are none', async () => {
    const w = await grouped({ TargetType: 'instance' });
    const refused = (target: TargetInput) => w.h.refused(operations, 'RegisterTargets', w.request(target));
    const id = await makeInstance(w);
    expect(await refused({ Id: id, AvailabilityZone: 'us-east-1a' })).toMatch(/^ValidationError: Availability Zone/);
    await w.h.call(instanceOperations, 'StopInstances', { InstanceIds: [id] });
    expect(await refused({ Id: id })).toBe(
      `InvalidTarget: The following targets are not in a running state and cannot be registered: '${id}'`,
    );
    const VpcId = (await w.h.call(vpcOperations, 'CreateVpc', { CidrBlock: '10.9.0.0/16' })).Vpc!.VpcId!;
    const far = await makeInstance(w, await makeSubnet(w.h, VpcId, '10.9.0.0/24', 'us-east-1a'));
    expect(await refused({ Id: far })).toBe(
      `InvalidTarget: The following targets are not in the target group VPC '${w.vpc}': '${far}'`,
    );
    expect(await refused({ Id: 'i-0123456789abcdef0' })).toMatch(/^InvalidTarget/);
    expect(await refused({ Id: '10.0.0.1' })).toBe("ValidationError: Instance ID '10.0.0.1' is not valid");
  });
});

test('a group and a zone hold so many targets', async () => {
  const w = await grouped();
  const addresses = (...ends: number[]) => w.request(...ends.map((end) => ({ Id: `10.0.0.${end}` })));
  w.h.quotas = { targetsPerGroup: 2 };
  expect(await w.h.refused(operations, 'RegisterTargets', addresses(10, 11, 12))).toMatch(
    /^TooManyTargets: The maximum number of targets per target group '2'/,
  );
  w.h.quotas = { targetsPerZone: 2 };
  await makeListener(w, (await makeBalancer(w)).LoadBalancerArn!, w.TargetGroupArn);
  await w.h.call(operations, 'RegisterTargets', addresses(10, 11));
  expect(await w.h.refused(operations, 'RegisterTargets', addresses(12))).toMatch(/^TooManyTargets/);
  await w.h.call(operations, 'RegisterTargets', w.request({ Id: '10.0.1.10' }));
  expect(w.targets()).toHaveLength(3);
});

test('what has no targets to say is refused, and so is a group that is not there', async () => {
  const { h, request, TargetGroupArn } = await grouped();
  for (const name of ['RegisterTargets', 'DeregisterTargets'] as const) {
    expect(await h.refused(operations, name, request())).toBe('ValidationError: At least one target must be specified');
    const gone = TargetGroupArn.replace(/.{4}$/, '0000');
    const input = { TargetGroupArn: gone, Targets: [{ Id: '10.0.0.9' }] };
    expect(await h.refused(operations, name, input)).toBe(`TargetGroupNotFound: Target groups '${gone}' not found`);
  }
});

test('a group whose VPC was deleted takes no targets', async () => {
  const { h, request, vpc, subnets, group } = await grouped();
  for (const SubnetId of subnets) await h.call(subnetOperations, 'DeleteSubnet', { SubnetId });
  await h.call(securityGroupOperations, 'DeleteSecurityGroup', { GroupId: group });
  await h.call(vpcOperations, 'DeleteVpc', { VpcId: vpc });
  expect(await h.refused(operations, 'RegisterTargets', request({ Id: '10.0.0.10' }))).toBe(
    `ValidationError: The VPC ID '${vpc}' is not found`,
  );
});
