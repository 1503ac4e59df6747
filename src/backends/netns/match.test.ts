import { expect, test } from 'vitest';
import type { Match } from '../../blueprint/blueprint.ts';
import { matchWords } from './match.ts';

const anywhere = { kind: 'cidr', cidr: '0.0.0.0/0' } as const;
const office = { kind: 'cidr', cidr: '192.0.2.0/24' } as const;

const rows: readonly (readonly [string, Match, string | undefined])[] = [
  ['everything', { peer: anywhere }, ''],
  ['a block', { peer: office }, 'ip saddr 192.0.2.0/24 '],
  ['a set', { peer: { kind: 'set', set: 'sg-1' } }, 'ip saddr @addresses-sg-1 '],
  ['one port', { protocol: 6, ports: { from: 22, to: 22 }, peer: anywhere }, 'tcp dport 22 '],
  ['a range', { protocol: 17, ports: { from: 1, to: 9 }, peer: office }, 'ip saddr 192.0.2.0/24 udp dport 1-9 '],
  ['TCP without ports', { protocol: 6, peer: anywhere }, 'meta l4proto 6 '],
  ['ping', { protocol: 1, icmp: { type: 8 }, peer: anywhere }, 'icmp type 8 '],
  ['a code', { protocol: 1, icmp: { type: 3, code: 4 }, peer: anywhere }, 'icmp type 3 icmp code 4 '],
  ['all of ICMP', { protocol: 1, peer: anywhere }, 'meta l4proto 1 '],
  ['another protocol', { protocol: 47, peer: anywhere }, 'meta l4proto 47 '],
  ['IPv6', { peer: { kind: 'cidr', cidr: '::/0' } }, undefined],
];

test.each(rows)('%s', (_, match, words) => {
  expect(matchWords(match, 'ingress')).toBe(words);
});

test('outward, the other side is the destination', () => {
  expect(matchWords({ peer: office }, 'egress')).toBe('ip daddr 192.0.2.0/24 ');
});
