import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { noKey, readInner, type Stickiness } from './inner-packet.ts';

interface Packet {
  readonly source: number;
  readonly destination: number;
  readonly protocol: number;
  readonly payload: Buffer;
  /** Flags and offset. */
  readonly fragment?: number;
  readonly options?: number;
}

function packetOf({ source, destination, protocol, payload, fragment = 0, options = 0 }: Packet): Buffer {
  const header = Buffer.alloc(20 + options * 4);
  header[0] = 0x45 + options;
  header.writeUInt16BE(header.length + payload.length, 2);
  header.writeUInt16BE(fragment, 6);
  header[9] = protocol;
  header.writeUInt32BE(source, 12);
  header.writeUInt32BE(destination, 16);
  return Buffer.concat([header, payload]);
}

function ports(source: number, destination: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt16BE(source, 0);
  bytes.writeUInt16BE(destination, 2);
  return bytes;
}

function keyOf(bytes: Buffer, how: Stickiness = '5-tuple') {
  const key = noKey();
  return readInner(bytes, 0, bytes.length, how, key) ? key : undefined;
}

/** What flows are told apart by. */
function flowOf(bytes: Buffer, how: Stickiness = '5-tuple') {
  const key = keyOf(bytes, how);
  return key && [key.lowAddress, key.highAddress, key.ports, key.protocol, key.part === 'later'];
}

const word = fc.integer({ min: 0, max: 0xffffffff });
const port = fc.integer({ min: 0, max: 0xffff });
const [near, far] = [0x0a000001, 0xc0000201];
const segment = (more: Partial<Packet> = {}) =>
  packetOf({ source: near, destination: far, protocol: 6, payload: ports(40_000, 443), ...more });
const answer = (more: Partial<Packet> = {}) =>
  segment({ source: far, destination: near, payload: ports(443, 40_000), ...more });

test('both directions are one flow, by whatever makes a flow', () => {
  fc.assert(
    fc.property(word, word, port, port, fc.constantFrom(1, 6, 17, 47), (one, other, from, to, protocol) => {
      for (const how of ['5-tuple', '3-tuple', '2-tuple'] as const) {
        const forth = packetOf({ source: one, destination: other, protocol, payload: ports(from, to), options: 1 });
        const back = packetOf({ source: other, destination: one, protocol, payload: ports(to, from) });
        expect(flowOf(forth, how)).toEqual(flowOf(back, how));
      }
    }),
  );
});

test.each([
  ['another port', { payload: ports(40_001, 443) }, ['5-tuple']],
  ['another protocol', { protocol: 17 }, ['5-tuple', '3-tuple']],
  ['another address', { source: near + 1 }, ['5-tuple', '3-tuple', '2-tuple']],
] as const)('%s is another flow by %j', (_, more, those) => {
  for (const how of ['5-tuple', '3-tuple', '2-tuple'] as const) {
    const same = JSON.stringify(flowOf(segment(more), how)) === JSON.stringify(flowOf(segment(), how));
    expect(same).toBe(!(those as readonly string[]).includes(how));
  }
});

test('exchanged ports are another flow', () => {
  expect(flowOf(segment({ payload: ports(443, 40_000) }))).not.toEqual(flowOf(segment()));
});

test('only TCP and UDP have ports that count', () => {
  const echo = (sequence: number) => segment({ protocol: 1, payload: Buffer.from([8, 0, 0, 0, 0, 9, 0, sequence]) });
  expect(flowOf(echo(1))).toEqual(flowOf(echo(2)));
  expect(keyOf(echo(1))).toMatchObject({ ports: 0, carries: 1 });
});

describe('a fragment', () => {
  test('that is the first is of its flow, and leads those that follow', () => {
    const first = segment({ fragment: 0x2000 });
    expect(flowOf(first)).toEqual(flowOf(segment()));
    expect(keyOf(first)).toMatchObject({ part: 'first' });
  });

  test('that follows is known by addresses and protocol, from either side', () => {
    const later = segment({ fragment: 0x0010, payload: Buffer.from([1]) });
    expect(keyOf(later)).toMatchObject({ part: 'later', ports: 0, protocol: 6 });
    expect(flowOf(later)).toEqual(flowOf(answer({ fragment: 0x2020, payload: Buffer.alloc(8, 7) })));
  });
});

describe('an ICMP error', () => {
  const error = (type: number, quoted: Buffer) =>
    packetOf({
      source: 0x08080808,
      destination: near,
      protocol: 1,
      payload: Buffer.concat([Buffer.from([type, 0, 0, 0, 0, 0, 0, 0]), quoted]),
    });

  test.each([3, 4, 5, 11, 12])('of type %i is of the flow that it quotes', (type) => {
    expect(flowOf(error(type, segment().subarray(0, 28)))).toEqual(flowOf(answer()));
    expect(keyOf(error(type, segment()))).toMatchObject({ carries: 1 });
  });

  test('that quotes too little, or is none, is a flow by addresses', () => {
    const own = flowOf(packetOf({ source: 0x08080808, destination: near, protocol: 1, payload: Buffer.alloc(8) }));
    expect(flowOf(error(3, segment().subarray(0, 19)))).toEqual(own);
    expect(flowOf(error(3, segment().subarray(0, 22)))).toEqual(own);
    expect(flowOf(error(8, segment()))).toEqual(own);
    expect(flowOf(error(3, Buffer.from('no packet at all, but long enough')))).toEqual(own);
  });
});

test('its length is what it says, where there is more', () => {
  expect(keyOf(Buffer.concat([segment(), Buffer.alloc(9)]))?.length).toBe(segment().length);
});

test.each([
  ['of IPv6', Buffer.alloc(40, 0x60)],
  ['cut off', segment().subarray(0, 27)],
  ['without ports where there must be some', segment({ payload: Buffer.alloc(3) })],
  ['shorter than a header', segment().subarray(0, 19)],
  ['whose header is longer than itself', Buffer.concat([Buffer.from([0x4f]), segment().subarray(1)])],
  ['whose header is too short', Buffer.concat([Buffer.from([0x44]), segment().subarray(1)])],
])('a packet %s is none', (_, bytes) => {
  expect(keyOf(bytes)).toBeUndefined();
});

test('no bytes make it throw, or claim a longer packet', () => {
  const almost = fc.tuple(fc.nat(59), fc.nat(255), fc.boolean()).map(([offset, value, quoting]) => {
    const bytes = quoting
      ? packetOf({
          source: 1,
          destination: 2,
          protocol: 1,
          payload: Buffer.concat([Buffer.from([3, 0, 0, 0, 0, 0, 0, 0]), segment()]),
        })
      : segment();
    bytes[offset % bytes.length] = value;
    return new Uint8Array(bytes);
  });
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 100 }), almost), fc.nat(100), (bytes, cut) => {
      const length = Math.min(cut, bytes.length);
      const key = noKey();
      if (readInner(Buffer.from(bytes), 0, length, '5-tuple', key)) expect(key.length).toBeLessThanOrEqual(length);
    }),
    { numRuns: 2000 },
  );
});
