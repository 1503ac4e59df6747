import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { everything, nothing, type TrafficId, type TrafficTable, trafficTable } from './traffic-set.ts';

interface Part {
  readonly protocol: number;
  readonly from: number;
  readonly to: number;
}

const part = fc.record({
  protocol: fc.constantFrom(1, 6, 17, 47),
  from: fc.integer({ min: 0, max: 12 }),
  to: fc.integer({ min: 0, max: 12 }),
});
const parts = fc.array(part, { maxLength: 6 });

const flows: readonly (readonly [number, number | undefined])[] = [
  ...[6, 17].flatMap((protocol) => Array.from({ length: 14 }, (_, port) => [protocol, port + 1] as const)),
  [6, 65535],
  [1, undefined],
  [47, undefined],
  [50, undefined],
];

const setOf = (table: TrafficTable, some: readonly Part[]): TrafficId =>
  some.reduce<TrafficId>((sum, { protocol, from, to }) => table.union(sum, table.ofPorts(protocol, from, to)), nothing);

const has = (some: readonly Part[], protocol: number, port: number | undefined): boolean =>
  some.some((one) => one.protocol === protocol && (port === undefined || (one.from <= port && port <= one.to)));

describe('a set of traffic', () => {
  test('holds what its parts hold; union, intersection and difference hold what logic says', () => {
    fc.assert(
      fc.property(parts, parts, (some, others) => {
        const table = trafficTable();
        const [one, other] = [setOf(table, some), setOf(table, others)];
        for (const [protocol, port] of flows) {
          const [inOne, inOther] = [has(some, protocol, port), has(others, protocol, port)];
          expect(table.contains(one, protocol, port)).toBe(inOne);
          expect(table.contains(table.union(one, other), protocol, port)).toBe(inOne || inOther);
          expect(table.contains(table.intersect(one, other), protocol, port)).toBe(inOne && inOther);
          expect(table.contains(table.subtract(one, other), protocol, port)).toBe(inOne && !inOther);
        }
      }),
    );
  });

  test('has one number, however it was made, and is told so that it can be made again', () => {
    fc.assert(
      fc.property(parts, (some) => {
        const table = trafficTable();
        const set = setOf(table, some);
        expect(setOf(table, some.toReversed())).toBe(set);
        expect(table.ofTraffic(table.traffic(set))).toBe(set);
      }),
    );
  });

  test('of everything is told as one run, and everything but a port by its protocols', () => {
    const table = trafficTable();
    expect(table.traffic(everything)).toEqual([{ protocol: 0, lastProtocol: 255 }]);
    expect(table.ofTraffic([{ protocol: 0, lastProtocol: 255 }])).toBe(everything);
    expect(table.traffic(table.subtract(everything, table.ofPorts(6, 443, 443)))).toEqual([
      { protocol: 6, ports: { from: 1, to: 442 } },
      { protocol: 6, ports: { from: 444, to: 65535 } },
      { protocol: 17 },
      { protocol: 0, lastProtocol: 5 },
      { protocol: 7, lastProtocol: 16 },
      { protocol: 18, lastProtocol: 255 },
    ]);
  });

  test('never has port 0', () => {
    const table = trafficTable();
    expect(table.contains(everything, 6, 0)).toBe(false);
    expect(table.ofPorts(6, 0, 0)).toBe(nothing);
  });

  test('is answered where a filter lets through every port that the client may have', () => {
    const table = trafficTable();
    const client = table.ofPorts(6, 32768, 60999);
    expect(table.traffic(table.answered(client, 'ephemeral'))).toEqual([{ protocol: 6 }]);
    expect(table.answered(client, 'translator')).toBe(nothing);
    expect(table.answered(table.subtract(client, table.ofPorts(6, 40000, 40000)), 'ephemeral')).toBe(nothing);
    const replies = table.ofEcho(false, true);
    expect(table.traffic(table.answered(replies, 'ephemeral'))).toEqual([{ protocol: 1 }]);
    expect(table.answered(table.ofEcho(true, false), 'ephemeral')).toBe(nothing);
  });
});
