import { expect, test } from 'vitest';
import { isDecodedService, isKnownService, serviceByTargetPrefix, serviceByVersion } from './services.ts';

test.each([
  ['ec2', true, true],
  ['sts', true, true],
  ['s3', true, false],
  ['dynamodb', true, false],
  ['lambda', false, false],
  ['constructor', false, false],
])('%s', (name, known, decoded) => {
  expect([isKnownService(name), isDecodedService(name)]).toEqual([known, decoded]);
});

test('services by what their requests say', () => {
  expect(['2016-11-15', '2010-05-08', '2011-06-15', '', '2006-03-01'].map(serviceByVersion)).toEqual([
    'ec2',
    'iam',
    'sts',
    undefined,
    undefined,
  ]);
  expect(['DynamoDB_20120810', 'AWSOrganizationsV20161128', ''].map(serviceByTargetPrefix)).toEqual([
    'dynamodb',
    'organizations',
    undefined,
  ]);
});
