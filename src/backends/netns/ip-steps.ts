/**
 * Links, addresses and routes from one plan to the next. A link is made from its router's side and takes along what hangs on
 * either end, so a link that is made again brings its pieces back on both sides; and a trunk what hangs on it. Pieces are
 * compared by key and text.
 */

import { aliasMark, wipeAlias } from './marker.ts';
import { isBackbone } from './names.ts';
import type { LinkPlan, NamespacePlan, Piece, Plan } from './plan.ts';
import type { Step } from './steps.ts';

/** What the machine holds before the change, as far as it is known. */
export interface Ground {
  /** Namespaces that begin empty. */
  readonly fresh: ReadonlySet<string>;
  /** Plans of namespaces that go, and their links with them. */
  readonly leaving: readonly NamespacePlan[];
  /** The plan that a namespace is at; absent for fresh ones and where a crash left it halfway. */
  before(name: string): NamespacePlan | undefined;
  /** Whether a device that is no one's far end is there now. */
  hasDevice(name: string, device: string): boolean;
}

export interface IpSteps {
  /** Devices that hang on trunks go while these are there. */
  readonly unhang: readonly Step[];
  readonly detach: readonly Step[];
  /** Links between namespaces that make links themselves: both ends must be there before what hangs on them. */
  readonly between: readonly Step[];
  /** What is in backbones, and the devices that they hang on their trunks into others. */
  readonly backbones: readonly Step[];
  readonly routers: readonly Step[];
  readonly nodes: readonly Step[];
  /** Links that the steps make, by the namespace that makes them. */
  readonly made: ReadonlyMap<string, readonly LinkPlan[]>;
}

/** Devices that go, and devices that are made, per namespace; on both ends of each link. */
interface Relinked {
  readonly gone: Map<string, Set<string>>;
  readonly made: Map<string, Set<string>>;
  readonly add: Map<string, LinkPlan[]>;
  readonly remove: Map<string, string[]>;
  /** By the namespace that a device on another's trunk is in. */
  readonly unhang: Map<string, string[]>;
}

function into(map: Map<string, Set<string>>, name: string, device: string): void {
  const devices = map.get(name);
  if (devices) devices.add(device);
  else map.set(name, new Set([device]));
}

function append<Value>(map: Map<string, Value[]>, name: string, value: Value): void {
  const values = map.get(name);
  if (values) values.push(value);
  else map.set(name, [value]);
}

function takeLink(relinked: Relinked, ground: Ground, router: string, link: LinkPlan): void {
  into(relinked.gone, router, link.device);
  into(relinked.gone, link.peer.namespace, link.peer.device);
  const hangs = link.trunk !== undefined;
  const { namespace, device } = hangs ? link.peer : { namespace: router, device: link.device };
  if (!ground.fresh.has(namespace) && ground.hasDevice(namespace, device)) {
    append(hangs ? relinked.unhang : relinked.remove, namespace, device);
  }
}

function makeLink(relinked: Relinked, router: string, link: LinkPlan): void {
  into(relinked.made, router, link.device);
  into(relinked.made, link.peer.namespace, link.peer.device);
  append(relinked.add, router, link);
}

function relinkRouter(relinked: Relinked, ground: Ground, plan: NamespacePlan, hanging: boolean): void {
  const isMeant = ({ trunk }: LinkPlan) => (trunk !== undefined) === hanging;
  const old = new Map(
    ground
      .before(plan.name)
      ?.links.filter(isMeant)
      .map((link) => [link.device, link]),
  );
  const renewed = relinked.made.get(plan.name);
  for (const link of plan.links.filter(isMeant)) {
    const had = old.get(link.device);
    old.delete(link.device);
    const peerKnown = ground.before(link.peer.namespace) !== undefined;
    const carried = link.trunk === undefined || !renewed?.has(link.trunk);
    if (had && peerKnown && carried && (had === link || had.add === link.add)) continue;
    if (had) takeLink(relinked, ground, plan.name, had);
    makeLink(relinked, plan.name, link);
  }
  for (const link of old.values()) takeLink(relinked, ground, plan.name, link);
}

/** An unchanged router needs a look only where one of its far ends begins anew. */
function relink(ground: Ground, plan: Plan, changed: ReadonlySet<string>): Relinked {
  const [gone, made, add] = [new Map(), new Map(), new Map()];
  const relinked: Relinked = { gone, made, add, remove: new Map(), unhang: new Map() };
  const farEnds = [...changed].some((name) => ground.before(name) === undefined);
  const candidates = [...plan.values()].filter(({ name, links }) => changed.has(name) || (farEnds && links.length > 0));
  for (const candidate of candidates) relinkRouter(relinked, ground, candidate, false);
  for (const candidate of candidates) relinkRouter(relinked, ground, candidate, true);
  for (const { links } of ground.leaving) {
    for (const { peer } of links) into(relinked.gone, peer.namespace, peer.device);
  }
  return relinked;
}

/** A kept instance that was left halfway: its links are new, and its rules start from the kernel's own. */
const resetRules: readonly string[] = [
  'rule flush',
  'rule add priority 32766 lookup main',
  'rule add priority 32767 lookup default',
];

function devicesOf({ device, devices }: Piece): readonly string[] {
  return devices ?? (device === undefined ? [] : [device]);
}

function pieceLines(before: NamespacePlan | undefined, after: NamespacePlan, relinked: Relinked): readonly string[] {
  const gone = relinked.gone.get(after.name);
  const made = relinked.made.get(after.name);
  const vanished = (piece: Piece) => {
    const devices = devicesOf(piece);
    return devices.length > 0 && devices.every((device) => gone?.has(device) ?? false);
  };
  const renewed = (piece: Piece) => devicesOf(piece).some((device) => made?.has(device) ?? false);
  const old = new Map(before?.pieces.map((piece) => [piece.key, piece]));
  const added: string[] = [];
  for (const piece of after.pieces) {
    const had = old.get(piece.key);
    old.delete(piece.key);
    if (had?.add !== piece.add || renewed(piece)) added.push(piece.add);
  }
  const removed: string[] = [];
  for (const piece of old.values()) if (piece.remove !== undefined && !vanished(piece)) removed.push(piece.remove);
  return [...removed, ...added];
}

interface Lines {
  readonly links: readonly string[];
  readonly rest: readonly string[];
}

const nothing: Lines = { links: [], rest: [] };

function namespaceLines(ground: Ground, plan: NamespacePlan, relinked: Relinked): Lines {
  const before = ground.before(plan.name);
  const made = relinked.add.get(plan.name) ?? [];
  const links = made.filter(({ trunk }) => trunk === undefined).map(({ add }) => add);
  const hanging = made.filter(({ trunk }) => trunk !== undefined).map(({ add }) => add);
  const reset = before || ground.fresh.has(plan.name) ? [] : resetRules;
  const pieces = pieceLines(before, plan, relinked);
  const taken = relinked.remove.has(plan.name) || relinked.unhang.has(plan.name);
  const changed = before?.digest !== plan.digest || taken;
  if (!changed && made.length === 0 && pieces.length === 0) return nothing;
  return { links: [wipeAlias, ...reset, ...links], rest: [...pieces, ...hanging, aliasMark(plan.digest)] };
}

const makers: ReadonlySet<NamespacePlan['kind']> = new Set(['router', 'transit-gateway', 'backbone', 'prober']);

function deleting(devices: ReadonlyMap<string, readonly string[]>): readonly Step[] {
  return [...devices].map(([namespace, names]) => ({
    kind: 'ip',
    namespace,
    lines: [wipeAlias, ...names.map((device) => `link del dev ${device}`)],
  }));
}

/** The devices that links are, by the namespaces that they are in; a trunk that carries a link is a link of its own. */
export function endsOf(links: ReadonlyMap<string, readonly LinkPlan[]>): ReadonlyMap<string, readonly string[]> {
  const ends = new Map<string, string[]>();
  for (const [name, made] of links) {
    for (const { device, peer, trunk } of made) {
      if (trunk === undefined) append(ends, name, device);
      append(ends, peer.namespace, peer.device);
    }
  }
  return ends;
}

export function ipSteps(ground: Ground, plan: Plan, changed: ReadonlySet<string>): IpSteps {
  const relinked = relink(ground, plan, changed);
  const touched = new Set([...changed, ...relinked.made.keys(), ...relinked.gone.keys()]);
  const makesLinks = (name: string) => makers.has(plan.get(name)?.kind ?? 'node');
  const between: Step[] = [];
  const backbones: Step[] = [];
  const routers: Step[] = [];
  const nodes: Step[] = [];
  for (const name of touched) {
    const after = plan.get(name);
    const { links, rest } = after ? namespaceLines(ground, after, relinked) : nothing;
    if (rest.length === 0) continue;
    const early = relinked.add.get(name)?.some(({ peer }) => makesLinks(peer.namespace)) ?? false;
    if (early) between.push({ kind: 'ip', namespace: name, lines: links });
    const lines = early ? rest : [...links, ...rest];
    const phase = isBackbone(name) ? backbones : makesLinks(name) ? routers : nodes;
    phase.push({ kind: 'ip', namespace: name, lines });
  }
  const [unhang, detach] = [deleting(relinked.unhang), deleting(relinked.remove)];
  return { unhang, detach, between, backbones, routers, nodes, made: relinked.add };
}
