import { expect, test } from 'vitest';
import { statusText } from './status.ts';

const health = {
  ready: true,
  revision: 7,
  appliedRevision: 7,
  fabric: 'netns',
  why: 'as root',
  version: '0.1.0',
  pid: 42,
  state: '/s',
  failures: 0,
};

test('a server that is well', () => {
  expect(statusText('http://h:1', health, { subnet: 2, vpc: 1 })).toBe(
    [
      'Postern 0.1.0 answers at http://h:1 (process 42)',
      '  state        /s',
      '  enforcement  active: network namespaces, as root',
      '  revision     7, in force',
      '  resources    2 subnet, 1 vpc',
      '',
    ].join('\n'),
  );
});

test.each([
  [{ appliedRevision: 5 }, 'revision     7, the data plane is at 5'],
  [{ fabric: 'none', why: 'no nft' }, 'enforcement  off: packets do not flow; no nft'],
  [{ fabric: 'none', appliedRevision: Number.MAX_SAFE_INTEGER }, 'revision     7\n'],
  [{ fabric: 'starting', why: 'wait' }, 'enforcement  wait'],
  [{ failures: 2, lastFailure: 'nft: no' }, 'failures     2, the last: nft: no'],
])('%j is told', (different, text) => {
  expect(statusText('http://h:1', { ...health, ...different }, {})).toContain(text);
});
