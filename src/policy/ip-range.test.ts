/** IpRange: both families, and what is no address. */
import { expect, test } from 'vitest';
import { inIpRange, parseIp, parseIpRange } from './ip-range.ts';

test.each([
  ['10.0.0.0/8', '10.255.255.255', true],
  ['10.0.0.0/8', '11.0.0.0', false],
  ['10.0.0.1', '10.0.0.1', true],
  ['10.0.0.1', '10.0.0.2', false],
  ['0.0.0.0/0', '203.0.113.9', true],
  ['0.0.0.0/0', '::1', false],
  ['::/0', '10.0.0.1', false],
  ['10.0.0.7/24', '10.0.0.200', true],
  ['192.0.2.128/25', '192.0.2.127', false],
  ['2001:DB8:1234:5678::/64', '2001:db8:1234:5678::1', true],
  ['2001:DB8:1234:5678::/64', '2001:db8:1234:5679::1', false],
  ['2001:db8::/33', '2001:db8:8000::', false],
  ['2001:db8::/33', '2001:db8:7fff::', true],
  ['::1', '0:0:0:0:0:0:0:1', true],
])('%s holds %s: %s', (range, address, expected) => {
  const parsed = parseIpRange(range);
  const words = parseIp(address);
  expect(parsed && words && inIpRange(parsed, words)).toBe(expected);
});

test.each(['', 'x', '10.0.0.0/33', '10.0.0/8', '10.0.0.0/', '10.0.0.0/-1', '::/129', '10.0.0.0/08'])(
  '%j is no range',
  (text) => {
    expect(parseIpRange(text)).toBeUndefined();
  },
);
