import { expect, test } from 'vitest';
import { parseAddress } from '../base/address.ts';
import { containsAddress } from '../base/cidr.ts';
import { internetHosts } from '../model/region.ts';
import { hostNamed, internetDomains, namedHosts } from './internet-hosts.ts';

test.each(namedHosts)('$name is a public host in a domain of the internet', ({ name, address }) => {
  expect(containsAddress(internetHosts, parseAddress(address)!)).toBe(true);
  expect(internetDomains.some((domain) => name.endsWith(`.${domain}`))).toBe(true);
  expect(hostNamed(name)?.address).toBe(address);
});

test('addresses are given once', () => {
  expect(new Set(namedHosts.map((host) => host.address)).size).toBe(namedHosts.length);
});
