import { expect, test } from 'vitest';
import { hasMark, observedNamespace } from './observe.ts';

const links = JSON.stringify([{ ifname: 'lo', ifalias: 'abc' }, { ifname: 'eth0' }]);

test('devices and digests', () => {
  expect(observedNamespace(links, 'rule comment "def"')).toEqual({
    devices: ['lo', 'eth0'],
    digest: 'abc',
    nftDigest: 'def',
  });
  expect(observedNamespace('[{"ifname":"lo"}]', undefined)).toEqual({ devices: ['lo'] });
});

test('the table of marks is asked for where there is one', () => {
  expect(hasMark('table ip postern\ntable ip applied\n')).toBe(true);
  expect(hasMark('table ip postern\n')).toBe(false);
});
