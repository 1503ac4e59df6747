/**
 * The prober's namespace: where health checks and the far halves of proxied connections are opened, so that they take a load
 * balancer's way to its targets. One link to each load balancer's namespace, each with an address of its own to send from.
 * Nothing reaches it but answers.
 */

import type { Node } from '../../blueprint/blueprint.ts';
import { linkTo, neighbourPiece, upPiece, vpcMtu } from './link-plan.ts';
import { deviceOf, farAddress, farMac, namespaceOf, proberDevice, proberId } from './names.ts';
import { nftPlan } from './nft-plan.ts';
import { chain } from './nft-words.ts';
import { ipDigest, loopback } from './node-plan.ts';
import type { LinkPlan, NamespacePlan, Piece } from './plan.ts';
import { proberAddresses, proberTables } from './slots.ts';

const settings: readonly string[] = ['net/ipv4/conf/all/rp_filter 0', 'net/ipv4/conf/default/rp_filter 0'];

const nft = nftPlan([
  chain('input', 'type filter hook input priority 0; policy drop;', ['ct state established,related accept']),
  chain('forward', 'type filter hook forward priority 0; policy drop;', []),
]);

function linkPieces(id: string, address: string, table: number): readonly Piece[] {
  const device = deviceOf(id);
  const rule = `from ${address} lookup ${table}`;
  return [
    upPiece(device),
    { key: `address ${device}`, add: `addr replace ${address}/32 dev ${device}`, device },
    neighbourPiece(device, farAddress, farMac),
    {
      key: `default ${device}`,
      add: `route replace default via ${farAddress} dev ${device} onlink src ${address} table ${table}`,
      device,
    },
    { key: `rule ${address}`, add: `rule add ${rule}`, remove: `rule del ${rule}` },
  ];
}

/** Ids of the nodes that have a link there. */
export function probedNodes(nodes: readonly Node[]): readonly string[] {
  return nodes.filter(({ kind }) => kind === 'load-balancer-node').map(({ id }) => id);
}

export function proberPlan(prefix: string, nodes: readonly string[]): NamespacePlan {
  const addresses = proberAddresses(nodes);
  const tables = proberTables(nodes);
  const links = nodes.map((id): LinkPlan => {
    const peer = { namespace: namespaceOf(prefix, id), device: proberDevice };
    return linkTo(deviceOf(id), peer, { group: 0, mtu: vpcMtu, mac: farMac });
  });
  const pieces = [loopback, ...nodes.flatMap((id) => linkPieces(id, addresses.get(id) ?? '', tables.get(id) ?? 0))];
  const digest = ipDigest({ settings: [...settings, ...links.map(({ add }) => add)], pieces });
  return { name: namespaceOf(prefix, proberId), kind: 'prober', settings, links, pieces, nft, digest };
}
