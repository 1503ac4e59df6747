/**
 * Transit gateways over two accounts and two regions, as stock clients make them: the `aws` command a hub with two spokes and their
 * routes, boto3 a gateway that is shared with another account, the SDK gateways of two regions that are peered.
 */

import {
  CreateTransitGatewayPeeringAttachmentCommand,
  CreateTransitGatewayRouteCommand,
  EC2Client,
  SearchTransitGatewayRoutesCommand,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Account, createAccount, createOrganization } from '../../scenarios/shared-services/account.ts';
import { type Ec2, ec2At, makeNetwork, type Reply, until } from './ec2-call.ts';
import { awsJson, codeOf, hasAws, hasBoto3, python, type Server, settings, startServer } from './server.ts';

const server = await startServer();
afterAll(() => server.stop());

let other: Account;
beforeAll(async () => {
  const management = settings(server);
  await createOrganization(management);
  other = await createAccount(management, 'spoke');
});

async function gatewayAt(ec2: Ec2): Promise<{ readonly gateway: string; readonly table: string }> {
  const { TransitGateway: made } = await ec2.call('CreateTransitGateway');
  await until(async () => {
    const { TransitGateways } = await ec2.call('DescribeTransitGateways', {
      TransitGatewayIds: [made.TransitGatewayId],
    });
    return TransitGateways[0].State === 'available';
  });
  return { gateway: made.TransitGatewayId, table: made.Options.AssociationDefaultRouteTableId };
}

describe.skipIf(!hasAws)('the aws command', () => {
  const ec2 = (...words: readonly string[]) => awsJson<Reply>(server, ['ec2', ...words]);

  test('makes a hub, attaches a VPC to it, routes both ways, and takes all of it away', async () => {
    const tags = 'ResourceType=transit-gateway,Tags=[{Key=Name,Value=hub}]';
    const made = await ec2('create-transit-gateway', '--options', 'AmazonSideAsn=64513', '--tag-specifications', tags);
    const { TransitGatewayId: hub, Options } = made.TransitGateway;
    expect(made.TransitGateway).toMatchObject({
      State: 'pending',
      Options: { AmazonSideAsn: 64513, DefaultRouteTableAssociation: 'enable' },
      Tags: [{ Key: 'Name', Value: 'hub' }],
    });
    const spoke = await makeNetwork(ec2At(server), '10.1.0.0/16');
    const stateOf = async (operation: string, member: string, input: object) =>
      (await ec2At(server).call(operation, input))[member][0].State;
    const hubs = { Filters: [{ Name: 'tag:Name', Values: ['hub'] }] };
    await until(async () => (await stateOf('DescribeTransitGateways', 'TransitGateways', hubs)) === 'available');
    const both = ['--transit-gateway-id', hub, '--vpc-id', spoke.vpc, '--subnet-ids', spoke.subnet];
    const attached = await ec2('create-transit-gateway-vpc-attachment', ...both);
    const attachment = attached.TransitGatewayVpcAttachment.TransitGatewayAttachmentId;
    const table = Options.AssociationDefaultRouteTableId;
    const ofTable = ['--transit-gateway-route-table-id', table];
    const toAttachment = ['--transit-gateway-attachment-id', attachment];
    const [listing, member] = ['DescribeTransitGatewayVpcAttachments', 'TransitGatewayVpcAttachments'];
    await until(async () => (await stateOf(listing, member, {})) === 'available');
    await ec2('create-transit-gateway-route', ...ofTable, ...toAttachment, '--destination-cidr-block', '0.0.0.0/0');
    const searched = await ec2('search-transit-gateway-routes', ...ofTable, '--filters', 'Name=state,Values=active');
    expect(searched).toMatchObject({
      Routes: [
        { DestinationCidrBlock: '0.0.0.0/0', Type: 'static' },
        { DestinationCidrBlock: '10.1.0.0/16', Type: 'propagated' },
      ],
    });
    const route = ['--route-table-id', spoke.mainTable, '--destination-cidr-block', '10.0.0.0/8'];
    await ec2('create-route', ...route, '--transit-gateway-id', hub);
    await ec2('delete-transit-gateway-vpc-attachment', ...toAttachment);
    const { RouteTables } = await ec2('describe-route-tables', '--route-table-ids', spoke.mainTable);
    expect(RouteTables[0].Routes).toContainEqual(
      expect.objectContaining({ TransitGatewayId: hub, State: 'blackhole' }),
    );
    const deleted = await ec2('delete-transit-gateway', '--transit-gateway-id', hub);
    expect(['deleting', 'deleted']).toContain(deleted.TransitGateway.State);
  }, 120_000);
});

describe.skipIf(!hasBoto3)('boto3', () => {
  test('shares a gateway with another account, which attaches its VPC and is accepted', async () => {
    const hub = await gatewayAt(ec2At(server));
    const { credentials } = other.connection;
    const guest: Server = { ...server, account: other.id, credentials };
    const spoke = await makeNetwork(ec2At(guest, 'us-east-1', credentials), '10.2.0.0/16');
    const told = await python<Reply>(
      server,
      `
keys = dict(aws_access_key_id='${credentials.accessKeyId}', aws_secret_access_key='${credentials.secretAccessKey}', aws_session_token='${credentials.sessionToken}')
theirs, ours, ram = boto3.client('ec2', **keys), boto3.client('ec2'), boto3.client('ram')
hub = '${hub.gateway}'
before = [one['TransitGatewayId'] for one in theirs.describe_transit_gateways()['TransitGateways']]
arn = ours.describe_transit_gateways(TransitGatewayIds=[hub])['TransitGateways'][0]['TransitGatewayArn']
ram.create_resource_share(name='hub', resourceArns=[arn], principals=['${other.id}'])
invitations = boto3.client('ram', **keys)
for one in invitations.get_resource_share_invitations()['resourceShareInvitations']:
    invitations.accept_resource_share_invitation(resourceShareInvitationArn=one['resourceShareInvitationArn'])
seen = theirs.describe_transit_gateways()['TransitGateways'][0]
refused = code(theirs.delete_transit_gateway, TransitGatewayId=hub)
asked = theirs.create_transit_gateway_vpc_attachment(TransitGatewayId=hub, VpcId='${spoke.vpc}', SubnetIds=['${spoke.subnet}'])
attachment = asked['TransitGatewayVpcAttachment']['TransitGatewayAttachmentId']
route = dict(RouteTableId='${spoke.mainTable}', DestinationCidrBlock='10.0.0.0/8', TransitGatewayId=hub)
early = code(theirs.create_route, **route)
ours.accept_transit_gateway_vpc_attachment(TransitGatewayAttachmentId=attachment)
late = code(theirs.create_route, **route)
pages = ours.get_paginator('describe_transit_gateway_attachments').paginate(PaginationConfig=dict(PageSize=5))
listed = [(one['ResourceId'], one['ResourceOwnerId'], one['TransitGatewayOwnerId']) for page in pages for one in page['TransitGatewayAttachments'] if one['TransitGatewayAttachmentId'] == attachment]
ties = ours.get_transit_gateway_route_table_associations(TransitGatewayRouteTableId='${hub.table}')['Associations']
show(dict(before=before, owner=seen['OwnerId'], tags=seen['Tags'], refused=refused, pending=asked['TransitGatewayVpcAttachment']['State'],
  early=early, late=late, listed=listed, ties=[one['ResourceId'] for one in ties]))
`,
    );
    expect(told).toEqual({
      before: [],
      owner: server.account,
      tags: [],
      refused: 'UnauthorizedOperation',
      pending: 'pendingAcceptance',
      early: 'InvalidTransitGatewayID.NotFound',
      late: 'success',
      listed: [[spoke.vpc, other.id, server.account]],
      ties: [spoke.vpc],
    });
  });
});

test('the SDK peers gateways of two regions and two accounts, and routes over it', async () => {
  const [east, west] = [ec2At(server), ec2At(server, 'us-west-2', other.connection.credentials)];
  const [one, peer] = [await gatewayAt(east), await gatewayAt(west)];
  const client = new EC2Client(settings(server));
  const { TransitGatewayPeeringAttachment: asked } = await client.send(
    new CreateTransitGatewayPeeringAttachmentCommand({
      TransitGatewayId: one.gateway,
      PeerTransitGatewayId: peer.gateway,
      PeerAccountId: other.id,
      PeerRegion: 'us-west-2',
    }),
  );
  const TransitGatewayAttachmentId = asked!.TransitGatewayAttachmentId!;
  expect(asked).toMatchObject({
    State: 'initiatingRequest',
    AccepterTgwInfo: { Region: 'us-west-2', OwnerId: other.id },
  });
  const route = {
    TransitGatewayRouteTableId: one.table,
    DestinationCidrBlock: '10.9.0.0/16',
    TransitGatewayAttachmentId,
  };
  const make = () => codeOf(client.send(new CreateTransitGatewayRouteCommand(route)));
  expect(await make()).toBe('IncorrectState');
  expect(await east.code('AcceptTransitGatewayPeeringAttachment', { TransitGatewayAttachmentId })).toBe(
    'InvalidParameterValue',
  );
  await west.call('AcceptTransitGatewayPeeringAttachment', { TransitGatewayAttachmentId });
  await until(async () => (await make()) === 'success');
  const search = { TransitGatewayRouteTableId: one.table, Filters: [{ Name: 'type', Values: ['static'] }] };
  const { Routes } = await client.send(new SearchTransitGatewayRoutesCommand(search));
  expect(Routes).toMatchObject([
    { State: 'active', TransitGatewayAttachments: [{ ResourceId: peer.gateway, ResourceType: 'peering' }] },
  ]);
  await west.call('DeleteTransitGatewayPeeringAttachment', { TransitGatewayAttachmentId });
  const left = await client.send(new SearchTransitGatewayRoutesCommand(search));
  expect(left.Routes).toMatchObject([{ State: 'blackhole' }]);
});
