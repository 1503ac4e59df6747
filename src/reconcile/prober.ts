/**
 * Keeps the one worker of all load balancers while there are any, and gives it the listening sockets of the proxies. What is
 * wanted is brought about by difference, like everything else; a worker that died has nothing, and the next one gets all.
 * Does not decide when to try again: it says that it lost its worker, and the loop comes back.
 */

import { probedNodes } from '../backends/netns/prober-plan.ts';
import { proberAddresses } from '../backends/netns/slots.ts';
import type { Blueprint } from '../blueprint/blueprint.ts';
import type { Host } from '../host/host.ts';
import type { Worker } from '../host/worker.ts';
import type { ProbeOutcome, ProbeRequest } from '../host/worker-messages.ts';
import { type WantedProxy, wantedProxies } from './proxies.ts';

export interface ProberOptions {
  readonly host: Host;
  /** The namespace that the worker lives in. */
  readonly namespace: string;
  readonly namespaceOf: (node: string) => string;
  /** The worker died by itself; follow again. */
  readonly lost: (complaint: string) => void;
}

export interface Prober {
  follow(blueprint: Blueprint): Promise<void>;
  /** Says that a namespace was made anew: sockets in it are gone. */
  reopen(namespace: string): void;
  /** Tries a target the way that a node's connections take. Rejects where that cannot be tried. */
  attempt(node: string, request: Omit<ProbeRequest, 'localAddress'>): Promise<ProbeOutcome>;
  /** Whether there should be a worker and is none. */
  lacksWorker(): boolean;
  close(): Promise<void>;
}

/** What the worker was given under a key. */
interface Given {
  readonly node: string;
  /** Undefined once it takes no more connections; those that it has go on. */
  readonly text: string | undefined;
}

export function keepProber({ host, namespace, namespaceOf, lost }: ProberOptions): Prober {
  let worker: Worker | undefined;
  let addresses: ReadonlyMap<string, string> = new Map();
  const given = new Map<string, Given>();
  const remade = new Set<string>();

  async function start(): Promise<Worker> {
    const started = await host.startWorker(namespace);
    worker = started;
    given.clear();
    void started.ended.then((complaint) => {
      if (worker !== started) return;
      worker = undefined;
      lost(complaint);
    });
    return started;
  }

  async function stop(): Promise<void> {
    const ending = worker;
    worker = undefined;
    given.clear();
    await ending?.end();
  }

  /** Connections of a node that is gone have no way any more; those of a listener that is gone keep theirs. */
  function withdraw(to: Worker, wanted: ReadonlyMap<string, WantedProxy>): void {
    for (const [key, { node, text }] of [...given]) {
      const reset = !addresses.has(node) || remade.has(namespaceOf(node));
      if (reset) given.delete(key);
      else if (text === undefined || wanted.has(key)) continue;
      else given.set(key, { node, text: undefined });
      to.close(key, reset);
    }
    remade.clear();
  }

  async function give(to: Worker, key: string, { node, plan }: WantedProxy): Promise<void> {
    const text = JSON.stringify(plan);
    const before = given.get(key)?.text;
    if (before === text) return;
    if (before === undefined) {
      const listening = [{ kind: 'tcp', address: '0.0.0.0', port: plan.port }] as const;
      const [opened] = await host.openSockets(namespaceOf(node), listening);
      if (opened?.kind !== 'tcp') throw new Error(`no socket for ${key}`);
      await to.listen(key, opened.server, plan);
    } else {
      to.update(key, plan);
    }
    given.set(key, { node, text });
  }

  return {
    async follow(blueprint) {
      const nodes = probedNodes(blueprint.nodes);
      addresses = proberAddresses(nodes);
      if (nodes.length === 0) return stop();
      const to = worker ?? (await start());
      const wanted = wantedProxies(blueprint);
      withdraw(to, wanted);
      const failed: unknown[] = [];
      for (const [key, proxy] of wanted) await give(to, key, proxy).catch((reason: unknown) => failed.push(reason));
      if (failed.length > 0) throw failed[0];
    },
    reopen(name) {
      remade.add(name);
    },
    attempt(node, request) {
      const localAddress = addresses.get(node);
      if (worker === undefined || localAddress === undefined)
        return Promise.reject(new Error(`no way through ${node}`));
      return worker.probe({ ...request, localAddress });
    },
    lacksWorker: () => addresses.size > 0 && worker === undefined,
    close() {
      addresses = new Map();
      return stop();
    },
  };
}
