import { describe, expect, test } from 'vitest';
import type { Harness } from '../harness.ts';
import { attach, sampleTransitGateway, sampleVpc } from './sample-transit-gateway.ts';
import { ec2Operations as ec2 } from './table.ts';

async function ground() {
  const { h, gateway, table } = await sampleTransitGateway();
  return { h, gateway, table, ...(await sampleVpc(h)) };
}

const shown = async (h: Harness, id: string) => {
  const asked = { TransitGatewayAttachmentIds: [id] };
  return (await h.call(ec2, 'DescribeTransitGatewayVpcAttachments', asked)).TransitGatewayVpcAttachments![0]!;
};

const interfacesOf = async (h: Harness, attachment: string) => {
  const Filters = [{ Name: 'description', Values: [`*${attachment}`] }];
  return (await h.call(ec2, 'DescribeNetworkInterfaces', { Filters })).NetworkInterfaces!;
};

const associationsOf = async (h: Harness, TransitGatewayRouteTableId: string) =>
  (await h.call(ec2, 'GetTransitGatewayRouteTableAssociations', { TransitGatewayRouteTableId })).Associations!;

const propagationsOf = async (h: Harness, TransitGatewayRouteTableId: string) =>
  (await h.call(ec2, 'GetTransitGatewayRouteTablePropagations', { TransitGatewayRouteTableId }))
    .TransitGatewayRouteTablePropagations!;

describe('an attachment', () => {
  test('is made with an interface in each subnet, and joins the default tables', async () => {
    const { h, gateway, table, vpc, subnets } = await ground();
    h.applied = h.network.revision;
    const { TransitGatewayVpcAttachment: made } = await h.call(ec2, 'CreateTransitGatewayVpcAttachment', {
      TransitGatewayId: gateway,
      VpcId: vpc,
      SubnetIds: [...subnets],
      Options: { ApplianceModeSupport: 'enable' },
      TagSpecifications: [{ ResourceType: 'transit-gateway-attachment', Tags: [{ Key: 'Name', Value: 'spoke' }] }],
    });
    const id = made!.TransitGatewayAttachmentId!;
    expect(made).toEqual({
      TransitGatewayAttachmentId: expect.stringMatching(/^tgw-attach-0[0-9a-f]{16}$/),
      TransitGatewayId: gateway,
      VpcId: vpc,
      VpcOwnerId: '111122223333',
      State: 'pending',
      SubnetIds: subnets,
      CreationTime: new Date('2026-01-01'),
      Options: {
        DnsSupport: 'enable',
        SecurityGroupReferencingSupport: 'enable',
        Ipv6Support: 'disable',
        ApplianceModeSupport: 'enable',
      },
      Tags: [{ Key: 'Name', Value: 'spoke' }],
    });
    const tie = { TransitGatewayAttachmentId: id, ResourceId: vpc, ResourceType: 'vpc' };
    expect(await associationsOf(h, table)).toEqual([{ ...tie, State: 'associating' }]);
    expect(await propagationsOf(h, table)).toEqual([{ ...tie, State: 'enabled' }]);
    h.applied = undefined;
    expect(await shown(h, id)).toEqual({ ...made, State: 'available' });
    expect(await associationsOf(h, table)).toEqual([{ ...tie, State: 'associated' }]);
    const interfaces = await interfacesOf(h, id);
    expect(interfaces.map(({ SubnetId }) => SubnetId)).toEqual(expect.arrayContaining([...subnets]));
    for (const one of interfaces)
      expect(one).toMatchObject({
        Groups: [],
        InterfaceType: 'transit_gateway',
        OwnerId: '111122223333',
        RequesterManaged: true,
        SourceDestCheck: false,
        Status: 'in-use',
      });
  });

  test('joins no table of a gateway that does not want it', async () => {
    const { h, gateway: TransitGatewayId, table, ...vpc } = await ground();
    const Options = { DefaultRouteTableAssociation: 'disable', DefaultRouteTablePropagation: 'disable' } as const;
    await h.call(ec2, 'ModifyTransitGateway', { TransitGatewayId, Options });
    await attach(h, TransitGatewayId, vpc);
    expect([await associationsOf(h, table), await propagationsOf(h, table)]).toEqual([[], []]);
  });

  test('gets other subnets and options, and has an interface in each', async () => {
    const { h, gateway, vpc, subnets, beside, mainTable } = await ground();
    const id = await attach(h, gateway, { vpc, subnets, beside, mainTable });
    h.applied = h.network.revision;
    const { TransitGatewayVpcAttachment } = await h.call(ec2, 'ModifyTransitGatewayVpcAttachment', {
      TransitGatewayAttachmentId: id,
      RemoveSubnetIds: [subnets[0]],
      AddSubnetIds: [beside],
      Options: { DnsSupport: 'disable' },
    });
    expect(TransitGatewayVpcAttachment).toMatchObject({
      State: 'modifying',
      SubnetIds: [subnets[1], beside],
      Options: { DnsSupport: 'disable', ApplianceModeSupport: 'disable' },
    });
    expect(await h.refused(ec2, 'ModifyTransitGatewayVpcAttachment', { TransitGatewayAttachmentId: id })).toBe(
      `IncorrectState: ${id} is in invalid state`,
    );
    h.applied = undefined;
    expect((await shown(h, id)).State).toBe('available');
    const subnetsNow = (await interfacesOf(h, id)).map(({ SubnetId }) => SubnetId!);
    expect(subnetsNow.sort()).toEqual([subnets[1], beside].sort());
  });

  test('is deleted with its interfaces and leaves its tables; its routes become blackholes', async () => {
    const { h, gateway, table, ...vpc } = await ground();
    const id = await attach(h, gateway, vpc);
    const route = { RouteTableId: vpc.mainTable, DestinationCidrBlock: '10.0.0.0/8', TransitGatewayId: gateway };
    await h.call(ec2, 'CreateRoute', route);
    const toVpc = {
      TransitGatewayRouteTableId: table,
      DestinationCidrBlock: '0.0.0.0/0',
      TransitGatewayAttachmentId: id,
    };
    await h.call(ec2, 'CreateTransitGatewayRoute', toVpc);
    h.applied = h.network.revision;
    const { TransitGatewayVpcAttachment } = await h.call(ec2, 'DeleteTransitGatewayVpcAttachment', {
      TransitGatewayAttachmentId: id,
    });
    expect(TransitGatewayVpcAttachment!.State).toBe('deleting');
    h.applied = undefined;
    expect((await shown(h, id)).State).toBe('deleted');
    expect([await associationsOf(h, table), await propagationsOf(h, table), await interfacesOf(h, id)]).toEqual([
      [],
      [],
      [],
    ]);
    const { RouteTables } = await h.call(ec2, 'DescribeRouteTables', { RouteTableIds: [vpc.mainTable] });
    expect(RouteTables![0]!.Routes).toContainEqual({
      DestinationCidrBlock: '10.0.0.0/8',
      TransitGatewayId: gateway,
      Origin: 'CreateRoute',
      State: 'blackhole',
    });
    const Filters = [{ Name: 'type', Values: ['static', 'propagated'] }];
    const { Routes } = await h.call(ec2, 'SearchTransitGatewayRoutes', { TransitGatewayRouteTableId: table, Filters });
    expect(Routes).toEqual([{ DestinationCidrBlock: '0.0.0.0/0', Type: 'static', State: 'blackhole' }]);
    for (const name of ['DeleteTransitGatewayVpcAttachment', 'ModifyTransitGatewayVpcAttachment'] as const)
      expect(await h.refused(ec2, name, { TransitGatewayAttachmentId: id })).toBe(
        `InvalidTransitGatewayAttachmentID.NotFound: Transit Gateway Attachment ${id} was deleted or does not exist.`,
      );
    h.clock.advance(60 * 60 * 1000);
    await attach(h, gateway, vpc);
    expect(h.network.get('transit-gateway-attachment', id)).toBeUndefined();
  });

  test('keeps its subnets, its VPC and its interfaces', async () => {
    const { h, gateway, ...vpc } = await ground();
    const id = await attach(h, gateway, vpc);
    expect(await h.refused(ec2, 'DeleteSubnet', { SubnetId: vpc.subnets[0] })).toMatch(/^DependencyViolation/);
    expect(await h.refused(ec2, 'DeleteVpc', { VpcId: vpc.vpc })).toMatch(/^DependencyViolation/);
    const one = (await interfacesOf(h, id))[0]!;
    const NetworkInterfaceId = one.NetworkInterfaceId!;
    expect(await h.refused(ec2, 'DeleteNetworkInterface', { NetworkInterfaceId })).toBe(
      `InvalidParameterValue: Network interface '${NetworkInterfaceId}' is currently in use.`,
    );
    const change = { NetworkInterfaceId, SourceDestCheck: { Value: true } };
    expect(await h.refused(ec2, 'ModifyNetworkInterfaceAttribute', change)).toMatch(/^OperationNotPermitted/);
    const detaching = { AttachmentId: one.Attachment!.AttachmentId! };
    expect(await h.refused(ec2, 'DetachNetworkInterface', detaching)).toMatch(/^OperationNotPermitted/);
    await h.call(ec2, 'DeleteTransitGatewayVpcAttachment', { TransitGatewayAttachmentId: id });
    for (const SubnetId of [...vpc.subnets, vpc.beside]) await h.call(ec2, 'DeleteSubnet', { SubnetId });
    await h.call(ec2, 'DeleteVpc', { VpcId: vpc.vpc });
  });
});

describe('it is refused to attach', () => {
  const refusal = async (more: (sample: Awaited<ReturnType<typeof ground>>) => object | Promise<object>) => {
    const sample = await ground();
    const { h, gateway, vpc, subnets } = sample;
    const changed = await more(sample);
    const request = { TransitGatewayId: gateway, VpcId: vpc, SubnetIds: [...subnets], ...changed };
    return h.refused(ec2, 'CreateTransitGatewayVpcAttachment', request);
  };

  test('two subnets of a zone', async () => {
    const both = refusal(({ subnets, beside }) => ({ SubnetIds: [subnets[0], beside] }));
    expect(await both).toBe('DuplicateSubnetsInSameZone: Duplicate Subnets for same AZ');
  });

  test('no subnet at all, or one that is not of the VPC', async () => {
    expect(await refusal(() => ({ SubnetIds: [] }))).toBe(
      'MissingParameter: The request must contain the parameter SubnetIds',
    );
    const others = refusal(async ({ h }) => ({ SubnetIds: [(await sampleVpc(h, '10.1')).subnets[0]] }));
    expect(await others).toMatch(/^InvalidSubnetID.NotFound: Subnet subnet-\w+ was deleted or does not exist.$/);
    expect(await refusal(() => ({ SubnetIds: ['subnet-00000000'] }))).toBe(
      'InvalidSubnetID.NotFound: Subnet subnet-00000000 was deleted or does not exist.',
    );
  });

  test('a VPC twice to one gateway, but not again after the first attachment is gone', async () => {
    const { h, gateway, ...vpc } = await ground();
    const id = await attach(h, gateway, vpc);
    const request = { TransitGatewayId: gateway, VpcId: vpc.vpc, SubnetIds: [vpc.beside] };
    expect(await h.refused(ec2, 'CreateTransitGatewayVpcAttachment', request)).toBe(
      `DuplicateTransitGatewayAttachment: ${gateway} has non-deleted Transit Gateway Attachments with same VPC ID.`,
    );
    await h.call(ec2, 'DeleteTransitGatewayVpcAttachment', { TransitGatewayAttachmentId: id });
    await h.call(ec2, 'CreateTransitGatewayVpcAttachment', request);
  });

  test('to what is no gateway, or is not there yet; what is no VPC; with IPv6', async () => {
    expect(await refusal(() => ({ TransitGatewayId: 'tgw-00000000' }))).toMatch(/^InvalidTransitGatewayID.NotFound/);
    expect(await refusal(() => ({ VpcId: 'vpc-00000000' }))).toMatch(/^InvalidVpcID.NotFound/);
    expect(await refusal(() => ({ Options: { Ipv6Support: 'enable' } }))).toMatch(/^UnsupportedOperation/);
    const early = refusal(({ h }) => {
      h.applied = 0;
      return {};
    });
    expect(await early).toMatch(/^IncorrectState: tgw-\w+ is in invalid state$/);
  });

  test('a VPC to more gateways than the quota, or a gateway to more VPCs', async () => {
    const tooMany = (quotas: object) =>
      refusal(async ({ h, ...vpc }) => {
        await attach(h, (await sampleTransitGateway(h)).gateway, vpc);
        h.quotas = quotas;
        return {};
      });
    expect(await tooMany({ transitGatewaysPerVpc: 1 })).toMatch(/^TransitGatewayAttachmentLimitExceeded: .*vpc-/);
    const full = refusal(({ h }) => {
      h.quotas = { attachmentsPerTransitGateway: 0 };
      return {};
    });
    expect(await full).toMatch(/^TransitGatewayAttachmentLimitExceeded: .*tgw-/);
  });
});

test('an attachment keeps one subnet in each zone, and at least one', async () => {
  const { h, gateway, ...vpc } = await ground();
  const TransitGatewayAttachmentId = await attach(h, gateway, vpc);
  const refused = (more: object) =>
    h.refused(ec2, 'ModifyTransitGatewayVpcAttachment', { TransitGatewayAttachmentId, ...more });
  expect(await refused({ RemoveSubnetIds: [vpc.beside] })).toBe(
    `InvalidSubnetID.NotFound: ${vpc.beside} is not attached but supplied in RemoveSubnets`,
  );
  expect(await refused({ AddSubnetIds: [vpc.beside] })).toMatch(/^DuplicateSubnetsInSameZone/);
  expect(await refused({ RemoveSubnetIds: [...vpc.subnets] })).toBe(
    'InsufficientSubnetsException: Insufficient Subnets',
  );
});

test('an attachment to an own gateway needs no answer, and takes none', async () => {
  const { h, gateway, ...vpc } = await ground();
  const TransitGatewayAttachmentId = await attach(h, gateway, vpc);
  for (const name of ['AcceptTransitGatewayVpcAttachment', 'RejectTransitGatewayVpcAttachment'] as const)
    expect(await h.refused(ec2, name, { TransitGatewayAttachmentId })).toBe(
      `IncorrectState: ${TransitGatewayAttachmentId} is in invalid state`,
    );
});

test.each([
  ['state', 'available', 1],
  ['transit-gateway-attachment-id', 'tgw-attach-*', 1],
  ['transit-gateway-id', 'tgw-0*', 1],
  ['vpc-id', 'vpc-1', 0],
])('filter %s=%s finds %i', async (Name, value, count) => {
  const { h, gateway, ...vpc } = await ground();
  await attach(h, gateway, vpc);
  const answer = await h.call(ec2, 'DescribeTransitGatewayVpcAttachments', { Filters: [{ Name, Values: [value] }] });
  expect(answer.TransitGatewayVpcAttachments).toHaveLength(count);
});
