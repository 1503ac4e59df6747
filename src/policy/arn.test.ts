/** Arn: six parts, the last one whole. */
import { describe, expect, test } from 'vitest';
import { formatArn, parseArn, splitArn } from './arn.ts';

const whole = [
  ['arn:aws:s3:::bucket/key', 's3', '', '', 'bucket/key'],
  ['arn:aws:s3:::bucket/a:b:c', 's3', '', '', 'bucket/a:b:c'],
  ['arn:aws:sns:us-east-1:111122223333:topic:sub', 'sns', 'us-east-1', '111122223333', 'topic:sub'],
  ['arn:aws-cn:iam::111122223333:user/a/b', 'iam', '', '111122223333', 'user/a/b'],
] as const;

describe('parseArn', () => {
  test.each(whole)('%s', (text, service, region, account, resource) => {
    const arn = parseArn(text);
    expect(arn).toMatchObject({ service, region, account, resource });
    expect(arn && formatArn(arn)).toBe(text);
  });
  test.each(['', '*', 'arn', 'arn:aws:s3:::', 'arn::s3:::b', 'urn:aws:s3:::b', 'arn:aws:s3:b', 'arn:aws::::b'])(
    'refuses %j',
    (text) => expect(parseArn(text)).toBeUndefined(),
  );
});

test('splitArn keeps what there is of a short text', () => {
  expect(splitArn('arn:aws:s3')).toEqual(['arn', 'aws', 's3']);
  expect(splitArn('*')).toEqual(['*']);
});
