/** Two VPCs of two accounts, in one region or in two, and a peering connection between them, for tests of operations. */

import { type Harness, harness } from '../harness.ts';
import { vpcOperations } from './vpc.ts';
import { vpcPeeringConnectionOperations } from './vpc-peering-connection.ts';

export const requesterAccount = '111122223333';
export const accepterAccount = '444455556666';

export interface SamplePeering {
  /** Who asks, with 10.0.0.0/16 in us-east-1. */
  readonly h: Harness;
  readonly vpc: string;
  /** Who is asked, with 10.1.0.0/16. */
  readonly peer: Harness;
  readonly peerVpc: string;
}

export async function makeVpcIn(h: Harness, CidrBlock: string): Promise<string> {
  return (await h.call(vpcOperations, 'CreateVpc', { CidrBlock })).Vpc!.VpcId!;
}

export async function samplePeering(other: { account?: string; region?: string } = {}): Promise<SamplePeering> {
  const h = harness({ account: requesterAccount });
  const peer = h.as({ account: accepterAccount, ...other });
  return { h, vpc: await makeVpcIn(h, '10.0.0.0/16'), peer, peerVpc: await makeVpcIn(peer, '10.1.0.0/16') };
}

/** Asks for a connection and answers its id. */
export async function askFor({ h, vpc, peer, peerVpc }: SamplePeering): Promise<string> {
  const { account, region } = peer.context;
  const request = { VpcId: vpc, PeerVpcId: peerVpc, PeerOwnerId: account, PeerRegion: region };
  const made = await h.call(vpcPeeringConnectionOperations, 'CreateVpcPeeringConnection', request);
  return made.VpcPeeringConnection!.VpcPeeringConnectionId!;
}

/** A connection that is up. */
export async function peered(sample: SamplePeering): Promise<string> {
  const id = await askFor(sample);
  await sample.peer.call(vpcPeeringConnectionOperations, 'AcceptVpcPeeringConnection', { VpcPeeringConnectionId: id });
  return id;
}

export async function describePeering(h: Harness, id: string) {
  const asked = { VpcPeeringConnectionIds: [id] };
  const found = await h.call(vpcPeeringConnectionOperations, 'DescribeVpcPeeringConnections', asked);
  return found.VpcPeeringConnections![0]!;
}
