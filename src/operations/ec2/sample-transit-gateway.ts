/** A transit gateway and VPCs to attach to it, for tests of operations. */

import { type Harness, harness } from '../harness.ts';
import { ec2Operations as ec2 } from './table.ts';

export interface SampleTransitGateway {
  /** The gateway's owner, in us-east-1. */
  readonly h: Harness;
  readonly gateway: string;
  /** Its default route table, for association and propagation. */
  readonly table: string;
}

export async function sampleTransitGateway(h: Harness = harness()): Promise<SampleTransitGateway> {
  const made = await h.call(ec2, 'CreateTransitGateway', {});
  const { TransitGatewayId, Options } = made.TransitGateway!;
  return { h, gateway: TransitGatewayId!, table: Options!.AssociationDefaultRouteTableId! };
}

export interface SampleVpc {
  readonly vpc: string;
  /** Of two zones. */
  readonly subnets: readonly [string, string];
  /** Another one in the first zone. */
  readonly beside: string;
  readonly mainTable: string;
}

/** @param network the first two numbers of its /16 */
export async function sampleVpc(h: Harness, network = '10.0'): Promise<SampleVpc> {
  const vpc = (await h.call(ec2, 'CreateVpc', { CidrBlock: `${network}.0.0/16` })).Vpc!.VpcId!;
  const subnet = async (third: number, AvailabilityZoneId: string): Promise<string> => {
    const request = { VpcId: vpc, CidrBlock: `${network}.${third}.0/24`, AvailabilityZoneId };
    return (await h.call(ec2, 'CreateSubnet', request)).Subnet!.SubnetId!;
  };
  const zone = h.context.region === 'us-east-1' ? 'use1' : 'usw2';
  return {
    vpc,
    subnets: [await subnet(1, `${zone}-az1`), await subnet(2, `${zone}-az2`)],
    beside: await subnet(3, `${zone}-az1`),
    mainTable: h.network.find('route-table', `main:${vpc}`)[0]!.id,
  };
}

/** Attaches a VPC in both zones, and answers the attachment's id. */
export async function attach(h: Harness, gateway: string, { vpc, subnets }: SampleVpc): Promise<string> {
  const request = { TransitGatewayId: gateway, VpcId: vpc, SubnetIds: [...subnets] };
  const made = await h.call(ec2, 'CreateTransitGatewayVpcAttachment', request);
  return made.TransitGatewayVpcAttachment!.TransitGatewayAttachmentId!;
}

/** Asks a gateway of another caller's for a peering, and answers the attachment's id. */
export async function askForPeering(one: SampleTransitGateway, other: SampleTransitGateway): Promise<string> {
  const { account: PeerAccountId, region: PeerRegion } = other.h.context;
  const request = { TransitGatewayId: one.gateway, PeerTransitGatewayId: other.gateway, PeerAccountId, PeerRegion };
  const made = await one.h.call(ec2, 'CreateTransitGatewayPeeringAttachment', request);
  return made.TransitGatewayPeeringAttachment!.TransitGatewayAttachmentId!;
}
