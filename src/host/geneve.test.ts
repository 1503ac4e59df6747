import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { endpointNumber, geneveHeader, geneveLength, nothingFound, readGeneve, writeCookie } from './geneve.ts';

const id = 'vpce-0123456789abcdef0';
const word = fc.integer({ min: 0, max: 0xffffffff });

function headerOf(endpoint: string, cookie: number): Buffer {
  const header = geneveHeader(endpointNumber(endpoint));
  writeCookie(header, 0, cookie);
  return header;
}

function read(bytes: Buffer, offset = 0, length = bytes.length - offset) {
  const found = nothingFound();
  return readGeneve(bytes, offset, length, found) ? found : undefined;
}

test('a header is what AWS’s appliances read', () => {
  expect(headerOf(id, 0xa1b2c3d4).toString('hex')).toBe(
    [
      '0800080000000000', // Eight words of options, IPv4, no network.
      '01080102123456789abcdef0',
      '010802020000000000000000',
      '01080301a1b2c3d4',
    ].join(''),
  );
});

test('what was written is read, wherever it lies', () => {
  const digit = fc.constantFrom(...'0123456789abcdef');
  const ids = fc.array(digit, { minLength: 16, maxLength: 16 }).map((digits) => `vpce-0${digits.join('')}`);
  fc.assert(
    fc.property(ids, word, fc.nat(100), fc.nat(100), (endpoint, cookie, before, behind) => {
      const bytes = Buffer.concat([Buffer.alloc(before), headerOf(endpoint, cookie), Buffer.alloc(behind)]);
      const { high, low } = endpointNumber(endpoint);
      expect(read(bytes, before)).toEqual({ length: geneveLength, endpointHigh: high, endpointLow: low, cookie });
    }),
  );
});

test.each(['vpce-red', 'eni-0123456789abcdef0', ''])('%j is no endpoint’s id', (wrong) => {
  expect(() => endpointNumber(wrong)).toThrow('no endpoint');
});

describe('a header is refused', () => {
  const changed = (offset: number, value: number): Buffer => {
    const bytes = headerOf(id, 5);
    bytes[offset] = value;
    return bytes;
  };
  test.each([
    ['of another version', changed(0, 0x48)],
    ['whose options go on behind its end', changed(0, 9)],
    ['one of whose options goes on behind theirs', changed(35, 2)],
    ['of a control message', changed(1, 0x80)],
    ['of another protocol', changed(3, 0x06)],
    ['of a network', changed(6, 1)],
    ['without an endpoint', changed(10, 9)],
    ['without a cookie', changed(34, 9)],
    ['with another vendor’s options alone', changed(9, 9)],
    ['that is cut off', headerOf(id, 5).subarray(0, 39)],
    ['of no length', Buffer.alloc(0)],
  ])('%s', (_, bytes) => {
    expect(read(bytes)).toBeUndefined();
  });

  test('but options that nobody knows are skipped, in any order', () => {
    const header = headerOf(id, 7);
    const [endpoint, cookie] = [header.subarray(8, 20), header.subarray(32, 40)];
    const bytes = Buffer.concat([
      header.subarray(0, 8),
      cookie,
      Buffer.from('0999070000', 'hex').subarray(0, 4),
      endpoint,
    ]);
    bytes[0] = (bytes.length - 8) / 4;
    expect(read(bytes)).toMatchObject({ length: 32, cookie: 7, endpointLow: 0x9abcdef0 });
  });
});

test('no bytes make it throw, or find a header that goes on behind them', () => {
  const some = fc.uint8Array({ maxLength: 80 });
  const almost = fc.tuple(fc.nat(geneveLength - 1), fc.nat(255)).map(([offset, value]) => {
    const bytes = headerOf(id, 5);
    bytes[offset] = value;
    return new Uint8Array(bytes);
  });
  fc.assert(
    fc.property(fc.oneof(some, almost), fc.nat(80), (bytes, cut) => {
      const length = Math.min(cut, bytes.length);
      const found = read(Buffer.from(bytes), 0, length);
      if (found) expect(found.length).toBeLessThanOrEqual(length);
    }),
    { numRuns: 2000 },
  );
});
