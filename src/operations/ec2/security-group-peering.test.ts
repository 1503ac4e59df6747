import { expect, test } from 'vitest';
import type { Harness } from '../harness.ts';
import { accepterAccount, askFor, makeVpcIn, peered, samplePeering } from './sample-peering.ts';
import { ec2Operations as ec2 } from './table.ts';

async function groupIn(h: Harness, VpcId: string): Promise<string> {
  const made = await h.call(ec2, 'CreateSecurityGroup', { VpcId, GroupName: 'app', Description: 'app' });
  return made.GroupId!;
}

const naming = (GroupId: string, named: string, UserId = accepterAccount) => ({
  GroupId,
  IpPermissions: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, UserIdGroupPairs: [{ GroupId: named, UserId }] }],
});

async function ground(other: { account?: string; region?: string } = {}) {
  const sample = await samplePeering(other);
  return { ...sample, near: await groupIn(sample.h, sample.vpc), far: await groupIn(sample.peer, sample.peerVpc) };
}

const pairIn = async (h: Harness, group: string) => {
  const { SecurityGroups } = await h.call(ec2, 'DescribeSecurityGroups', { GroupIds: [group] });
  return SecurityGroups![0]!.IpPermissions![0]!.UserIdGroupPairs![0];
};
const staleIn = async (h: Harness, VpcId: string) => {
  const { StaleSecurityGroupSet } = await h.call(ec2, 'DescribeStaleSecurityGroups', { VpcId });
  return StaleSecurityGroupSet!.flatMap((one) => one.StaleIpPermissions!.flatMap((each) => each.UserIdGroupPairs!));
};

test('a rule names a group of a peer VPC once the connection is accepted, and shows over which', async () => {
  const sample = await ground();
  const { h, peer, vpc, near, far } = sample;
  const id = await askFor(sample);
  expect(await h.refused(ec2, 'AuthorizeSecurityGroupIngress', naming(near, far))).toBe(
    `InvalidGroup.NotFound: The security group '${far}' does not exist`,
  );
  await peer.call(ec2, 'AcceptVpcPeeringConnection', { VpcPeeringConnectionId: id });
  const made = await h.call(ec2, 'AuthorizeSecurityGroupIngress', naming(near, far));
  const pair = { GroupId: far, UserId: accepterAccount, VpcPeeringConnectionId: id, PeeringStatus: 'active' };
  expect(made.SecurityGroupRules![0]!.ReferencedGroupInfo).toEqual({ ...pair, VpcId: sample.peerVpc });
  expect(await pairIn(h, near)).toEqual(pair);
  expect(await peer.call(ec2, 'DescribeSecurityGroupReferences', { GroupId: [far] })).toEqual({
    SecurityGroupReferenceSet: [{ GroupId: far, ReferencingVpcId: vpc, VpcPeeringConnectionId: id }],
  });
  expect(await staleIn(h, vpc)).toEqual([]);
});

test('a group may be named as ACCOUNT/ID, and the rule is revoked by the same name', async () => {
  const sample = await ground();
  await peered(sample);
  const named = {
    GroupId: sample.near,
    IpPermissions: [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: `${accepterAccount}/${sample.far}` }] }],
  };
  await sample.h.call(ec2, 'AuthorizeSecurityGroupIngress', named);
  const revoked = await sample.h.call(ec2, 'RevokeSecurityGroupIngress', named);
  expect(revoked.RevokedSecurityGroupRules).toHaveLength(1);
});

test('between regions groups are not named', async () => {
  const sample = await ground({ region: 'eu-west-1' });
  await peered(sample);
  expect(await sample.h.refused(ec2, 'AuthorizeSecurityGroupIngress', naming(sample.near, sample.far))).toBe(
    `InvalidGroup.NotFound: The security group '${sample.far}' does not exist`,
  );
});

test('nor are groups of a peer’s peer', async () => {
  const sample = await ground();
  await peered(sample);
  const third = await makeVpcIn(sample.peer, '10.2.0.0/16');
  await peered({ h: sample.peer, vpc: sample.peerVpc, peer: sample.peer, peerVpc: third });
  const farther = await groupIn(sample.peer, third);
  expect(await sample.h.refused(ec2, 'AuthorizeSecurityGroupIngress', naming(sample.near, farther))).toMatch(
    /^InvalidGroup.NotFound: /,
  );
});

test('rules go stale with the connection, and are good again over a new one', async () => {
  const sample = await ground();
  const { h, vpc, near, far, peerVpc } = sample;
  const id = await peered(sample);
  await h.call(ec2, 'AuthorizeSecurityGroupIngress', naming(near, far));
  await h.call(ec2, 'DeleteVpcPeeringConnection', { VpcPeeringConnectionId: id });
  const gone = { GroupId: far, UserId: accepterAccount, VpcPeeringConnectionId: id, PeeringStatus: 'deleted' };
  expect(await staleIn(h, vpc)).toEqual([{ ...gone, VpcId: peerVpc }]);
  expect(await pairIn(h, near)).toEqual(gone);
  expect(await sample.peer.call(ec2, 'DescribeSecurityGroupReferences', { GroupId: [far] })).toEqual({
    SecurityGroupReferenceSet: [],
  });
  const next = await peered(sample);
  expect(await staleIn(h, vpc)).toEqual([]);
  expect(await pairIn(h, near)).toMatchObject({ VpcPeeringConnectionId: next, PeeringStatus: 'active' });
});

test('a group that a peer’s rules name can be deleted, and leaves them stale', async () => {
  const sample = await ground();
  const { h, vpc, peer, near, far, peerVpc } = sample;
  const id = await peered(sample);
  await h.call(ec2, 'AuthorizeSecurityGroupIngress', naming(near, far));
  await peer.call(ec2, 'DeleteSecurityGroup', { GroupId: far });
  expect(await staleIn(h, vpc)).toEqual([
    { GroupId: far, VpcId: peerVpc, VpcPeeringConnectionId: id, PeeringStatus: 'active' },
  ]);
});
