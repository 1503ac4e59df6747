/** A transit gateway of another account's: seen, attached to and left by those it is shared with, and changed by its owner alone. */

import { describe, expect, test } from 'vitest';
import type { Harness } from '../harness.ts';
import { ramOperations as ram } from '../ram/table.ts';
import { accounts, sampleSharedVpc } from './sample-shared-vpc.ts';
import { attach, sampleTransitGateway, sampleVpc } from './sample-transit-gateway.ts';
import { ec2Operations as ec2 } from './table.ts';

/** The gateway is shared with the participant, who has a VPC of its own. */
async function ground() {
  const { as, share, shared, vpc } = await sampleSharedVpc();
  const { owner, participant: consumer, stranger } = as;
  const { gateway, table } = await sampleTransitGateway(owner);
  const end = await share([gateway], 'participant');
  return { owner, consumer, stranger, gateway, table, end, own: await sampleVpc(consumer, '10.9'), share, shared, vpc };
}

const gateways = async (h: Harness) => (await h.call(ec2, 'DescribeTransitGateways', {})).TransitGateways!;
const attachments = async (h: Harness) =>
  (await h.call(ec2, 'DescribeTransitGatewayVpcAttachments', {})).TransitGatewayVpcAttachments!;

test('a consumer sees the gateway without its tags, and changes nothing of it; a stranger sees nothing', async () => {
  const { owner, consumer, stranger, gateway: TransitGatewayId, table } = await ground();
  await owner.call(ec2, 'CreateTags', { Resources: [TransitGatewayId], Tags: [{ Key: 'Name', Value: 'hub' }] });
  const [own] = await gateways(owner);
  expect(await gateways(consumer)).toEqual([{ ...own, Tags: [] }]);
  expect(own!.OwnerId).toBe(accounts.owner);
  expect(await gateways(stranger)).toEqual([]);
  for (const name of ['ModifyTransitGateway', 'DeleteTransitGateway', 'CreateTransitGatewayRouteTable'] as const) {
    expect(await consumer.refused(ec2, name, { TransitGatewayId })).toMatch(/^UnauthorizedOperation/);
    expect(await stranger.refused(ec2, name, { TransitGatewayId })).toMatch(/^InvalidTransitGatewayID.NotFound/);
  }
  const { TransitGatewayRouteTables } = await consumer.call(ec2, 'DescribeTransitGatewayRouteTables', {});
  expect(TransitGatewayRouteTables).toEqual([]);
  const asked = { TransitGatewayRouteTableId: table };
  expect(await consumer.refused(ec2, 'GetTransitGatewayRouteTableAssociations', asked)).toMatch(/NotFound/);
});

describe("an attachment of a consumer's VPC", () => {
  test("waits for the gateway's owner, who accepts it", async () => {
    const { owner, consumer, stranger, gateway, table, own } = await ground();
    const id = await attach(consumer, gateway, own);
    const pending = { TransitGatewayAttachmentId: id, VpcOwnerId: accounts.participant, State: 'pendingAcceptance' };
    expect(await attachments(consumer)).toMatchObject([pending]);
    expect(await attachments(owner)).toMatchObject([pending]);
    expect(await attachments(stranger)).toEqual([]);
    const route = { RouteTableId: own.mainTable, DestinationCidrBlock: '10.0.0.0/8', TransitGatewayId: gateway };
    expect(await consumer.refused(ec2, 'CreateRoute', route)).toMatch(/^InvalidTransitGatewayID.NotFound/);
    const asked = { TransitGatewayAttachmentId: id };
    expect(await consumer.refused(ec2, 'AcceptTransitGatewayVpcAttachment', asked)).toMatch(/^UnauthorizedOperation/);
    expect(await stranger.refused(ec2, 'AcceptTransitGatewayVpcAttachment', asked)).toMatch(/NotFound/);
    owner.applied = owner.network.revision;
    const accepted = await owner.call(ec2, 'AcceptTransitGatewayVpcAttachment', asked);
    expect(accepted.TransitGatewayVpcAttachment!.State).toBe('pending');
    owner.applied = undefined;
    expect(await attachments(consumer)).toMatchObject([{ State: 'available' }]);
    await consumer.call(ec2, 'CreateRoute', route);
    const { Associations } = await owner.call(ec2, 'GetTransitGatewayRouteTableAssociations', {
      TransitGatewayRouteTableId: table,
    });
    expect(Associations).toMatchObject([{ TransitGatewayAttachmentId: id, ResourceId: own.vpc }]);
    const all = async (h: Harness) =>
      (await h.call(ec2, 'DescribeTransitGatewayAttachments', {})).TransitGatewayAttachments!;
    expect((await all(owner))[0]).toMatchObject({
      TransitGatewayOwnerId: accounts.owner,
      ResourceOwnerId: accounts.participant,
      Association: { TransitGatewayRouteTableId: table },
    });
    expect((await all(consumer))[0]).not.toHaveProperty('Association');
  });

  test('is rejected, and its interfaces go', async () => {
    const { owner, consumer, gateway, own } = await ground();
    const asked = { TransitGatewayAttachmentId: await attach(consumer, gateway, own) };
    await owner.call(ec2, 'RejectTransitGatewayVpcAttachment', asked);
    expect(await attachments(consumer)).toMatchObject([{ State: 'rejected' }]);
    expect([...owner.network.all('network-interface')]).toEqual([]);
    await attach(consumer, gateway, own);
  });

  test('is accepted at once where the gateway accepts by itself', async () => {
    const { owner, consumer, gateway: TransitGatewayId, own } = await ground();
    const Options = { AutoAcceptSharedAttachments: 'enable' } as const;
    await owner.call(ec2, 'ModifyTransitGateway', { TransitGatewayId, Options });
    await attach(consumer, TransitGatewayId, own);
    expect(await attachments(owner)).toMatchObject([{ State: 'available' }]);
  });

  test("is changed by the VPC's owner alone, and deleted by either", async () => {
    const { owner, consumer, gateway, own } = await ground();
    const asked = { TransitGatewayAttachmentId: await attach(consumer, gateway, own) };
    await owner.call(ec2, 'AcceptTransitGatewayVpcAttachment', asked);
    expect(await owner.refused(ec2, 'ModifyTransitGatewayVpcAttachment', asked)).toMatch(/^UnauthorizedOperation/);
    await consumer.call(ec2, 'ModifyTransitGatewayVpcAttachment', asked);
    await owner.call(ec2, 'DeleteTransitGatewayVpcAttachment', asked);
    expect(await attachments(consumer)).toMatchObject([{ State: 'deleted' }]);
    expect([...owner.network.all('network-interface')]).toEqual([]);
  });

  test("has tags of each account's own", async () => {
    const { owner, consumer, gateway, own } = await ground();
    const id = await attach(consumer, gateway, own);
    await consumer.call(ec2, 'CreateTags', { Resources: [id], Tags: [{ Key: 'Name', Value: 'mine' }] });
    await owner.call(ec2, 'CreateTags', { Resources: [id], Tags: [{ Key: 'Name', Value: 'theirs' }] });
    expect((await attachments(consumer))[0]!.Tags).toEqual([{ Key: 'Name', Value: 'mine' }]);
    expect((await attachments(owner))[0]!.Tags).toEqual([{ Key: 'Name', Value: 'theirs' }]);
  });
});

test('a participant of a shared VPC does not attach it, nor a stranger', async () => {
  const { consumer, stranger, gateway, share, shared, vpc } = await ground();
  await share([shared], 'participant');
  const request = { TransitGatewayId: gateway, VpcId: vpc, SubnetIds: [shared] };
  expect(await consumer.refused(ec2, 'CreateTransitGatewayVpcAttachment', request)).toMatch(/^UnauthorizedOperation/);
  expect(await stranger.refused(ec2, 'CreateTransitGatewayVpcAttachment', request)).toMatch(/^InvalidVpcID.NotFound/);
});

test('after unsharing attachments stay and carry packets, the gateway is not seen, and nothing new is attached', async () => {
  const { owner, consumer, gateway, end, own } = await ground();
  const asked = { TransitGatewayAttachmentId: await attach(consumer, gateway, own) };
  await owner.call(ec2, 'AcceptTransitGatewayVpcAttachment', asked);
  await end();
  expect(await gateways(consumer)).toEqual([]);
  expect(await attachments(consumer)).toMatchObject([{ State: 'available' }]);
  const route = { RouteTableId: own.mainTable, DestinationCidrBlock: '10.0.0.0/8', TransitGatewayId: gateway };
  await consumer.call(ec2, 'CreateRoute', route);
  const { RouteTables } = await consumer.call(ec2, 'DescribeRouteTables', { RouteTableIds: [own.mainTable] });
  expect(RouteTables![0]!.Routes).toContainEqual(
    expect.objectContaining({ TransitGatewayId: gateway, State: 'active' }),
  );
  const another = await sampleVpc(consumer, '10.8');
  const request = { TransitGatewayId: gateway, VpcId: another.vpc, SubnetIds: [another.beside] };
  expect(await consumer.refused(ec2, 'CreateTransitGatewayVpcAttachment', request)).toMatch(/NotFound/);
  await consumer.call(ec2, 'DeleteTransitGatewayVpcAttachment', asked);
});

test('a gateway is shared outside the organization with an invitation, and a deleted one with nobody', async () => {
  const { owner, gateway: TransitGatewayId } = await ground();
  const outside = owner.as({ account: '555555555555' });
  const arn = `arn:aws:ec2:us-east-1:${accounts.owner}:transit-gateway/${TransitGatewayId}`;
  const input = { name: 'partners', resourceArns: [arn], principals: ['555555555555'] };
  await owner.call(ram, 'CreateResourceShare', input);
  expect(await gateways(outside)).toEqual([]);
  const { resourceShareInvitations } = await outside.call(ram, 'GetResourceShareInvitations', {});
  const resourceShareInvitationArn = resourceShareInvitations![0]!.resourceShareInvitationArn!;
  await outside.call(ram, 'AcceptResourceShareInvitation', { resourceShareInvitationArn });
  expect(await gateways(outside)).toMatchObject([{ TransitGatewayId, OwnerId: accounts.owner }]);
  await owner.call(ec2, 'DeleteTransitGateway', { TransitGatewayId });
  expect(await owner.refused(ram, 'CreateResourceShare', input)).toMatch(/^UnknownResourceException/);
});
