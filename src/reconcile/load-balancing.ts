/**
 * What load balancers do besides forwarding packets, kept up with the data plane: health checks of their targets, and proxies
 * for connections that begin with the proxy protocol. One worker does both, in the namespace from which targets are reached.
 * Gateway load balancers' packets pass through processes of their own, which check their targets too.
 */

import { namespaceOf, proberId } from '../backends/netns/names.ts';
import type { Random } from '../base/random.ts';
import type { Blueprint } from '../blueprint/blueprint.ts';
import { keepTargetHealth, type Timers } from '../health/target-health.ts';
import type { Host } from '../host/host.ts';
import type { Network } from '../model/network.ts';
import type { TargetHealthView } from '../model/target-health.ts';
import { keepProber } from './prober.ts';
import { keepTunnellers, type Tunnellers } from './tunnellers.ts';

export interface LoadBalancing {
  readonly health: TargetHealthView;
  /** After the data plane was brought to the blueprint. */
  follow(network: Network, blueprint: Blueprint): Promise<void>;
  /** What a gateway load balancer's node has carried so far. */
  readonly carried: Tunnellers['counts'];
  /** Says that a namespace was made anew: sockets in it are gone. */
  reopen(namespace: string): void;
  close(): Promise<void>;
}

export interface LoadBalancingOptions {
  readonly host: Host;
  readonly prefix: string;
  readonly random: Random;
  /** The loop shall go round: these nodes see their targets differently, or the worker is gone. */
  readonly again: (nodes: readonly string[]) => void;
  readonly report: (reason: unknown) => void;
}

/** A worker that dies again and again is started this often. */
const restartPause = 1000;

const processTimers: Timers = {
  now: () => performance.now(),
  after(milliseconds, work) {
    const timer = setTimeout(work, milliseconds);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

export function keepLoadBalancing({ host, prefix, random, again, report }: LoadBalancingOptions): LoadBalancing {
  /** A process also ends with its namespace, when its load balancer goes: then nothing lacks it. */
  const afterPause = (isLacking: () => boolean, what: string) => (complaint: string) => {
    processTimers.after(restartPause, () => {
      if (!isLacking()) return;
      report(new Error(`${what} has ended: ${complaint.trim()}`));
      again([]);
    });
  };
  const prober = keepProber({
    host,
    namespace: namespaceOf(prefix, proberId),
    namespaceOf: (node) => namespaceOf(prefix, node),
    lost: afterPause(() => prober.lacksWorker(), "the load balancers' worker"),
  });
  const tunnellers = keepTunnellers({
    start: (namespace) => host.startTunneller(namespace),
    namespaceOf: (node) => namespaceOf(prefix, node),
    lost: afterPause(() => tunnellers.lacksSome(), "a gateway load balancer's process"),
  });
  const health = keepTargetHealth({
    attempt: (node, trial) => (tunnellers.has(node) ? tunnellers : prober).attempt(node, trial),
    timers: processTimers,
    random,
    onChange: (node) => again([node]),
  });
  return {
    health,
    async follow(network, blueprint) {
      const followed = await Promise.allSettled([prober.follow(blueprint), tunnellers.follow(blueprint)]);
      // Also where a proxy has no socket: the other load balancers' targets are checked all the same.
      health.follow(network);
      const failed = followed.find((result) => result.status === 'rejected');
      if (failed) throw failed.reason;
    },
    carried: (node) => tunnellers.counts(node),
    reopen(namespace) {
      prober.reopen(namespace);
      tunnellers.reopen(namespace);
    },
    async close() {
      health.close();
      await Promise.all([prober.close(), tunnellers.close()]);
    },
  };
}
