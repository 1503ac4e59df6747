import { describe, expect, test } from 'vitest';
import { harness } from '../harness.ts';
import { networkAclOperations } from './network-acl.ts';
import { networkAclEntryOperations } from './network-acl-entry.ts';
import { subnetOperations } from './subnet.ts';
import { vpcOperations } from './vpc.ts';

async function start() {
  const h = harness();
  const VpcId = (await h.call(vpcOperations, 'CreateVpc', { CidrBlock: '10.0.0.0/16' })).Vpc!.VpcId!;
  const { Subnet } = await h.call(subnetOperations, 'CreateSubnet', { VpcId, CidrBlock: '10.0.1.0/24' });
  const byDefault = h.network.find('network-acl', `vpc:${VpcId}`)[0]!;
  const { NetworkAcl } = await h.call(networkAclOperations, 'CreateNetworkAcl', { VpcId });
  return { h, VpcId, subnet: Subnet!.SubnetId!, byDefault, own: NetworkAcl!.NetworkAclId! };
}

const closing = [
  { CidrBlock: '0.0.0.0/0', Egress: true, Protocol: '-1', RuleAction: 'deny', RuleNumber: 32767 },
  { CidrBlock: '0.0.0.0/0', Egress: false, Protocol: '-1', RuleAction: 'deny', RuleNumber: 32767 },
];

test('a new ACL denies everything, in both directions', async () => {
  const { h, VpcId, own } = await start();
  const { NetworkAcls } = await h.call(networkAclOperations, 'DescribeNetworkAcls', { NetworkAclIds: [own] });
  expect(NetworkAcls).toEqual([
    {
      NetworkAclId: own,
      VpcId,
      OwnerId: '111122223333',
      IsDefault: false,
      Associations: [],
      Entries: closing,
      Tags: [],
    },
  ]);
});

test('the default ACL shows its subnets, and its entries before the closing ones', async () => {
  const { h, byDefault, subnet } = await start();
  const { NetworkAcls } = await h.call(networkAclOperations, 'DescribeNetworkAcls', { NetworkAclIds: [byDefault.id] });
  expect(NetworkAcls![0]).toMatchObject({
    IsDefault: true,
    Associations: [
      { NetworkAclAssociationId: byDefault.associations[0]!.id, NetworkAclId: byDefault.id, SubnetId: subnet },
    ],
  });
  expect(NetworkAcls![0]!.Entries!.map((entry) => [entry.Egress, entry.RuleNumber])).toEqual([
    [true, 100],
    [true, 32767],
    [false, 100],
    [false, 32767],
  ]);
});

describe('ReplaceNetworkAclAssociation', () => {
  test('moves a subnet to another ACL under a new id', async () => {
    const { h, byDefault, own, subnet } = await start();
    const AssociationId = byDefault.associations[0]!.id;
    const answer = await h.call(networkAclOperations, 'ReplaceNetworkAclAssociation', {
      AssociationId,
      NetworkAclId: own,
    });
    expect(h.network.find('network-acl', `subnet:${subnet}`)).toMatchObject([
      { id: own, associations: [{ id: answer.NewAssociationId, subnet }] },
    ]);
    expect(await h.refused(networkAclOperations, 'DeleteNetworkAcl', { NetworkAclId: own })).toBe(
      `DependencyViolation: The networkAcl '${own}' has dependencies and cannot be deleted.`,
    );
    const again = { AssociationId, NetworkAclId: byDefault.id };
    expect(await h.refused(networkAclOperations, 'ReplaceNetworkAclAssociation', again)).toBe(
      `InvalidAssociationID.NotFound: The association ID '${AssociationId}' does not exist`,
    );
  });

  test('stays inside a VPC', async () => {
    const { h, byDefault } = await start();
    const { Vpc } = await h.call(vpcOperations, 'CreateVpc', { CidrBlock: '10.0.0.0/16' });
    const other = h.network.find('network-acl', `vpc:${Vpc!.VpcId}`)[0]!;
    const input = { AssociationId: byDefault.associations[0]!.id, NetworkAclId: other.id };
    expect(await h.refused(networkAclOperations, 'ReplaceNetworkAclAssociation', input)).toMatch(
      /^InvalidParameterValue: network ACL acl-\w+ and subnet subnet-\w+ belong to different networks$/,
    );
  });
});

describe('DeleteNetworkAcl', () => {
  test('deletes an ACL of one’s own, not the default one', async () => {
    const { h, byDefault, own } = await start();
    await h.call(networkAclOperations, 'DeleteNetworkAcl', { NetworkAclId: own });
    expect(h.network.get('network-acl', own)).toBeUndefined();
    expect(await h.refused(networkAclOperations, 'DeleteNetworkAcl', { NetworkAclId: byDefault.id })).toBe(
      `InvalidParameterValue: cannot delete default network ACL ${byDefault.id}`,
    );
  });
});

describe('DescribeNetworkAcls', () => {
  test.each([
    ['default', 'true', ['default']],
    ['association.subnet-id', 'subnet-*', ['default']],
    ['entry.rule-action', 'deny', ['default', 'own']],
    ['entry.rule-action', 'allow', ['default', 'own']],
    ['entry.rule-number', '100', ['default']],
    ['entry.protocol', 'tcp', ['own']],
    ['entry.protocol', '6', ['own']],
    ['entry.port-range.from', '443', ['own']],
    ['entry.egress', 'true', ['default', 'own']],
    ['entry.cidr', '192.0.2.0/24', ['own']],
  ])('filter %s = %s', async (Name, value, wanted) => {
    const { h, own } = await start();
    await h.call(networkAclEntryOperations, 'CreateNetworkAclEntry', {
      NetworkAclId: own,
      RuleNumber: 7,
      Egress: false,
      Protocol: 'tcp',
      RuleAction: 'allow',
      CidrBlock: '192.0.2.9/24',
      PortRange: { From: 443, To: 443 },
    });
    const Filters = [{ Name, Values: [value] }];
    const { NetworkAcls } = await h.call(networkAclOperations, 'DescribeNetworkAcls', { Filters });
    expect(NetworkAcls!.map((acl) => (acl.NetworkAclId === own ? 'own' : 'default')).sort()).toEqual(wanted);
  });
});
