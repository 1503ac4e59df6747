/**
 * A VPC router's packet filter as nftables objects: who may send from where, the router's own services, the sets that rules
 * name. The stages between interfaces are in stages-nft.ts, groups, ACLs and translation in their own files. Rules grow
 * with groups, ACLs and distinct sets of groups; ports, subnets and members are only elements.
 */

import { present } from '../../base/assert.ts';
import type { Port, Router } from '../../blueprint/blueprint.ts';
import { aclObjects } from './acl-nft.ts';
import { addressElements, addressSetHeader, isIpv4 } from './addresses.ts';
import { flowLogObjects } from './flow-log-nft.ts';
import { groupObjects } from './group-nft.ts';
import { addressSetName, deviceOf, internetDevice, secondPass, tableOf } from './names.ts';
import { type NftObject, type NftPlan, nftPlan } from './nft-plan.ts';
import { chain, deviceAndAddress, drop, map, quoted, set } from './nft-words.ts';
import { ownSubnetObjects } from './own-subnet-nft.ts';
import { passageObjects, passageServices, passageSource } from './passage-nft.ts';
import type { PeeringEnd } from './peering-ip.ts';
import { peeringMembers, peeringObjects, peeringServices, peeringSource } from './peering-nft.ts';
import { symmetricPorts } from './router-ip.ts';
import { stageObjects } from './stages-nft.ts';
import { symmetricObjects } from './symmetric-nft.ts';
import { tooLargeNews } from './too-large-nft.ts';
import { forwardingPorts } from './transit-nft.ts';
import { translationObjects } from './translate-nft.ts';
import { fromDownSubnets, zoneFaultObjects } from './zone-fault-nft.ts';

const counted = [
  'zone',
  'source-check',
  'security-group-egress',
  'network-acl-egress',
  'route',
  'translate',
  'network-acl-ingress',
  'security-group-ingress',
  'deliver',
];

function addressesOf({ id, addresses }: Port): readonly string[] {
  return addresses.filter(isIpv4).map((address) => deviceAndAddress(deviceOf(id), address));
}

function sourceObjects(router: Router, { peerings }: Edges): readonly NftObject[] {
  const { resolver, metadata } = router.services;
  const addresses = [...router.ports.flatMap(addressesOf), ...peeringMembers(peerings)];
  return [
    set('port-addresses', 'type ifname . ipv4_addr;', addresses),
    set('services', 'type ipv4_addr;', addressElements([...resolver, ...metadata])),
  ];
}

/** Only to a public address that the VPC has; with the gateway's own route table, where it has one. */
function fromInternet({ internetGateway }: Router): readonly string[] {
  if (!internetGateway) return [];
  const { edge } = internetGateway;
  const mark = edge === undefined ? '' : `meta mark set ${tableOf(edge.routeTable)} `;
  return [`iifname ${quoted(internetDevice)} ip daddr @public-addresses ${mark}accept`];
}

/** The number of the route table of a port's subnet. */
function tableOfPort({ subnets }: Router): (port: Port) => number {
  const tables = new Map(subnets.map(({ id, routeTable }) => [id, tableOf(routeTable)]));
  return ({ subnet }) => present(tables.get(subnet), subnet);
}

function senderTables(router: Router): readonly NftObject[] {
  const table = tableOfPort(router);
  const byDevice = (port: Port, more = 0) => [quoted(deviceOf(port.id)), `${table(port) + more}`] as const;
  const senders = router.ports.flatMap((port) =>
    addressesOf(port).map((element) => [element, `${table(port)}`] as const),
  );
  const forwarders = forwardingPorts(router)
    .filter(({ passage }) => passage === undefined)
    .map((port) => byDevice(port, Number(secondPass)));
  const balancers = symmetricPorts(router).map((port) => byDevice(port));
  return [
    ...passageObjects(router, table),
    map('table-of-sender', 'typeof iifname . ip saddr : meta mark;', senders),
    map('table-of-forwarder', 'typeof iifname : meta mark;', forwarders),
    map('table-of-balancer', 'typeof iifname : meta mark;', balancers),
  ];
}

/**
 * Before connections are tracked, so that a forged packet cannot even disturb someone's connection. The same look marks the packet
 * with the route table of the subnet that it comes from: each further one costs every packet. Links of no subnet are in group 0, and
 * their packets are no port's; a gateway endpoint only ever answers (see stages-nft.ts).
 */
function sourceCheck(router: Router, { gatewayEndpoints, peerings }: Edges): readonly NftObject[] {
  const rules = [
    ...fromDownSubnets(router),
    ...peeringSource(peerings),
    'iifgroup 0 goto link-check',
    ...passageSource(router),
    'meta mark set iifname . ip saddr map @table-of-sender accept',
    // Credentials and names are given by source address: no exception for forwarding instances.
    `ip daddr @services ${drop('source-check')}`,
    'meta mark set iifname map @table-of-forwarder accept',
    // A load balancer may send from any address; and to the targets' groups it is a sender like any other, once.
    'meta mark set iifname map @table-of-balancer accept',
    drop('source-check'),
  ];
  const linkRules = [
    `ip daddr @services ${drop('source-check')}`,
    'iif "lo" accept',
    ...gatewayEndpoints.map((device) => `iifname ${quoted(device)} accept`),
    ...fromInternet(router),
    drop('source-check'),
  ];
  return [
    ...senderTables(router),
    chain('link-check', '', linkRules),
    chain('source-check', 'type filter hook prerouting priority -300; policy drop;', rules),
  ];
}

/** The router itself: only names and metadata, only for ports; it opens nothing. */
function ownServices(router: Router, { peerings }: Edges): readonly NftObject[] {
  return [
    set('resolvers', 'type ipv4_addr;', addressElements(router.services.resolver)),
    set('metadata', 'type ipv4_addr;', addressElements(router.services.metadata)),
    chain('own-services', 'type filter hook input priority 0; policy drop;', [
      ...peeringServices(peerings),
      ...passageServices(router),
      'iifgroup 0 drop',
      'ip daddr @resolvers udp dport 53 accept',
      'ip daddr @resolvers tcp dport 53 accept',
      'ip daddr @metadata tcp dport 80 accept',
    ]),
    chain('own-replies', 'type filter hook output priority 0; policy drop;', [
      'ct direction reply ct state established accept',
      // The internet's packets are smaller than a VPC's; the sender must hear of it. Endpoints stay silent.
      'icmp type destination-unreachable icmp code frag-needed icmp mtu 1500 accept',
      ...tooLargeNews(router, peerings),
    ]),
  ];
}

function memberSets(router: Router): readonly NftObject[] {
  return router.addressSets.map(({ id, cidrs }) => {
    const elements = addressElements(cidrs);
    return set(addressSetName(id), addressSetHeader(elements), elements);
  });
}

/** What hangs from a router besides ports. */
export interface Edges {
  /** Gateway endpoints' devices. */
  readonly gatewayEndpoints: readonly string[];
  readonly peerings: readonly PeeringEnd[];
}

const noEdges: Edges = { gatewayEndpoints: [], peerings: [] };

export function routerNft(router: Router, edges = noEdges): NftPlan {
  return nftPlan([
    ...counted.map((name): NftObject => ({ kind: 'counter', name })),
    ...sourceObjects(router, edges),
    ...memberSets(router),
    ...translationObjects(router),
    ...zoneFaultObjects(router),
    ...sourceCheck(router, edges),
    ...ownSubnetObjects(router),
    ...symmetricObjects(router),
    ...groupObjects(router),
    ...aclObjects(router),
    ...peeringObjects(router, edges.peerings),
    ...stageObjects(router, edges),
    ...flowLogObjects(router, edges),
    ...ownServices(router, edges),
  ]);
}
