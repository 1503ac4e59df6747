/**
 * The data plane's side of the composition root: host, backend, loop and gate, tied together. Without the right to make
 * namespaces it is `none`: APIs work, packets don't, and it says so.
 */

import { createHash } from 'node:crypto';
import { mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { issueInstanceSession } from './access/instance-session.ts';
import { internetId, namespaceOf } from './backends/netns/names.ts';
import type { Traits } from './backends/netns/render.ts';
import type { Clock } from './base/clock.ts';
import type { Random } from './base/random.ts';
import type { FabricCounts } from './control/evidence.ts';
import type { Serve } from './door/door.ts';
import type { FlowLogs } from './flow-logs/flow-logs.ts';
import { openAuthority } from './gate/authority.ts';
import { openGate } from './gate/gate.ts';
import type { OpenSocket, Place, Sockets } from './gate/sockets.ts';
import type { Host } from './host/host.ts';
import { openHost } from './host/open.ts';
import { type Capabilities, probeMachine } from './host/probe.ts';
import { createMeasure } from './measure/measure.ts';
import type { Instance } from './model/instance.ts';
import { type MetricsView, noMetrics } from './model/metric.ts';
import { nothingObserved, type TargetHealthView } from './model/target-health.ts';
import { keepBigTcp } from './reconcile/big-tcp.ts';
import { readCounts } from './reconcile/counts.ts';
import { keepFlowMetering } from './reconcile/flow-metering.ts';
import { keepInstances } from './reconcile/instances.ts';
import { keepLoadBalancing } from './reconcile/load-balancing.ts';
import { keepMetering } from './reconcile/metering.ts';
import { lacksOf, narrowingOf, possibleTraits } from './reconcile/narrowing.ts';
import { netnsDataPlane } from './reconcile/netns-data-plane.ts';
import { startReconciler } from './reconcile/reconcile.ts';
import type { Store } from './store/store.ts';

export interface Fabric {
  readonly targetHealth: TargetHealthView;
  readonly metrics: MetricsView;
  readonly kind: 'netns' | 'none';
  readonly why: string;
  appliedRevision(): number;
  failures(): { readonly count: number; readonly last?: string };
  /** What `postern exec` needs to get into an instance. */
  view(instance: Instance): object | undefined;
  /** What each VPC's router has dropped and let through, by the VPC's id. */
  counts(): Promise<FabricCounts>;
  /** Resolves when what was there at the start is in force. */
  settled(): Promise<void>;
  close(options: { readonly keep: boolean }): Promise<void>;
}

export interface FabricOptions {
  readonly fabric: 'auto' | 'netns' | 'none';
  readonly state: string;
  readonly store: Store;
  readonly serve: Serve;
  readonly sessionKey: string;
  readonly clock: Clock;
  readonly random: Random;
  /** What is counted of flows, and how often, in milliseconds. */
  readonly flowLogs: Pick<FlowLogs, 'interval' | 'take'>;
  readonly traits?: Traits | undefined;
  readonly report: (reason: unknown) => void;
}

/** Each state directory has namespaces of its own, so that several Posterns run side by side. */
export function prefixOf(state: string): string {
  mkdirSync(state, { recursive: true, mode: 0o700 });
  return `pn${createHash('sha256').update(realpathSync(state)).digest('hex').slice(0, 6)}-`;
}

export async function openFabric(options: FabricOptions): Promise<Fabric> {
  if (options.fabric === 'none') return noFabric(options.store, 'enforcement was switched off with --fabric none');
  const capabilities = await probeMachine();
  if (capabilities.ready) return netnsFabric(options, capabilities);
  const lacks = capabilities.checks.filter((check) => !check.present).map((check) => check.name);
  const why = `this machine lacks: ${lacks.join(', ')} (postern doctor tells how to mend it)`;
  if (options.fabric === 'netns') throw new Error(`no network namespaces: ${why}`);
  return noFabric(options.store, why);
}

/** With nothing to apply, whatever is written is in force: from the next request on, as clients of AWS expect. */
function noFabric(store: Store, why: string): Fabric {
  return {
    kind: 'none',
    why,
    targetHealth: nothingObserved,
    metrics: noMetrics,
    appliedRevision: () => store.network.revision,
    failures: () => ({ count: 0 }),
    view: () => undefined,
    counts: () => Promise.resolve({ routers: {}, carried: {} }),
    settled: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}

async function netnsFabric(options: FabricOptions, { access, checks }: Capabilities): Promise<Fabric> {
  const narrow = narrowingOf(checks);
  const { store, state, clock, random, traits = {}, report } = options;
  const prefix = prefixOf(state);
  const host = await openHost(prefix);
  const authority = await openAuthority(state, clock, random);
  const loadBalancing = keepLoadBalancing({ host, prefix, random, report, again: (nodes) => reconciler.again(nodes) });
  const measure = createMeasure(clock);
  const metering = keepMetering({
    host,
    prefix,
    now: () => clock.now(),
    carried: (node) => loadBalancing.carried(node),
    take: (readings) => measure.take(store.network, readings),
    report,
  });
  const flowMetering = keepFlowMetering({ host, prefix, now: () => clock.now(), ...options.flowLogs, report });
  const gate = openGate({
    store,
    clock,
    random,
    authority,
    targetHealth: loadBalancing.health,
    sockets: socketsOf(host, prefix),
    serve: options.serve,
    issueCredentials: (instance, role) => {
      const issuer = { sessionKey: options.sessionKey, random, now: clock.now() };
      return issueInstanceSession(store.network, issuer, instance, role);
    },
  });
  const instances = keepInstances({
    host,
    directory: join(state, 'instances'),
    authority: authority.pem,
    namespaceOf: (instance) => namespaceOf(prefix, instance),
    hidden: [state, '/run/netns'],
    report,
  });
  const bigTcp = keepBigTcp({ host, report });
  const reconciler = startReconciler({
    store,
    health: loadBalancing.health,
    ...(narrow && { narrow }),
    dataPlane: netnsDataPlane({
      host: { ...host, allowBigTcp: async (links) => bigTcp.grow(links) },
      prefix,
      traits: possibleTraits(traits, checks),
      made: (names) => {
        for (const name of names) {
          gate.reopen(placeOf(name.slice(prefix.length)));
          instances.restart(name);
          loadBalancing.reopen(name);
        }
      },
    }),
    follow: async (network, blueprint) => {
      await gate.converge(network);
      const [failure] = gate.status().failures;
      if (failure) throw new Error(`no sockets in ${JSON.stringify(failure.place)}: ${failure.message}`);
      metering.follow(blueprint);
      flowMetering.follow(blueprint);
      // A load balancer's trouble holds up nobody's instances.
      await instances.follow(network, blueprint);
      await loadBalancing.follow(network, blueprint);
    },
    report,
  });
  return {
    kind: 'netns',
    targetHealth: loadBalancing.health,
    metrics: measure.view,
    why: [
      access === 'root' ? 'as root' : 'as an unprivileged user, inside a user namespace',
      ...lacksOf(checks, traits),
    ].join('; '),
    appliedRevision: () => reconciler.status.appliedRevision,
    failures: () => ({
      count: reconciler.status.failures,
      ...(reconciler.status.lastFailure === undefined ? {} : { last: reconciler.status.lastFailure }),
    }),
    view: (instance) => {
      const found = instances.view(instance);
      return found && { prefix, ...found };
    },
    counts: () => readCounts(host, prefix),
    settled: () => reconciler.applied(store.network.revision),
    async close({ keep }) {
      await reconciler.close();
      await bigTcp.settled();
      await metering.close();
      await flowMetering.close();
      await loadBalancing.close();
      await instances.settled();
      await gate.close();
      if (keep) return;
      await removeAll(host, prefix);
    },
  };
}

async function removeAll(host: Host, prefix: string): Promise<void> {
  await host.removeNamespaces(await host.listNamespaces(prefix));
  await host.close();
}

/** Removes what a server that was killed has left behind. Answers how many namespaces there were. */
export async function pruneFabric(state: string): Promise<number> {
  const capabilities = await probeMachine();
  if (!capabilities.ready) return 0;
  const prefix = prefixOf(state);
  const host = await openHost(prefix);
  const names = await host.listNamespaces(prefix);
  await host.removeNamespaces(names);
  await host.close();
  return names.length;
}

/** The place that a namespace is, by the id that it is named after. */
function placeOf(id: string): Place {
  if (id === internetId) return { kind: 'internet' };
  return id.startsWith('vpc-') ? { kind: 'router', vpc: id } : { kind: 'endpoint', node: id };
}

function socketsOf(host: Host, prefix: string): Sockets {
  const idOf = (place: Place): string => {
    switch (place.kind) {
      case 'router':
        return place.vpc;
      case 'endpoint':
        return place.node;
      case 'internet':
        return internetId;
    }
  };
  return {
    async open(place, wanted) {
      const specs = wanted.map(({ protocol, address, port }) => ({ kind: protocol, address, port }));
      const opened = await host.openSockets(namespaceOf(prefix, idOf(place)), specs);
      return opened.map(
        (one): OpenSocket =>
          one.kind === 'tcp' ? { protocol: 'tcp', server: one.server } : { protocol: 'udp', socket: one.socket },
      );
    },
  };
}
