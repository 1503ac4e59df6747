import { expect, test } from 'vitest';
import { letsService, type ServiceQuestion } from './service-access.ts';

const account = '111122223333';
const key = 'arn:aws:s3:::logs-1/AWSLogs/x';
const statement = (change: object = {}) => ({
  Effect: 'Allow',
  Principal: { Service: 'delivery.logs.amazonaws.com' },
  Action: 's3:PutObject',
  Resource: 'arn:aws:s3:::logs-1/AWSLogs/*',
  ...change,
});
const policy = (...Statement: readonly object[]): string => JSON.stringify({ Version: '2012-10-17', Statement });
const asked = (bucket: ServiceQuestion['bucket']): boolean =>
  letsService({
    service: 'delivery.logs.amazonaws.com',
    account,
    bucket,
    action: 's3:PutObject',
    resource: key,
    keys: { 'aws:SourceAccount': account },
  });

const otherService = statement({ Principal: { Service: 'ec2.amazonaws.com' } });
const deny = statement({ Effect: 'Deny', Principal: '*' });
const fromAnother = statement({ Condition: { StringEquals: { 'aws:SourceAccount': '999999999999' } } });
const fromThis = statement({ Condition: { StringEquals: { 'aws:SourceAccount': account } } });

test.each<readonly [string, string | undefined, boolean, boolean]>([
  ['no policy', undefined, true, false],
  ['a policy that says nothing of it', policy(otherService), true, false],
  ['a policy that allows it', policy(statement()), true, true],
  ['a policy that allows it for this account', policy(fromThis), true, true],
  ['a policy that allows it for another account', policy(fromAnother), true, false],
  ['a policy that allows and denies it', policy(statement(), deny), false, false],
  ['a policy that nobody can read', '{', false, false],
])('with %s, logs get into buckets', (_, text, own, others) => {
  const bucket = (of: string) => ({ account: of, ...(text === undefined ? {} : { policy: text }) });
  expect([asked(bucket(account)), asked(bucket('444455556666'))]).toEqual([own, others]);
});

test('a bucket that is not there lets nobody in', () => {
  expect(asked(undefined)).toBe(false);
});
