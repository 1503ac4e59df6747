/** Associations and propagations: which attachments a table routes, and which it learns from. */

import { describe, expect, test } from 'vitest';
import { askForPeering, attach, sampleTransitGateway, sampleVpc } from './sample-transit-gateway.ts';
import { ec2Operations as ec2 } from './table.ts';

/** An attached VPC, which is in the default table, and a second table. */
async function ground() {
  const { h, gateway, table } = await sampleTransitGateway();
  const vpc = await sampleVpc(h);
  const attachment = await attach(h, gateway, vpc);
  const made = await h.call(ec2, 'CreateTransitGatewayRouteTable', { TransitGatewayId: gateway });
  const second = made.TransitGatewayRouteTable!.TransitGatewayRouteTableId!;
  const tie = (TransitGatewayRouteTableId: string) => ({
    TransitGatewayRouteTableId,
    TransitGatewayAttachmentId: attachment,
  });
  return { h, gateway, table, vpc: vpc.vpc, attachment, second, tie };
}

describe('an association', () => {
  test('is moved to another table by ending it first', async () => {
    const { h, table, vpc, attachment, second, tie } = await ground();
    expect(await h.refused(ec2, 'AssociateTransitGatewayRouteTable', tie(second))).toBe(
      `Resource.AlreadyAssociated: Transit Gateway Attachment ${attachment} is already associated to a route table.`,
    );
    expect(await h.refused(ec2, 'DisassociateTransitGatewayRouteTable', tie(second))).toBe(
      `InvalidparameterValue: Transit Gateway Attachment ${attachment} is not associated with route table ${second}.`,
    );
    h.applied = h.network.revision;
    const ended = await h.call(ec2, 'DisassociateTransitGatewayRouteTable', tie(table));
    const shape = { ...tie(table), ResourceId: vpc, ResourceType: 'vpc' };
    expect(ended.Association).toEqual({ ...shape, State: 'disassociating' });
    const made = await h.call(ec2, 'AssociateTransitGatewayRouteTable', tie(second));
    expect(made.Association).toEqual({ ...shape, TransitGatewayRouteTableId: second, State: 'associating' });
    const listed = async (TransitGatewayRouteTableId: string) =>
      (await h.call(ec2, 'GetTransitGatewayRouteTableAssociations', { TransitGatewayRouteTableId })).Associations;
    expect(await listed(table)).toMatchObject([{ TransitGatewayAttachmentId: attachment, State: 'disassociating' }]);
    h.applied = undefined;
    expect(await listed(table)).toEqual([]);
    expect(await listed(second)).toMatchObject([{ TransitGatewayAttachmentId: attachment, State: 'associated' }]);
  });

  test('is told with the attachment', async () => {
    const { h, table, tie } = await ground();
    await h.call(ec2, 'DisassociateTransitGatewayRouteTable', tie(table));
    const { TransitGatewayAttachments } = await h.call(ec2, 'DescribeTransitGatewayAttachments', {});
    expect(TransitGatewayAttachments![0]).not.toHaveProperty('Association');
  });
});

describe('a propagation', () => {
  test('is enabled for as many tables as one likes, and disabled', async () => {
    const { h, table, vpc, attachment, second, tie } = await ground();
    const shape = { ...tie(second), ResourceId: vpc, ResourceType: 'vpc' };
    const enabled = await h.call(ec2, 'EnableTransitGatewayRouteTablePropagation', tie(second));
    expect(enabled.Propagation).toEqual({ ...shape, State: 'enabled' });
    const { TransitGatewayAttachmentPropagations } = await h.call(ec2, 'GetTransitGatewayAttachmentPropagations', {
      TransitGatewayAttachmentId: attachment,
      Filters: [{ Name: 'transit-gateway-route-table-id', Values: [table, second] }],
    });
    expect(TransitGatewayAttachmentPropagations!.map((one) => one.TransitGatewayRouteTableId).sort()).toEqual(
      [table, second].sort(),
    );
    expect(await h.refused(ec2, 'EnableTransitGatewayRouteTablePropagation', tie(second))).toBe(
      `TransitGatewayRouteTablePropagation.Duplicate: Propagation ${attachment} already exists in Transit Gateway Route Table ${second}.`,
    );
    const disabled = await h.call(ec2, 'DisableTransitGatewayRouteTablePropagation', tie(second));
    expect(disabled.Propagation).toEqual({ ...shape, State: 'disabled' });
    expect(await h.refused(ec2, 'DisableTransitGatewayRouteTablePropagation', tie(second))).toBe(
      `TransitGatewayRouteTablePropagation.NotFound: Propagation ${attachment} does not exist in Transit Gateway Route Table ${second}.`,
    );
  });

  test('is not for other gateways, whose routes are static', async () => {
    const { h, gateway, second } = await ground();
    const other = await sampleTransitGateway(h.as({ region: 'us-west-2' }));
    const asked = { TransitGatewayAttachmentId: await askForPeering({ h, gateway, table: second }, other) };
    await other.h.call(ec2, 'AcceptTransitGatewayPeeringAttachment', asked);
    const tie = { ...asked, TransitGatewayRouteTableId: second };
    expect(await h.refused(ec2, 'EnableTransitGatewayRouteTablePropagation', tie)).toMatch(/^UnsupportedOperation/);
  });

  test('of an announcement is refused', async () => {
    const { h, second } = await ground();
    const asked = {
      TransitGatewayRouteTableId: second,
      TransitGatewayRouteTableAnnouncementId: 'tgw-rtb-announcement-1',
    };
    expect(await h.refused(ec2, 'EnableTransitGatewayRouteTablePropagation', asked)).toMatch(/^UnsupportedOperation/);
  });
});

const ties = [
  'AssociateTransitGatewayRouteTable',
  'DisassociateTransitGatewayRouteTable',
  'EnableTransitGatewayRouteTablePropagation',
  'DisableTransitGatewayRouteTablePropagation',
] as const;

test.each(ties)("%s takes no other gateway's attachment, and none that is changing", async (name) => {
  const { h, attachment, second, tie } = await ground();
  const other = await sampleTransitGateway(h);
  expect(await h.refused(ec2, name, tie(other.table))).toBe(
    `InvalidTransitGatewayAttachmentID.NotFound: Transit Gateway Attachment ${attachment} was deleted or does not exist.`,
  );
  h.applied = h.network.revision;
  await h.call(ec2, 'ModifyTransitGatewayVpcAttachment', { TransitGatewayAttachmentId: attachment });
  expect(await h.refused(ec2, name, tie(second))).toBe(`IncorrectState: ${attachment} is in invalid state`);
});

test.each([
  ['resource-id', 'vpc-*', 1],
  ['resource-type', 'peering', 0],
  ['transit-gateway-attachment-id', 'tgw-attach-*', 1],
])('filter %s=%s finds %i', async (Name, value, count) => {
  const { h, table: TransitGatewayRouteTableId } = await ground();
  const asked = { TransitGatewayRouteTableId, Filters: [{ Name, Values: [value] }] };
  const { Associations } = await h.call(ec2, 'GetTransitGatewayRouteTableAssociations', asked);
  const found = await h.call(ec2, 'GetTransitGatewayRouteTablePropagations', asked);
  expect([Associations, found.TransitGatewayRouteTablePropagations].map((one) => one!.length)).toEqual([count, count]);
});
