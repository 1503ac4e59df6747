import { expect, test } from 'vitest';
import { localHeader, proxyHeader } from './proxy-header.ts';

const signature = '0d0a0d0a000d0a515549540a';

const connection = {
  source: { address: '10.1.2.3', port: 0xabcd },
  destination: { address: '172.31.255.254', port: 443 },
};

test('a client of the own VPC: version 2, PROXY, TCP over IPv4, twelve bytes of addresses', () => {
  expect(proxyHeader(connection).toString('hex')).toBe(`${signature}2111000c${'0a010203'}${'ac1ffffe'}abcd01bb`);
});

test('a client behind an endpoint: the endpoint id in a field of type EA, subtype 01', () => {
  const id = 'vpce-08d2bf15fac5001c9';
  const idInHex = Buffer.from(id, 'ascii').toString('hex');
  expect(proxyHeader({ ...connection, endpoint: id }).toString('hex')).toBe(
    `${signature}21110026${'0a010203'}${'ac1ffffe'}abcd01bb${'ea0017'}01${idInHex}`,
  );
});

test('a health check: LOCAL, without addresses', () => {
  expect(localHeader().toString('hex')).toBe(`${signature}20000000`);
});
