/**
 * The namespace of a load balancer in one zone. `eth0` is its interface in the provider's VPC; every other link is an
 * endpoint's interface in some consumer's VPC, or leads to the prober (prober-plan.ts). No address is local, because clients may
 * have any: everything is forwarded, replies by a routing table for each link.
 */

import type { Node } from '../../blueprint/blueprint.ts';
import { listenersOf, proxied } from './listener-nft.ts';
import { loadBalancerNft } from './load-balancer-nft.ts';
import { nearAddress, nodeDevice, proberDevice, routerMac, wireDevice } from './names.ts';
import { ipDigest, localPrefix, loopback, type PluggedPort } from './node-plan.ts';
import type { NamespacePlan, Piece } from './plan.ts';
import { neighbourPiece, upPiece } from './router-ip.ts';
import { proberSlot, proxyBlock, slotsOf, slotTable } from './slots.ts';

export type LoadBalancerNode = Node & { readonly kind: 'load-balancer-node' };

const settings: readonly string[] = [
  'net/ipv4/ip_forward 1',
  'net/ipv4/conf/all/rp_filter 0',
  'net/ipv4/conf/default/rp_filter 0',
  'net/ipv4/conf/all/send_redirects 0',
  'net/ipv4/conf/default/send_redirects 0',
  'net/ipv4/conf/all/accept_local 1',
  // A reset leaves by the link that its cause came through.
  'net/ipv4/fwmark_reflect 1',
  // A connection that was forgotten does not come back by itself, and one that is known is not judged by its windows.
  'net/netfilter/nf_conntrack_tcp_loose 0',
  '-net/netfilter/nf_conntrack_tcp_be_liberal 1',
  '-net/netfilter/nf_conntrack_checksum 0',
];

function vpcPieces(plugged: PluggedPort): readonly Piece[] {
  const device = nodeDevice(0);
  const { gateway } = plugged.subnet;
  return [
    upPiece(device),
    neighbourPiece(device, gateway, routerMac),
    { key: 'default', add: `route replace default via ${gateway} dev ${device} onlink`, device },
  ];
}

/** What goes out of a link is told by its mark alone. */
function linkPieces(device: string, slot: number): readonly Piece[] {
  const table = slotTable(slot);
  const rule = `fwmark ${slot} lookup ${table}`;
  return [
    upPiece(device),
    neighbourPiece(device, nearAddress, routerMac),
    {
      key: `default ${device}`,
      add: `route replace default via ${nearAddress} dev ${device} onlink table ${table}`,
      remove: `route del default table ${table}`,
      device,
    },
    { key: `rule ${slot}`, add: `rule add ${rule}`, remove: `rule del ${rule}` },
  ];
}

/** @param wired the endpoints' interfaces whose links really end here */
export function loadBalancerPlan(
  name: string,
  node: LoadBalancerNode,
  plugged: PluggedPort,
  wired: readonly string[],
): NamespacePlan {
  const slots = slotsOf(wired);
  const listeners = listenersOf(node.listeners);
  const { address, endpointRules } = node;
  const pieces = [
    loopback,
    ...vpcPieces(plugged),
    ...linkPieces(proberDevice, proberSlot),
    ...[...slots].flatMap(([id, slot]) => linkPieces(wireDevice(id), slot)),
    ...(proxied(listeners) ? [localPrefix(proxyBlock)] : []),
  ];
  const nft = loadBalancerNft({ address, listeners, slots, ...(endpointRules ? { endpointRules } : {}) });
  return { name, kind: 'node', settings, links: [], pieces, nft, digest: ipDigest({ settings, pieces }) };
}
