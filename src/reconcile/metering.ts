/**
 * Reads what load balancers' namespaces have counted of the endpoints that end in them, at the end of each minute, and hands
 * it on. What is made of the numbers is the measure's matter. A node that cannot be read is left out of that minute.
 */

import {
  connectionsQuestion,
  countersQuestion,
  linkCountersQuestion,
  parseActiveConnections,
  parseEndpointCounters,
} from '../backends/netns/counters.ts';
import { namespaceOf } from '../backends/netns/names.ts';
import type { Blueprint, Node } from '../blueprint/blueprint.ts';
import type { Host } from '../host/host.ts';

export interface EndpointReading {
  /** The endpoint's interface. */
  readonly networkInterface: string;
  readonly newConnections: number;
  readonly bytes: number;
  readonly resets: number;
  readonly dropped: number;
  readonly active: number;
}

export interface Metering {
  follow(blueprint: Blueprint): void;
  close(): Promise<void>;
}

export interface MeteringOptions {
  readonly host: Host;
  readonly prefix: string;
  readonly now: () => number;
  readonly take: (readings: readonly EndpointReading[]) => void;
  readonly report: (reason: unknown) => void;
}

type LoadBalancerNode = Node & { readonly kind: 'load-balancer-node' };

const minute = 60_000;

function watchedNodes(blueprint: Blueprint): readonly LoadBalancerNode[] {
  return blueprint.nodes.filter(
    (node): node is LoadBalancerNode => node.kind === 'load-balancer-node' && node.endpoints.length > 0,
  );
}

async function readNode(host: Host, prefix: string, node: LoadBalancerNode): Promise<readonly EndpointReading[]> {
  const namespace = namespaceOf(prefix, node.id);
  const [counters, links, connections] = await Promise.all(
    [countersQuestion, linkCountersQuestion, connectionsQuestion].map(
      async (question) => (await host.run(question, { namespace })).stdout,
    ),
  );
  const active = parseActiveConnections(connections ?? '', node.endpoints);
  return [...parseEndpointCounters(counters ?? '', links ?? '', node.endpoints)].map(([networkInterface, counted]) => ({
    networkInterface,
    newConnections: counted.newConnections,
    bytes: counted.bytes,
    resets: counted.resets,
    dropped: counted.dropped,
    active: active.get(networkInterface) ?? 0,
  }));
}

export function keepMetering({ host, prefix, now, take, report }: MeteringOptions): Metering {
  let nodes: readonly LoadBalancerNode[] = [];
  let reading: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let begun = false;

  async function read(): Promise<void> {
    const all: EndpointReading[] = [];
    for (const node of nodes) {
      const found = await readNode(host, prefix, node).catch((reason: unknown) => report(reason));
      if (found) all.push(...found);
    }
    take(all);
  }

  function untilNextMinute(): void {
    timer = setTimeout(
      () => {
        reading = read().catch(report).finally(untilNextMinute);
      },
      minute - (now() % minute),
    );
    timer.unref();
  }

  untilNextMinute();
  return {
    follow(blueprint) {
      nodes = watchedNodes(blueprint);
      if (begun) return;
      begun = true;
      // What a server before this one has left behind counts on; only what comes now is new.
      reading = read().catch(report);
    },
    async close() {
      clearTimeout(timer);
      await reading;
      clearTimeout(timer);
    },
  };
}
