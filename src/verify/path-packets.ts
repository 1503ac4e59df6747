/**
 * Between two ends of a path: which packets get from the one to the other. A packet of each kind that rules and patterns tell
 * apart is tried, port by port as their borders are met.
 */

import { Fault } from '../base/fault.ts';
import type { PortRange } from '../base/port-range.ts';
import type { Network } from '../model/network.ts';
import type { Scope } from '../model/path-pattern.ts';
import type { TargetHealthView } from '../model/target-health.ts';
import type { Question, Trace } from './answer.ts';
import { addressBorders, portBorders, searchBorders } from './border-search.ts';
import { protocolNumbers } from './packet.ts';
import type { PathEnd } from './path-end.ts';
import { isInScope, patternPorts, patternSourcePorts } from './path-pattern.ts';
import type { Traffic } from './reach-answer.ts';
import { trace } from './trace.ts';

export interface Search {
  readonly network: Network;
  readonly scope: Scope;
  readonly health: TargetHealthView;
  readonly mostPackets: number;
  packets: number;
}

export interface Pair {
  readonly source: PathEnd;
  readonly destination: PathEnd;
}

export type Addresses = Pick<Question, 'source' | 'destination' | 'sourceAddress'>;

export interface Passing {
  readonly traffic: readonly Traffic[];
  readonly trace: Trace;
}

interface Tried {
  readonly passing?: Passing;
  /** Addresses at which it might go otherwise. */
  readonly borders: readonly number[];
}

const anyPort: PortRange = { from: 1, to: 65535 };

export function tryPorts(search: Search, pair: Pair, addresses: Addresses): Tried {
  const traffic: Traffic[] = [];
  const borders: number[] = [];
  let example: Trace | undefined;
  for (const protocol of [protocolNumbers.tcp, protocolNumbers.udp]) {
    for (const sourcePorts of senderPorts(search.scope)) {
      const ports = searchBorders(anyPort);
      ports.learn(patternPorts(search.scope));
      const passing = new Map<number, Trace>();
      for (let port = ports.next(); port !== undefined; port = ports.next()) {
        const found = ask(search, { ...addresses, protocol, port, ...(sourcePorts && { sourcePorts }) });
        ports.learn(portBorders(search.network, found));
        borders.push(...addressBorders(search.network, found));
        if (arrives(found, pair) && isInScope(search.network, search.scope, { ...pair, trace: found })) {
          passing.set(port, found);
        }
      }
      example ??= passing.values().next().value;
      const ranges = ports.pieces().filter(({ from }) => passing.has(from));
      traffic.push(...joined(ranges).map((range) => ({ protocol, ports: range })));
    }
  }
  return { borders, ...(example ? { passing: { traffic: withoutRepeats(traffic), trace: example } } : {}) };
}

/** What a sender picks by itself, unless a pattern tells its ports apart. */
function senderPorts(scope: Scope): readonly (PortRange | undefined)[] {
  const cuts = patternSourcePorts(scope);
  if (cuts.length === 0) return [undefined];
  const pieces = searchBorders(anyPort);
  pieces.learn(cuts);
  while (pieces.next() !== undefined);
  return pieces.pieces();
}

export function ask(search: Search, question: Question): Trace {
  search.packets += 1;
  if (search.packets > search.mostPackets) {
    throw new Fault(
      'AnalysisLimitExceeded',
      'The network is too large for this scope: name fewer sources or destinations.',
    );
  }
  return trace(search.network, question, search.health);
}

/** One way, whole, from the one end to the other; by this gateway where it is one. */
function arrives({ forward }: Trace, { source, destination }: Pair): boolean {
  const last = forward.at(-1);
  if (last === undefined || forward.some(({ verdict }) => verdict === 'drop')) return false;
  const met = (id: string): boolean => forward.some(({ component }) => component === id);
  if (source.kind === 'internet' && !met(source.gateway.id)) return false;
  if (destination.kind === 'internet') return last.component === 'internet' && met(destination.gateway.id);
  if (destination.kind === 'gateway-endpoint') return met(destination.endpoint.id);
  return destination.at.interfaceType === 'interface'
    ? last.component === destination.at.id
    : met(destination.at.parent ?? '');
}

/** Ranges that follow on each other as one. */
function joined(ranges: readonly PortRange[]): readonly PortRange[] {
  const result: PortRange[] = [];
  for (const range of ranges) {
    const before = result.at(-1);
    if (before && before.to + 1 === range.from) result[result.length - 1] = { from: before.from, to: range.to };
    else result.push(range);
  }
  return result;
}

function withoutRepeats(traffic: readonly Traffic[]): readonly Traffic[] {
  return [...new Map(traffic.map((one) => [JSON.stringify(one), one])).values()];
}
