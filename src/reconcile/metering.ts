/**
 * Reads what load balancers' namespaces, and gateway load balancers' processes, have counted of the endpoints that end there, at the end of
 * each minute, and hands it on. What is made of the numbers is the measure's matter. A node that cannot be read is left out of that minute.
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
import type { TunnelCounts } from '../host/tunnel-messages.ts';

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
  /** What a gateway load balancer's node has carried; undefined while nothing does. */
  readonly carried: (node: string) => Promise<TunnelCounts | undefined>;
  readonly take: (readings: readonly EndpointReading[]) => void;
  readonly report: (reason: unknown) => void;
}

type LoadBalancerNode = Node & { readonly kind: 'load-balancer-node' };

const minute = 60_000;

/** Of each endpoint's one interface, by the endpoint. */
function interfacesOf({ nodes }: Blueprint): ReadonlyMap<string, string> {
  return new Map(nodes.flatMap((node) => (node.kind === 'service-endpoint' ? [[node.endpoint, node.port]] : [])));
}

export function tunnelReadings(
  counts: TunnelCounts | undefined,
  interfaces: ReadonlyMap<string, string>,
): readonly EndpointReading[] {
  const endpoints = counts?.endpoints ?? [];
  return endpoints.flatMap(({ endpoint, sent, returned, dropped, newFlows, activeFlows }) => {
    const networkInterface = interfaces.get(endpoint);
    if (networkInterface === undefined) return [];
    return {
      networkInterface,
      newConnections: newFlows,
      bytes: sent.bytes + returned.bytes,
      resets: 0,
      dropped: Object.values(dropped).reduce((sum, packets) => sum + packets, 0),
      active: activeFlows,
    };
  });
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

export function keepMetering({ host, prefix, now, carried, take, report }: MeteringOptions): Metering {
  let readers: readonly (() => Promise<readonly EndpointReading[]>)[] = [];
  let reading: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let begun = false;

  function readersOf(blueprint: Blueprint): typeof readers {
    const interfaces = interfacesOf(blueprint);
    return blueprint.nodes.flatMap((node) => {
      if (node.kind === 'load-balancer-node') {
        return node.endpoints.length === 0 ? [] : () => readNode(host, prefix, node);
      }
      if (node.kind !== 'gateway-load-balancer-node') return [];
      return async () => tunnelReadings(await carried(node.id), interfaces);
    });
  }

  async function read(): Promise<void> {
    const all: EndpointReading[] = [];
    for (const readOne of readers) {
      const found = await readOne().catch((reason: unknown) => report(reason));
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
      readers = readersOf(blueprint);
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
