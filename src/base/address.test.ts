import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalIpv6, formatAddress, parseAddress } from './address.ts';

describe('parseAddress', () => {
  test.each([
    ['0.0.0.0', 0],
    ['10.0.0.1', 0x0a000001],
    ['255.255.255.255', 0xffffffff],
    ['203.0.113.77', 0xcb00714d],
  ])('%s is %i', (text, number) => {
    expect(parseAddress(text)).toBe(number);
  });

  test.each(['', '1', '1.2.3', '1.2.3.4.5', '1.2.3.', '.1.2.3', '1..2.3', '256.0.0.1', '01.2.3.4', '1.2.3.00'])(
    'refuses %j',
    (text) => {
      expect(parseAddress(text)).toBeUndefined();
    },
  );

  test.each([' 1.2.3.4', '1.2.3.4 ', '1.2.3.a', '-1.2.3.4', '1.2.3.4/32', '::1', '1.2.3.1000000000000'])(
    'refuses %j',
    (text) => {
      expect(parseAddress(text)).toBeUndefined();
    },
  );

  test('reads back what formatAddress writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffffff }), (address) => {
        expect(parseAddress(formatAddress(address))).toBe(address);
      }),
    );
  });

  test('agrees with the plain reading of any four numbers', () => {
    const octet = fc.oneof(fc.integer({ min: 0, max: 300 }).map(String), fc.constantFrom('', '00', '07', '1e1', ' 1'));
    fc.assert(
      fc.property(fc.array(octet, { minLength: 3, maxLength: 5 }), (octets) => {
        const plain = octets.length === 4 && octets.every((one) => /^(0|[1-9]\d{0,2})$/.test(one) && Number(one) < 256);
        const value = octets.reduce((sum, one) => sum * 256 + Number(one), 0);
        expect(parseAddress(octets.join('.'))).toBe(plain ? value : undefined);
      }),
    );
  });
});

describe('canonicalIpv6', () => {
  test.each([
    ['::1', '::1'],
    ['2001:DB8::0001', '2001:db8::1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['fd00:ec2::253', 'fd00:ec2::253'],
    ['::', '::'],
  ])('%s is written %s', (text, canonical) => {
    expect(canonicalIpv6(text)).toBe(canonical);
  });

  test.each(['', ':', '10.0.0.1', '1::2::3', '12345::', 'fe80::1%eth0', '::1]/x[', 'g::1'])('refuses %j', (text) => {
    expect(canonicalIpv6(text)).toBeUndefined();
  });
});
