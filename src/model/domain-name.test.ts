import { expect, test } from 'vitest';
import { isWithin, labelsOfName, nameOfLabels, readDomainName, reversedName, suffixesOf } from './domain-name.ts';

test.each([
  ['Example.COM', 'example.com.'],
  ['example.com.', 'example.com.'],
  ['*.example.com', '\\052.example.com.'],
  ['\\052.example.com', '\\052.example.com.'],
  ['_sip._tcp.example.com', '_sip._tcp.example.com.'],
  ['a\\056b.example.com', 'a\\056b.example.com.'],
  ['a\\101.example.com', 'aa.example.com.'],
  ['a/b.example.com', 'a\\057b.example.com.'],
])('%s is kept as %s', (text, name) => {
  expect(readDomainName(text)).toEqual({ name });
  expect(nameOfLabels(labelsOfName(name))).toBe(name);
});

test.each([
  ['', 'empty-label'],
  ['a..b', 'empty-label'],
  ['.', 'empty-label'],
  [`${'a'.repeat(64)}.com`, 'long-label'],
  [Array(128).fill('a').join('.'), 'long-name'],
  ['a b.com', 'character'],
  ['bücher.com', 'character'],
])('%j has the problem %s', (text, problem) => {
  expect(readDomainName(text)).toEqual({ problem });
});

test('a name of 255 octets may be', () => {
  expect(readDomainName(Array(127).fill('a').join('.'))).toHaveProperty('name');
});

test('the names above a name, and what is within one', () => {
  expect(suffixesOf('a.b.c.')).toEqual(['a.b.c.', 'b.c.', 'c.']);
  expect(isWithin('a.b.', 'b.')).toBe(true);
  expect(isWithin('b.', 'b.')).toBe(true);
  expect(isWithin('ab.', 'b.')).toBe(false);
});

test('the order turns labels around', () => {
  expect(reversedName('www.example.com.')).toBe('com.example.www.');
});
