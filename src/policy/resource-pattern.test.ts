/** ARN patterns: where a wildcard may run over a colon and where not. */
import { describe, expect, test } from 'vitest';
import { matchesResource, resourcePatternOf, segmentedPatternOf } from './resource-pattern.ts';
import { codesOf } from './wildcard.ts';

const queue = 'arn:aws:sqs:us-east-1:111122223333:orders';

test.each([
  ['*', queue, true],
  ['*', '*', true],
  [queue, queue, true],
  [queue, '*', false],
  ['arn:aws:sqs:*:111122223333:orders', queue, true],
  ['arn:aws:sqs:*:orders', queue, true],
  ['arn:aws:sqs:us-*:111122223333:orders', queue, true],
  ['arn:aws:sqs:us-*-1:111122223333:orders', queue, true],
  ['arn:aws:sqs:us-*3:orders', queue, false],
  ['arn:aws:sqs:us-*t-1:*:orders', queue, true],
  ['arn:aws:sqs:us-east-?:111122223333:orders', queue, true],
  ['arn:aws:sqs:us-east-1?111122223333:orders', queue, false],
  ['arn:aws:sqs:us-east-1:111122223333:ORDERS', queue, false],
  ['arn:aws:s3:::bucket/*', 'arn:aws:s3:::bucket/a/b:c', true],
  ['arn:aws:s3:::bucket/*/c', 'arn:aws:s3:::bucket/a:b/c', true],
  ['arn:aws:s3:::bucket/*', 'arn:aws:s3:::bucket', false],
  ['arn:aws:s3:::bucket*', 'arn:aws:s3:::bucket-2/key', true],
])('Resource %s on %s: %s', (pattern, arn, expected) => {
  expect(matchesResource(resourcePatternOf(codesOf(pattern, true)), arn)).toBe(expected);
});

describe('Arn condition operators compare part by part', () => {
  test.each([
    ['arn:aws:sqs:*:*:orders', queue, true],
    ['arn:aws:sqs:*:orders', queue, false],
    ['arn:aws:sqs:*:*:*', 'not an arn', false],
    ['*', 'not an arn', true],
    ['arn:aws:iam::111122223333:role/*', 'arn:aws:iam::111122223333:role/a/b', true],
  ])('%s on %s: %s', (pattern, arn, expected) => {
    expect(matchesResource(segmentedPatternOf(codesOf(pattern, true)), arn)).toBe(expected);
  });
});
