/**
 * The loop between what was asked for and what is: reads the newest Network, compiles what changed, has a data plane
 * brought to it, and writes the receipt "applied up to revision N". It takes no input: a commit, another state of health
 * of a target and a timer run the same path. A failed attempt is reported, counted and tried again; it never lowers what is enforced.
 */

import type { Blueprint } from '../blueprint/blueprint.ts';
import { type Compiled, compile } from '../compile/compile.ts';
import { touchedVpcs, vpcsOfHealth } from '../compile/touched.ts';
import type { Network } from '../model/network.ts';
import { nothingObserved, type TargetHealthView } from '../model/target-health.ts';
import type { Store } from '../store/store.ts';

/** What brings one kind of data plane to a blueprint. */
export interface DataPlane {
  /** Resolves when all of it is in force. After a failure the next call mends what was left half done. */
  bring(blueprint: Blueprint): Promise<void>;
}

export interface Status {
  readonly appliedRevision: number;
  /** Since the last success. */
  readonly failures: number;
  readonly lastFailure?: string;
}

export interface Reconciler {
  readonly status: Status;
  /** Resolves when the revision is in force; rejects when the loop stops first. */
  applied(revision: number): Promise<void>;
  /**
   * Makes the loop go round though no revision came. What the loop already brought about stays applied meanwhile.
   * @param nodes interfaces of load balancers' nodes that see their targets differently
   */
  again(nodes?: readonly string[]): void;
  /** Ends the loop once the attempt under way is over. */
  close(): Promise<void>;
}

export interface ReconcileOptions {
  readonly store: Store;
  readonly dataPlane: DataPlane;
  readonly health?: TargetHealthView;
  /** Leaves out what this machine cannot carry. */
  readonly narrow?: (blueprint: Blueprint) => Blueprint;
  /** What must follow the data plane before a revision counts as applied: sockets, instances' files. */
  readonly follow: (network: Network, blueprint: Blueprint) => Promise<void>;
  readonly report: (reason: unknown) => void;
}

const firstPause = 100;
const longestPause = 5_000;

export function startReconciler(options: ReconcileOptions): Reconciler {
  const { store, dataPlane, follow, report, health = nothingObserved, narrow = (all) => all } = options;
  let compiled: { readonly from: Network; readonly plan: Compiled } | undefined;
  let status: Status = { appliedRevision: -1, failures: 0 };
  let closing = false;
  let asked = 0;
  let answered = 0;
  const changedNodes = new Set<string>();
  let wake: (() => void) | undefined;
  let waiting: { readonly revision: number; readonly resolve: () => void; readonly reject: (reason: Error) => void }[] =
    [];
  const unsubscribe = store.subscribe(() => wake?.());

  async function attempt(): Promise<void> {
    const network = store.network;
    const answering = asked;
    compiled = { from: network, plan: compileNext(store, network, compiled, { view: health, changedNodes }) };
    changedNodes.clear();
    const blueprint = narrow(compiled.plan.blueprint);
    await dataPlane.bring(blueprint);
    await follow(network, blueprint);
    answered = answering;
    status = { appliedRevision: network.revision, failures: 0 };
    for (const one of waiting) if (one.revision <= network.revision) one.resolve();
    waiting = waiting.filter((one) => one.revision > network.revision);
  }

  function pause(milliseconds: number | undefined): Promise<void> {
    return new Promise((resolve) => {
      const timer = milliseconds === undefined ? undefined : setTimeout(resolve, milliseconds);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async function run(): Promise<void> {
    while (!closing) {
      if (store.network.revision === status.appliedRevision && asked === answered) {
        await pause(undefined);
        continue;
      }
      try {
        await attempt();
      } catch (reason) {
        report(reason);
        const failures = status.failures + 1;
        status = { ...status, failures, lastFailure: reason instanceof Error ? reason.message : String(reason) };
        await pause(Math.min(longestPause, firstPause * 2 ** (failures - 1)));
      }
    }
  }

  const ended = run();
  return {
    get status() {
      return status;
    },
    applied: (revision) =>
      revision <= status.appliedRevision
        ? Promise.resolve()
        : new Promise((resolve, reject) => waiting.push({ revision, resolve, reject })),
    again(nodes = []) {
      for (const node of nodes) changedNodes.add(node);
      asked += 1;
      wake?.();
    },
    async close() {
      closing = true;
      unsubscribe();
      wake?.();
      await ended;
      for (const one of waiting) one.reject(new Error('stopped before the revision was applied'));
    },
  };
}

/** What is known of targets now, and for which load balancers' nodes that has changed since the last plan. */
interface Health {
  readonly view: TargetHealthView;
  readonly changedNodes: ReadonlySet<string>;
}

function compileNext(
  store: Store,
  network: Network,
  previous: { readonly from: Network; readonly plan: Compiled } | undefined,
  { view, changedNodes }: Health,
): Compiled {
  const changes = previous && store.changesAfter(previous.from.revision);
  if (previous === undefined || changes === undefined) return compile(network, undefined, 'all', view);
  const touched = touchedVpcs(previous.from, network, changes);
  const byHealth = vpcsOfHealth(network, changedNodes);
  return compile(network, previous.plan, touched === 'all' ? touched : new Set([...touched, ...byHealth]), view);
}
