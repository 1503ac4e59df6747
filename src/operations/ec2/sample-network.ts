/** A small network for tests of operations: a VPC with an internet gateway, a public and a private subnet, and a group. */

import { zonesOf } from '../../model/region.ts';
import { type Harness, harness } from '../harness.ts';
import { elasticAddressOperations } from './elastic-address.ts';
import { instanceLaunchOperations } from './instance-launch.ts';
import { internetGatewayOperations } from './internet-gateway.ts';
import { securityGroupOperations } from './security-group.ts';
import { subnetOperations } from './subnet.ts';
import { vpcOperations } from './vpc.ts';

export const sampleAccount = '111122223333';
export const sampleZone = zonesOf(sampleAccount, 'us-east-1')[0]!;

export interface SampleNetwork {
  readonly h: Harness;
  readonly vpc: string;
  /** 10.0.1.0/24, which gives public addresses at launch. */
  readonly publicSubnet: string;
  /** 10.0.2.0/24 in the same zone. */
  readonly privateSubnet: string;
  /** `web`, with no rules but the one that every group has. */
  readonly group: string;
  readonly gateway: string;
}

export async function sampleNetwork(): Promise<SampleNetwork> {
  const h = harness({ account: sampleAccount });
  const vpc = (await h.call(vpcOperations, 'CreateVpc', { CidrBlock: '10.0.0.0/16' })).Vpc!.VpcId!;
  const subnet = async (CidrBlock: string): Promise<string> => {
    const request = { VpcId: vpc, CidrBlock, AvailabilityZone: sampleZone.name };
    return (await h.call(subnetOperations, 'CreateSubnet', request)).Subnet!.SubnetId!;
  };
  const publicSubnet = await subnet('10.0.1.0/24');
  const privateSubnet = await subnet('10.0.2.0/24');
  await h.call(subnetOperations, 'ModifySubnetAttribute', {
    SubnetId: publicSubnet,
    MapPublicIpOnLaunch: { Value: true },
  });
  const made = await h.call(internetGatewayOperations, 'CreateInternetGateway', {});
  const gateway = made.InternetGateway!.InternetGatewayId!;
  await h.call(internetGatewayOperations, 'AttachInternetGateway', { VpcId: vpc, InternetGatewayId: gateway });
  const group = await h.call(securityGroupOperations, 'CreateSecurityGroup', {
    VpcId: vpc,
    GroupName: 'web',
    Description: 'web servers',
  });
  return { h, vpc, publicSubnet, privateSubnet, group: group.GroupId!, gateway };
}

/** Launches one instance and answers it as it is listed once it runs. */
export async function sampleInstance(h: Harness, SubnetId: string): Promise<string> {
  const request = { ImageId: 'ami-12345678', InstanceType: 't3.small' as const, MinCount: 1, MaxCount: 1, SubnetId };
  return (await h.call(instanceLaunchOperations, 'RunInstances', request)).Instances![0]!.InstanceId!;
}

export async function sampleAddress(h: Harness): Promise<{ readonly allocation: string; readonly address: string }> {
  const made = await h.call(elasticAddressOperations, 'AllocateAddress', {});
  return { allocation: made.AllocationId!, address: made.PublicIp! };
}
