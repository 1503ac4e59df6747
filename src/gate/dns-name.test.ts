import { describe, expect, test } from 'vitest';
import { longestLabel } from '../model/domain-name.ts';
import { labelsOf, MalformedMessage, readName } from './dns-name.ts';

const octets = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'));

describe('text to labels', () => {
  test.each([
    ['', []],
    ['a', ['a']],
    ['a.b', ['a', 'b']],
    ['a.b.', ['a', 'b']],
    ['a\\.b.c', ['a.b', 'c']],
    ['a\\\\.c', ['a\\', 'c']],
    ['\\000\\255', ['\u0000\u00ff']],
  ])('%j', (name, labels) => {
    expect(labelsOf(name)).toEqual(labels.map(octets));
  });

  const full = 'a'.repeat(longestLabel);
  test.each([
    ['a label of 63', full, true],
    ['a label of 64', `${full}a`, false],
    ['a name of 255 octets', `${full}.${full}.${full}.${'a'.repeat(61)}`, true],
    ['a name of 256 octets', `${full}.${full}.${full}.${'a'.repeat(62)}`, false],
    ['an empty label', 'a..b', false],
    ['a dot', '.', false],
  ])('%s: %s', (_, name, fits) => {
    if (fits) expect(labelsOf(name).length).toBeGreaterThan(0);
    else expect(() => labelsOf(name)).toThrow(MalformedMessage);
  });
});

test('a name may point at one that points', () => {
  const message = octets('\x01a\x00\x01b\xc0\x00\x01c\xc0\x03');
  expect(readName(message, 7)).toEqual({ name: 'c.b.a', next: 11 });
});
