/**
 * From what is there to what shall be there, as ordered phases of steps; the steps of one phase touch different namespaces and
 * may run side by side. Pure. Filters come before links, so that nothing is ever reachable without them; what a crash
 * left halfway is made anew; what nobody asked for goes.
 */

import { endsOf, type Ground, type IpSteps, ipSteps } from './ip-steps.ts';
import { nftMark } from './marker.ts';
import { internetId, isBackbone, isFarEnd, isOnTrunk } from './names.ts';
import type { NftPlan } from './nft-plan.ts';
import { nftChanges } from './nft-steps.ts';
import type { NamespacePlan, Plan } from './plan.ts';

export type Step =
  | { readonly kind: 'remove-namespaces'; readonly names: readonly string[] }
  | { readonly kind: 'add-namespaces'; readonly names: readonly string[] }
  | { readonly kind: 'settings'; readonly namespace: string; readonly lines: readonly string[] }
  | { readonly kind: 'nft'; readonly namespace: string; readonly lines: readonly string[] }
  | { readonly kind: 'ip'; readonly namespace: string; readonly lines: readonly string[] }
  | { readonly kind: 'queues'; readonly namespace: string; readonly lines: readonly string[] }
  | { readonly kind: 'big-tcp'; readonly links: readonly LinkEnds[] };

/** Devices of one namespace that are ends of links. */
export interface LinkEnds {
  readonly namespace: string;
  readonly devices: readonly string[];
}

export type Phases = readonly (readonly Step[])[];

/** What a namespace shows from outside (see observe.ts). */
export interface ObservedNamespace {
  /** The digest that its alias shows. */
  readonly digest?: string;
  readonly nftDigest?: string;
  readonly devices: readonly string[];
}

/** Where the steps start from: the plan that was applied last, or what a look at the machine found. */
export type Before =
  | { readonly kind: 'plan'; readonly plan: Plan }
  | { readonly kind: 'observed'; readonly namespaces: ReadonlyMap<string, ObservedNamespace> };

/** What is known of one namespace, in the plan's own terms. */
interface Known {
  readonly name: string;
  readonly devices: readonly string[];
  /** The plan that it is known to be at. */
  readonly ip?: NamespacePlan;
  readonly nft?: NftPlan;
}

function knownFromPlan(plan: NamespacePlan): Known {
  return {
    name: plan.name,
    devices: plan.links.filter(({ trunk }) => trunk === undefined).map(({ device }) => device),
    ip: plan,
    ...(plan.nft ? { nft: plan.nft } : {}),
  };
}

/** A namespace that shows the digests of the new plan is at it; else nothing is known of its content. */
function knownFromLook(name: string, seen: ObservedNamespace, next: NamespacePlan | undefined): Known {
  const nft = next?.nft && next.nft.digest === seen.nftDigest ? next.nft : undefined;
  const ip = next && next.digest === seen.digest ? next : undefined;
  return { name, devices: seen.devices, ...(ip ? { ip } : {}), ...(nft ? { nft } : {}) };
}

/** Devices that backbones hung into other namespaces, by these and their names. */
function hangingIn(before: Before): ReadonlySet<string> {
  if (before.kind === 'observed') return new Set();
  const links = [...before.plan.values()].flatMap((plan) => plan.links.filter(({ trunk }) => trunk !== undefined));
  return new Set(links.map(({ peer }) => `${peer.namespace} ${peer.device}`));
}

function knownOf(before: Before, next: Plan): ReadonlyMap<string, Known> {
  if (before.kind === 'plan') {
    return new Map([...before.plan].map(([name, plan]) => [name, knownFromPlan(plan)]));
  }
  return new Map([...before.namespaces].map(([name, seen]) => [name, knownFromLook(name, seen, next.get(name))]));
}

function nftStep(known: Known | undefined, plan: NamespacePlan): readonly Step[] {
  if (!plan.nft || known?.nft?.digest === plan.nft.digest) return [];
  const changes = nftChanges(known?.nft, plan.nft);
  const deletes = changes.some((line) => line.startsWith('flush') || line.startsWith('delete'));
  const mark = nftMark(plan.nft.digest, { first: known?.nft === undefined, deletes });
  return [{ kind: 'nft', namespace: plan.name, lines: [...changes, ...mark] }];
}

function settingsStep(known: Known | undefined, plan: NamespacePlan): readonly Step[] {
  const had = new Set(known?.ip?.settings);
  const lines = plan.settings.filter((line) => !had.has(line));
  return lines.length === 0 ? [] : [{ kind: 'settings', namespace: plan.name, lines }];
}

/** What has no processes of a user's is made anew where its state is unknown; an instance is configured again around its own. */
function mustRebuild(known: Known | undefined, plan: NamespacePlan): boolean {
  return !known || (!known.ip && (plan.kind !== 'node' || plan.nft !== undefined));
}

/** Only the maker's end of a link is deleted, the other goes with it, and with a trunk what is on it. */
function ownDevices({ name, devices }: Known): readonly string[] {
  if (name.endsWith(internetId)) return [];
  return devices.filter((device) => device !== 'lo' && !isFarEnd(device) && !isOnTrunk(name, device));
}

/** A namespace lives on while someone holds a socket in it; its links are deleted first, so that nothing reaches it. */
function detachSteps(known: Iterable<Known>, leaving: ReadonlySet<string>): readonly Step[] {
  const steps: Step[] = [];
  for (const candidate of known) {
    if (!leaving.has(candidate.name)) continue;
    const lines = ownDevices(candidate).map((device) => `link del dev ${device}`);
    if (lines.length > 0) steps.push({ kind: 'ip', namespace: candidate.name, lines });
  }
  return steps;
}

/** A device that was made again has lost its queue; one that was not gets the same once more. */
function queueSteps(touched: Iterable<string>, next: Plan): readonly Step[] {
  return [...touched].flatMap((namespace): readonly Step[] => {
    const lines = next.get(namespace)?.queues ?? [];
    return lines.length === 0 ? [] : [{ kind: 'queues', namespace, lines }];
  });
}

function bigTcpStep(made: ReadonlyMap<string, readonly string[]>, next: Plan): readonly Step[] {
  const links = [...made].flatMap(([namespace, devices]) =>
    next.get(namespace)?.bigTcp ? [{ namespace, devices }] : [],
  );
  return links.length === 0 ? [] : [{ kind: 'big-tcp', links }];
}

/**
 * What the kernel gives a device that is made, and no digest tells of: a crash may have come before it. After a look it is therefore
 * done for all.
 */
function deviceSteps(before: Before, ip: IpSteps, next: Plan): readonly Step[] {
  if (before.kind === 'observed') {
    const links = new Map([...next].map(([name, plan]) => [name, plan.links]));
    return [...queueSteps(next.keys(), next), ...bigTcpStep(endsOf(links), next)];
  }
  const touched = [...ip.between, ...ip.backbones].flatMap((step) => (step.kind === 'ip' ? [step.namespace] : []));
  return [...queueSteps(new Set(touched), next), ...bigTcpStep(endsOf(ip.made), next)];
}

/** A trunk takes along what hangs on it, in whatever namespace that is. */
function trunksLast(steps: readonly Step[]): Phases {
  const ofBackbone = (step: Step) => step.kind === 'ip' && isBackbone(step.namespace);
  return [steps.filter((step) => !ofBackbone(step)), steps.filter(ofBackbone)];
}

function namespaceSteps(remove: readonly string[], add: readonly string[]): Phases {
  return [
    remove.length === 0 ? [] : [{ kind: 'remove-namespaces', names: remove }],
    add.length === 0 ? [] : [{ kind: 'add-namespaces', names: add }],
  ];
}

function isAt(known: Known | undefined, plan: NamespacePlan): boolean {
  const ip = known?.ip === plan || known?.ip?.digest === plan.digest;
  return ip && (!plan.nft || known?.nft?.digest === plan.nft.digest);
}

export function stepsTo(before: Before, next: Plan): Phases {
  const known = knownOf(before, next);
  const hanging = hangingIn(before);
  const plans = [...next.values()].filter((plan) => !isAt(known.get(plan.name), plan));
  const fresh = new Set(plans.filter((plan) => mustRebuild(known.get(plan.name), plan)).map(({ name }) => name));
  const remove = [...known.keys()].filter((name) => !next.has(name) || fresh.has(name));
  const start = (name: string): Known | undefined => (fresh.has(name) ? undefined : known.get(name));
  const ground: Ground = {
    fresh,
    leaving: [...known.values()].flatMap(({ name, ip }) => (ip && !next.has(name) ? [ip] : [])),
    before: (name) => start(name)?.ip,
    hasDevice: (name, device) =>
      hanging.has(`${name} ${device}`) || (known.get(name)?.devices.includes(device) ?? false),
  };
  const moved = plans.filter(({ name, digest }) => start(name)?.ip?.digest !== digest);
  const ip = ipSteps(ground, next, new Set(moved.map(({ name }) => name)));
  const detach = [...detachSteps(known.values(), new Set(remove)), ...ip.detach];
  const phases: Phases = [
    ip.unhang,
    ...trunksLast(detach),
    ...namespaceSteps(remove, [...fresh]),
    plans.flatMap((plan) => settingsStep(start(plan.name), plan)),
    plans.flatMap((plan) => nftStep(start(plan.name), plan)),
    ip.between,
    ip.backbones,
    ip.routers,
    ip.nodes,
    deviceSteps(before, ip, next),
  ];
  return phases.filter((phase) => phase.length > 0);
}
