import { expect, test } from 'vitest';
import { parseAddress } from '../base/address.ts';
import { firstPublic, isPublic, publicBlocks, wholeSpace } from './internet-space.ts';

test.each([
  ['9.255.255.255', true],
  ['10.0.0.0', false],
  ['172.32.0.0', true],
  ['100.64.0.1', false],
  ['224.0.0.1', false],
  ['203.0.113.9', true],
  ['nonsense', false],
])('%s is the internet’s: %s', (address, is) => {
  expect(isPublic(address)).toBe(is);
});

const number = (text: string) => parseAddress(text)!;

test('the next address of the internet, and none behind the last', () => {
  expect(firstPublic(number('0.0.0.0'), 'source')).toBe('1.0.0.0');
  expect(firstPublic(number('10.3.0.0'), 'source')).toBe('11.0.0.0');
  expect(firstPublic(number('224.0.0.0'), 'source')).toBeUndefined();
});

test('blocks leave out what is no address of the internet, exactly', () => {
  const range = { from: number('9.255.255.254'), to: number('11.0.0.2') };
  expect(publicBlocks(range, 'source')).toEqual(['9.255.255.254/31', '11.0.0.0/31', '11.0.0.2/32']);
  expect(publicBlocks({ from: number('10.0.0.0'), to: number('10.0.0.9') }, 'source')).toEqual([]);
});

test("packets come from anybody's elastic address, and go to none that nobody has", () => {
  const elastic = { from: number('3.128.0.0'), to: number('3.128.0.3') };
  expect(publicBlocks(elastic, 'source')).toEqual(['3.128.0.0/30']);
  expect(publicBlocks(elastic, 'destination')).toEqual([]);
  const whole = publicBlocks(wholeSpace, 'source');
  expect(whole).toContain('1.0.0.0/8');
  expect(whole.some((block) => block.startsWith('10.'))).toBe(false);
});
