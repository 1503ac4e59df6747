/** A VPC in two zones with what load balancers need, for the tests of their operations, and the calls that make them. */

import { instanceLaunchOperations } from '../ec2/instance-launch.ts';
import { internetGatewayOperations } from '../ec2/internet-gateway.ts';
import { securityGroupOperations } from '../ec2/security-group.ts';
import { subnetOperations } from '../ec2/subnet.ts';
import { vpcOperations } from '../ec2/vpc.ts';
import { type Harness, harness } from '../harness.ts';
import type { InputOf } from './handlers.ts';
import { elasticLoadBalancingOperations as operations } from './table.ts';

export { operations };

export interface World {
  readonly h: Harness;
  readonly vpc: string;
  /** In the zones a, b and c, of /24 blocks from 10.0.0.0 on. */
  readonly subnets: readonly [string, string, string];
  readonly group: string;
}

export async function world(): Promise<World> {
  const h = harness();
  const vpc = (await h.call(vpcOperations, 'CreateVpc', { CidrBlock: '10.0.0.0/16' })).Vpc!.VpcId!;
  const group = await h.call(securityGroupOperations, 'CreateSecurityGroup', {
    VpcId: vpc,
    GroupName: 'front',
    Description: 'of the load balancer',
  });
  const subnets = [
    await makeSubnet(h, vpc, '10.0.0.0/24', 'us-east-1a'),
    await makeSubnet(h, vpc, '10.0.1.0/24', 'us-east-1b'),
    await makeSubnet(h, vpc, '10.0.2.0/24', 'us-east-1c'),
  ] as const;
  return { h, vpc, subnets, group: group.GroupId! };
}

export async function makeSubnet(h: Harness, VpcId: string, CidrBlock: string, zone: string): Promise<string> {
  const request = { VpcId, CidrBlock, AvailabilityZone: zone };
  return (await h.call(subnetOperations, 'CreateSubnet', request)).Subnet!.SubnetId!;
}

/** Lets the VPC have internet-facing load balancers. */
export async function attachInternetGateway({ h, vpc }: World): Promise<void> {
  const made = await h.call(internetGatewayOperations, 'CreateInternetGateway', {});
  const InternetGatewayId = made.InternetGateway!.InternetGatewayId!;
  await h.call(internetGatewayOperations, 'AttachInternetGateway', { VpcId: vpc, InternetGatewayId });
}

export function balancerInput(world: World, more: Partial<InputOf<'CreateLoadBalancer'>> = {}) {
  return {
    Name: 'front',
    Type: 'network',
    Scheme: 'internal',
    ...(more.SubnetMappings ? {} : { Subnets: [world.subnets[0], world.subnets[1]] }),
    ...more,
  } as const;
}

/** An internal one with a node in each of the first two subnets. */
export async function makeBalancer(world: World, more: Partial<InputOf<'CreateLoadBalancer'>> = {}) {
  const made = await world.h.call(operations, 'CreateLoadBalancer', balancerInput(world, more));
  return made.LoadBalancers![0]!;
}

export async function makeGroup({ h, vpc }: World, more: Partial<InputOf<'CreateTargetGroup'>> = {}): Promise<string> {
  const request = {
    Name: 'backs',
    Protocol: 'TCP' as const,
    Port: 8080,
    VpcId: vpc,
    TargetType: 'ip' as const,
    ...more,
  };
  return (await h.call(operations, 'CreateTargetGroup', request)).TargetGroups![0]!.TargetGroupArn!;
}

export function listenerInput(LoadBalancerArn: string, TargetGroupArn: string, more: object = {}) {
  const DefaultActions = [{ Type: 'forward' as const, TargetGroupArn }];
  return { LoadBalancerArn, Protocol: 'TCP' as const, Port: 80, DefaultActions, ...more };
}

export async function makeListener(
  { h }: World,
  loadBalancer: string,
  targetGroup: string,
  more: object = {},
): Promise<string> {
  const made = await h.call(operations, 'CreateListener', listenerInput(loadBalancer, targetGroup, more));
  return made.Listeners![0]!.ListenerArn!;
}

export async function makeInstance({ h, subnets }: World, SubnetId: string = subnets[0]): Promise<string> {
  const request = { ImageId: 'ami-12345678', InstanceType: 't3.small' as const, MinCount: 1, MaxCount: 1, SubnetId };
  return (await h.call(instanceLaunchOperations, 'RunInstances', request)).Instances![0]!.InstanceId!;
}

export const interfacesOf = ({ h }: World, loadBalancer: string) =>
  h.network.find('network-interface', `parent:${loadBalancer}`);
