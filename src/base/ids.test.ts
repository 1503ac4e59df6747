import { expect, test } from 'vitest';
import { accountId, iamId, isAccountId, resourceId, secretAccessKey, uuid } from './ids.ts';
import { seededRandom } from './random.ts';

const many = <T>(make: () => T): T[] => Array.from({ length: 200 }, make);

test.each([
  ['resourceId', (random) => resourceId(random, 'vpc'), /^vpc-0[0-9a-f]{16}$/],
  ['iamId', (random) => iamId(random, 'AIDA'), /^AIDA[A-Z2-7]{16}$/],
  ['secretAccessKey', secretAccessKey, /^[A-Za-z0-9+/]{40}$/],
  ['accountId', accountId, /^[1-9]\d{11}$/],
  ['uuid', uuid, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/],
] satisfies [string, (random: ReturnType<typeof seededRandom>) => string, RegExp][])(
  '%s has AWS’s form and does not repeat',
  (_name, make, form) => {
    const random = seededRandom(7);
    const ids = many(() => make(random));
    for (const id of ids) expect(id).toMatch(form);
    expect(new Set(ids).size).toBe(ids.length);
  },
);

test('the same seed makes the same ids', () => {
  expect(resourceId(seededRandom(3), 'eni')).toBe(resourceId(seededRandom(3), 'eni'));
  expect(resourceId(seededRandom(3), 'eni')).not.toBe(resourceId(seededRandom(4), 'eni'));
});

test.each([
  ['111122223333', true],
  ['011122223333', true],
  ['11112222333', false],
  ['1111222233334', false],
  ['11112222333a', false],
])('isAccountId(%s) is %s', (text, is) => {
  expect(isAccountId(text)).toBe(is);
});
