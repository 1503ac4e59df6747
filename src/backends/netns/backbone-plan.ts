/**
 * A region's backbone: a namespace for what leaves the region by private ways: over peering connections, to other transit
 * gateways, through endpoints. Its trunks lead to other regions' backbones, one pair of devices per pair of regions; each
 * connection is a device of its own on the trunk, told apart by its hardware address, so VPCs with equal blocks never meet.
 * A VPC's or a transit gateway's is in its own namespace, where it is made from here. An endpoint's wire is a device here,
 * and its packets pass by where they come in, whatever their addresses. The simulated internet has no link here.
 */

import type { Blueprint } from '../../blueprint/blueprint.ts';
import { macOnTrunk, partiesOf } from './crossing.ts';
import { type Distance, queueLines } from './distance.ts';
import { quietForwardingSettings } from './forwarding-settings.ts';
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
  /** Whose device on the trunk it is: a VPC's id, or a transit gateway's. Absent for wires. */
  readonly party?: string;
  /** At a wire's far end: the load balancer's node, to whose namespace the backbone makes the link. */
  readonly loadBalancer?: string;
}

const settings: readonly string[] = [...quietForwardingSettings, 'net/ipv4/conf/all/accept_local 1'];

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
  for (const { id: party, region, crossings } of partiesOf(blueprint)) {
    for (const { id, region: to } of crossings) if (to !== region && live.has(id)) add(region, { id, to, party });
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

function trunkLinks(prefix: string, region: string, others: readonly string[]): readonly LinkPlan[] {
  return others
    .filter((to) => makesTrunk(region, to))
    .map((to) => {
      const peer = { namespace: namespaceOf(prefix, backboneId(to)), device: trunkDevice('by-', region) };
      return linkTo(trunkDevice('to-', to), peer, { group: 0, mtu: interRegionMtu, mac: farMac });
    });
}

/** Told apart on the trunk by their hardware addresses alone: no frame goes from one to another of the same end. */
function onTrunk(trunk: string, device: string, mac: string): string {
  return `link add link ${trunk} name ${device} address ${mac} mtu ${interRegionMtu}`;
}

const asPassage = 'type macvlan mode private';

function partyLinks(prefix: string, region: string, passages: readonly Passage[]): readonly LinkPlan[] {
  return passages.flatMap(({ id, to, party }) => {
    if (party === undefined) return [];
    const [trunk, device, namespace] = [trunkOf(region, to), deviceOf(id), namespaceOf(prefix, party)];
    const make = onTrunk(trunk, device, macOnTrunk(id, region));
    return [{ device, peer: { namespace, device }, add: `${make} netns ${namespace} ${asPassage}`, trunk }];
  });
}

/** Whoever is at a wire's near end made it, but for a load balancer's, which makes none. */
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

function wirePieces(region: string, passage: Passage): readonly Piece[] {
  const { id, to } = passage;
  const { device: inner, hop, mac } = innerEnd(passage);
  const outer = deviceOf(id);
  const trunk = trunkOf(region, to);
  const make = `${onTrunk(trunk, outer, macOnTrunk(id, region))} ${asPassage}`;
  const neighbour = neighbourPiece(outer, farAddress, macOnTrunk(id, to));
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
  const links = [
    ...trunkLinks(prefix, region, others),
    ...wireLinks(prefix, passages),
    ...partyLinks(prefix, region, passages),
  ];
  const wires = passages.filter(({ party }) => party === undefined);
  const pieces: readonly Piece[] = [
    { key: 'up lo', add: 'link set dev lo up' },
    ...others.map((to) => upPiece(trunkOf(region, to))),
    ...wires.flatMap((wire) => wirePieces(region, wire)),
  ];
  const name = namespaceOf(prefix, backboneId(region));
  const queues = others.flatMap((to) => queueLines(distances, { device: trunkOf(region, to), regions: [region, to] }));
  const digest = ipDigest({ settings: [...settings, ...links.map(({ add }) => add), ...queues], pieces });
  return { name, kind: 'backbone', settings, links, pieces, queues, digest };
}
