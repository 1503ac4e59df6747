/**
 * The namespace of a load balancer in one zone. `eth0` is its interface in the provider's VPC; every other link is an
 * endpoint's interface in some consumer's VPC, or leads to the prober (prober-plan.ts). No address is local, because clients may
 * have any: everything is forwarded, replies by a routing table for each link.
 */

import { assert } from '../../base/assert.ts';
import type { Node } from '../../blueprint/blueprint.ts';
import { forwardingSettings } from './forwarding-settings.ts';
import { loadBalancerProblems } from './limits.ts';
import { neighbourPiece, upPiece } from './link-plan.ts';
import { listenersOf, proxied } from './listener-nft.ts';
import { loadBalancerNft } from './load-balancer-nft.ts';
import { nearAddress, nodeDevice, proberDevice, routerMac, wireDevice } from './names.ts';
import { ipDigest, localPrefix, loopback, type PluggedPort } from './node-plan.ts';
import type { NamespacePlan, Piece } from './plan.ts';
import { proberSlot, proxyAddress, slotMask, slotsOf, slotTable, vpcSlot } from './slots.ts';

export type LoadBalancerNode = Node & { readonly kind: 'load-balancer-node' };

const settings: readonly string[] = [
  ...forwardingSettings,
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

/**
 * The kernel asks one rule after the other. Requests have no slot and are done with the first; replies are sent on by the last
 * bits of their slot, so that they meet a fraction of the others. One whose link is gone must not go to the VPC, where
 * somebody may have its receiver's address.
 */
const buckets = 32;
const firstBucket = 10;
const firstSlotRule = firstBucket + buckets;
const afterSlotRules = firstSlotRule + buckets;

function rulePiece(words: string): Piece {
  return { key: `rule ${words}`, add: `rule add ${words}`, remove: `rule del ${words}` };
}

/** A reply leaves by its slot's link, also where its receiver has an address that is a proxy's here. */
const localPieces: readonly Piece[] = [
  { key: 'local', add: `rule add priority 0 fwmark ${vpcSlot}/${slotMask} lookup local` },
  // The kernel's own, which stands before it and asks for no mark.
  { key: 'always local', add: 'rule del priority 0 lookup local' },
];

function bucketPieces(slots: readonly number[]): readonly Piece[] {
  const used = [...new Set(slots.map((slot) => slot % buckets))].sort((one, other) => one - other);
  return [
    rulePiece(`priority 1 fwmark ${vpcSlot}/${slotMask} lookup main`),
    rulePiece(`blackhole priority ${afterSlotRules}`),
    ...used.map((bucket) =>
      rulePiece(`priority ${firstBucket + bucket} fwmark ${bucket}/${buckets - 1} goto ${firstSlotRule + bucket}`),
    ),
  ];
}

/** What goes out of a link is told by its mark alone. */
function linkPieces(device: string, slot: number): readonly Piece[] {
  const table = slotTable(slot);
  return [
    upPiece(device),
    neighbourPiece(device, nearAddress, routerMac),
    {
      key: `default ${device}`,
      add: `route replace default via ${nearAddress} dev ${device} onlink table ${table}`,
      remove: `route del default table ${table}`,
      device,
    },
    rulePiece(`priority ${firstSlotRule + (slot % buckets)} fwmark ${slot} lookup ${table}`),
  ];
}

/** @param wired the endpoints' interfaces whose links really end here */
export function loadBalancerPlan(
  name: string,
  node: LoadBalancerNode,
  plugged: PluggedPort,
  wired: readonly string[],
): NamespacePlan {
  const problems = loadBalancerProblems(node.id, wired);
  assert(problems.length === 0, problems.join('; '));
  const slots = slotsOf(wired);
  const listeners = listenersOf(node.listeners);
  const { address, endpointRules } = node;
  const pieces = [
    loopback,
    ...localPieces,
    ...vpcPieces(plugged),
    ...bucketPieces([proberSlot, ...slots.values()]),
    ...linkPieces(proberDevice, proberSlot),
    ...[...slots].flatMap(([id, slot]) => linkPieces(wireDevice(id), slot)),
    ...(proxied(listeners) ? [vpcSlot, ...slots.values()] : []).map((slot) => localPrefix(`${proxyAddress(slot)}/32`)),
  ];
  const nft = loadBalancerNft({ address, listeners, slots, ...(endpointRules ? { endpointRules } : {}) });
  return { name, kind: 'node', settings, links: [], pieces, nft, digest: ipDigest({ settings, pieces }) };
}
