/**
 * What a VPC's DNS server knows of peer VPCs. Private names of a peer's hosts hold within the region; between regions, and for
 * the private addresses behind public names, the peer must allow it. Both VPCs need both DNS attributes. Private names of
 * endpoints and private hosted zones stay in their VPCs.
 * https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-dns.html
 */

import type { Network } from '../model/network.ts';
import type { Vpc } from '../model/vpc.ts';
import { isInterRegion, peeringsOf, sidesFrom, type VpcPeeringConnection } from '../model/vpc-peering-connection.ts';

const hasNames = ({ enableDnsSupport, enableDnsHostnames }: Vpc): boolean => enableDnsSupport && enableDnsHostnames;

/** The peer across a connection, where its hosts have names. */
function namedPeer(network: Network, vpc: Vpc, connection: VpcPeeringConnection): readonly Vpc[] {
  const far = network.get('vpc', sidesFrom(connection, vpc.id).far.vpc);
  return far && hasNames(far) ? [far] : [];
}

const isAllowed = (connection: VpcPeeringConnection, vpc: Vpc): boolean =>
  sidesFrom(connection, vpc.id).far.allowDnsResolutionFromRemoteVpc;

/** The VPCs whose hosts' private names, and names of private addresses, hold in a VPC: itself first. */
export function vpcsKnownByName(network: Network, vpc: Vpc): readonly Vpc[] {
  if (!hasNames(vpc)) return [];
  const peerings = peeringsOf(network, vpc.id).filter((one) => !isInterRegion(one) || isAllowed(one, vpc));
  return [vpc, ...peerings.flatMap((one) => namedPeer(network, vpc, one))];
}

/** Whether public names of hosts in a VPC, the same or a peer, mean their private addresses where they are asked for. */
export function showsPrivateAddresses(network: Network, vpc: Vpc, ofVpc: string): boolean {
  if (!hasNames(vpc)) return false;
  if (ofVpc === vpc.id) return true;
  const peerings = peeringsOf(network, vpc.id).filter((one) => isAllowed(one, vpc));
  return peerings.flatMap((one) => namedPeer(network, vpc, one)).some(({ id }) => id === ofVpc);
}
