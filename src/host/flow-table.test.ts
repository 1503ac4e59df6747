import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chooseTarget, FlowTable, flowHash, none } from './flow-table.ts';
import { type FlowKey, noKey } from './inner-packet.ts';

const key = (number: number, more: Partial<FlowKey> = {}): FlowKey => ({
  ...noKey(),
  lowAddress: 10 + number,
  highAddress: 20,
  ports: 0x9c4001bb,
  protocol: 6,
  carries: 6,
  ...more,
});
const udp = (number: number, more: Partial<FlowKey> = {}) => key(number, { protocol: 17, carries: 17, ...more });

function tableOf(most?: number): FlowTable {
  let last = 0;
  return new FlowTable(() => {
    last += 1;
    return last;
  }, most);
}

describe('a target', () => {
  const targets = fc.uniqueArray(fc.integer({ min: 1, max: 0xffffffff }), { minLength: 1, maxLength: 20 });
  const hash = fc.integer();

  test('is the same in whatever order they are', () => {
    fc.assert(
      fc.property(hash, targets, (flow, all) => {
        expect(chooseTarget(flow, all)).toBe(chooseTarget(flow, all.toReversed()));
      }),
    );
  });

  test('that goes takes along only the flows that it had', () => {
    fc.assert(
      fc.property(hash, targets, (flow, [gone, ...rest]) => {
        const before = chooseTarget(flow, [gone!, ...rest]);
        if (before !== gone) expect(chooseTarget(flow, rest)).toBe(before);
      }),
    );
  });

  test('has its share of flows', () => {
    const shares = new Map<number, number>();
    for (let number = 0; number < 3000; number += 1) {
      const target = chooseTarget(flowHash(key(1, { ports: number })), [0x0a000001, 0x0a000002, 0x0a000003])!;
      shares.set(target, (shares.get(target) ?? 0) + 1);
    }
    for (const share of shares.values()) expect(Math.abs(share - 1000)).toBeLessThan(120);
  });

  test('is none where there is none', () => {
    expect(chooseTarget(5, [])).toBeUndefined();
  });
});

describe('a flow', () => {
  test('is found with its target and cookie, by its endpoint alone', () => {
    const flows = tableOf();
    const [one, other] = [flows.add(key(1), 1, 100, 0), flows.add(key(1), 2, 200, 0)];
    expect([flows.find(key(1), 1, 0), flows.find(key(1), 2, 0), flows.find(key(1), 3, 0)]).toEqual([one, other, none]);
    expect([flows.target[one], flows.cookie[one], flows.target[other], flows.cookie[other]]).toEqual([100, 1, 200, 2]);
  });

  test.each([
    ['TCP', key(1), 350_000],
    ['another protocol', udp(1), 120_000],
    ['two addresses that speak TCP', key(1, { protocol: 255 }), 350_000],
  ])('of %s is forgotten when it was idle for its time, and not before', (_, packet, time) => {
    const flows = tableOf();
    const at = flows.add(packet, 1, 100, 1000);
    expect(flows.find(packet, 1, 1000 + time)).toBe(at);
    expect(flows.find(packet, 1, 1001 + time)).toBe(none);
    flows.touch(at, packet, 1000 + time);
    expect(flows.find(packet, 1, 1000 + 2 * time)).toBe(at);
  });

  test('that begins anew has a new cookie, and its old place', () => {
    const flows = tableOf();
    const at = flows.add(key(1), 1, 100, 0);
    expect(flows.add(key(1), 1, 200, 1_000_000)).toBe(at);
    expect([flows.target[at], flows.cookie[at]]).toEqual([200, 2]);
  });

  test('follows times that are changed', () => {
    const flows = tableOf();
    flows.add(key(1), 1, 100, 0);
    flows.setIdleTimes({ tcpIdleSeconds: 60, otherIdleSeconds: 30 });
    expect(flows.find(key(1), 1, 60_001)).toBe(none);
  });

  test('leads its later fragments', () => {
    const flows = tableOf();
    const later = udp(1, { part: 'later', ports: 0 });
    const first = udp(1, { part: 'first' });
    const at = flows.add(first, 1, 100, 0);
    flows.lead(at, first, 1, 0);
    expect(first).toEqual(udp(1, { part: 'first' }));
    const follower = flows.find(later, 1, 0);
    expect([flows.target[follower], flows.cookie[follower]]).toEqual([100, flows.cookie[at]]);
    expect(flows.find(udp(1, { ports: 0 }), 1, 0)).toBe(none);
    expect(flows.countActive(0)).toEqual(new Map([[1, 1]]));
  });
});

test('where there are too many, the longest idle goes', () => {
  const flows = tableOf(3);
  for (const number of [1, 2, 3]) flows.add(udp(number), 1, number, number);
  flows.touch(flows.find(udp(1), 1, 4), udp(1), 4);
  flows.add(udp(4), 1, 4, 5);
  expect([1, 2, 3, 4].map((number) => flows.find(udp(number), 1, 5) !== none)).toEqual([true, false, true, true]);
});

test('flows that are not over are counted by endpoint', () => {
  const flows = tableOf();
  flows.add(key(1), 1, 1, 0);
  flows.add(udp(2), 1, 1, 0);
  flows.add(udp(3), 2, 1, 200_000);
  expect(flows.countActive(200_000)).toEqual(
    new Map([
      [1, 1],
      [2, 1],
    ]),
  );
});

/** The same by a Map, in the order in which flows were last seen. */
function plainTable(most: number) {
  const known = new Map<string, { target: number; seen: number }>();
  const nameOf = (one: FlowKey, endpoint: number) => `${one.lowAddress} ${one.protocol} ${endpoint}`;
  return {
    find: (one: FlowKey, endpoint: number, now: number) => {
      const flow = known.get(nameOf(one, endpoint));
      return flow && now - flow.seen <= 350_000 ? flow.target : undefined;
    },
    see(one: FlowKey, endpoint: number, target: number, now: number) {
      const name = nameOf(one, endpoint);
      known.delete(name);
      if (known.size === most) known.delete(known.keys().next().value!);
      known.set(name, { target, seen: now });
    },
  };
}

test('whatever comes, it knows what a list would', () => {
  const step = fc.record({ number: fc.nat(12), endpoint: fc.nat(1), pause: fc.constantFrom(0, 1, 100_000, 350_001) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), fc.integer({ min: 1, max: 8 }), (steps, most) => {
      const [flows, plain] = [tableOf(most), plainTable(most)];
      let now = 0;
      for (const [index, { number, endpoint, pause }] of steps.entries()) {
        now += pause;
        const packet = key(number);
        const at = flows.find(packet, endpoint, now);
        expect(at === none ? undefined : flows.target[at]).toBe(plain.find(packet, endpoint, now));
        const target = at === none ? index + 1 : flows.target[at]!;
        if (at === none) flows.add(packet, endpoint, target, now);
        else flows.touch(at, packet, now);
        plain.see(packet, endpoint, target, now);
      }
    }),
  );
});
