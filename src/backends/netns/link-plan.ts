/**
 * Links and what every end of one needs: a pair of devices, up, with the hardware address of its other end known. Sizes of
 * packets are AWS's, by where a link leads.
 */

import { routerMac } from './names.ts';
import type { LinkPlan, Piece } from './plan.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/network_mtu.html */
export const vpcMtu = 9001;
export const interRegionMtu = 8500;
export const transitMtu = 8500;
/** https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-limits-endpoints.html */
export const endpointMtu = 8500;
export const internetMtu = 1500;

export function linkTo(
  device: string,
  peer: LinkPlan['peer'],
  options: { readonly group: number; readonly mtu: number; readonly mac: string },
): LinkPlan {
  const near = `link add ${device} address ${routerMac} mtu ${options.mtu} group ${options.group}`;
  const far = `peer name ${peer.device} netns ${peer.namespace} address ${options.mac} mtu ${options.mtu}`;
  return { device, peer, add: `${near} type veth ${far}` };
}

export function upPiece(device: string): Piece {
  return { key: `up ${device}`, add: `link set dev ${device} addrgenmode none up`, device };
}

export function neighbourPiece(device: string, address: string, mac: string): Piece {
  return {
    key: `neighbour ${device} ${address}`,
    add: `neigh replace ${address} lladdr ${mac} nud permanent dev ${device}`,
    remove: `neigh del ${address} dev ${device}`,
    device,
  };
}
