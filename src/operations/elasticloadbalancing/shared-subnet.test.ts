/** Load balancers of participants in subnets that are shared with them, and of the VPC's owner beside them. */

import { expect, test } from 'vitest';
import { zoneNameOf } from '../../model/region.ts';
import type { Resource } from '../../model/resource.ts';
import { instanceLaunchOperations } from '../ec2/instance-launch.ts';
import { securityGroupOperations } from '../ec2/security-group.ts';
import { vpcEndpointOperations } from '../ec2/vpc-endpoint.ts';
import { vpcEndpointServiceConfigurationOperations as services } from '../ec2/vpc-endpoint-service-configuration.ts';
import type { Harness } from '../harness.ts';
import {
  attachInternetGateway,
  balancerInput,
  interfacesOf,
  listenerInput,
  makeBalancer,
  makeGroup,
  makeInstance,
  operations,
  type World,
  world,
} from './sample-load-balancer.ts';

const participant = '222233334444';
const stranger = '333344445555';
const region = 'us-east-1';

/** What the owner shares with the participant: nothing, once an empty list is shared. */
function share({ h }: World, ...arns: readonly string[]): Promise<unknown> {
  const associated = (id: string) => ({
    id,
    desired: 'associated' as const,
    stateRevision: 1,
    created: 0,
    updated: 0,
  });
  return h.store.transact((draft) =>
    draft.put({
      kind: 'resource-share',
      id: 'share',
      account: h.context.account,
      region,
      created: 0,
      updated: 0,
      tags: {},
      name: 'share',
      allowExternalPrincipals: false,
      desired: 'active',
      stateRevision: 1,
      permissions: [],
      resources: arns.map(associated),
      principals: [{ ...associated(participant), external: false }],
    }),
  );
}

const arnOf = ({ h }: World, id: string): string =>
  `arn:aws:ec2:${region}:${h.context.account}:${id.startsWith('sg-') ? 'security-group' : 'subnet'}/${id}`;

/** The first two subnets are shared; the same world as the participant's, too, with a group of its own. */
async function shared(): Promise<{ readonly owner: World; readonly guest: World }> {
  const owner = await world();
  const base = { region: 'aws-global', created: 0, tags: {} };
  const serviceAccess = { 'ram.amazonaws.com': 0 };
  await owner.h.store.transact((draft) => {
    draft.put({
      ...base,
      kind: 'organization',
      id: 'o-1',
      rootId: 'r-1',
      featureSet: 'ALL',
      serviceAccess,
      account: owner.h.context.account,
    } as Resource);
    for (const id of [owner.h.context.account, participant])
      draft.put({ ...base, kind: 'account', id, account: id, organization: 'o-1' } as Resource);
  });
  await share(owner, ...owner.subnets.slice(0, 2).map((id) => arnOf(owner, id)));
  const h = owner.h.as({ account: participant });
  return { owner, guest: { ...owner, h, group: await groupOf(h, owner.vpc) } };
}

/** Called like the owner's: in a shared VPC names are each account's own. */
async function groupOf(h: Harness, VpcId: string): Promise<string> {
  const request = { VpcId, GroupName: 'front', Description: 'of the participant' };
  return (await h.call(securityGroupOperations, 'CreateSecurityGroup', request)).GroupId!;
}

test("a participant's load balancer in shared subnets is its own, with its group and its names for the zones", async () => {
  const { owner, guest } = await shared();
  const made = await makeBalancer(guest, { SecurityGroups: [guest.group] });
  expect(made.LoadBalancerArn).toContain(`:${participant}:`);
  expect(made.VpcId).toBe(owner.vpc);
  for (const { SubnetId, ZoneName } of made.AvailabilityZones!) {
    const { zoneId } = owner.h.network.get('subnet', SubnetId!)!;
    expect(ZoneName).toBe(zoneNameOf(participant, region, zoneId));
    expect(ZoneName).not.toBe(zoneNameOf(owner.h.context.account, region, zoneId));
  }
  const nodes = interfacesOf(owner, made.LoadBalancerArn!);
  expect(nodes.map(({ account, groups }) => [account, groups])).toEqual(
    [participant, participant].map((one) => [one, [guest.group]]),
  );
});

test('neither party sees, uses or deletes the load balancers, listeners and target groups of the other', async () => {
  const { owner, guest } = await shared();
  for (const [own, other] of [
    [guest, owner],
    [owner, guest],
  ] as const) {
    const LoadBalancerArn = (await makeBalancer(own)).LoadBalancerArn!;
    const TargetGroupArn = await makeGroup(own);
    const { h } = other;
    for (const [name, input] of [
      ['DescribeLoadBalancers', { LoadBalancerArns: [LoadBalancerArn] }],
      ['DescribeListeners', { LoadBalancerArn }],
      ['SetSubnets', { LoadBalancerArn, Subnets: [other.subnets[0]] }],
      ['CreateListener', listenerInput(LoadBalancerArn, TargetGroupArn)],
      ['DescribeTargetGroups', { TargetGroupArns: [TargetGroupArn] }],
      ['RegisterTargets', { TargetGroupArn, Targets: [{ Id: '10.0.0.9' }] }],
    ] as const)
      expect(await h.refused(operations, name, input)).toMatch(/^(LoadBalancer|TargetGroup)NotFound: /);
    expect((await h.call(operations, 'DescribeLoadBalancers', {})).LoadBalancers!.map((one) => one.LoadBalancerArn))
      // The owner's turn comes second, when the participant has one already.
      .toEqual(other === guest ? [expect.stringContaining(participant)] : []);
    // What isn't there for the caller is deleted as far as it knows.
    await h.call(operations, 'DeleteLoadBalancer', { LoadBalancerArn });
    expect(own.h.network.get('load-balancer', LoadBalancerArn)).toBeDefined();
  }
});

test.each([
  [
    "a subnet that isn't shared",
    (w: World) => ({ Subnets: [w.subnets[2]] }),
    /^SubnetNotFound: The subnet ID 'subnet-/,
  ],
  [
    "a group of the VPC's owner",
    ({ h, vpc }: World) => ({
      SecurityGroups: [h.network.find('security-group', `vpc:${vpc}`).find((one) => one.account !== participant)!.id],
    }),
    /^InvalidSecurityGroup: The security group 'sg-/,
  ],
])('a load balancer with %s is refused', async (_, more, sentence) => {
  const { guest } = await shared();
  expect(await guest.h.refused(operations, 'CreateLoadBalancer', balancerInput(guest, more(guest)))).toMatch(sentence);
});

test('a group that is shared with a participant may be worn by its load balancer', async () => {
  const { owner, guest } = await shared();
  const arns = [...owner.subnets.slice(0, 2), owner.group].map((id) => arnOf(owner, id));
  await share(owner, ...arns);
  const LoadBalancerArn = (await makeBalancer(guest, { SecurityGroups: [owner.group] })).LoadBalancerArn!;
  // No longer shared: what wears it goes on, and beside it another may be worn.
  await share(owner, ...arns.slice(0, 2));
  const SecurityGroups = [owner.group, guest.group];
  await guest.h.call(operations, 'SetSecurityGroups', { LoadBalancerArn, SecurityGroups });
  await guest.h.call(operations, 'SetSecurityGroups', { LoadBalancerArn, SecurityGroups: [guest.group] });
  expect(await guest.h.refused(operations, 'SetSecurityGroups', { LoadBalancerArn, SecurityGroups })).toMatch(
    /^InvalidSecurityGroup: /,
  );
});

test("an internet-facing one needs the owner's internet gateway, and an elastic address is the participant's own", async () => {
  const { owner, guest } = await shared();
  const facing = { Scheme: 'internet-facing' } as const;
  expect(await guest.h.refused(operations, 'CreateLoadBalancer', balancerInput(guest, facing))).toMatch(
    /^InvalidSubnet: VPC .* has no internet gateway$/,
  );
  await attachInternetGateway(owner);
  await owner.h.store.transact((draft) =>
    draft.put({
      kind: 'elastic-address',
      id: 'eipalloc-00000000000000001',
      account: owner.h.context.account,
      region,
      created: 0,
      tags: {},
      publicAddress: '3.128.0.77',
    }),
  );
  const SubnetMappings = [{ SubnetId: owner.subnets[0], AllocationId: 'eipalloc-00000000000000001' }];
  expect(
    await guest.h.refused(operations, 'CreateLoadBalancer', balancerInput(guest, { ...facing, SubnetMappings })),
  ).toMatch(/^AllocationIdNotFound: /);
  const made = await makeBalancer(guest, facing);
  const nodes = interfacesOf(owner, made.LoadBalancerArn!);
  expect(nodes.map(({ autoPublicAddress }) => autoPublicAddress)).toEqual([expect.anything(), expect.anything()]);
});

test('a target group is of a VPC that the account participates in; targets are its own instances, or any address', async () => {
  const { owner, guest } = await shared();
  const other = { ...guest, h: guest.h.as({ account: stranger }) };
  await expect(makeGroup(other)).rejects.toThrow(`The VPC ID '${owner.vpc}' is not found`);
  const mine = await makeInstanceOf(guest);
  const theirs = await makeInstance(owner);
  const TargetGroupArn = await makeGroup(guest, { TargetType: 'instance' });
  const register = (Id: string) => ({ TargetGroupArn, Targets: [{ Id }] });
  await guest.h.call(operations, 'RegisterTargets', register(mine));
  expect(await guest.h.refused(operations, 'RegisterTargets', register(theirs))).toBe(
    `InvalidTarget: The following targets do not exist: '${theirs}'`,
  );
  const anywhere = { TargetGroupArn: await makeGroup(guest, { Name: 'anywhere' }) };
  await guest.h.call(operations, 'RegisterTargets', { ...anywhere, Targets: [{ Id: '10.0.2.9' }] });
  const { TargetHealthDescriptions } = await guest.h.call(operations, 'DescribeTargetHealth', anywhere);
  const { zoneId } = owner.h.network.get('subnet', owner.subnets[2])!;
  expect(TargetHealthDescriptions![0]!.Target!.AvailabilityZone).toBe(zoneNameOf(participant, region, zoneId));
});

/** In the first subnet, with the participant's own group: the VPC's default one is its owner's. */
async function makeInstanceOf({ h, subnets, group }: World): Promise<string> {
  const request = {
    ImageId: 'ami-12345678',
    MinCount: 1,
    MaxCount: 1,
    SubnetId: subnets[0],
    SecurityGroupIds: [group],
  };
  return (await h.call(instanceLaunchOperations, 'RunInstances', request)).Instances![0]!.InstanceId!;
}

test('when nothing is shared any more, load balancers stay and are managed; new ones and more subnets are refused', async () => {
  const { owner, guest } = await shared();
  const made = await makeBalancer(guest, { SecurityGroups: [guest.group], Subnets: [owner.subnets[0]] });
  const LoadBalancerArn = made.LoadBalancerArn!;
  const TargetGroupArn = await makeGroup(guest);
  await share(owner);
  const { h } = guest;
  await h.call(operations, 'CreateListener', listenerInput(LoadBalancerArn, TargetGroupArn));
  await h.call(operations, 'RegisterTargets', { TargetGroupArn, Targets: [{ Id: '10.0.0.9' }] });
  await h.call(operations, 'SetSubnets', { LoadBalancerArn, Subnets: [owner.subnets[0]] });
  const more = { LoadBalancerArn, Subnets: owner.subnets.slice(0, 2) };
  expect(await h.refused(operations, 'SetSubnets', more)).toMatch(/^SubnetNotFound: /);
  const another = balancerInput(guest, { Name: 'another' });
  expect(await h.refused(operations, 'CreateLoadBalancer', another)).toMatch(/^SubnetNotFound: /);
  await h.call(operations, 'DeleteLoadBalancer', { LoadBalancerArn });
  expect(interfacesOf(owner, LoadBalancerArn)).toEqual([]);
});

test("an endpoint service is put before one's own load balancer alone", async () => {
  const { owner, guest } = await shared();
  const NetworkLoadBalancerArns = [(await makeBalancer(guest)).LoadBalancerArn!];
  const request = { NetworkLoadBalancerArns };
  expect(await owner.h.refused(services, 'CreateVpcEndpointServiceConfiguration', request)).toMatch(
    /^InvalidParameter: /,
  );
  const made = await guest.h.call(services, 'CreateVpcEndpointServiceConfiguration', request);
  const { ServiceId, AvailabilityZones } = made.ServiceConfiguration!;
  const zoneIds = owner.subnets.slice(0, 2).map((id) => owner.h.network.get('subnet', id)!.zoneId);
  expect(AvailabilityZones).toEqual(zoneIds.map((id) => zoneNameOf(participant, region, id)).sort());
  const asked = { ServiceIds: [ServiceId!] };
  expect(await owner.h.refused(services, 'DescribeVpcEndpointServiceConfigurations', asked)).toMatch(/NotFound/);
});

test("a participant's gateway load balancer has its nodes in shared subnets, and serves endpoints of its own", async () => {
  const { guest } = await shared();
  const request = { Name: 'inspect', Type: 'gateway' as const, Subnets: guest.subnets.slice(0, 2) };
  const made = (await guest.h.call(operations, 'CreateLoadBalancer', request)).LoadBalancers![0]!;
  const interfaces = interfacesOf(guest, made.LoadBalancerArn!);
  expect(interfaces.map(({ account, vpc }) => [account, vpc])).toEqual([1, 2].map(() => [participant, guest.vpc]));
  const offered = { GatewayLoadBalancerArns: [made.LoadBalancerArn!], AcceptanceRequired: false };
  const { ServiceConfiguration } = await guest.h.call(services, 'CreateVpcEndpointServiceConfiguration', offered);
  const ServiceName = ServiceConfiguration!.ServiceName!;
  const SubnetIds = [guest.subnets[0]];
  const wanted = { VpcId: guest.vpc, ServiceName, VpcEndpointType: 'GatewayLoadBalancer' as const, SubnetIds };
  expect(await guest.h.refused(vpcEndpointOperations, 'CreateVpcEndpoint', wanted)).toMatch(/^UnauthorizedOperation/);
});
