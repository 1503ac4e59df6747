/**
 * A region's backbone: a namespace for what leaves the region by private ways: over peering connections, to other transit
 * gateways, through endpoints. Its trunks lead to other regions' backbones, one pair of devices per pair of regions; each
 * connection is a device of its own on the trunk, told apart by its hardware address. Packets pass by where they come in,
 * whatever their addresses, so VPCs with equal blocks never meet. The simulated internet has no link here.
 */

import type { Blueprint } from '../../blueprint/blueprint.ts';
import { partiesOf } from './crossing.ts';
import { type Distance, queueLines } from './distance.ts';
import { forwardingSettings } from './forwarding-settings.ts';
import { hash52 } from './hash.ts';
import { endpointMtu, interRegionMtu, linkTo, neighbourPiece, upPiece } from './link-plan.ts';
import {
  backboneId,
  deviceOf,
  farAddress,
  farMac,
  innerDevice,
  namespaceOf,
  nearAddress,
  routerMac,
  tableOf,
  wireDevice,
} from './names.ts';
import { ipDigest } from './node-plan.ts';
import type { LinkPlan, NamespacePlan, Piece } from './plan.ts';
import { isDistant, type wiresOf } from './wire.ts';

/** A link between two regions, as one of them sees it. */
export interface Passage {
  readonly id: string;
  readonly to: string;
  /** At a wire's far end: the load balancer's node, to whose namespace the backbone makes the link. */
  readonly loadBalancer?: string;
}

const settings: readonly string[] = [...forwardingSettings, 'net/ipv4/conf/all/accept_local 1'];

type Wires = ReturnType<typeof wiresOf>;

/** By region: those whose backbones are asked for. */
export function passagesOf(
  blueprint: Blueprint,
  live: ReadonlySet<string>,
  wires: Wires,
): ReadonlyMap<string, readonly Passage[]> {
  const found = new Map<string, Passage[]>();
  const add = (region: string, passage: Passage): void => {
    const known = found.get(region);
    if (known) known.push(passage);
    else found.set(region, [passage]);
  };
  for (const { region, crossings } of partiesOf(blueprint)) {
    for (const { id, region: to } of crossings) if (to !== region && live.has(id)) add(region, { id, to });
  }
  for (const wire of [...wires.values()].flatMap((ofNode) => [...ofNode.values()])) {
    if (!isDistant(wire)) continue;
    add(wire.from, { id: wire.port, to: wire.to });
    add(wire.to, { id: wire.port, to: wire.from, loadBalancer: wire.loadBalancer });
  }
  return found;
}

/** The region's name without its hyphens fits behind the prefix: the longest have twelve letters so. */
function trunkDevice(prefix: 'to-' | 'by-', region: string): string {
  return prefix + region.replaceAll('-', '');
}

/** Of two regions the one whose name comes first makes the trunk. */
function makesTrunk(region: string, to: string): boolean {
  return region < to;
}

function trunkOf(region: string, to: string): string {
  return trunkDevice(makesTrunk(region, to) ? 'to-' : 'by-', to);
}

/** Locally administered, the same on both trunk ends' records: of the connection's device in a region. */
function macOf(id: string, region: string): string {
  const digits = (hash52(`${id} ${region}`) % 2 ** 40).toString(16).padStart(10, '0');
  return ['06', ...(digits.match(/../g) ?? [])].join(':');
}

function trunkLinks(prefix: string, region: string, others: readonly string[]): readonly LinkPlan[] {
  return others
    .filter((to) => makesTrunk(region, to))
    .map((to) => {
      const peer = { namespace: namespaceOf(prefix, backboneId(to)), device: trunkDevice('by-', region) };
      return linkTo(trunkDevice('to-', to), peer, { group: 0, mtu: interRegionMtu, mac: farMac });
    });
}

/** Whoever is at a link's near end made it, but for a load balancer's, which makes none. */
function wireLinks(prefix: string, passages: readonly Passage[]): readonly LinkPlan[] {
  return passages.flatMap(({ id, loadBalancer }) => {
    if (loadBalancer === undefined) return [];
    const peer = { namespace: namespaceOf(prefix, loadBalancer), device: wireDevice(id) };
    return [linkTo(innerDevice(id), peer, { group: 0, mtu: endpointMtu, mac: farMac })];
  });
}

/** What a packet from another region is sent to. */
function innerEnd({ id, loadBalancer }: Passage) {
  return loadBalancer === undefined
    ? { device: wireDevice(id), hop: nearAddress, mac: routerMac }
    : { device: innerDevice(id), hop: farAddress, mac: farMac };
}

interface Towards {
  readonly device: string;
  readonly hop: string;
  /** Gone with it: the device itself, or the trunk that it is on. */
  readonly on: string;
}

/** A packet that comes in by one device leaves by the other. The way goes with the device that it leaves by. */
function passOn(from: string, towards: Towards, id: string): readonly Piece[] {
  const table = tableOf(id);
  const rule = `iif ${from} lookup ${table}`;
  return [
    { key: `rule ${table}`, add: `rule add ${rule}`, remove: `rule del ${rule}` },
    {
      key: `way ${table}`,
      add: `route replace default via ${towards.hop} dev ${towards.device} onlink table ${table}`,
      device: towards.on,
    },
  ];
}

function passagePieces(region: string, passage: Passage): readonly Piece[] {
  const { id, to } = passage;
  const { device: inner, hop, mac } = innerEnd(passage);
  const outer = deviceOf(id);
  const trunk = trunkOf(region, to);
  const make = `link add link ${trunk} name ${outer} address ${macOf(id, region)} mtu ${interRegionMtu} type macvlan mode private`;
  const neighbour = neighbourPiece(outer, farAddress, macOf(id, to));
  return [
    { key: `passage ${outer}`, add: make, remove: `link del dev ${outer}`, device: trunk },
    { ...upPiece(outer), device: trunk },
    // Taken along by the device that it is on.
    { key: neighbour.key, add: neighbour.add, device: trunk },
    upPiece(inner),
    neighbourPiece(inner, hop, mac),
    ...passOn(inner, { device: outer, hop: farAddress, on: trunk }, `${id} out`),
    ...passOn(outer, { device: inner, hop, on: inner }, `${id} in`),
  ];
}

export function backbonePlan(
  prefix: string,
  region: string,
  passages: readonly Passage[],
  distances: readonly Distance[],
): NamespacePlan {
  const others = [...new Set(passages.map(({ to }) => to))].sort();
  const links = [...trunkLinks(prefix, region, others), ...wireLinks(prefix, passages)];
  const pieces: readonly Piece[] = [
    { key: 'up lo', add: 'link set dev lo up' },
    ...others.map((to) => upPiece(trunkOf(region, to))),
    ...passages.flatMap((passage) => passagePieces(region, passage)),
  ];
  const name = namespaceOf(prefix, backboneId(region));
  const queues = others.flatMap((to) => queueLines(distances, { device: trunkOf(region, to), regions: [region, to] }));
  const digest = ipDigest({ settings: [...settings, ...links.map(({ add }) => add), ...queues], pieces });
  return { name, kind: 'backbone', settings, links, pieces, queues, digest };
}
