import { describe, expect, test } from 'vitest';
import { type Harness, harness } from '../harness.ts';
import { askForPeering, attach, sampleTransitGateway, sampleVpc } from './sample-transit-gateway.ts';
import { ec2Operations as ec2 } from './table.ts';

const shown = async (h: Harness, id: string) =>
  (await h.call(ec2, 'DescribeTransitGateways', { TransitGatewayIds: [id] })).TransitGateways![0]!;

describe('a gateway', () => {
  test('is made with its options, a default route table and its tags, and is pending until it is in force', async () => {
    const h = harness();
    h.applied = 0;
    const { TransitGateway: made } = await h.call(ec2, 'CreateTransitGateway', {
      Description: 'hub',
      TagSpecifications: [{ ResourceType: 'transit-gateway', Tags: [{ Key: 'Name', Value: 'hub' }] }],
    });
    const id = made!.TransitGatewayId!;
    const table = made!.Options!.AssociationDefaultRouteTableId!;
    expect(made).toEqual({
      TransitGatewayId: expect.stringMatching(/^tgw-0[0-9a-f]{16}$/),
      TransitGatewayArn: `arn:aws:ec2:us-east-1:111122223333:transit-gateway/${id}`,
      State: 'pending',
      OwnerId: '111122223333',
      Description: 'hub',
      CreationTime: new Date('2026-01-01'),
      Options: {
        AmazonSideAsn: 64_512,
        AutoAcceptSharedAttachments: 'disable',
        DefaultRouteTableAssociation: 'enable',
        AssociationDefaultRouteTableId: expect.stringMatching(/^tgw-rtb-0[0-9a-f]{16}$/),
        DefaultRouteTablePropagation: 'enable',
        PropagationDefaultRouteTableId: table,
        VpnEcmpSupport: 'enable',
        DnsSupport: 'enable',
        SecurityGroupReferencingSupport: 'disable',
        MulticastSupport: 'disable',
      },
      Tags: [{ Key: 'Name', Value: 'hub' }],
    });
    h.applied = undefined;
    expect(await shown(h, id)).toEqual({ ...made, State: 'available' });
  });

  test('has no default table where it neither associates nor propagates, and one of each kind that is asked for', async () => {
    const h = harness();
    const create = async (DefaultRouteTableAssociation: 'enable' | 'disable', propagation: 'enable' | 'disable') => {
      const Options = { DefaultRouteTableAssociation, DefaultRouteTablePropagation: propagation };
      return (await h.call(ec2, 'CreateTransitGateway', { Options })).TransitGateway!.Options!;
    };
    const none = await create('disable', 'disable');
    expect(none).not.toHaveProperty('AssociationDefaultRouteTableId');
    expect(none).not.toHaveProperty('PropagationDefaultRouteTableId');
    expect([...h.network.all('transit-gateway-route-table')]).toEqual([]);
    const propagating = await create('disable', 'enable');
    expect(propagating).not.toHaveProperty('AssociationDefaultRouteTableId');
    expect(propagating).toHaveProperty('PropagationDefaultRouteTableId');
  });

  test('is changed as asked, and modifying until that is in force; the answer has no tags', async () => {
    const { h, gateway, table } = await sampleTransitGateway();
    h.applied = h.network.revision;
    const { TransitGateway } = await h.call(ec2, 'ModifyTransitGateway', {
      TransitGatewayId: gateway,
      Description: 'changed',
      Options: {
        AmazonSideAsn: 4_200_000_000,
        AddTransitGatewayCidrBlocks: ['192.0.2.0/24', '2001:DB8::/64'],
        DefaultRouteTablePropagation: 'disable',
        AutoAcceptSharedAttachments: 'enable',
      },
    });
    expect(TransitGateway).toMatchObject({ State: 'modifying', Description: 'changed' });
    expect(TransitGateway).not.toHaveProperty('Tags');
    const state = 'IncorrectState: ';
    expect(await h.refused(ec2, 'ModifyTransitGateway', { TransitGatewayId: gateway })).toBe(
      `${state}${gateway} is in invalid state`,
    );
    h.applied = undefined;
    expect((await shown(h, gateway)).Options).toMatchObject({
      AmazonSideAsn: 4_200_000_000,
      TransitGatewayCidrBlocks: ['192.0.2.0/24', '2001:db8::/64'],
      DefaultRouteTablePropagation: 'disable',
      AssociationDefaultRouteTableId: table,
      AutoAcceptSharedAttachments: 'enable',
    });
    const Options = { RemoveTransitGatewayCidrBlocks: ['192.0.2.0/24', '2001:db8::/64'] };
    const { TransitGateway: without } = await h.call(ec2, 'ModifyTransitGateway', {
      TransitGatewayId: gateway,
      Options,
    });
    expect(without!.Options).not.toHaveProperty('TransitGatewayCidrBlocks');
  });

  test('is deleted with its route tables, is shown for an hour, and is not there for anything else', async () => {
    const { h, gateway: TransitGatewayId, table } = await sampleTransitGateway();
    h.applied = h.network.revision;
    const { TransitGateway } = await h.call(ec2, 'DeleteTransitGateway', { TransitGatewayId });
    expect(TransitGateway).toMatchObject({ State: 'deleting' });
    h.applied = undefined;
    expect((await shown(h, TransitGatewayId)).State).toBe('deleted');
    const { TransitGatewayRouteTables } = await h.call(ec2, 'DescribeTransitGatewayRouteTables', {});
    expect(TransitGatewayRouteTables).toMatchObject([{ TransitGatewayRouteTableId: table, State: 'deleted' }]);
    const gone = `InvalidTransitGatewayID.NotFound: Transit Gateway ${TransitGatewayId} was deleted or does not exist.`;
    for (const name of ['DeleteTransitGateway', 'ModifyTransitGateway', 'CreateTransitGatewayRouteTable'] as const)
      expect(await h.refused(ec2, name, { TransitGatewayId })).toBe(gone);
    h.clock.advance(60 * 60 * 1000);
    await h.call(ec2, 'CreateTransitGateway', {});
    expect(await h.refused(ec2, 'DescribeTransitGateways', { TransitGatewayIds: [TransitGatewayId] })).toBe(gone);
    expect(h.network.get('transit-gateway-route-table', table)).toBeUndefined();
  });

  test('is not deleted while a VPC or another gateway is attached', async () => {
    const one = await sampleTransitGateway();
    const other = await sampleTransitGateway(one.h.as({ region: 'us-west-2' }));
    const { h, gateway: TransitGatewayId } = one;
    const peering = await askForPeering(one, other);
    expect(await h.refused(ec2, 'DeleteTransitGateway', { TransitGatewayId })).toBe(
      `IncorrectState: ${TransitGatewayId} has non-deleted Transit Gateway Cross Region Peering Attachments: ${peering}.`,
    );
    const attachment = await attach(h, TransitGatewayId, await sampleVpc(h));
    expect(await h.refused(ec2, 'DeleteTransitGateway', { TransitGatewayId })).toBe(
      `IncorrectState: ${TransitGatewayId} has non-deleted VPC Attachments: ${attachment}.`,
    );
    await h.call(ec2, 'DeleteTransitGatewayVpcAttachment', { TransitGatewayAttachmentId: attachment });
    await h.call(ec2, 'DeleteTransitGatewayPeeringAttachment', { TransitGatewayAttachmentId: peering });
    await h.call(ec2, 'DeleteTransitGateway', { TransitGatewayId });
  });
});

test.each([
  [{ AmazonSideAsn: 65_535 }, 'Value (65535) for parameter AmazonSideAsn is invalid.'],
  [{ DnsSupport: 'on' as 'enable' }, 'Value (on) for parameter DnsSupport is invalid.'],
  [{ TransitGatewayCidrBlocks: ['192.0.2.0/25'] }, 'Value (192.0.2.0/25) for parameter TransitGatewayCidrBlocks'],
  [{ TransitGatewayCidrBlocks: ['2001:db8::/65'] }, 'Value (2001:db8::/65) for parameter TransitGatewayCidrBlocks'],
  [{ TransitGatewayCidrBlocks: ['169.254.1.0/24'] }, 'Value (169.254.1.0/24) for parameter TransitGatewayCidrBlocks'],
  [{ TransitGatewayCidrBlocks: ['10.0.0.0/8', '10.1.0.0/24'] }, 'The CIDR block 10.1.0.0/24 overlaps another one'],
  [
    { TransitGatewayCidrBlocks: [1, 2, 3, 4, 5, 6].map((n) => `10.${n}.0.0/24`) },
    'A transit gateway has 5 CIDR blocks at most.',
  ],
  [{ MulticastSupport: 'enable' as const }, 'UnsupportedOperation: Multicast on a transit gateway is not supported.'],
])('options %j are refused', async (Options, message) => {
  expect(await harness().refused(ec2, 'CreateTransitGateway', { Options })).toContain(message);
});

test('a change of options that cannot be is refused', async () => {
  const { h, gateway: TransitGatewayId } = await sampleTransitGateway();
  const refused = (Options: object) => h.refused(ec2, 'ModifyTransitGateway', { TransitGatewayId, Options });
  expect(await refused({ EncryptionSupport: 'enable' })).toMatch(/^UnsupportedOperation/);
  expect(await refused({ RemoveTransitGatewayCidrBlocks: ['192.0.2.0/24'] })).toBe(
    'InvalidParameterValue: The CIDR block 192.0.2.0/24 is not one of the transit gateway.',
  );
});

describe('the default tables', () => {
  const bare = { DefaultRouteTableAssociation: 'disable', DefaultRouteTablePropagation: 'disable' } as const;
  async function withoutTables() {
    const h = harness();
    const made = await h.call(ec2, 'CreateTransitGateway', { Options: bare });
    const TransitGatewayId = made.TransitGateway!.TransitGatewayId!;
    const table = await h.call(ec2, 'CreateTransitGatewayRouteTable', { TransitGatewayId });
    return { h, TransitGatewayId, table: table.TransitGatewayRouteTable!.TransitGatewayRouteTableId! };
  }

  test('are named with the options that use them', async () => {
    const { h, TransitGatewayId, table } = await withoutTables();
    const refused = (Options: object) => h.refused(ec2, 'ModifyTransitGateway', { TransitGatewayId, Options });
    expect(await refused({ AssociationDefaultRouteTableId: table })).toBe(
      `InvalidParameterCombination: disable DefaultRouteTableAssociation conflicts with AssociationDefaultRouteTableId ${table}`,
    );
    expect(await refused({ DefaultRouteTablePropagation: 'enable' })).toBe(
      'InvalidParameterCombination: enable DefaultRouteTablePropagation conflicts with PropagationDefaultRouteTableId null',
    );
    const Options = { DefaultRouteTablePropagation: 'enable', PropagationDefaultRouteTableId: table } as const;
    const { TransitGateway } = await h.call(ec2, 'ModifyTransitGateway', { TransitGatewayId, Options });
    expect(TransitGateway!.Options).toMatchObject(Options);
  });

  test("are the gateway's own", async () => {
    const { h, TransitGatewayId } = await withoutTables();
    const { table } = await sampleTransitGateway(h);
    const refused = (id: string) =>
      h.refused(ec2, 'ModifyTransitGateway', {
        TransitGatewayId,
        Options: { DefaultRouteTableAssociation: 'enable', AssociationDefaultRouteTableId: id },
      });
    expect(await refused(table)).toBe(
      `InvalidRouteTableID.NotFound: Transit Gateway Route Table ${table} was deleted or does not exist in Transit Gateway ${TransitGatewayId}.`,
    );
    expect(await refused('tgw-rtb-00000000000000000')).toBe(
      'InvalidRouteTableID.NotFound: Transit Gateway Route Table tgw-rtb-00000000000000000 was deleted or does not exist.',
    );
  });
});

test('five gateways fit in a region, not counting those that are deleted', async () => {
  const { h, gateway } = await sampleTransitGateway();
  for (let count = 1; count < 5; count += 1) await h.call(ec2, 'CreateTransitGateway', {});
  expect(await h.refused(ec2, 'CreateTransitGateway', {})).toBe(
    'TransitGatewayLimitExceeded: The maximum number of transit gateways has been reached.',
  );
  await h.call(ec2, 'DeleteTransitGateway', { TransitGatewayId: gateway });
  await h.call(ec2, 'CreateTransitGateway', {});
});

test('an id that is none is told apart from one that names nothing', async () => {
  const h = harness();
  const refused = (id: string) => h.refused(ec2, 'DescribeTransitGateways', { TransitGatewayIds: [id] });
  expect(await refused('tgw-1')).toBe('InvalidTransitGatewayID.Malformed: Invalid Transit Gateway id tgw-1.');
  expect(await refused('tgw-00000000')).toMatch(/^InvalidTransitGatewayID.NotFound/);
});

test.each([
  ['options.propagation-default-route-table-id', 'tgw-rtb-*', 1],
  ['options.association-default-route-table-id', 'tgw-rtb-*', 1],
  ['options.amazon-side-asn', '64512', 1],
  ['options.auto-accept-shared-attachments', 'enable', 0],
  ['options.default-route-table-association', 'enable', 1],
  ['options.default-route-table-propagation', 'disable', 0],
  ['options.dns-support', 'enable', 1],
  ['options.vpn-ecmp-support', 'enable', 1],
  ['owner-id', '111122223333', 1],
  ['state', 'available', 1],
  ['transit-gateway-id', 'tgw-*', 1],
  ['tag:Name', 'x', 0],
])('filter %s=%s finds %i', async (Name, value, count) => {
  const { h } = await sampleTransitGateway();
  const answer = await h.call(ec2, 'DescribeTransitGateways', { Filters: [{ Name, Values: [value] }] });
  expect(answer.TransitGateways).toHaveLength(count);
});
