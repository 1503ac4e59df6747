/**
 * The namespace of a gateway load balancer in one zone. `eth0` is its interface in the provider's VPC; every other link is an
 * endpoint's interface in some consumer's VPC, and has a TUN device of its own: what comes out of the one goes into the other, both
 * ways, whatever its addresses. A process between the TUN devices and `eth0` carries the packets to appliances and back
 * (src/host); while it is away, nothing passes. No connection is tracked here.
 */

import { assert } from '../../base/assert.ts';
import type { GatewayLoadBalancerNode } from '../../blueprint/load-balancer.ts';
import { isIpv4 } from './addresses.ts';
import { forwardingSettings } from './forwarding-settings.ts';
import { loadBalancerProblems } from './limits.ts';
import { endpointMtu, neighbourPiece, upPiece } from './link-plan.ts';
import { nearAddress, nodeDevice, routerMac, tunnelDevice, wireDevice } from './names.ts';
import { type NftPlan, nftPlan } from './nft-plan.ts';
import { chain, quoted, set } from './nft-words.ts';
import { ipDigest, loopback, type PluggedPort } from './node-plan.ts';
import type { NamespacePlan, Piece } from './plan.ts';
import { slotsOf, slotTable } from './slots.ts';

const settings: readonly string[] = [...forwardingSettings, 'net/ipv4/conf/all/accept_local 1'];

const device = nodeDevice(0);

/** What its own process sends and takes. Whatever comes out of another device may have this very address, and goes on. */
function ownPieces({ address }: GatewayLoadBalancerNode, { subnet }: PluggedPort): readonly Piece[] {
  const length = subnet.cidr.slice(subnet.cidr.indexOf('/') + 1);
  return [
    loopback,
    { key: 'local in', add: `rule add priority 0 iif ${device} lookup local` },
    { key: 'local out', add: 'rule add priority 0 iif lo lookup local' },
    // The kernel's own, which stands before them and asks for no device.
    { key: 'always local', add: 'rule del priority 0 lookup local' },
    upPiece(device),
    { key: `address ${address}`, add: `addr replace ${address}/${length} dev ${device} noprefixroute`, device },
    neighbourPiece(device, subnet.gateway, routerMac),
    { key: 'default', add: `route replace default via ${subnet.gateway} dev ${device} onlink`, device },
  ];
}

const wirePriority = 10;
/** Routing tables that lead into TUN devices begin here, those that lead out of wires at the slots' own. */
const firstTunnelTable = 0x2_0000;

function rulePiece(from: string, table: number): Piece {
  const words = `priority ${wirePriority} iif ${from} lookup ${table}`;
  return { key: `rule ${from}`, add: `rule add ${words}`, remove: `rule del ${words}` };
}

/** The routes of a TUN device go with it. A queue as long as other devices have: its reader is a process. */
function wirePieces(endpoint: string, slot: number): readonly Piece[] {
  const wire = wireDevice(endpoint);
  const tunnel = tunnelDevice(endpoint);
  const inward = firstTunnelTable + slot;
  const outward = slotTable(slot);
  const up = `link set dev ${tunnel} mtu ${endpointMtu} txqueuelen 1000 addrgenmode none up`;
  return [
    rulePiece(wire, inward),
    rulePiece(tunnel, outward),
    { key: `tunnel ${tunnel}`, add: `tuntap add dev ${tunnel} mode tun`, remove: `link del dev ${tunnel}` },
    { key: `up ${tunnel}`, add: up },
    { key: `into ${tunnel}`, add: `route replace default dev ${tunnel} table ${inward}` },
    upPiece(wire),
    neighbourPiece(wire, nearAddress, routerMac),
    {
      key: `out of ${wire}`,
      add: `route replace default via ${nearAddress} dev ${wire} onlink table ${outward}`,
      remove: `route del default table ${outward}`,
      device: wire,
    },
  ];
}

const vpcSide = quoted(device);
const geneve = 'udp dport 6081';

/**
 * Endpoints say nothing of what is too large for them; what connections announce fits
 * (https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-limits-endpoints.html).
 */
const clamp = `tcp flags & syn == syn tcp option maxseg size set ${endpointMtu - 40}`;

/** Health checks are told from what appliances begin themselves by TCP's flags, for no connection is tracked. */
function filter({ appliances }: GatewayLoadBalancerNode, wired: readonly string[]): NftPlan {
  const passages = wired.flatMap((endpoint) => {
    const [wire, tunnel] = [quoted(wireDevice(endpoint)), quoted(tunnelDevice(endpoint))];
    return [`${wire} . ${tunnel}`, `${tunnel} . ${wire}`];
  });
  const addresses = appliances.map(({ address }) => address).filter(isIpv4);
  return nftPlan([
    set('passages', 'type ifname . ifname;', passages),
    set('appliances', 'type ipv4_addr;', addresses),
    chain('input', 'type filter hook input priority 0; policy drop;', [
      `iifname ${vpcSide} ip saddr @appliances ${geneve} accept`,
      `iifname ${vpcSide} ip saddr @appliances tcp flags & (syn | ack) != syn accept`,
    ]),
    chain('forward', 'type filter hook forward priority 0; policy drop;', [
      clamp,
      'iifname . oifname @passages accept',
    ]),
    chain('output', 'type filter hook output priority 0; policy drop;', [
      `oifname ${vpcSide} ip daddr @appliances ${geneve} accept`,
      `oifname ${vpcSide} ip daddr @appliances meta l4proto tcp accept`,
    ]),
  ]);
}

/** @param wired the endpoints' interfaces whose links really end here */
export function gatewayLoadBalancerPlan(
  name: string,
  node: GatewayLoadBalancerNode,
  plugged: PluggedPort,
  wired: readonly string[],
): NamespacePlan {
  const problems = loadBalancerProblems(node.id, wired);
  assert(problems.length === 0, problems.join('; '));
  const pieces = [
    ...ownPieces(node, plugged),
    ...[...slotsOf(wired)].flatMap(([endpoint, slot]) => wirePieces(endpoint, slot)),
  ];
  return {
    name,
    kind: 'node',
    settings,
    links: [],
    pieces,
    nft: filter(node, wired),
    digest: ipDigest({ settings, pieces }),
  };
}
