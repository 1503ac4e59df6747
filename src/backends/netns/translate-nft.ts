/**
 * The internet gateway: each public address stands for one private one, both ways, and nothing without one passes. Groups and
 * ACLs see private addresses, because translation is the first thing on the way in and the last on the way out. The kernel
 * settles a connection's translation when it first sees it; behind a forwarding instance or an appliance that is too early, so there each
 * packet is translated by itself, at the price of news of errors from the internet, whose inner addresses stay as they are.
 */

import type { Edge, Router } from '../../blueprint/blueprint.ts';
import { refuse } from './flow-log-nft.ts';
import { deviceOf, internetDevice } from './names.ts';
import type { NftObject } from './nft-plan.ts';
import { chain, deviceAndAddress, map, quoted, set } from './nft-words.ts';
import { forwardingInstances } from './transit-nft.ts';

/** An internet gateway forwards nothing to these, whatever the routes say. */
const notOnTheInternet = '{ 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10, 169.254.0.0/16 }';

export function translationRules(router: Router): readonly string[] {
  if (!router.internetGateway) return [];
  const igw = quoted(internetDevice);
  return [
    // https://docs.aws.amazon.com/vpc/latest/userguide/gateway-route-tables.html: the way back is through the same middlebox.
    ...(router.internetGateway.edge
      ? [`oifname ${igw} iifname . ip saddr @redirected ${refuse(router, 'route')}`]
      : []),
    `oifname ${igw} ip daddr ${notOnTheInternet} ${refuse(router, 'translate')}`,
    `oifname ${igw} ip saddr != @translated-addresses ${refuse(router, 'translate')}`,
  ];
}

function seesPacketsTwice(router: Router): boolean {
  const returns = router.ports.some(({ passage }) => passage === 'gateway-load-balancer');
  return returns || forwardingInstances(router).length > 0;
}

export function translationObjects(router: Router): readonly NftObject[] {
  if (!router.internetGateway) return [];
  const { translations, edge } = router.internetGateway;
  const igw = quoted(internetDevice);
  return [
    set(
      'public-addresses',
      'type ipv4_addr;',
      translations.map(({ publicAddress }) => publicAddress),
    ),
    set(
      'translated-addresses',
      'type ipv4_addr;',
      translations.map(({ privateAddress }) => privateAddress),
    ),
    map(
      'public-of',
      'type ipv4_addr : ipv4_addr;',
      translations.map(({ publicAddress, privateAddress }) => [privateAddress, publicAddress] as const),
    ),
    map(
      'private-of',
      'type ipv4_addr : ipv4_addr;',
      translations.map(({ publicAddress, privateAddress }) => [publicAddress, privateAddress] as const),
    ),
    ...redirectedSet(edge),
    ...(seesPacketsTwice(router) ? byPacket(igw) : byConnection(igw)),
  ];
}

function redirectedSet(edge: Edge | undefined): readonly NftObject[] {
  if (edge === undefined) return [];
  const elements = edge.redirected.map(({ port, address }) => deviceAndAddress(deviceOf(port), address));
  return [set('redirected', 'type ifname . ipv4_addr;', elements)];
}

function byConnection(igw: string): readonly NftObject[] {
  return [
    chain('translate-in', 'type nat hook prerouting priority -100; policy accept;', [
      `iifname ${igw} dnat to ip daddr map @private-of`,
    ]),
    chain('translate-out', 'type nat hook postrouting priority 100; policy accept;', [
      `oifname ${igw} snat to ip saddr map @public-of`,
    ]),
  ];
}

/** Between the source check and the kernel's tracking of connections, which then knows private addresses only. */
function byPacket(igw: string): readonly NftObject[] {
  return [
    chain('translate-in', 'type filter hook prerouting priority -298; policy accept;', [
      `iifname ${igw} ip daddr set ip daddr map @private-of`,
    ]),
    chain('translate-out', 'type filter hook postrouting priority 100; policy accept;', [
      `oifname ${igw} ip saddr set ip saddr map @public-of`,
    ]),
  ];
}
