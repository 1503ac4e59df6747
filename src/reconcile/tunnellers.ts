/**
 * Keeps a process for each gateway load balancer's node, in the node's namespace: it carries packets between endpoints and appliances
 * and tries appliances' health. What is wanted is brought about by difference; a process that died has nothing, and the next one is
 * told all. Does not decide when to try again: it says that it lost one, and the loop comes back.
 */

import type { Blueprint } from '../blueprint/blueprint.ts';
import type { TunnelCounts, TunnelPlan } from '../host/tunnel-messages.ts';
import type { Tunneller } from '../host/tunneller.ts';
import type { ProbeOutcome, ProbeRequest } from '../host/worker-messages.ts';
import { wantedTunnels } from './tunnels.ts';

export interface TunnellersOptions {
  readonly start: (namespace: string) => Promise<Pick<Tunneller, 'follow' | 'probe' | 'counts' | 'ended' | 'end'>>;
  readonly namespaceOf: (node: string) => string;
  /** One died by itself; follow again. */
  readonly lost: (complaint: string) => void;
}

export interface Tunnellers {
  follow(blueprint: Blueprint): Promise<void>;
  /** Says that a namespace was made anew: what ran in it is gone. */
  reopen(namespace: string): void;
  /** Whether a node is one of these. */
  has(node: string): boolean;
  /** Tries a target from a node's own address. Rejects where that cannot be tried. */
  attempt(node: string, request: Omit<ProbeRequest, 'localAddress'>): Promise<ProbeOutcome>;
  /** What a node has carried so far; undefined where nothing runs. */
  counts(node: string): Promise<TunnelCounts | undefined>;
  /** Whether there should be a process that is none. */
  lacksSome(): boolean;
  close(): Promise<void>;
}

interface Running {
  readonly tunneller: Awaited<ReturnType<TunnellersOptions['start']>>;
  /** What it was told last. */
  text: string;
}

/** More would only wait for each other. */
const startsAtATime = 4;

export function keepTunnellers({ start, namespaceOf, lost }: TunnellersOptions): Tunnellers {
  let wanted: ReadonlyMap<string, TunnelPlan> = new Map();
  const running = new Map<string, Running>();
  const remade = new Set<string>();

  async function open(node: string): Promise<Running> {
    const tunneller = await start(namespaceOf(node));
    const opened: Running = { tunneller, text: '' };
    running.set(node, opened);
    void tunneller.ended.then((complaint) => {
      if (running.get(node) !== opened) return;
      running.delete(node);
      lost(complaint);
    });
    return opened;
  }

  async function stop(node: string): Promise<void> {
    const ending = running.get(node);
    running.delete(node);
    await ending?.tunneller.end();
  }

  async function tell(node: string, plan: TunnelPlan): Promise<void> {
    const one = running.get(node) ?? (await open(node));
    const text = JSON.stringify(plan);
    if (one.text === text) return;
    one.text = '';
    const [lack] = await one.tunneller.follow(plan);
    if (lack) throw new Error(`${node} lacks ${lack.what}: ${lack.reason}`);
    one.text = text;
  }

  return {
    async follow(blueprint) {
      wanted = wantedTunnels(blueprint);
      const leaving = [...running.keys()].filter((node) => !wanted.has(node) || remade.has(namespaceOf(node)));
      remade.clear();
      await Promise.all(leaving.map(stop));
      const failed: unknown[] = [];
      const queue = wanted.entries();
      const tellSome = async () => {
        // Also where one cannot be started: the others' packets go on.
        for (const [node, plan] of queue) await tell(node, plan).catch((reason: unknown) => failed.push(reason));
      };
      await Promise.all(Array.from({ length: startsAtATime }, tellSome));
      if (failed.length > 0) throw failed[0];
    },
    reopen(namespace) {
      remade.add(namespace);
    },
    has: (node) => wanted.has(node),
    attempt(node, request) {
      const plan = wanted.get(node);
      const one = running.get(node);
      if (plan === undefined || one === undefined) return Promise.reject(new Error(`nothing runs in ${node}`));
      return one.tunneller.probe({ ...request, localAddress: plan.address });
    },
    counts: async (node) => running.get(node)?.tunneller.counts(),
    lacksSome: () => [...wanted.keys()].some((node) => !running.has(node)),
    async close() {
      wanted = new Map();
      await Promise.all([...running.keys()].map(stop));
    },
  };
}
