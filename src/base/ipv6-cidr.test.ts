import { expect, test } from 'vitest';
import { canonicalIpv6Cidr } from './ipv6-cidr.ts';

test.each([
  ['::/0', '::/0'],
  ['2001:DB8:0:0::/64', '2001:db8::/64'],
  ['2001:db8::1234/64', '2001:db8::/64'],
  ['2001:db8:ffff::/33', '2001:db8:8000::/33'],
  ['fd00:ec2::253/128', 'fd00:ec2::253/128'],
  ['ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/1', '8000::/1'],
  ['1:2:3:4:5:6:7:8/112', '1:2:3:4:5:6:7:0/112'],
])('%s is %s', (text, canonical) => {
  expect(canonicalIpv6Cidr(text)).toBe(canonical);
});

test.each(['::', '::/129', '::/01', '::/', '10.0.0.0/8', 'x::/64'])('refuses %j', (text) => {
  expect(canonicalIpv6Cidr(text)).toBeUndefined();
});
