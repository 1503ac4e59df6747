/**
 * Namespaces of what is plugged into a router: instances, interface endpoints, resolver endpoints, gateway endpoints and NAT gateways. An
 * instance's has no packet filter at all: everything is decided at the router, out of its reach.
 */

import { unreachable } from '../../base/assert.ts';
import type { Node, Port, SubnetPlan } from '../../blueprint/blueprint.ts';
import { addressElements, isIpv4 } from './addresses.ts';
import { forwardingSettings } from './forwarding-settings.ts';
import { hashText } from './hash.ts';
import { neighbourPiece, upPiece } from './link-plan.ts';
import { nearAddress, nodeDevice, routerMac } from './names.ts';
import { type NftPlan, nftPlan } from './nft-plan.ts';
import { chain, set } from './nft-words.ts';
import type { NamespacePlan, Piece } from './plan.ts';

/** Routing tables of an instance's second and further interfaces begin here. */
const firstDeviceTable = 1000;
/** Where a forwarding instance looks first for what is not its own. */
const forwardingTable = 999;

export const loopback: Piece = { key: 'up lo', add: 'link set dev lo up' };

export interface PluggedPort {
  readonly index: number;
  readonly port: Port;
  readonly subnet: SubnetPlan;
}

function prefixLength(cidr: string): string {
  return cidr.slice(cidr.indexOf('/') + 1);
}

function addressPieces(device: string, { port, subnet }: PluggedPort): readonly Piece[] {
  return port.addresses.filter(isIpv4).map((address, place) => {
    const cidr = `${address}/${place === 0 ? prefixLength(subnet.cidr) : 32}`;
    return {
      key: `address ${device} ${address}`,
      add: `addr replace ${cidr} dev ${device} noprefixroute`,
      remove: `addr del ${cidr} dev ${device}`,
      device,
    };
  });
}

/** The first interface has the default route; the others answer from their own addresses only. */
function routePieces(device: string, plugged: PluggedPort): readonly Piece[] {
  const { gateway } = plugged.subnet;
  const source = plugged.port.addresses[0] ?? '';
  const way = `via ${gateway} dev ${device} onlink src ${source}`;
  if (plugged.index === 0) return [{ key: 'default', add: `route replace default ${way}`, device }];
  const table = firstDeviceTable + plugged.index;
  const rules = plugged.port.addresses.filter(isIpv4).map((address): Piece => {
    const rule = `from ${address} lookup ${table}`;
    return { key: `rule ${address}`, add: `rule add ${rule}`, remove: `rule del ${rule}` };
  });
  return [{ key: `default ${device}`, add: `route replace default ${way} table ${table}`, device }, ...rules];
}

/**
 * A forwarding instance sends on by the interface in the destination's subnet, as a Linux with connected routes does, else by the
 * first one. What it sends itself goes the way of its own address.
 */
function forwardingPieces(plugged: readonly PluggedPort[]): readonly Piece[] {
  if (plugged.length < 2) return [];
  const ways = new Map<string, Piece>();
  for (const { index, subnet } of plugged) {
    const device = nodeDevice(index);
    const add = `route replace ${subnet.cidr} via ${subnet.gateway} dev ${device} onlink table ${forwardingTable}`;
    const remove = `route del ${subnet.cidr} table ${forwardingTable}`;
    if (!ways.has(subnet.id)) ways.set(subnet.id, { key: `forwarding ${subnet.id}`, add, remove, device });
  }
  const rules = plugged.map(({ index }): Piece => {
    const rule = `iif ${nodeDevice(index)} lookup ${forwardingTable}`;
    return { key: `rule ${nodeDevice(index)}`, add: `rule add ${rule}`, remove: `rule del ${rule}` };
  });
  return [...ways.values(), ...rules];
}

function portPieces(plugged: PluggedPort): readonly Piece[] {
  const device = nodeDevice(plugged.index);
  return [
    upPiece(device),
    ...addressPieces(device, plugged),
    neighbourPiece(device, plugged.subnet.gateway, routerMac),
    ...routePieces(device, plugged),
  ];
}

const manyDevicesSettings = ['net/ipv4/conf/all/rp_filter 0', 'net/ipv4/conf/default/rp_filter 0'];

const answersOnly = chain('answers', 'type filter hook output priority 0; policy drop;', [
  'oifname "lo" accept',
  'ct direction reply ct state established accept',
]);

const noForwarding = chain('forward', 'type filter hook forward priority 0; policy drop;', []);

/** https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html: no ping, and never the first to speak. */
const endpointNft = nftPlan([
  chain('requests', 'type filter hook input priority 0; policy drop;', [
    'iifname "lo" accept',
    'meta l4proto tcp accept',
  ]),
  noForwarding,
  answersOnly,
]);

const inboundNft = nftPlan([
  chain('requests', 'type filter hook input priority 0; policy drop;', [
    'iifname "lo" accept',
    'meta l4proto { tcp, udp } th dport 53 accept',
  ]),
  noForwarding,
  answersOnly,
]);

/** It asks, whichever port a rule names, and hears answers alone. */
const outboundNft = nftPlan([
  chain('answers', 'type filter hook input priority 0; policy drop;', [
    'iifname "lo" accept',
    'ct direction reply ct state established accept',
  ]),
  noForwarding,
  chain('requests', 'type filter hook output priority 0; policy drop;', [
    'oifname "lo" accept',
    'meta l4proto { tcp, udp } ct direction original accept',
  ]),
]);

const gatewayEndpointNft = nftPlan([
  chain('requests', 'type filter hook input priority 0; policy drop;', [
    'iifname "lo" accept',
    'meta l4proto tcp accept',
    'icmp type echo-request accept',
  ]),
  noForwarding,
  answersOnly,
]);

/** https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html: ports 1024 to 65535. */
function natNft(node: Node & { readonly kind: 'nat-gateway' }): NftPlan {
  return nftPlan([
    set('sources', 'type ipv4_addr; flags interval;', addressElements(node.sources)),
    chain('requests', 'type filter hook input priority 0; policy drop;', []),
    chain('own', 'type filter hook output priority 0; policy drop;', []),
    chain('forward', 'type filter hook forward priority 0; policy drop;', [
      'ct state established,related accept',
      'ip saddr @sources ct state new accept',
    ]),
    chain('translate', 'type nat hook postrouting priority 100; policy accept;', [
      `meta l4proto { tcp, udp } snat to ${node.address}:1024-65535`,
      `snat to ${node.address}`,
    ]),
  ]);
}

function farLinkPieces(): readonly Piece[] {
  const device = nodeDevice(0);
  return [
    upPiece(device),
    neighbourPiece(device, nearAddress, routerMac),
    { key: 'default', add: `route replace default via ${nearAddress} dev ${device} onlink`, device },
  ];
}

export function localPrefix(cidr: string): Piece {
  return {
    key: `local ${cidr}`,
    add: `route replace local ${cidr} dev lo table local`,
    remove: `route del local ${cidr} dev lo table local`,
  };
}

interface Content {
  readonly settings: readonly string[];
  readonly pieces: readonly Piece[];
  readonly nft?: NftPlan;
}

export function ipDigest(content: { readonly settings: readonly string[]; readonly pieces: readonly Piece[] }): string {
  return hashText([...content.settings, ...content.pieces.map(({ add }) => add)].join('\n'));
}

type PlannedElsewhere = 'service-endpoint' | 'load-balancer-node' | 'gateway-load-balancer-node';

/** What has a namespace of its own that is planned here; load balancers' are in plans of their own. */
export type PlainNode = Exclude<Node, { readonly kind: PlannedElsewhere }>;

function contentOf(node: PlainNode, plugged: readonly PluggedPort[]): Content {
  const pieces = [loopback, ...plugged.flatMap(portPieces)];
  switch (node.kind) {
    case 'instance':
      if (node.forwards) return { settings: forwardingSettings, pieces: [...pieces, ...forwardingPieces(plugged)] };
      return { settings: plugged.length > 1 ? manyDevicesSettings : [], pieces };
    case 'endpoint':
      return { settings: [], pieces, nft: endpointNft };
    case 'resolver-endpoint':
      return { settings: [], pieces, nft: node.direction === 'inbound' ? inboundNft : outboundNft };
    case 'nat-gateway':
      return { settings: forwardingSettings, pieces, nft: natNft(node) };
    case 'gateway-endpoint': {
      const prefixes = node.prefixes.filter(isIpv4).map(localPrefix);
      return { settings: [], pieces: [loopback, ...prefixes, ...farLinkPieces()], nft: gatewayEndpointNft };
    }
    default:
      return unreachable(node);
  }
}

export function portsOf(node: Node): readonly { readonly index: number; readonly port: string }[] {
  if (node.kind === 'instance') return node.devices;
  return node.kind === 'gateway-endpoint' ? [] : [{ index: 0, port: node.port }];
}

export function nodePlan(name: string, node: PlainNode, plugged: readonly PluggedPort[]): NamespacePlan {
  const content = contentOf(node, plugged);
  return { name, kind: 'node', links: [], ...content, digest: ipDigest(content) };
}
