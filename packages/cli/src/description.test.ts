import { expect, test } from 'vitest';
import { enforcementLine, greeting } from './description.ts';

const health = {
  ready: true,
  revision: 1,
  appliedRevision: 1,
  fabric: 'none',
  why: 'no nft',
  version: '0.1.0',
  pid: 1,
  state: '/s',
  failures: 0,
};

test.each([
  ['http://127.0.0.1:4566', 'eval "$(npx postern env)"'],
  ['http://127.0.0.1:5000', 'eval "$(npx postern env --endpoint http://127.0.0.1:5000)"'],
])('%s is used by %s', (endpoint, way) => {
  expect(greeting(endpoint, health)).toContain(way);
});

test('enforcement that is off is never called active', () => {
  expect(enforcementLine(health)).toBe('  enforcement  off: packets do not flow; no nft\n');
  expect(enforcementLine({ fabric: 'netns', why: 'as root' })).toContain('active: network namespaces, as root');
});
