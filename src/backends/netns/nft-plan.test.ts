import { expect, test } from 'vitest';
import { elementLines, type NftObject, nftPlan, wholeText } from './nft-plan.ts';
import { chain, map, set } from './nft-words.ts';

const objects: readonly NftObject[] = [
  chain('first', 'type filter hook forward priority 0; policy drop;', ['iifname vmap @m', 'ip saddr @s accept']),
  map('m', 'type ifname : verdict;', [['"a"', 'jump second']]),
  set('s', 'type ipv4_addr;', ['10.0.0.1']),
  chain('second', '', ['accept']),
];

test('from nothing: chains that drop, then sets, then rules, in place of whatever was there', () => {
  const lines = wholeText(nftPlan(objects)).filter((line) => !line.includes('ip6'));
  expect(lines).toEqual([
    'add table ip postern',
    'delete table ip postern',
    'add table ip postern',
    'add chain ip postern first { type filter hook forward priority 0; policy drop; }',
    'add chain ip postern second',
    'add map ip postern m { type ifname : verdict; }',
    'add element ip postern m { "a" : jump second }',
    'add set ip postern s { type ipv4_addr; }',
    'add element ip postern s { 10.0.0.1 }',
    'add rule ip postern first iifname vmap @m',
    'add rule ip postern first ip saddr @s accept',
    'add rule ip postern second accept',
  ]);
});

test('IPv6 passes nowhere', () => {
  const lines = wholeText(nftPlan([])).filter((line) => line.includes('add chain ip6'));
  expect(lines).toHaveLength(3);
  expect(lines.every((line) => line.includes('policy drop'))).toBe(true);
});

test('the digest tells plans apart', () => {
  const changed = [...objects.slice(0, 3), chain('second', '', ['drop'])];
  expect(nftPlan(objects).digest).toBe(nftPlan(objects).digest);
  expect(nftPlan(objects).digest).not.toBe(nftPlan(changed).digest);
});

test('many elements go in several lines', () => {
  const elements = Array.from({ length: 1001 }, (_, index) => `${index}`);
  expect(elementLines('add', 's', elements)).toHaveLength(3);
  expect(elementLines('add', 's', [])).toEqual([]);
});
