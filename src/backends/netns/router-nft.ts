/**
 * A VPC router's packet stages as nftables objects, one base chain per stage that the packet passes there. Rules grow with
 * groups, ACLs and distinct sets of groups; ports, subnets and members are only elements. Accepting in one base chain means
 * going on to the next. Routing itself is router-ip.ts's; group and ACL rules are their own files'.
 */

import type { Router } from '../../blueprint/blueprint.ts';
import { aclObjects } from './acl-nft.ts';
import { addressElements, addressSetHeader, isIpv4 } from './addresses.ts';
import { groupObjects, portVerdicts } from './group-nft.ts';
import {
  aclChain,
  addressSetName,
  type Direction,
  deviceOf,
  groupOf,
  internetDevice,
  secondPass,
  tableOf,
} from './names.ts';
import { type NftObject, type NftPlan, nftPlan } from './nft-plan.ts';
import { chain, drop, map, quoted, set } from './nft-words.ts';
import { translationObjects } from './translate-nft.ts';

const counted = [
  'source-check',
  'security-group-egress',
  'network-acl-egress',
  'route',
  'translate',
  'network-acl-ingress',
  'security-group-ingress',
  'deliver',
];

function sourceObjects(router: Router): readonly NftObject[] {
  const ports = router.ports.flatMap((port) =>
    port.addresses.filter(isIpv4).map((address) => `${quoted(deviceOf(port.id))} . ${address}`),
  );
  const unchecked = router.ports.filter((port) => !port.sourceCheck).map((port) => quoted(deviceOf(port.id)));
  const { resolver, metadata } = router.services;
  return [
    set('port-addresses', 'type ifname . ipv4_addr;', ports),
    set('unchecked-ports', 'type ifname;', unchecked),
    set('services', 'type ipv4_addr;', addressElements([...resolver, ...metadata])),
  ];
}

/** A gateway endpoint's link is named here too: what it may send is only ever an answer, which the next stage sees to. */
function sourceCheck(gatewayEndpoints: readonly string[], hasInternet: boolean): NftObject {
  return chain('source-check', 'type filter hook prerouting priority -300; policy drop;', [
    'iifname . ip saddr @port-addresses accept',
    'iifname "lo" accept',
    // Credentials and names are given by source address: no exception for forwarding instances.
    `ip daddr @services ${drop('source-check')}`,
    'iifname @unchecked-ports accept',
    ...gatewayEndpoints.map((device) => `iifname ${quoted(device)} accept`),
    ...(hasInternet ? [`iifname ${quoted(internetDevice)} ip daddr @public-addresses accept`] : []),
    drop('source-check'),
  ]);
}

/** Which route table a packet asks, by the subnet that it comes from. */
function routeMark(router: Router): readonly NftObject[] {
  const marks = router.subnets.map((subnet) => [`${groupOf(subnet.id)}`, `${tableOf(subnet.routeTable)}`] as const);
  const forwards = router.ports.some((port) => !port.sourceCheck);
  const again = `iifname @unchecked-ports ct direction original iifname . ip saddr != @port-addresses`;
  return [
    map('route-table-of', 'typeof iifgroup : meta mark;', marks),
    chain('route-mark', 'type filter hook prerouting priority -150; policy accept;', [
      'meta mark set iifgroup map @route-table-of',
      // What a forwarding instance sends on is part of a connection that the router has seen, yet new to its groups.
      ...(forwards ? [`${again} meta mark set meta mark or ${secondPass}`] : []),
    ]),
  ];
}

const established = `meta mark & ${secondPass} == 0 ct state established,related accept`;

function groupStages(router: Router, hasInternet: boolean): readonly NftObject[] {
  const igw = hasInternet ? [`iifname ${quoted(internetDevice)} accept`] : [];
  const out = hasInternet ? [`oifname ${quoted(internetDevice)} accept`] : [];
  return [
    map('egress-of-port', 'type ifname : verdict;', portVerdicts(router, 'egress')),
    map('ingress-of-port', 'type ifname : verdict;', portVerdicts(router, 'ingress')),
    chain('security-group-egress', 'type filter hook forward priority 0; policy drop;', [
      established,
      'iifname vmap @egress-of-port',
      ...igw,
      drop('security-group-egress'),
    ]),
    chain('security-group-ingress', 'type filter hook forward priority 50; policy drop;', [
      established,
      'oifname vmap @ingress-of-port',
      ...out,
      'oifname @gateway-endpoints accept',
      drop('security-group-ingress'),
    ]),
  ];
}

function aclOfSubnet(router: Router, direction: Direction): NftObject {
  const elements = router.subnets.map(
    (subnet) => [`${groupOf(subnet.id)}`, `goto ${aclChain(direction, subnet.networkAcl)}`] as const,
  );
  return map(`${direction}-of-subnet`, 'typeof iifgroup : verdict;', elements);
}

/** Stateless, between subnets only. Links of no subnet are in group 0. */
function aclStages(router: Router): readonly NftObject[] {
  const pairs = router.subnets.map((subnet) => `${groupOf(subnet.id)} . ${groupOf(subnet.id)}`);
  const stage = (name: string, direction: Direction, side: 'iifgroup' | 'oifgroup', priority: number) =>
    chain(name, `type filter hook forward priority ${priority}; policy drop;`, [
      'iifgroup . oifgroup @same-subnet accept',
      `${side} vmap @${direction}-of-subnet`,
      `${side} 0 accept`,
      drop(name),
    ]);
  return [
    set('same-subnet', 'typeof iifgroup . oifgroup;', pairs),
    aclOfSubnet(router, 'egress'),
    aclOfSubnet(router, 'ingress'),
    stage('network-acl-egress', 'egress', 'iifgroup', 10),
    stage('network-acl-ingress', 'ingress', 'oifgroup', 40),
  ];
}

/** Routes that lead nowhere end on the loopback device, so that what they stop can be counted. */
function routeStage(router: Router): readonly NftObject[] {
  return [
    set('vpc-cidrs', 'type ipv4_addr; flags interval;', addressElements(router.cidrs)),
    chain('route', 'type filter hook forward priority 20; policy accept;', [
      `oifname "lo" ip daddr @vpc-cidrs ${drop('deliver')}`,
      `oifname "lo" ${drop('route')}`,
    ]),
  ];
}

/** The router itself: only names and metadata, only for ports; it opens nothing. */
function ownServices(router: Router): readonly NftObject[] {
  return [
    set('resolvers', 'type ipv4_addr;', addressElements(router.services.resolver)),
    set('metadata', 'type ipv4_addr;', addressElements(router.services.metadata)),
    chain('own-services', 'type filter hook input priority 0; policy drop;', [
      'iifgroup 0 drop',
      'ip daddr @resolvers udp dport 53 accept',
      'ip daddr @resolvers tcp dport 53 accept',
      'ip daddr @metadata tcp dport 80 accept',
    ]),
    chain('own-replies', 'type filter hook output priority 0; policy drop;', [
      'ct direction reply ct state established accept',
      // The internet's packets are smaller than a VPC's; the sender must hear of it. Endpoints stay silent.
      'icmp type destination-unreachable icmp code frag-needed icmp mtu 1500 accept',
    ]),
  ];
}

function memberSets(router: Router): readonly NftObject[] {
  return router.addressSets.map(({ id, cidrs }) => {
    const elements = addressElements(cidrs);
    return set(addressSetName(id), addressSetHeader(elements), elements);
  });
}

export function routerNft(router: Router, gatewayEndpoints: readonly string[]): NftPlan {
  const hasInternet = router.internetGateway !== undefined;
  return nftPlan([
    ...counted.map((name): NftObject => ({ kind: 'counter', name })),
    ...sourceObjects(router),
    set('gateway-endpoints', 'type ifname;', gatewayEndpoints.map(quoted)),
    ...memberSets(router),
    ...translationObjects(router),
    sourceCheck(gatewayEndpoints, hasInternet),
    ...routeMark(router),
    ...groupObjects(router),
    ...groupStages(router, hasInternet),
    ...aclObjects(router),
    ...aclStages(router),
    ...routeStage(router),
    ...ownServices(router),
  ]);
}
