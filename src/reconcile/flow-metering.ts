/**
 * Reads what routers have counted of flows, at the end of each interval, and hands it on. What is made of them is flow-logs'
 * matter. From one generation of counters to the next it turns first and reads then, so that packets go on being counted
 * (src/backends/netns/flow-log-nft.ts). An interval whose counters cannot be read is handed on as one with gaps.
 */

import { type FlowCount, type FlowCounts, flowsQuestions, parseFlows } from '../backends/netns/flow-counters.ts';
import { emptyLines, type Generation, generations, turnLines } from '../backends/netns/flow-log-nft.ts';
import { deviceOf, namespaceOf } from '../backends/netns/names.ts';
import type { Blueprint } from '../blueprint/blueprint.ts';
import type { Host } from '../host/host.ts';

export interface InterfaceFlow extends Omit<FlowCount, 'device'> {
  readonly networkInterface: string;
}

export interface RouterFlows {
  /** Milliseconds since 1970. */
  readonly since: number;
  readonly until: number;
  /** The interfaces whose flows were counted. */
  readonly networkInterfaces: readonly string[];
  readonly flows: readonly InterfaceFlow[];
  readonly complete: boolean;
}

export interface FlowMetering {
  follow(blueprint: Blueprint): void;
  /** Reads once more. */
  close(): Promise<void>;
}

export interface FlowMeteringOptions {
  readonly host: Host;
  readonly prefix: string;
  readonly now: () => number;
  /** Milliseconds. */
  readonly interval: number;
  readonly take: (readings: readonly RouterFlows[], now: number) => void;
  readonly report: (reason: unknown) => void;
}

/** A router whose flows are counted. */
interface Counted {
  readonly id: string;
  ports: readonly string[];
  /** Also those that went since the last reading. */
  byDevice: ReadonlyMap<string, string>;
  since: number;
  /** In which packets are counted. */
  generation: Generation;
}

const named = (ports: readonly string[]) => ports.map((port) => [deviceOf(port), port] as const);

export function keepFlowMetering(options: FlowMeteringOptions): FlowMetering {
  const { host, prefix, now, interval, take, report } = options;
  const routers = new Map<string, Counted>();
  let reading: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let begun = false;

  const nft = ({ id }: Counted, lines: readonly string[]): Promise<void> =>
    host.nft(namespaceOf(prefix, id), `${lines.join('\n')}\n`);

  async function countsOf(router: Counted): Promise<FlowCounts> {
    const before = router.generation;
    const after = before === 'a' ? 'b' : 'a';
    await nft(router, turnLines(after));
    router.generation = after;
    const answers: string[] = [];
    const namespace = namespaceOf(prefix, router.id);
    for (const question of flowsQuestions(before)) answers.push((await host.run(question, { namespace })).stdout);
    await nft(router, emptyLines(before));
    return parseFlows(answers);
  }

  /** Undefined for a router whose flow logs went meanwhile. */
  async function readRouter(router: Counted): Promise<RouterFlows | undefined> {
    const counts = await countsOf(router).catch((reason: unknown) => {
      if (routers.get(router.id) === router) report(reason);
      return { flows: [], complete: false };
    });
    if (routers.get(router.id) !== router) return undefined;
    const { ports, byDevice, since } = router;
    const flows = counts.flows.flatMap(({ device, ...flow }): readonly InterfaceFlow[] => {
      const networkInterface = byDevice.get(device);
      return networkInterface === undefined ? [] : [{ networkInterface, ...flow }];
    });
    router.byDevice = new Map(named(ports));
    router.since = now();
    return { since, until: router.since, networkInterfaces: ports, flows, complete: counts.complete };
  }

  async function read(): Promise<void> {
    const all: RouterFlows[] = [];
    for (const router of [...routers.values()]) {
      const found = await readRouter(router);
      if (found) all.push(found);
    }
    take(all, now());
  }

  /** What a server before this one has counted, nobody can say since when. */
  async function begin(found: readonly Counted[]): Promise<void> {
    for (const router of found) {
      await nft(router, [...turnLines('a'), ...generations.flatMap(emptyLines)]);
      router.since = now();
    }
  }

  function queue(work: () => Promise<void>): Promise<void> {
    reading = reading.then(work).catch(report);
    return reading;
  }

  function untilNext(): void {
    timer = setTimeout(() => void queue(read).finally(untilNext), interval - (now() % interval));
    timer.unref();
  }

  untilNext();
  return {
    follow({ routers: all }) {
      const counted = new Map(all.flatMap(({ id, countedPorts }) => (countedPorts ? [[id, countedPorts]] : [])));
      for (const id of routers.keys()) if (!counted.has(id)) routers.delete(id);
      for (const [id, ports] of counted) {
        const known = routers.get(id);
        if (known === undefined) {
          routers.set(id, { id, ports, byDevice: new Map(named(ports)), since: now(), generation: 'a' });
        } else if (known.ports !== ports) {
          known.ports = ports;
          known.byDevice = new Map([...known.byDevice, ...named(ports)]);
        }
      }
      const found = [...routers.values()];
      if (!begun) void queue(() => begin(found));
      begun = true;
    },
    async close() {
      clearTimeout(timer);
      await queue(read);
      clearTimeout(timer);
    },
  };
}
