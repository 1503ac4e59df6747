import { describe, expect, test } from 'vitest';
import { peeringRequestLifetime } from '../../model/vpc-peering-connection.ts';
import type { Harness } from '../harness.ts';
import {
  accepterAccount,
  askFor,
  describePeering,
  makeVpcIn,
  peered,
  requesterAccount,
  type SamplePeering,
  samplePeering,
} from './sample-peering.ts';
import { vpcPeeringConnectionOperations as operations } from './vpc-peering-connection.ts';

const failed = 'Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range';
const statusOf = async (h: Harness, id: string) => (await describePeering(h, id)).Status;
const named = (id: string) => ({ VpcPeeringConnectionId: id });

test('a request is shown to both sides, and tells nothing about the VPC that it is for', async () => {
  const sample = await samplePeering();
  const { h, vpc, peer, peerVpc } = sample;
  const made = await h.call(operations, 'CreateVpcPeeringConnection', {
    VpcId: vpc,
    PeerVpcId: peerVpc,
    PeerOwnerId: accepterAccount,
    TagSpecifications: [{ ResourceType: 'vpc-peering-connection', Tags: [{ Key: 'Name', Value: 'to them' }] }],
  });
  const id = made.VpcPeeringConnection!.VpcPeeringConnectionId!;
  expect(made.VpcPeeringConnection!.Status).toEqual({
    Code: 'initiating-request',
    Message: `Initiating Request to ${accepterAccount}`,
  });
  const shown = {
    AccepterVpcInfo: { OwnerId: accepterAccount, VpcId: peerVpc, Region: 'us-east-1' },
    ExpirationTime: new Date(h.clock.now() + peeringRequestLifetime),
    RequesterVpcInfo: {
      CidrBlock: '10.0.0.0/16',
      CidrBlockSet: [{ CidrBlock: '10.0.0.0/16' }],
      OwnerId: requesterAccount,
      PeeringOptions: {
        AllowDnsResolutionFromRemoteVpc: false,
        AllowEgressFromLocalClassicLinkToRemoteVpc: false,
        AllowEgressFromLocalVpcToRemoteClassicLink: false,
      },
      VpcId: vpc,
      Region: 'us-east-1',
    },
    Status: { Code: 'pending-acceptance', Message: `Pending Acceptance by ${accepterAccount}` },
    Tags: [{ Key: 'Name', Value: 'to them' }],
    VpcPeeringConnectionId: id,
  };
  expect(await describePeering(h, id)).toEqual(shown);
  expect(await describePeering(peer, id)).toEqual({ ...shown, Tags: [] });
  expect(await peer.as({ region: 'us-west-2' }).refused(operations, 'AcceptVpcPeeringConnection', named(id))).toBe(
    `InvalidVpcPeeringConnectionID.NotFound: The vpcPeeringConnection ID '${id}' does not exist`,
  );
});

test('an accepted connection is provisioning until the data plane has it, and shows both VPCs', async () => {
  const sample = await samplePeering({ region: 'eu-west-1' });
  const { h, peer } = sample;
  const id = await askFor(sample);
  h.applied = h.network.revision;
  const accepted = await peer.call(operations, 'AcceptVpcPeeringConnection', named(id));
  expect(accepted.VpcPeeringConnection!.Status).toEqual({ Code: 'provisioning', Message: 'Provisioning' });
  expect(await statusOf(h, id)).toEqual({ Code: 'provisioning', Message: 'Provisioning' });
  h.applied = undefined;
  const active = await describePeering(h, id);
  expect(active.Status).toEqual({ Code: 'active', Message: 'Active' });
  expect(active.ExpirationTime).toBeUndefined();
  expect(active.AccepterVpcInfo).toMatchObject({ CidrBlock: '10.1.0.0/16', Region: 'eu-west-1' });
});

describe('a request ends failed, and the call succeeds', () => {
  const wrong: readonly (readonly [string, (sample: SamplePeering) => Promise<object> | object])[] = [
    ['a VPC that is not there', () => ({ PeerVpcId: 'vpc-0123456789abcdef0' })],
    ['an account that is not the owner', ({ peerVpc }) => ({ PeerVpcId: peerVpc })],
    ['another region than the VPC is in', ({ peerVpc }) => ({ PeerVpcId: peerVpc, PeerRegion: 'us-west-2' })],
    ['the VPC itself', ({ vpc }) => ({ PeerVpcId: vpc })],
    ['overlapping blocks', async ({ h }) => ({ PeerVpcId: await makeVpcIn(h, '10.0.128.0/20') })],
  ];

  test.each(wrong)('for %s', async (_, inputOf) => {
    const sample = await samplePeering();
    const { h, peer, vpc } = sample;
    const input = { VpcId: vpc, PeerVpcId: '', ...(await inputOf(sample)) };
    const made = await h.call(operations, 'CreateVpcPeeringConnection', input);
    const id = made.VpcPeeringConnection!.VpcPeeringConnectionId!;
    expect(made.VpcPeeringConnection!.Status!.Code).toBe('initiating-request');
    expect(await statusOf(h, id)).toEqual({ Code: 'failed', Message: failed });
    expect(await peer.refused(operations, 'AcceptVpcPeeringConnection', named(id))).toMatch(/NotFound/);
    expect(await h.refused(operations, 'DeleteVpcPeeringConnection', named(id))).toBe(
      `InvalidStateTransition: Invalid state transition for ${id}, attempted to transition from failed to deleting`,
    );
  });
});

test.each([
  [{ PeerVpcId: 'vpc-x' }, 'InvalidVpcID.Malformed: Invalid id: "vpc-x" (expecting "vpc-...")'],
  [
    { PeerOwnerId: 'me' },
    'InvalidParameterValue: Value (me) for parameter peerOwnerId is invalid. This is not an account ID.',
  ],
  [
    { PeerRegion: 'moon-1' },
    'InvalidParameterValue: Value (moon-1) for parameter peerRegion is invalid. There is no such Region.',
  ],
  [
    { PeerRegion: 'af-south-1' },
    'InvalidParameterValue: Value (af-south-1) for parameter peerRegion is invalid. The Region is not enabled for account 111122223333.',
  ],
  [{ PeerVpcId: undefined }, 'MissingParameter: The request must contain the parameter peerVpcId'],
  [{ VpcId: 'vpc-0123456789abcdef0' }, "InvalidVpcID.NotFound: The vpc ID 'vpc-0123456789abcdef0' does not exist"],
])('a request with %j is refused', async (more, refusal) => {
  const { h, vpc, peerVpc } = await samplePeering();
  const input = { VpcId: vpc, PeerVpcId: peerVpc, ...more };
  expect(await h.refused(operations, 'CreateVpcPeeringConnection', input)).toBe(refusal);
});

test('a region is asked about that one has opted in to, and ends in failure where the other side has not', async () => {
  const sample = await samplePeering({ region: 'af-south-1' });
  const { h, vpc, peerVpc } = sample;
  const input = { VpcId: vpc, PeerVpcId: peerVpc, PeerOwnerId: accepterAccount, PeerRegion: 'af-south-1' };
  const optIn = (account: string) =>
    h.store.transact((draft) => {
      const id = `${account}/af-south-1`;
      draft.put({ kind: 'account-region', id, account, region: 'us-east-1', created: 0, tags: {} });
    });
  await optIn(requesterAccount);
  const failing = await h.call(operations, 'CreateVpcPeeringConnection', input);
  expect(await statusOf(h, failing.VpcPeeringConnection!.VpcPeeringConnectionId!)).toMatchObject({ Code: 'failed' });
  await optIn(accepterAccount);
  const made = await h.call(operations, 'CreateVpcPeeringConnection', input);
  expect(await statusOf(h, made.VpcPeeringConnection!.VpcPeeringConnectionId!)).toMatchObject({
    Code: 'pending-acceptance',
  });
});

describe('who is asked answers', () => {
  test('in its own account and region', async () => {
    const sample = await samplePeering({ account: requesterAccount, region: 'eu-west-1' });
    const id = await askFor(sample);
    const where = `Incorrect region (us-east-1) specified for this request. VPC peering connection ${id} must be`;
    expect(await sample.h.refused(operations, 'AcceptVpcPeeringConnection', named(id))).toBe(
      `OperationNotPermitted: ${where} accepted in region eu-west-1`,
    );
    expect(await sample.h.refused(operations, 'RejectVpcPeeringConnection', named(id))).toBe(
      `OperationNotPermitted: ${where} accepted or rejected in region eu-west-1`,
    );
  });

  test('and not who asks', async () => {
    const sample = await samplePeering();
    const id = await askFor(sample);
    expect(await sample.h.refused(operations, 'AcceptVpcPeeringConnection', named(id))).toBe(
      `OperationNotPermitted: User ${requesterAccount} cannot accept peering ${id}`,
    );
    expect(await sample.h.refused(operations, 'RejectVpcPeeringConnection', named(id))).toBe(
      `OperationNotPermitted: User ${requesterAccount} cannot reject peering ${id}`,
    );
    expect(await sample.peer.refused(operations, 'DeleteVpcPeeringConnection', named(id))).toBe(
      `OperationNotPermitted: User ${accepterAccount} cannot delete peering ${id}`,
    );
  });

  test('once, and within a week', async () => {
    const sample = await samplePeering();
    const { h, peer } = sample;
    const transition = (id: string, from: string, to: string) =>
      `InvalidStateTransition: Invalid state transition for ${id}, attempted to transition from ${from} to ${to}`;
    const rejected = await askFor(sample);
    await peer.call(operations, 'RejectVpcPeeringConnection', named(rejected));
    expect((await statusOf(h, rejected))!.Code).toBe('rejected');
    expect(await peer.refused(operations, 'AcceptVpcPeeringConnection', named(rejected))).toBe(
      transition(rejected, 'rejected', 'provisioning'),
    );
    expect(await h.refused(operations, 'DeleteVpcPeeringConnection', named(rejected))).toBe(
      transition(rejected, 'rejected', 'deleting'),
    );
    const late = await askFor(sample);
    h.clock.advance(peeringRequestLifetime);
    expect((await statusOf(peer, late))!.Code).toBe('expired');
    expect(await peer.refused(operations, 'RejectVpcPeeringConnection', named(late))).toBe(
      transition(late, 'expired', 'rejected'),
    );
    const up = await peered(sample);
    expect(await peer.refused(operations, 'RejectVpcPeeringConnection', named(up))).toBe(
      transition(up, 'active', 'rejected'),
    );
  });
});

test('asking again finds the connection, and asking the other way round cannot be accepted beside it', async () => {
  const sample = await samplePeering();
  const { h, vpc, peer, peerVpc } = sample;
  const id = await askFor(sample);
  expect(await askFor(sample)).toBe(id);
  await peer.call(operations, 'AcceptVpcPeeringConnection', named(id));
  expect(await askFor(sample)).toBe(id);
  const back = await askFor({ h: peer, vpc: peerVpc, peer: h, peerVpc: vpc });
  expect(await h.refused(operations, 'AcceptVpcPeeringConnection', named(back))).toBe(
    `VpcPeeringConnectionAlreadyExists: The vpc peering connection identified by ${back} already exists.`,
  );
  await h.call(operations, 'DeleteVpcPeeringConnection', named(id));
  await h.call(operations, 'AcceptVpcPeeringConnection', named(back));
  expect((await statusOf(peer, back))!.Code).toBe('active');
});

describe('quotas', () => {
  const limits: readonly (readonly [string, string])[] = [
    ['pendingPeeringRequestsPerRegion', 'PendingVpcPeeringConnectionLimitExceeded'],
    ['outstandingPeeringRequestsPerRegion', 'OutstandingVpcPeeringConnectionLimitExceeded'],
  ];

  test.each(limits)('%s counts what nobody has answered', async (quota, code) => {
    const sample = await samplePeering();
    const { h, peer } = sample;
    h.quotas = { [quota]: 1 };
    const id = await askFor(sample);
    const second = { ...sample, peerVpc: await makeVpcIn(peer, '10.2.0.0/16') };
    await expect(askFor(second)).rejects.toMatchObject({
      code,
      message: 'Vpc peering connection request limit exceeded.',
    });
    await h.call(operations, 'DeleteVpcPeeringConnection', named(id));
    await askFor(second);
  });

  test('a VPC has only so many connections, whichever side it is of them', async () => {
    const sample = await samplePeering();
    const { h, peer, peerVpc } = sample;
    h.quotas = { activePeeringConnectionsPerVpc: 1 };
    await peered(sample);
    const id = await askFor({ h: peer, vpc: peerVpc, peer, peerVpc: await makeVpcIn(peer, '10.2.0.0/16') });
    expect(await peer.refused(operations, 'AcceptVpcPeeringConnection', named(id))).toMatch(
      /^ActiveVpcPeeringConnectionPerVpcLimitExceeded: /,
    );
  });
});
