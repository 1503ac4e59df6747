import { expect, test } from 'vitest';
import { Fault } from '../../base/fault.ts';
import { readTags, specifiedTags, tagList } from './tags.ts';

const refusal = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof Fault) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'no refusal';
};

const tags = (count: number) => Array.from({ length: count }, (_, index) => ({ Key: `k${index}`, Value: 'x' }));

test('tags are read into a record and shown by key', () => {
  const read = readTags([{ Key: 'b', Value: '2' }, { Key: 'a' }, { Key: '__proto__', Value: '3' }]);
  expect(tagList(read)).toEqual([
    { Key: '__proto__', Value: '3' },
    { Key: 'a', Value: '' },
    { Key: 'b', Value: '2' },
  ]);
  expect(readTags(undefined)).toEqual({});
});

test('the longest and the most are allowed, one more is not', () => {
  expect(refusal(() => readTags([{ Key: 'k'.repeat(127), Value: 'v'.repeat(255) }]))).toBe('no refusal');
  expect(refusal(() => readTags([{ Key: 'k'.repeat(128) }]))).toMatch(/^InvalidParameterValue/);
  expect(refusal(() => readTags([{ Key: 'k', Value: 'v'.repeat(256) }]))).toMatch(/^InvalidParameterValue/);
  expect(Object.keys(readTags(tags(50)))).toHaveLength(50);
  expect(refusal(() => readTags(tags(51)))).toMatch(/^TagLimitExceeded/);
});

test('a specification is for what the operation makes', () => {
  const forBoth = [
    { ResourceType: 'instance', Tags: [{ Key: 'a', Value: '1' }] },
    { ResourceType: 'volume', Tags: [{ Key: 'b', Value: '2' }] },
    { ResourceType: 'instance', Tags: [{ Key: 'c', Value: '3' }] },
  ];
  expect(specifiedTags(forBoth, 'instance', ['volume'])).toEqual({ a: '1', c: '3' });
  expect(specifiedTags(undefined, 'instance')).toEqual({});
  expect(refusal(() => specifiedTags(forBoth, 'instance'))).toBe(
    "InvalidParameterValue: 'volume' is not a valid taggable resource type for this operation.",
  );
});
