import { expect, test } from 'vitest';
import { holderEntry, rootEntry } from './entry.ts';

test('root enters by name, and needs no entering where the names are', () => {
  expect(rootEntry.enter()).toEqual([]);
  expect(rootEntry.enter('pn-i-1')).toEqual(['nsenter', '--net=/run/netns/pn-i-1']);
  expect(rootEntry.join('pn-i-1', 7).join(' ')).toBe('nsenter -t 7 -m -p -u --net=/run/netns/pn-i-1');
});

test("a user enters through the holder's user namespace, always", () => {
  const entry = holderEntry(7);
  expect(entry.enter().join(' ')).toBe('nsenter -t 7 -U --preserve-credentials -m -n');
  expect(entry.enter('pn-i-1').join(' ')).toBe(
    'nsenter -t 7 -U --preserve-credentials -m --net=/proc/7/root/run/netns/pn-i-1',
  );
  expect(entry.join('pn-i-1', 9).slice(0, 4)).toEqual(['nsenter', '-t', '9', '-U']);
});
