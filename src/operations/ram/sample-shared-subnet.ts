/**
 * For tests: an organization that shares within itself, an account of it that owns a VPC with a subnet, another that the subnet is
 * shared with, and a third that gets nothing. Everything is made by calls, in memory.
 */

import { ec2Operations as ec2 } from '../ec2/table.ts';
import type { Harness } from '../harness.ts';
import { type SampleOrganization, sampleOrganization } from '../organizations/sample-organization.ts';
import { ramOperations as ram } from './table.ts';

export interface SampleSharedSubnet {
  readonly organization: SampleOrganization;
  /** Callers: the management account, the owner of the VPC, a participant, and a member that nothing is shared with. */
  readonly management: Harness;
  readonly owner: Harness;
  readonly participant: Harness;
  readonly bystander: Harness;
  readonly accounts: { readonly owner: string; readonly participant: string; readonly bystander: string };
  readonly vpc: string;
  readonly subnet: string;
  readonly subnetArn: string;
  /** A group of the owner's in the VPC. */
  readonly group: string;
  readonly groupArn: string;
  readonly share: string;
  /** Another share of the owner's; answers its ARN. */
  readonly shareOf: (named: {
    readonly resourceArns?: readonly string[];
    readonly principals?: readonly string[];
    readonly allowExternalPrincipals?: boolean;
  }) => Promise<string>;
}

export async function sampleSharedSubnet(): Promise<SampleSharedSubnet> {
  const organization = await sampleOrganization();
  const management = organization.h;
  await management.call(ram, 'EnableSharingWithAwsOrganization', {});
  const accounts = {
    owner: await organization.account('network'),
    participant: await organization.account('team'),
    bystander: await organization.account('other'),
  };
  const owner = management.as({ account: accounts.owner });
  const vpc = (await owner.call(ec2, 'CreateVpc', { CidrBlock: '10.0.0.0/16' })).Vpc!.VpcId!;
  const made = await owner.call(ec2, 'CreateSubnet', { VpcId: vpc, CidrBlock: '10.0.1.0/24' });
  const { SubnetId: subnet = '', SubnetArn: subnetArn = '' } = made.Subnet!;
  const input = { GroupName: 'app', Description: 'of the owner', VpcId: vpc };
  const group = (await owner.call(ec2, 'CreateSecurityGroup', input)).GroupId!;
  const shareOf: SampleSharedSubnet['shareOf'] = async (named) =>
    (await owner.call(ram, 'CreateResourceShare', { name: 'shared', ...named })).resourceShare!.resourceShareArn!;
  return {
    organization,
    management,
    owner,
    participant: management.as({ account: accounts.participant }),
    bystander: management.as({ account: accounts.bystander }),
    accounts,
    vpc,
    subnet,
    subnetArn,
    group,
    groupArn: `arn:aws:ec2:us-east-1:${accounts.owner}:security-group/${group}`,
    share: await shareOf({ resourceArns: [subnetArn], principals: [accounts.participant] }),
    shareOf,
  };
}
