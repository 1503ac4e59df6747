/**
 * A VPC router's links, addresses and routes as `ip` lines. Every port is a link of its own and every address a route to one
 * host, so neighbours meet the router's stages like strangers do. No address is ever asked for: neighbours are permanent.
 */

import type { Port, RoutePlan, Router, SubnetPlan } from '../../blueprint/blueprint.ts';
import { isIpv4 } from './addresses.ts';
import { quietForwardingSettings } from './forwarding-settings.ts';
import { endpointMtu, internetMtu, linkTo, neighbourPiece, transitMtu, upPiece, vpcMtu } from './link-plan.ts';
import { deviceOf, farAddress, farMac, internetDevice, tableMask, tableOf } from './names.ts';
import { portGroup } from './passage-nft.ts';
import { type PeeringEnd, peeringLinks, peeringPieces } from './peering-ip.ts';
import type { LinkPlan, Piece } from './plan.ts';

export const routerSettings: readonly string[] = [
  ...quietForwardingSettings,
  // Sources are checked per port before routing; the kernel's own look would cost a second route search per packet.
  'net/ipv4/conf/all/accept_local 1',
  // A connection through a forwarding instance shows each packet twice.
  '-net/netfilter/nf_conntrack_tcp_be_liberal 1',
  // The receiver looks at checksums itself.
  '-net/netfilter/nf_conntrack_checksum 0',
];

export function symmetricPorts(router: Router): readonly Port[] {
  return router.ports.filter(({ symmetric }) => symmetric);
}

/** Where the far ends of the router's links are. */
export interface Surroundings {
  readonly peers: ReadonlyMap<string, LinkPlan['peer']>;
  readonly endpointPorts: ReadonlySet<string>;
  /** Gateway endpoints' nodes by id. */
  readonly gatewayEndpoints: ReadonlyMap<string, LinkPlan['peer']>;
  readonly internet: LinkPlan['peer'];
  /** Of the peering connections that have both ends. */
  readonly peerings: readonly PeeringEnd[];
}

function portPieces(port: Port): readonly Piece[] {
  const device = deviceOf(port.id);
  const pieces: Piece[] = [upPiece(device)];
  for (const address of port.addresses.filter(isIpv4)) {
    pieces.push(neighbourPiece(device, address, port.mac), {
      key: `route ${device} ${address}`,
      add: `route replace ${address}/32 dev ${device}`,
      remove: `route del ${address}/32 dev ${device}`,
      device,
    });
  }
  return pieces;
}

function farPieces(device: string): readonly Piece[] {
  return [upPiece(device), neighbourPiece(device, farAddress, farMac)];
}

/** The route's words after its destination, and the device that it hangs on. */
function targetWords(router: Router, around: Surroundings, route: RoutePlan): { words: string; device?: string } {
  const nowhere = { words: 'dev lo' };
  const { target } = route;
  switch (target.kind) {
    case 'local':
      return { words: '' };
    case 'internet-gateway':
      if (!router.internetGateway) return nowhere;
      return { words: `via ${farAddress} dev ${internetDevice} onlink`, device: internetDevice };
    case 'port': {
      const address = router.ports.find(({ id }) => id === target.port)?.addresses[0];
      // Also where the far end of an endpoint's wire is not there.
      if (address === undefined || !around.peers.has(target.port)) return nowhere;
      const device = deviceOf(target.port);
      return { words: `via ${address} dev ${device} onlink`, device };
    }
    case 'node': {
      if (!around.gatewayEndpoints.has(target.node)) return nowhere;
      const device = deviceOf(target.node);
      return { words: `via ${farAddress} dev ${device} onlink`, device };
    }
    case 'peering': {
      const end = around.peerings.find(({ link }) => link.id === target.peering);
      return end ? { words: `via ${end.nextHop} dev ${end.device} onlink`, device: end.device } : nowhere;
    }
    case 'blackhole':
      return nowhere;
  }
}

function tablePieces(router: Router, around: Surroundings): readonly Piece[] {
  return router.routeTables.flatMap(({ id, routes }) => {
    const table = tableOf(id);
    const rule = `fwmark ${table}/${tableMask} lookup ${table}`;
    const pieces: Piece[] = [{ key: `rule ${table}`, add: `rule add ${rule}`, remove: `rule del ${rule}` }];
    for (const route of routes) {
      if (!isIpv4(route.destination)) continue;
      const { words, device } = targetWords(router, around, route);
      const kind = route.target.kind === 'local' ? 'throw ' : '';
      pieces.push({
        key: `route ${table} ${route.destination}`,
        add: `route replace ${kind}${route.destination} ${words} table ${table}`,
        remove: `route del ${kind}${route.destination} table ${table}`,
        ...(device === undefined ? {} : { device }),
      });
    }
    return pieces;
  });
}

/** Replies that shall go back to a load balancer, not to the client whose address it sent on (symmetric-nft.ts). */
function symmetricPieces(router: Router, around: Surroundings): readonly Piece[] {
  return symmetricPorts(router).flatMap((port) => {
    const address = port.addresses.find(isIpv4);
    if (address === undefined || !around.peers.has(port.id)) return [];
    const device = deviceOf(port.id);
    const table = tableOf(port.id);
    const rule = `fwmark ${table}/${tableMask} lookup ${table}`;
    return [
      { key: `rule ${table}`, add: `rule add ${rule}`, remove: `rule del ${rule}` },
      {
        key: `back ${device}`,
        add: `route replace default via ${address} dev ${device} onlink table ${table}`,
        remove: `route del default table ${table}`,
        device,
      },
    ];
  });
}

function localAddress(address: string): Piece {
  return {
    key: `address ${address}`,
    add: `addr replace ${address}/32 dev lo`,
    remove: `addr del ${address}/32 dev lo`,
  };
}

/** What no table sends elsewhere ends here; hosts' own routes are more specific. */
function nowherePieces(router: Router): readonly Piece[] {
  return [...router.cidrs.filter(isIpv4), 'default'].map((destination) => ({
    key: `nowhere ${destination}`,
    add: `route replace ${destination} dev lo`,
    remove: `route del ${destination} dev lo`,
  }));
}

function gatewayOf(subnet: SubnetPlan): Piece {
  return localAddress(subnet.gateway);
}

function mtuOf(around: Surroundings, { id, passage }: Port): number {
  if (around.endpointPorts.has(id)) return endpointMtu;
  return passage === 'transit-gateway' ? transitMtu : vpcMtu;
}

export function routerLinks(router: Router, around: Surroundings): readonly LinkPlan[] {
  const links: LinkPlan[] = [];
  for (const port of router.ports) {
    const peer = around.peers.get(port.id);
    if (!peer) continue;
    links.push(linkTo(deviceOf(port.id), peer, { group: portGroup(port), mtu: mtuOf(around, port), mac: port.mac }));
  }
  for (const [id, peer] of around.gatewayEndpoints) {
    links.push(linkTo(deviceOf(id), peer, { group: 0, mtu: endpointMtu, mac: farMac }));
  }
  if (router.internetGateway) {
    links.push(linkTo(internetDevice, around.internet, { group: 0, mtu: internetMtu, mac: farMac }));
  }
  return [...links, ...peeringLinks(around.peerings)];
}

export function routerPieces(router: Router, around: Surroundings): readonly Piece[] {
  const { resolver, metadata } = router.services;
  const far = [...around.gatewayEndpoints.keys()].map(deviceOf);
  if (router.internetGateway) far.push(internetDevice);
  return [
    { key: 'up lo', add: 'link set dev lo up' },
    ...nowherePieces(router),
    ...router.subnets.map(gatewayOf),
    ...[...resolver, ...metadata].filter(isIpv4).map(localAddress),
    ...router.ports.filter((port) => around.peers.has(port.id)).flatMap(portPieces),
    ...far.flatMap(farPieces),
    ...peeringPieces(around.peerings),
    // After the devices that they name are up.
    ...tablePieces(router, around),
    ...symmetricPieces(router, around),
  ];
}
