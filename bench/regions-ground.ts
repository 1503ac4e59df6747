/** VPCs in one region and two that reach each other over peering connections and a transit gateway, through the stock SDK. */

import * as ec2 from '@aws-sdk/client-ec2';
import { applied, runInstances } from './ground.ts';
import type { Started } from './process.ts';

export interface Place {
  readonly client: ec2.EC2Client;
  readonly region: string;
  readonly vpc: string;
  readonly cidr: string;
  readonly subnet: string;
  /** The main one. */
  readonly table: string;
  readonly instances: readonly { readonly id: string; readonly address: string }[];
}

export function clientIn(postern: Started, region: string): ec2.EC2Client {
  return new ec2.EC2Client({ endpoint: postern.endpoint, region, credentials: postern.credentials });
}

/** A VPC with one subnet, whose default group lets everything of 10.0.0.0/8 in, and so many instances. */
export async function makePlace(postern: Started, region: string, cidr: string, count: number): Promise<Place> {
  const client = clientIn(postern, region);
  const { Vpc } = await client.send(new ec2.CreateVpcCommand({ CidrBlock: cidr }));
  const vpc = Vpc?.VpcId ?? '';
  const { Subnet } = await client.send(
    new ec2.CreateSubnetCommand({ VpcId: vpc, CidrBlock: cidr.replace(/\.0\/\d+$/, '.0/24') }),
  );
  const subnet = Subnet?.SubnetId ?? '';
  const ofVpc = { Filters: [{ Name: 'vpc-id', Values: [vpc] }] };
  const { SecurityGroups } = await client.send(new ec2.DescribeSecurityGroupsCommand(ofVpc));
  const { RouteTables } = await client.send(new ec2.DescribeRouteTablesCommand(ofVpc));
  await client.send(
    new ec2.AuthorizeSecurityGroupIngressCommand({
      GroupId: SecurityGroups?.[0]?.GroupId ?? '',
      IpPermissions: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '10.0.0.0/8' }] }],
    }),
  );
  return {
    client,
    region,
    vpc,
    cidr,
    subnet,
    table: RouteTables?.[0]?.RouteTableId ?? '',
    instances: await runInstances({ client, subnet }, count),
  };
}

type Target = { readonly VpcPeeringConnectionId: string } | { readonly TransitGatewayId: string };

export function route({ client, table }: Place, DestinationCidrBlock: string, target: Target): Promise<unknown> {
  return client.send(new ec2.CreateRouteCommand({ RouteTableId: table, DestinationCidrBlock, ...target }));
}

/** Connects two VPCs, without routes: the connection's id. */
export async function peer(near: Place, far: Place): Promise<string> {
  const { VpcPeeringConnection } = await near.client.send(
    new ec2.CreateVpcPeeringConnectionCommand({ VpcId: near.vpc, PeerVpcId: far.vpc, PeerRegion: far.region }),
  );
  const VpcPeeringConnectionId = VpcPeeringConnection?.VpcPeeringConnectionId ?? '';
  await far.client.send(new ec2.AcceptVpcPeeringConnectionCommand({ VpcPeeringConnectionId }));
  return VpcPeeringConnectionId;
}

export async function peerWithRoutes(near: Place, far: Place): Promise<void> {
  const VpcPeeringConnectionId = await peer(near, far);
  await route(near, far.cidr, { VpcPeeringConnectionId });
  await route(far, near.cidr, { VpcPeeringConnectionId });
}

/** A transit gateway with all of them attached, and their default routes to it. */
export async function joinByTransitGateway(postern: Started, places: readonly Place[]): Promise<void> {
  const client = clientIn(postern, places[0]?.region ?? '');
  const { TransitGateway } = await client.send(new ec2.CreateTransitGatewayCommand({}));
  const TransitGatewayId = TransitGateway?.TransitGatewayId ?? '';
  await applied(postern);
  for (const { vpc, subnet } of places) {
    const attached = { TransitGatewayId, VpcId: vpc, SubnetIds: [subnet] };
    await client.send(new ec2.CreateTransitGatewayVpcAttachmentCommand(attached));
  }
  await applied(postern);
  for (const place of places) await route(place, '10.0.0.0/8', { TransitGatewayId });
  await applied(postern);
}
