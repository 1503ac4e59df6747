import { expect, test } from 'vitest';
import type { PrefixList } from '../../model/prefix-list.ts';
import { changedEntries, checkSize, readEntries } from './prefix-list-entry.ts';

const list: PrefixList = {
  kind: 'prefix-list',
  id: 'pl-1',
  account: '111122223333',
  region: 'us-east-1',
  created: 0,
  tags: {},
  name: 'offices',
  addressFamily: 'IPv4',
  maxEntries: 2,
  version: 1,
  versions: [[{ cidr: '10.1.0.0/16', description: 'one' }]],
};

test.each([
  [{ AddEntries: [{ Cidr: '10.1.0.0/16', Description: 'new' }] }, [{ cidr: '10.1.0.0/16', description: 'new' }]],
  [{ RemoveEntries: [{ Cidr: '10.1.0.0/16' }] }, []],
  [
    { RemoveEntries: [{ Cidr: '10.1.0.0/16' }], AddEntries: [{ Cidr: '10.1.0.0/16' }, { Cidr: '10.9.9.9/8' }] },
    [{ cidr: '10.1.0.0/16' }, { cidr: '10.0.0.0/8' }],
  ],
])('%j', (change, entries) => {
  expect(changedEntries(list, { PrefixListId: 'pl-1', ...change })).toEqual(entries);
});

test.each([
  [
    { AddEntries: [{ Cidr: '10.1.0.0/16', Description: 'one' }] },
    'The CIDR (10.1.0.0/16) already exists in the prefix list (pl-1).',
  ],
  [{ RemoveEntries: [{ Cidr: '10.2.0.0/16' }] }, 'The CIDR (10.2.0.0/16) does not exist in the prefix list (pl-1).'],
  [
    { AddEntries: [{ Cidr: '10.2.0.0/16' }, { Cidr: '10.2.3.4/16' }] },
    'Duplicate CIDR found in the request: 10.2.0.0/16',
  ],
])('%j is refused', (change, message) => {
  expect(() => changedEntries(list, { PrefixListId: 'pl-1', ...change })).toThrow(message);
});

test('a request brings a hundred entries at most, a list holds a thousand', () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => ({ Cidr: `10.${index}.0.0/16` }));
  expect(readEntries('IPv4', many(100))).toHaveLength(100);
  expect(() => readEntries('IPv4', many(101))).toThrow('The number of entries per request cannot exceeds limit (100).');
  expect(checkSize(1000)).toBe(1000);
  expect(() => checkSize(0)).toThrow('Must specify a max size between 1 and 1000');
});
