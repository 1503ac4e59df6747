/** Security groups in further VPCs: associating and ending it, what may be worn where, and rules between such groups. */

import { describe, expect, test } from 'vitest';
import type { Harness } from '../harness.ts';
import { defaultVpcOperations } from './default-vpc.ts';
import { accounts, sampleSharedVpc } from './sample-shared-vpc.ts';
import { ec2Operations as ec2 } from './table.ts';

async function groupOf(h: Harness, VpcId: string, GroupName: string): Promise<string> {
  return (await h.call(ec2, 'CreateSecurityGroup', { VpcId, GroupName, Description: 'd' })).GroupId!;
}

/** The owner's shared VPC, and a VPC of the owner's with a subnet besides; `web` is a group of the first. */
async function ground() {
  const world = await sampleSharedVpc();
  const h = world.as.owner;
  const vpc2 = (await h.call(ec2, 'CreateVpc', { CidrBlock: '10.1.0.0/16' })).Vpc!.VpcId!;
  const subnet = await h.call(ec2, 'CreateSubnet', { VpcId: vpc2, CidrBlock: '10.1.1.0/24' });
  const web = await groupOf(h, world.vpc, 'web');
  return { ...world, h, vpc2, subnet2: subnet.Subnet!.SubnetId!, web };
}

const naming = (GroupId: string) => [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId }] }];
const inUse = (id: string) => `DependencyViolation: resource ${id} has a dependent object`;

describe('an association', () => {
  test('is associating until the data plane has it, shows both owners, and is gone when it has ended', async () => {
    const { h, vpc2, web } = await ground();
    const request = { GroupId: web, VpcId: vpc2 };
    h.applied = h.network.revision;
    expect(await h.call(ec2, 'AssociateSecurityGroupVpc', request)).toEqual({ State: 'associating' });
    const shown = async () =>
      (await h.call(ec2, 'DescribeSecurityGroupVpcAssociations', {})).SecurityGroupVpcAssociations;
    const { owner } = accounts;
    const association = { GroupId: web, GroupOwnerId: owner, VpcId: vpc2, VpcOwnerId: owner, State: 'associating' };
    expect(await shown()).toEqual([association]);
    h.applied = h.network.revision;
    expect(await shown()).toEqual([{ ...association, State: 'associated' }]);
    expect(await h.call(ec2, 'AssociateSecurityGroupVpc', request)).toEqual({ State: 'associated' });
    expect(await h.call(ec2, 'DisassociateSecurityGroupVpc', request)).toEqual({ State: 'disassociating' });
    expect(await h.call(ec2, 'DisassociateSecurityGroupVpc', request)).toEqual({ State: 'disassociating' });
    expect(await shown()).toEqual([{ ...association, State: 'disassociating' }]);
    h.applied = h.network.revision;
    expect(await shown()).toEqual([]);
    const ended = `InvalidGroup.NotFound: The security group '${web}' is not associated with VPC '${vpc2}'`;
    expect(await h.refused(ec2, 'DisassociateSecurityGroupVpc', request)).toBe(ended);
  });

  test('lets interfaces and endpoints of the VPC wear the group, and holds both while one does', async () => {
    const { h, vpc2, subnet2, web } = await ground();
    const wearing = { SubnetId: subnet2, Groups: [web] };
    expect(await h.refused(ec2, 'CreateNetworkInterface', wearing)).toBe(
      `InvalidParameter: Security group ${web} and subnet ${subnet2} belong to different networks.`,
    );
    const request = { GroupId: web, VpcId: vpc2 };
    await h.call(ec2, 'AssociateSecurityGroupVpc', request);
    const made = await h.call(ec2, 'CreateNetworkInterface', wearing);
    const endpoint = await h.call(ec2, 'CreateVpcEndpoint', {
      VpcId: vpc2,
      VpcEndpointType: 'Interface',
      ServiceName: 'com.amazonaws.us-east-1.ec2',
      SubnetIds: [subnet2],
      SecurityGroupIds: [web],
      PrivateDnsEnabled: false,
    });
    expect(await h.refused(ec2, 'DisassociateSecurityGroupVpc', request)).toBe(inUse(web));
    await h.call(ec2, 'DeleteVpcEndpoints', { VpcEndpointIds: [endpoint.VpcEndpoint!.VpcEndpointId!] });
    const NetworkInterfaceId = made.NetworkInterface!.NetworkInterfaceId!;
    await h.call(ec2, 'DeleteNetworkInterface', { NetworkInterfaceId });
    await h.call(ec2, 'DeleteSubnet', { SubnetId: subnet2 });
    expect(await h.refused(ec2, 'DeleteSecurityGroup', { GroupId: web })).toBe(inUse(web));
    expect(await h.refused(ec2, 'DeleteVpc', { VpcId: vpc2 })).toMatch(/^DependencyViolation: /);
    await h.call(ec2, 'DisassociateSecurityGroupVpc', request);
    await h.call(ec2, 'DeleteVpc', { VpcId: vpc2 });
    await h.call(ec2, 'DeleteSecurityGroup', { GroupId: web });
  });

  test('is refused for default groups and VPCs, for the own VPC, and for what is not there for the caller', async () => {
    const { h, as, vpc, vpc2, web } = await ground();
    const standard = h.network.find('security-group', `vpc:${vpc}`).find((one) => one.name === 'default')!.id;
    const made = await h.call(defaultVpcOperations, 'CreateDefaultVpc', undefined as never);
    const defaultVpc = made.Vpc!.VpcId!;
    const far = (await h.as({ region: 'eu-west-1' }).call(ec2, 'CreateVpc', { CidrBlock: '10.1.0.0/16' })).Vpc!.VpcId!;
    const refused = (GroupId: string, VpcId: string, who = h) =>
      who.refused(ec2, 'AssociateSecurityGroupVpc', { GroupId, VpcId });
    expect(await refused(standard, vpc2)).toMatch(/^InvalidParameterValue: .* Default security groups/);
    expect(await refused(web, defaultVpc)).toMatch(/^InvalidParameterValue: .* a default VPC/);
    expect(await refused(web, vpc)).toMatch(/^InvalidParameterValue: .* created in this VPC/);
    expect(await refused(web, far)).toBe(`InvalidVpcID.NotFound: The vpc ID '${far}' does not exist`);
    expect(await refused(web, vpc2, as.stranger)).toMatch(/^InvalidGroup.NotFound: /);
  });
});

describe('a VPC in which an account participates', () => {
  test('may be associated with a group of its own, which its owner sees and the others do not', async () => {
    const { as, vpc, shared, share } = await ground();
    const h = as.participant;
    const home = (await h.call(ec2, 'CreateVpc', { CidrBlock: '10.2.0.0/16' })).Vpc!.VpcId!;
    const group = await groupOf(h, home, 'app');
    const request = { GroupId: group, VpcId: vpc };
    expect(await h.refused(ec2, 'AssociateSecurityGroupVpc', request)).toMatch(/^InvalidVpcID.NotFound/);
    await share([shared], 'participant', 'another');
    await h.call(ec2, 'AssociateSecurityGroupVpc', request);
    await h.call(ec2, 'CreateNetworkInterface', { SubnetId: shared, Groups: [group] });
    const filtered = { Filters: [{ Name: 'vpc-owner-id', Values: [accounts.owner] }] };
    for (const [who, count] of [
      [as.participant, 1],
      [as.owner, 1],
      [as.another, 0],
    ] as const) {
      const found = await who.call(ec2, 'DescribeSecurityGroupVpcAssociations', filtered);
      expect(found.SecurityGroupVpcAssociations).toHaveLength(count);
    }
    const seen = await as.owner.call(ec2, 'DescribeSecurityGroups', { GroupIds: [group] });
    expect(seen.SecurityGroups).toMatchObject([{ OwnerId: accounts.participant, VpcId: home }]);
    const unauthorized = 'UnauthorizedOperation: You are not authorized to perform this operation.';
    expect(await as.owner.refused(ec2, 'DisassociateSecurityGroupVpc', request)).toBe(unauthorized);
  });

  test('tells each account the groups that it may use there: its own, those associated, those shared with it', async () => {
    const { as, h, vpc, vpc2, shared, share, web } = await ground();
    await share([shared], 'participant', 'another');
    await share([web], 'participant');
    const own = await groupOf(as.participant, vpc, 'app');
    const guest = await groupOf(h, vpc2, 'guest');
    await h.call(ec2, 'AssociateSecurityGroupVpc', { GroupId: guest, VpcId: vpc });
    const names = async (who: Harness, Filters: { Name: string; Values: string[] }[] = []) => {
      const { SecurityGroupForVpcs } = await who.call(ec2, 'GetSecurityGroupsForVpc', { VpcId: vpc, Filters });
      return SecurityGroupForVpcs!.map(({ GroupName }) => GroupName).sort();
    };
    expect(await names(as.owner)).toEqual(['default', 'guest', 'web']);
    expect(await names(as.participant)).toEqual(['app', 'web']);
    expect(await names(as.another)).toEqual([]);
    expect(await names(as.owner, [{ Name: 'primary-vpc-id', Values: [vpc2] }])).toEqual(['guest']);
    expect(await names(as.participant, [{ Name: 'owner-id', Values: [accounts.owner] }])).toEqual(['web']);
    expect(await names(as.participant, [{ Name: 'group-id', Values: [own] }])).toEqual(['app']);
    expect(await as.stranger.refused(ec2, 'GetSecurityGroupsForVpc', { VpcId: vpc })).toMatch(/^InvalidVpcID.NotFound/);
  });
});

test('groups are listed for a VPC in pages', async () => {
  const { h, vpc } = await ground();
  for (let index = 0; index < 6; index += 1) await groupOf(h, vpc, `g${index}`);
  const first = await h.call(ec2, 'GetSecurityGroupsForVpc', { VpcId: vpc, MaxResults: 5 });
  const rest = await h.call(ec2, 'GetSecurityGroupsForVpc', { VpcId: vpc, NextToken: first.NextToken });
  expect([first.SecurityGroupForVpcs!.length, rest.SecurityGroupForVpcs!.length]).toEqual([5, 3]);
});

describe('a rule between groups of two VPCs', () => {
  test('is made where an association lets them meet, goes stale with it, and holds nothing then', async () => {
    const { h, vpc2, web } = await ground();
    const db = await groupOf(h, vpc2, 'db');
    const rule = { GroupId: db, IpPermissions: naming(web) };
    expect(await h.refused(ec2, 'AuthorizeSecurityGroupIngress', rule)).toBe(
      'InvalidGroup.NotFound: You have specified two resources that belong to different networks.',
    );
    const association = { GroupId: web, VpcId: vpc2 };
    await h.call(ec2, 'AssociateSecurityGroupVpc', association);
    await h.call(ec2, 'AuthorizeSecurityGroupIngress', rule);
    await h.call(ec2, 'AuthorizeSecurityGroupEgress', { GroupId: web, IpPermissions: naming(db) });
    const stale = async (VpcId: string) =>
      (await h.call(ec2, 'DescribeStaleSecurityGroups', { VpcId })).StaleSecurityGroupSet;
    expect(await stale(vpc2)).toEqual([]);
    await h.call(ec2, 'DisassociateSecurityGroupVpc', association);
    const permission = (GroupId: string, VpcId: string) => ({
      IpProtocol: '-1',
      IpRanges: [],
      PrefixListIds: [],
      UserIdGroupPairs: [{ GroupId, UserId: accounts.owner, VpcId }],
    });
    const { vpc } = h.network.get('security-group', web)!;
    const named = { Description: 'd', StaleIpPermissionsEgress: [], StaleIpPermissions: [] };
    expect(await stale(vpc2)).toEqual([
      { ...named, GroupId: db, GroupName: 'db', VpcId: vpc2, StaleIpPermissions: [permission(web, vpc)] },
    ]);
    expect(await stale(vpc)).toEqual([
      { ...named, GroupId: web, GroupName: 'web', VpcId: vpc, StaleIpPermissionsEgress: [permission(db, vpc2)] },
    ]);
    await h.call(ec2, 'DeleteSecurityGroup', { GroupId: web });
    expect(await stale(vpc2)).toMatchObject([{ StaleIpPermissions: [{ UserIdGroupPairs: [{ GroupId: web }] }] }]);
  });

  test('references from beyond a VPC are none, as no peering connection is there', async () => {
    const { h, web } = await ground();
    expect(await h.call(ec2, 'DescribeSecurityGroupReferences', { GroupId: [web] })).toEqual({
      SecurityGroupReferenceSet: [],
    });
  });
});
