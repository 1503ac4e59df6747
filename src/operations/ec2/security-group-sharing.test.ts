/** Security groups in a shared VPC: named in others' rules, shared by their owner, and whose interfaces they are on. */

import { describe, expect, test } from 'vitest';
import type { Harness } from '../harness.ts';
import { accounts, sampleSharedVpc } from './sample-shared-vpc.ts';
import { ec2Operations as ec2 } from './table.ts';

async function groupOf(h: Harness, VpcId: string, GroupName: string): Promise<string> {
  return (await h.call(ec2, 'CreateSecurityGroup', { VpcId, GroupName, Description: 'd' })).GroupId!;
}

const from = (...UserIdGroupPairs: readonly { readonly GroupId: string; readonly UserId?: string }[]) => [
  { IpProtocol: 'tcp', FromPort: 8080, ToPort: 8080, UserIdGroupPairs: [...UserIdGroupPairs] },
];
const missing = (id: string) => `InvalidGroup.NotFound: The security group '${id}' does not exist`;
const unauthorized = 'UnauthorizedOperation: You are not authorized to perform this operation.';

/** A subnet is shared with two participants, and each of the three has a group. */
async function ground() {
  const world = await sampleSharedVpc();
  const { as, vpc, shared, share } = world;
  const unshare = await share([shared], 'participant', 'another');
  const groups = {
    owner: await groupOf(as.owner, vpc, 'owners'),
    participant: await groupOf(as.participant, vpc, 'participants'),
    another: await groupOf(as.another, vpc, 'anothers'),
  };
  const standard = as.owner.network.find('security-group', `vpc:${vpc}`).find((one) => one.name === 'default')!.id;
  const interfaceWith = async (h: Harness, ...Groups: readonly string[]): Promise<string> => {
    const request = { SubnetId: shared, Groups: [...Groups] };
    return (await h.call(ec2, 'CreateNetworkInterface', request)).NetworkInterface!.NetworkInterfaceId!;
  };
  return { ...world, unshare, groups, standard, interfaceWith };
}

describe("rules that name another account's group", () => {
  test.each([
    ['owner', 'participant'],
    ['participant', 'owner'],
    ['participant', 'another'],
  ] as const)('%s names the group of %s, which it need not see, and the rule shows the account', async (one, other) => {
    const { as, groups } = await ground();
    const pair = { GroupId: groups[other], UserId: accounts[other] };
    const request = { GroupId: groups[one], IpPermissions: from(pair) };
    const made = await as[one].call(ec2, 'AuthorizeSecurityGroupIngress', request);
    expect(made.SecurityGroupRules).toMatchObject([{ ReferencedGroupInfo: pair, GroupOwnerId: accounts[one] }]);
    const shown = await as[one].call(ec2, 'DescribeSecurityGroups', {
      GroupIds: [groups[one]],
      Filters: [
        { Name: 'ip-permission.user-id', Values: [accounts[other]] },
        { Name: 'ip-permission.group-id', Values: [groups[other]] },
      ],
    });
    expect(shown.SecurityGroups).toMatchObject([{ IpPermissions: [{ UserIdGroupPairs: [pair] }] }]);
    await as[one].call(ec2, 'RevokeSecurityGroupIngress', request);
    expect(as.owner.network.find('security-group-rule', `peer:${groups[other]}`)).toEqual([]);
  });

  test('by id alone, by ACCOUNT/ID, out of the group, and as the change of a rule', async () => {
    const { as, groups } = await ground();
    const { participant: h } = as;
    const GroupId = groups.participant;
    const qualified = `${accounts.another}/${groups.another}`;
    const made = await h.call(ec2, 'AuthorizeSecurityGroupIngress', {
      GroupId,
      IpPermissions: from({ GroupId: groups.owner }),
    });
    await h.call(ec2, 'AuthorizeSecurityGroupEgress', { GroupId, IpPermissions: from({ GroupId: qualified }) });
    const [rule] = made.SecurityGroupRules!;
    expect(rule!.ReferencedGroupInfo).toEqual({ GroupId: groups.owner, UserId: accounts.owner });
    const update = {
      SecurityGroupRuleId: rule!.SecurityGroupRuleId!,
      SecurityGroupRule: { IpProtocol: '-1', ReferencedGroupId: qualified },
    };
    await h.call(ec2, 'ModifySecurityGroupRules', { GroupId, SecurityGroupRules: [update] });
    const peers = h.network.find('security-group-rule', `peer:${groups.another}`).map(({ peer }) => peer);
    const another = { kind: 'group', group: groups.another, account: accounts.another };
    expect(peers).toEqual([another, another]);
  });

  test('with the wrong account, of another VPC or of nobody, there is no such group', async () => {
    const { as, groups } = await ground();
    const elsewhere = (await as.another.call(ec2, 'CreateVpc', { CidrBlock: '10.9.0.0/16' })).Vpc!.VpcId!;
    const far = await groupOf(as.another, elsewhere, 'far');
    for (const pair of [
      { GroupId: groups.another, UserId: accounts.owner },
      { GroupId: far, UserId: accounts.another },
      { GroupId: far },
      { GroupId: 'sg-0123456789abcdef0' },
    ]) {
      const request = { GroupId: groups.participant, IpPermissions: from(pair) };
      expect(await as.participant.refused(ec2, 'AuthorizeSecurityGroupIngress', request)).toBe(missing(pair.GroupId));
    }
  });

  test('a group that a rule of another account names is not deleted before the rule is', async () => {
    const { as, groups } = await ground();
    const request = { GroupId: groups.owner, IpPermissions: from({ GroupId: groups.participant }) };
    await as.owner.call(ec2, 'AuthorizeSecurityGroupIngress', request);
    const GroupId = groups.participant;
    expect(await as.participant.refused(ec2, 'DeleteSecurityGroup', { GroupId })).toBe(
      `DependencyViolation: resource ${GroupId} has a dependent object`,
    );
    await as.owner.call(ec2, 'RevokeSecurityGroupIngress', request);
    await as.participant.call(ec2, 'DeleteSecurityGroup', { GroupId });
  });
});

test("the owner sees participants' groups with their rules, and neither uses nor changes them", async () => {
  const { as, groups, shared } = await ground();
  const GroupId = groups.participant;
  const { SecurityGroups } = await as.owner.call(ec2, 'DescribeSecurityGroups', {
    Filters: [{ Name: 'owner-id', Values: [accounts.participant] }],
  });
  expect(SecurityGroups).toMatchObject([{ GroupId, OwnerId: accounts.participant, IpPermissionsEgress: [{}] }]);
  const { SecurityGroupRules } = await as.owner.call(ec2, 'DescribeSecurityGroupRules', {
    Filters: [{ Name: 'group-id', Values: [GroupId] }],
  });
  expect(SecurityGroupRules).toMatchObject([{ GroupId, GroupOwnerId: accounts.participant, IsEgress: true }]);
  const wearing = { SubnetId: shared, Groups: [GroupId] };
  expect(await as.owner.refused(ec2, 'CreateNetworkInterface', wearing)).toBe(unauthorized);
  expect(await as.owner.refused(ec2, 'DeleteSecurityGroup', { GroupId })).toBe(unauthorized);
  const rule = { GroupId, IpPermissions: from({ GroupId }) };
  expect(await as.owner.refused(ec2, 'AuthorizeSecurityGroupIngress', rule)).toBe(unauthorized);
  for (const h of [as.another, as.stranger]) {
    expect(await h.refused(ec2, 'DescribeSecurityGroups', { GroupIds: [GroupId] })).toBe(missing(GroupId));
  }
});

describe('a group that its owner shares', () => {
  test('is worn by interfaces and instances of the participants that it is shared with, and changed by its owner', async () => {
    const { as, groups, shared, share, interfaceWith } = await ground();
    const wearing = { SubnetId: shared, Groups: [groups.owner] };
    expect(await as.participant.refused(ec2, 'CreateNetworkInterface', wearing)).toBe(missing(groups.owner));
    await share([groups.owner], 'participant');
    const eni = await interfaceWith(as.participant, groups.participant, groups.owner);
    expect(as.owner.network.get('network-interface', eni)!.groups).toEqual([groups.participant, groups.owner]);
    const request = { ImageId: 'ami-12345678', MinCount: 1, MaxCount: 1, SubnetId: shared };
    const { Instances } = await as.participant.call(ec2, 'RunInstances', {
      ...request,
      SecurityGroupIds: [groups.owner],
    });
    expect(Instances).toMatchObject([{ SecurityGroups: [{ GroupId: groups.owner, GroupName: 'owners' }] }]);
    const rule = { GroupId: groups.owner, IpPermissions: from({ GroupId: groups.participant }) };
    expect(await as.participant.refused(ec2, 'AuthorizeSecurityGroupIngress', rule)).toBe(unauthorized);
    expect(await as.another.refused(ec2, 'CreateNetworkInterface', wearing)).toBe(missing(groups.owner));
    await as.owner.call(ec2, 'AuthorizeSecurityGroupIngress', rule);
    const seen = await as.participant.call(ec2, 'DescribeSecurityGroups', { GroupIds: [groups.owner] });
    expect(seen.SecurityGroups).toMatchObject([{ OwnerId: accounts.owner, IpPermissions: [{ FromPort: 8080 }] }]);
  });

  test('stays where it is worn when it is shared no more, and goes nowhere else', async () => {
    const { as, groups, shared, share, interfaceWith } = await ground();
    const h = as.participant;
    const unshare = await share([groups.owner], 'participant');
    const worn = await interfaceWith(h, groups.owner);
    const other = await interfaceWith(h, groups.participant);
    const launch = { ImageId: 'ami-12345678', MinCount: 1, MaxCount: 1 };
    const running = await h.call(ec2, 'RunInstances', {
      ...launch,
      SubnetId: shared,
      SecurityGroupIds: [groups.owner],
    });
    await unshare();
    const InstanceId = running.Instances![0]!.InstanceId!;
    await h.call(ec2, 'ModifyInstanceAttribute', { InstanceId, Groups: [groups.participant, groups.owner] });
    await h.call(ec2, 'ModifyInstanceAttribute', { InstanceId, Groups: [groups.participant] });
    const again = { InstanceId, Groups: [groups.owner] };
    expect(await h.refused(ec2, 'ModifyInstanceAttribute', again)).toBe(missing(groups.owner));
    const change = (NetworkInterfaceId: string, ...Groups: readonly string[]) =>
      ({ NetworkInterfaceId, Groups: [...Groups] }) as const;
    await h.call(ec2, 'ModifyNetworkInterfaceAttribute', change(worn, groups.owner, groups.participant));
    expect(h.network.get('network-interface', worn)!.groups).toEqual([groups.owner, groups.participant]);
    expect(await h.refused(ec2, 'ModifyNetworkInterfaceAttribute', change(other, groups.owner))).toBe(
      missing(groups.owner),
    );
    const NetworkInterfaces = [{ DeviceIndex: 0, NetworkInterfaceId: worn }];
    expect(await h.refused(ec2, 'RunInstances', { ...launch, NetworkInterfaces })).toBe(missing(groups.owner));
    const wearing = { ...launch, SubnetId: shared, SecurityGroupIds: [groups.owner] };
    expect(await h.refused(ec2, 'RunInstances', wearing)).toBe(missing(groups.owner));
    const GroupId = groups.owner;
    expect(await as.owner.refused(ec2, 'DeleteSecurityGroup', { GroupId })).toBe(
      `DependencyViolation: resource ${GroupId} has a dependent object`,
    );
    await h.call(ec2, 'ModifyNetworkInterfaceAttribute', change(worn, groups.participant));
    await as.owner.call(ec2, 'DeleteSecurityGroup', { GroupId });
  });

  test('may be shared with one user or role alone, who then uses it, and nobody else of the account', async () => {
    const { as, groups, shared, share } = await ground();
    const { participant: h } = as;
    const account = accounts.participant;
    const base = { account, region: 'aws-global', created: 0, tags: {}, inlinePolicies: {}, attachedPolicies: [] };
    const role = `arn:aws:iam::${account}:role/app/web` as const;
    const user = `arn:aws:iam::${account}:user/ann` as const;
    await h.store.transact((draft) => {
      const named = { ...base, uniqueId: 'AROAEXAMPLE', trustPolicy: '{}', maxSessionDuration: 3600 };
      draft.put({ ...named, kind: 'role', id: `${account}/web`, name: 'web', path: '/app/' });
      draft.put({ ...base, kind: 'user', id: `${account}/ann`, name: 'ann', path: '/', uniqueId: 'AIDAEXAMPLE' });
    });
    await share([groups.owner], role, user);
    const wearing = { SubnetId: shared, Groups: [groups.owner] };
    const isRefused = { code: 'InvalidGroup.NotFound' };
    const asking = async (principal: Harness['context']['principal']) =>
      ec2.CreateNetworkInterface({ ...h.context, principal }, wearing);
    await expect(asking({ kind: 'root', account })).rejects.toMatchObject(isRefused);
    await expect(asking({ kind: 'user', account, name: 'bob' })).rejects.toMatchObject(isRefused);
    await expect(asking({ kind: 'session', account, role: 'db', session: 's' })).rejects.toMatchObject(isRefused);
    for (const principal of [
      { kind: 'user', account, name: 'ann' },
      { kind: 'session', account, role: 'web', session: 's' },
    ] as const) {
      await expect(asking(principal)).resolves.toMatchObject({ NetworkInterface: { OwnerId: account } });
      const context = { ...h.context, principal };
      const { SecurityGroups } = await ec2.DescribeSecurityGroups(context, {});
      expect(SecurityGroups!.map(({ GroupId }) => GroupId)).toContain(groups.owner);
    }
  });
});

test("the VPC's default group is its owner's alone, so participants have to name one", async () => {
  const { as, shared, standard } = await ground();
  const { participant: h } = as;
  expect(await h.refused(ec2, 'CreateNetworkInterface', { SubnetId: shared })).toBe(missing(standard));
  const launch = { ImageId: 'ami-12345678', MinCount: 1, MaxCount: 1, SubnetId: shared };
  expect(await h.refused(ec2, 'RunInstances', launch)).toBe(missing(standard));
  expect(await h.refused(ec2, 'RunInstances', { ...launch, SecurityGroupIds: [standard] })).toBe(missing(standard));
});

test("names of groups are each account's own in a shared VPC", async () => {
  const { as, vpc, groups } = await ground();
  expect(await groupOf(as.participant, vpc, 'owners')).not.toBe(groups.owner);
  const again = { VpcId: vpc, GroupName: 'Owners', Description: 'd' };
  expect(await as.participant.refused(ec2, 'CreateSecurityGroup', again)).toBe(
    `InvalidGroup.Duplicate: The security group 'Owners' already exists for VPC '${vpc}'`,
  );
});

test('prefix lists that are shared may be named in rules, others may not', async () => {
  const { as, groups, share } = await ground();
  const list = { PrefixListName: 'offices', AddressFamily: 'IPv4', MaxEntries: 2 };
  const { PrefixList } = await as.owner.call(ec2, 'CreateManagedPrefixList', list);
  const PrefixListId = PrefixList!.PrefixListId!;
  const IpPermissions = [{ IpProtocol: '-1', PrefixListIds: [{ PrefixListId }] }];
  const request = { GroupId: groups.participant, IpPermissions };
  expect(await as.participant.refused(ec2, 'AuthorizeSecurityGroupIngress', request)).toBe(
    `InvalidPrefixListID.NotFound: The prefix list ID '${PrefixListId}' does not exist`,
  );
  await share([PrefixListId], 'participant');
  await as.participant.call(ec2, 'AuthorizeSecurityGroupIngress', request);
});
