/**
 * What the kernel's things are called: namespaces, devices, device groups, routing tables and chains, each derived from an
 * AWS id alone, so that a name means the same thing before and after a restart and needs no register.
 */

import { hash52, hashText } from './hash.ts';

/** The kernel's IFNAMSIZ without its closing zero. */
export const deviceNameLength = 15;

export function namespaceOf(prefix: string, id: string): string {
  return `${prefix}${id}`;
}

export const internetId = 'internet';

/** The id where it fits; else the kind and the last digits, which differ for as good as all ids of one VPC. */
export function deviceOf(id: string): string {
  if (id.length <= deviceNameLength) return id;
  const kind = id.slice(0, Math.min(id.indexOf('-') + 1, 6));
  return kind + id.slice(kind.length - deviceNameLength);
}

export function nodeDevice(index: number): string {
  return `eth${index}`;
}

const backbone = 'backbone-';

/** What leaves a region by private ways goes through its backbone. */
export function backboneId(region: string): string {
  return `${backbone}${region}`;
}

/** The router's link to the internet. */
export const internetDevice = 'igw';

/** The namespace from where load balancers' health checks and proxied connections leave; there once for the whole server. */
export const proberId = 'prober';
/** The link to it, in a load balancer's namespace. */
export const proberDevice = 'prober';

/** The end in a load balancer's namespace of the link that an endpoint's interface is. */
export function wireDevice(endpointInterface: string): string {
  const kind = 'far-';
  const number = endpointInterface.slice(endpointInterface.indexOf('-') + 1);
  return kind + number.slice(kind.length - deviceNameLength);
}

/** The TUN device in a gateway load balancer's namespace that belongs to an endpoint's link there. */
export function tunnelDevice(endpointInterface: string): string {
  return `tun-${wireDevice(endpointInterface).slice('far-'.length)}`;
}

/** The end of the same link in the backbone that made it, where the endpoint's interface is in another region. */
export function innerDevice(endpointInterface: string): string {
  return `in-${wireDevice(endpointInterface).slice('far-'.length)}`;
}

/** Ends of links that others made, which go with the maker's. */
export function isFarEnd(device: string): boolean {
  return /^(eth\d+|far-.*|by-.*|prober)$/.test(device);
}

export function isBackbone(namespace: string): boolean {
  return namespace.includes(backbone);
}

/** A backbone makes its trunks and its links to load balancers; what else it has goes with one of those, or with a router's link. */
export function isOnTrunk(namespace: string, device: string): boolean {
  return isBackbone(namespace) && !/^(to|in)-/.test(device);
}

const subnetGroups = 0x3fff_ffff;

/** Group 0 is what links have that belong to no subnet. */
export function groupOf(subnet: string): number {
  return 1 + (hash52(subnet) % subnetGroups);
}

/** Of links to other VPCs' routers: a number that no subnet has. */
export const peeringGroup = subnetGroups + 1;

/** Of a subnet's interfaces that are passages: those alone have larger numbers than links to other VPCs. */
export function passageGroupOf(subnet: string): number {
  return peeringGroup + groupOf(subnet);
}

/** Above the kernel's own tables (0 and 253 to 255) and below the bit that marks a second pass. */
export function tableOf(routeTable: string): number {
  return 1000 + (hash52(routeTable) % 0x1fff_ffff);
}

/** The part of a packet's mark that is a table's number. */
export const tableMask = '0x3fffffff';
export const notTableMask = '0xc0000000';

/** Set on what a forwarding instance sends on for others: its groups are asked again (see stages-nft.ts). */
export const secondPass = '0x40000000';

/** Set by the first rule of a group that allows a packet, until the stage has seen it. */
export const allowed = '0x80000000';
export const notAllowed = '0x7fffffff';

export const routerMac = '02:00:00:00:00:01';
export const farMac = '02:00:00:00:00:02';

/** Addresses of links that no subnet has; never visible to an instance. */
export const nearAddress = '169.254.254.1';
export const farAddress = '169.254.254.2';

export type Direction = 'ingress' | 'egress';

export function groupChain(direction: Direction, group: string): string {
  return `${direction}-${group}`;
}

/** One chain for all ports with the same groups. */
export function groupSetChain(direction: Direction, groups: readonly string[]): string {
  return `${direction}-set-${hashText(groups.join(' '))}`;
}

export function aclChain(direction: Direction, acl: string): string {
  return `${direction}-${acl}`;
}

export function addressSetName(id: string): string {
  return `addresses-${id}`;
}
