import { expect, test } from 'vitest';
import { askForPeering, attach, sampleTransitGateway, sampleVpc } from './sample-transit-gateway.ts';
import { ec2Operations as ec2 } from './table.ts';

/** A VPC and a gateway of another region at one gateway; the peering is not answered yet. */
async function ground() {
  const one = await sampleTransitGateway();
  const other = await sampleTransitGateway(one.h.as({ region: 'us-west-2' }));
  const vpc = await sampleVpc(one.h);
  const attachment = await attach(one.h, one.gateway, vpc);
  return { one, other, vpc: vpc.vpc, attachment, peering: await askForPeering(one, other) };
}

test('attachments of both kinds are listed together, with what they lead to and their tables', async () => {
  const { one, other, vpc, attachment, peering } = await ground();
  const { TransitGatewayAttachments } = await one.h.call(ec2, 'DescribeTransitGatewayAttachments', {});
  const common = {
    TransitGatewayId: one.gateway,
    TransitGatewayOwnerId: '111122223333',
    ResourceOwnerId: '111122223333',
    CreationTime: new Date('2026-01-01'),
    Tags: [],
  };
  expect(TransitGatewayAttachments).toHaveLength(2);
  expect(TransitGatewayAttachments).toContainEqual({
    ...common,
    TransitGatewayAttachmentId: attachment,
    ResourceId: vpc,
    ResourceType: 'vpc',
    State: 'available',
    Association: { TransitGatewayRouteTableId: one.table, State: 'associated' },
  });
  expect(TransitGatewayAttachments).toContainEqual({
    ...common,
    TransitGatewayAttachmentId: peering,
    ResourceId: other.gateway,
    ResourceType: 'peering',
    State: 'pendingAcceptance',
  });
});

test('the other side of a peering sees it from its own gateway', async () => {
  const { one, other, peering } = await ground();
  const { TransitGatewayAttachments } = await other.h.call(ec2, 'DescribeTransitGatewayAttachments', {});
  expect(TransitGatewayAttachments).toMatchObject([
    { TransitGatewayAttachmentId: peering, TransitGatewayId: other.gateway, ResourceId: one.gateway },
  ]);
});

test('an attachment of the other kind is none for operations on one kind', async () => {
  const { one, attachment, peering } = await ground();
  const refused = (
    name: 'DescribeTransitGatewayVpcAttachments' | 'DescribeTransitGatewayPeeringAttachments',
    id: string,
  ) => one.h.refused(ec2, name, { TransitGatewayAttachmentIds: [id] });
  const notFound = /^InvalidTransitGatewayAttachmentID.NotFound/;
  expect(await refused('DescribeTransitGatewayVpcAttachments', peering)).toMatch(notFound);
  expect(await refused('DescribeTransitGatewayPeeringAttachments', attachment)).toMatch(notFound);
  const asked = { TransitGatewayAttachmentId: peering };
  expect(await one.h.refused(ec2, 'DeleteTransitGatewayVpcAttachment', asked)).toMatch(notFound);
  expect(await refused('DescribeTransitGatewayVpcAttachments', 'tgw-attach-1')).toBe(
    'InvalidTransitGatewayAttachmentID.Malformed: Invalid Transit Gateway Attachment id.',
  );
});

test.each([
  ['association.state', 'associated', 1],
  ['association.transit-gateway-route-table-id', 'tgw-rtb-*', 1],
  ['resource-id', 'tgw-*', 1],
  ['resource-owner-id', '111122223333', 2],
  ['resource-type', 'peering', 1],
  ['state', 'pendingAcceptance', 1],
  ['transit-gateway-attachment-id', 'tgw-attach-*', 2],
  ['transit-gateway-id', 'tgw-*', 2],
  ['transit-gateway-owner-id', '111122223333', 2],
])('filter %s=%s finds %i', async (Name, value, count) => {
  const { one } = await ground();
  const answer = await one.h.call(ec2, 'DescribeTransitGatewayAttachments', { Filters: [{ Name, Values: [value] }] });
  expect(answer.TransitGatewayAttachments).toHaveLength(count);
});
