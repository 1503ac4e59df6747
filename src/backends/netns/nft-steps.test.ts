import { expect, test } from 'vitest';
import { type NftObject, nftPlan } from './nft-plan.ts';
import { nftChanges } from './nft-steps.ts';
import { allowingChain, chain, map, set } from './nft-words.ts';

const base: readonly NftObject[] = [
  allowingChain('group', ['tcp dport 1 return', 'tcp dport 2 return']),
  chain('acl', '', ['tcp dport 1 return', 'drop']),
  set('s', 'type ipv4_addr;', ['10.0.0.1', '10.0.0.2']),
  map('m', 'type ifname : verdict;', [['"a"', 'jump acl']]),
];

function changes(after: readonly NftObject[]): readonly string[] {
  return nftChanges(nftPlan(base), nftPlan(after));
}

test('the same plan is no change', () => {
  expect(changes([...base])).toEqual([]);
});

test.each<[string, number, NftObject, readonly string[]]>([
  [
    'a rule more in a chain that only allows is appended',
    0,
    allowingChain('group', ['tcp dport 1 return', 'tcp dport 9 return', 'tcp dport 2 return']),
    ['add rule ip postern group tcp dport 9 return'],
  ],
  [
    'a rule less flushes and fills',
    0,
    allowingChain('group', ['tcp dport 2 return']),
    ['flush chain ip postern group', 'add rule ip postern group tcp dport 2 return'],
  ],
  [
    'order matters elsewhere',
    1,
    chain('acl', '', ['tcp dport 1 return', 'tcp dport 2 return', 'drop']),
    [
      'flush chain ip postern acl',
      'add rule ip postern acl tcp dport 1 return',
      'add rule ip postern acl tcp dport 2 return',
      'add rule ip postern acl drop',
    ],
  ],
  [
    'one element changes',
    2,
    set('s', 'type ipv4_addr;', ['10.0.0.1', '10.0.0.3']),
    ['delete element ip postern s { 10.0.0.2 }', 'add element ip postern s { 10.0.0.3 }'],
  ],
  [
    "a map's value changes",
    3,
    map('m', 'type ifname : verdict;', [['"a"', 'jump group']]),
    ['delete element ip postern m { "a" : jump acl }', 'add element ip postern m { "a" : jump group }'],
  ],
])('%s', (_, place, object, lines) => {
  expect(changes(base.with(place, object))).toEqual(lines);
});

test('new things are declared before they are named, old ones go after they are not', () => {
  const after = [
    base[0]!,
    base[2]!,
    map('m', 'type ifname : verdict;', [['"a"', 'jump new']]),
    chain('new', '', ['drop']),
  ];
  expect(changes(after)).toEqual([
    'add chain ip postern new',
    'flush chain ip postern acl',
    'delete element ip postern m { "a" : jump acl }',
    'add element ip postern m { "a" : jump new }',
    'add rule ip postern new drop',
    'delete chain ip postern acl',
  ]);
});

test('a set that changes its type replaces the table, and so does nothing known', () => {
  const after = base.with(2, set('s', 'type ipv4_addr; flags interval;', ['10.0.0.0/8']));
  expect(changes(after)).toContain('delete table ip postern');
  expect(nftChanges(undefined, nftPlan(base))).toContain('delete table ip postern');
});

test('time-outs come before the rules that name them, and go after them', () => {
  const header = 'protocol tcp; l3proto ip; policy = { established : 60 } ;';
  const idle: NftObject = { kind: 'timeout', name: 'idle', header };
  const acl = chain('acl', '', ['ct timeout set "idle"']);
  expect(changes([...base.with(1, acl), idle])).toEqual([
    `add ct timeout ip postern idle { ${header} }`,
    'flush chain ip postern acl',
    'add rule ip postern acl ct timeout set "idle"',
  ]);
  expect(nftChanges(nftPlan([...base.with(1, acl), idle]), nftPlan(base)).at(-1)).toBe(
    'delete ct timeout ip postern idle',
  );
});
