import { describe, expect, test } from 'vitest';
import type { Harness } from '../harness.ts';
import { askForPeering, sampleTransitGateway } from './sample-transit-gateway.ts';
import { ec2Operations as ec2 } from './table.ts';

const requester = '111122223333';
const accepter = '444455556666';

/** A gateway in us-east-1, and another's in us-west-2. */
async function ground(other: { account?: string; region?: string } = { account: accepter, region: 'us-west-2' }) {
  const one = await sampleTransitGateway();
  const peer = await sampleTransitGateway(one.h.as(other));
  const ask = () => askForPeering(one, peer);
  const input = {
    TransitGatewayId: one.gateway,
    PeerTransitGatewayId: peer.gateway,
    PeerAccountId: peer.h.context.account,
    PeerRegion: peer.h.context.region,
  };
  return { one, peer, ask, input };
}

const described = async (h: Harness, more: object = {}) =>
  (await h.call(ec2, 'DescribeTransitGatewayPeeringAttachments', more)).TransitGatewayPeeringAttachments!;

const accept = (h: Harness, TransitGatewayAttachmentId: string) =>
  h.call(ec2, 'AcceptTransitGatewayPeeringAttachment', { TransitGatewayAttachmentId });

const associations = async ({ h, table }: { h: Harness; table: string }) => {
  const asked = { TransitGatewayRouteTableId: table };
  return (await h.call(ec2, 'GetTransitGatewayRouteTableAssociations', asked)).Associations!;
};

describe('a peering of gateways', () => {
  test('is asked for, accepted by the other side, and then in the default table of each', async () => {
    const { one, peer, input } = await ground();
    const TagSpecifications = [
      { ResourceType: 'transit-gateway-attachment' as const, Tags: [{ Key: 'Name', Value: 'west' }] },
    ];
    const asked = await one.h.call(ec2, 'CreateTransitGatewayPeeringAttachment', { ...input, TagSpecifications });
    const made = asked.TransitGatewayPeeringAttachment!;
    const id = made.TransitGatewayAttachmentId!;
    expect(made).toEqual({
      TransitGatewayAttachmentId: expect.stringMatching(/^tgw-attach-/),
      RequesterTgwInfo: { TransitGatewayId: one.gateway, OwnerId: requester, Region: 'us-east-1' },
      AccepterTgwInfo: { TransitGatewayId: peer.gateway, OwnerId: accepter, Region: 'us-west-2' },
      Options: { DynamicRouting: 'disable' },
      State: 'initiatingRequest',
      CreationTime: new Date('2026-01-01'),
      Tags: [{ Key: 'Name', Value: 'west' }],
    });
    const pending = { ...made, State: 'pendingAcceptance' };
    expect(await described(one.h)).toEqual([pending]);
    expect(await described(peer.h)).toEqual([{ ...pending, Tags: [] }]);
    expect(await described(one.h.as({ region: 'us-west-2' }))).toEqual([]);
    one.h.applied = one.h.network.revision;
    expect((await accept(peer.h, id)).TransitGatewayPeeringAttachment!.State).toBe('pending');
    one.h.applied = undefined;
    expect((await described(one.h))[0]!.State).toBe('available');
    expect(await associations(one)).toEqual([
      { TransitGatewayAttachmentId: id, ResourceId: peer.gateway, ResourceType: 'peering', State: 'associated' },
    ]);
    expect(await associations(peer)).toMatchObject([{ ResourceId: one.gateway }]);
    const learned = { TransitGatewayRouteTableId: one.table };
    expect(await one.h.call(ec2, 'GetTransitGatewayRouteTablePropagations', learned)).toMatchObject({
      TransitGatewayRouteTablePropagations: [],
    });
  });

  test('carries static routes of both sides, once it is there', async () => {
    const { one, peer, ask } = await ground();
    const id = await ask();
    const route = ({ table }: { table: string }) => ({
      TransitGatewayRouteTableId: table,
      DestinationCidrBlock: '10.0.0.0/8',
      TransitGatewayAttachmentId: id,
    });
    expect(await one.h.refused(ec2, 'CreateTransitGatewayRoute', route(one))).toBe(
      `IncorrectState: ${id} is in invalid state`,
    );
    await accept(peer.h, id);
    const { Route } = await peer.h.call(ec2, 'CreateTransitGatewayRoute', route(peer));
    expect(Route).toMatchObject({
      State: 'active',
      TransitGatewayAttachments: [{ ResourceId: one.gateway, ResourceType: 'peering' }],
    });
  });

  test('has tags of its own on each side', async () => {
    const { one, peer, ask } = await ground({ region: 'us-west-2' });
    const id = await ask();
    const tag = (h: Harness, Value: string) =>
      h.call(ec2, 'CreateTags', { Resources: [id], Tags: [{ Key: 'Name', Value }] });
    await tag(one.h, 'west');
    await tag(peer.h, 'east');
    const tagsOf = async (h: Harness) => [
      (await described(h))[0]!.Tags,
      (await h.call(ec2, 'DescribeTags', {})).Tags!.map(({ Key, Value }) => ({ Key, Value })),
    ];
    expect(await tagsOf(one.h)).toEqual([[{ Key: 'Name', Value: 'west' }], [{ Key: 'Name', Value: 'west' }]]);
    expect(await tagsOf(peer.h)).toEqual([[{ Key: 'Name', Value: 'east' }], [{ Key: 'Name', Value: 'east' }]]);
    expect(await described(peer.h, { Filters: [{ Name: 'tag:Name', Values: ['east'] }] })).toHaveLength(1);
  });

  test('is possible within a region, and within an account there', async () => {
    const { one, peer, ask } = await ground({});
    const id = await ask();
    await accept(one.h, id);
    expect(await described(one.h)).toMatchObject([{ State: 'available' }]);
    expect([await associations(one), await associations(peer)].map(([tie]) => tie!.ResourceId)).toEqual([
      peer.gateway,
      one.gateway,
    ]);
  });

  test('is rejected by who was asked, and is then over', async () => {
    const { one, peer, ask } = await ground();
    const TransitGatewayAttachmentId = await ask();
    const asked = { TransitGatewayAttachmentId };
    one.h.applied = one.h.network.revision;
    const rejected = await peer.h.call(ec2, 'RejectTransitGatewayPeeringAttachment', asked);
    expect(rejected.TransitGatewayPeeringAttachment!.State).toBe('rejecting');
    one.h.applied = undefined;
    expect((await described(one.h))[0]!.State).toBe('rejected');
    expect(await peer.h.refused(ec2, 'AcceptTransitGatewayPeeringAttachment', asked)).toMatch(/NotFound/);
    await ask();
  });

  test.each(['one', 'peer'] as const)('is deleted by either side: %s', async (side) => {
    const sample = await ground();
    const { one, peer, ask } = sample;
    const id = await ask();
    await accept(peer.h, id);
    const { h } = sample[side];
    const asked = { TransitGatewayAttachmentId: id };
    const deleted = await h.call(ec2, 'DeleteTransitGatewayPeeringAttachment', asked);
    expect(deleted.TransitGatewayPeeringAttachment!.State).toBe('deleting');
    expect([(await described(one.h))[0]!.State, (await described(peer.h))[0]!.State]).toEqual(['deleted', 'deleted']);
    expect([await associations(one), await associations(peer)]).toEqual([[], []]);
  });

  test('with a gateway that is not there fails, and the other side never hears of it', async () => {
    const { one, peer, input } = await ground();
    const asked = { ...input, PeerAccountId: '777788889999' };
    const made = await one.h.call(ec2, 'CreateTransitGatewayPeeringAttachment', asked);
    expect(made.TransitGatewayPeeringAttachment!.State).toBe('initiatingRequest');
    expect(await described(one.h)).toMatchObject([{ State: 'failed', Status: { Code: 'failed' } }]);
    expect(await described(peer.h)).toEqual([]);
    expect(await described(one.h.as({ account: '777788889999', region: 'us-west-2' }))).toEqual([]);
  });
});

describe('it is refused', () => {
  test.each([
    [{ PeerTransitGatewayId: 'tgw-1' }, /^InvalidTransitGatewayID.Malformed/],
    [{ PeerAccountId: 'somebody' }, /^InvalidParameterValue: Value \(somebody\)/],
    [{ PeerRegion: 'moon-1' }, /^InvalidParameterValue: Value \(moon-1\)/],
    [{ Options: { DynamicRouting: 'enable' as const } }, /^IncorrectState: You cannot create a dynamic peering/],
    [{ TransitGatewayId: 'tgw-00000000' }, /^InvalidTransitGatewayID.NotFound/],
  ])('to ask with %j', async (more, refusal) => {
    const { one, input } = await ground();
    expect(await one.h.refused(ec2, 'CreateTransitGatewayPeeringAttachment', { ...input, ...more })).toMatch(refusal);
  });

  test('to ask a gateway for itself, one for another twice, or more than the quota', async () => {
    const { one, peer, ask, input } = await ground({});
    const refused = (h: Harness, asked: typeof input) => h.refused(ec2, 'CreateTransitGatewayPeeringAttachment', asked);
    expect(await refused(one.h, { ...input, PeerTransitGatewayId: one.gateway })).toMatch(/^InvalidParameterValue/);
    await ask();
    const back = { ...input, TransitGatewayId: peer.gateway, PeerTransitGatewayId: one.gateway };
    expect(await refused(one.h, input)).toMatch(/^DuplicateTransitGatewayAttachment/);
    expect(await refused(one.h, back)).toMatch(/^DuplicateTransitGatewayAttachment/);
    const third = { ...input, PeerTransitGatewayId: (await sampleTransitGateway(one.h)).gateway };
    for (const quota of [
      'peeringsPerTransitGateway',
      'pendingPeeringsPerTransitGateway',
      'attachmentsPerTransitGateway',
    ]) {
      one.h.quotas = { [quota]: 1 };
      expect(await refused(one.h, third)).toMatch(/^TransitGatewayAttachmentLimitExceeded/);
    }
  });

  test('to answer for the other side, or twice', async () => {
    const { one, peer, ask } = await ground();
    const id = await ask();
    const asked = { TransitGatewayAttachmentId: id };
    expect(await one.h.refused(ec2, 'AcceptTransitGatewayPeeringAttachment', asked)).toBe(
      `InvalidParameterValue: Cannot accept ${id} as the source of the peering request.`,
    );
    expect(await one.h.refused(ec2, 'RejectTransitGatewayPeeringAttachment', asked)).toMatch(/^InvalidParameterValue/);
    const stranger = one.h.as({ account: '777788889999' });
    expect(await stranger.refused(ec2, 'AcceptTransitGatewayPeeringAttachment', asked)).toMatch(/NotFound/);
    await accept(peer.h, id);
    expect(await peer.h.refused(ec2, 'AcceptTransitGatewayPeeringAttachment', asked)).toBe(
      `IncorrectState: ${id} is in invalid state`,
    );
  });
});

test.each([
  ['transit-gateway-attachment-id', 'tgw-attach-*', [1, 1]],
  ['local-owner-id', requester, [1, 0]],
  ['remote-owner-id', requester, [0, 1]],
  ['state', 'pendingAcceptance', [1, 1]],
  ['tag-key', 'Name', [0, 0]],
])('filter %s=%s finds %j on the two sides', async (Name, value, counts) => {
  const { one, peer, ask } = await ground();
  await ask();
  const count = async (h: Harness, Values: string[], by = Name) =>
    (await described(h, { Filters: [{ Name: by, Values }] })).length;
  expect([await count(one.h, [value]), await count(peer.h, [value])]).toEqual(counts);
  expect(await count(peer.h, [peer.gateway], 'transit-gateway-id')).toBe(1);
});
