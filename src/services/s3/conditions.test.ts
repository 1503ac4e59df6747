import { describe, expect, test } from 'vitest';
import type { Fault } from '../../base/fault.ts';
import { judgeRead, judgeWrite, readConditionsOf } from './conditions.ts';
import { readRange } from './range.ts';

const object = { etag: 'abc', modified: Date.parse('2026-01-02T03:04:05.678Z') };
const at = 'Fri, 02 Jan 2026 03:04:05 GMT';
const earlier = 'Fri, 02 Jan 2026 03:04:04 GMT';

test.each([
  ['proceed', {}],
  ['proceed', { 'if-match': '"abc"' }],
  ['proceed', { 'if-match': 'abc' }],
  ['proceed', { 'if-match': '*' }],
  ['failed', { 'if-match': '"x"' }],
  ['not-modified', { 'if-none-match': '"x", W/"abc"' }],
  ['proceed', { 'if-none-match': '"x"' }],
  ['not-modified', { 'if-modified-since': at }],
  ['proceed', { 'if-modified-since': earlier }],
  ['proceed', { 'if-unmodified-since': at }],
  ['failed', { 'if-unmodified-since': earlier }],
  ['proceed', { 'if-unmodified-since': 'nonsense' }],
  ['proceed', { 'if-match': '"abc"', 'if-unmodified-since': earlier }],
  ['proceed', { 'if-none-match': '"x"', 'if-modified-since': at }],
])('reading: %s with %j', (kind, headers) => {
  expect(judgeRead(readConditionsOf(headers), object).kind).toBe(kind);
  const prefixed = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [`x-amz-copy-source-${name}`, value]),
  );
  expect(judgeRead(readConditionsOf(prefixed, 'x-amz-copy-source-'), object).kind).toBe(kind);
});

test.each([
  ['none', {}, undefined],
  ['none', { 'if-none-match': '*' }, undefined],
  ['PreconditionFailed', { 'if-none-match': '*' }, object],
  ['NotImplemented', { 'if-none-match': '"abc"' }, object],
  ['none', { 'if-match': '"abc"' }, object],
  ['PreconditionFailed', { 'if-match': '"x"' }, object],
  ['NoSuchKey', { 'if-match': '"abc"' }, undefined],
])('writing: %s with %j', (code, headers, there) => {
  let found = 'none';
  try {
    judgeWrite(headers, there, 'key');
  } catch (error) {
    found = (error as Fault).code;
  }
  expect(found).toBe(code);
});

describe('ranges of ten bytes', () => {
  const part = (start: number, end: number) => ({ kind: 'part', range: { start, end } });
  test.each([
    [undefined, { kind: 'whole' }],
    ['bytes=0-0', part(0, 0)],
    ['bytes=3-', part(3, 9)],
    ['bytes=3-100', part(3, 9)],
    ['bytes=-4', part(6, 9)],
    ['bytes=-40', part(0, 9)],
    ['bytes=10-', { kind: 'unsatisfiable' }],
    ['bytes=-0', { kind: 'unsatisfiable' }],
    ['bytes=5-2', { kind: 'whole' }],
    ['bytes=0-1,3-4', { kind: 'whole' }],
    ['items=0-1', { kind: 'whole' }],
    ['bytes=-', { kind: 'whole' }],
  ])('%s', (header, answer) => {
    expect(readRange(header, 10)).toEqual(answer);
  });

  test('nothing of an empty object can be satisfied', () => {
    expect(readRange('bytes=0-', 0)).toEqual({ kind: 'unsatisfiable' });
    expect(readRange('bytes=-1', 0)).toEqual({ kind: 'unsatisfiable' });
  });
});
