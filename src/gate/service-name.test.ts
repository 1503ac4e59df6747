import { expect, test } from 'vitest';
import { publicNameOf, serviceOfName } from './service-name.ts';

test.each([
  ['sts.us-east-1.amazonaws.com', 'us-east-1', 'sts'],
  ['sts.eu-west-1.amazonaws.com', 'eu-west-1', 'sts'],
  ['sts.amazonaws.com', 'us-east-1', 'sts'],
  ['iam.amazonaws.com', 'us-east-1', 'iam'],
  ['ec2.us-west-2.amazonaws.com', 'us-west-2', 'ec2'],
  ['ec2.us-west-2.api.aws', 'us-west-2', 'ec2'],
  ['organizations.us-east-1.amazonaws.com', 'us-east-1', 'organizations'],
  ['ram.eu-west-1.amazonaws.com', 'eu-west-1', 'ram'],
  ['api.ecr.us-east-1.amazonaws.com', 'us-east-1', 'ecr.api'],
  ['111122223333.dkr.ecr.us-east-1.amazonaws.com', 'us-east-1', 'ecr.dkr'],
  ['dynamodb.us-east-1.amazonaws.com', 'us-east-1', 'dynamodb'],
  ['111122223333.ddb.us-east-1.amazonaws.com', 'us-east-1', 'dynamodb'],
  ['s3.amazonaws.com', 'us-east-1', 's3'],
  ['bucket.s3.amazonaws.com', 'us-east-1', 's3'],
  ['s3.eu-west-1.amazonaws.com', 'eu-west-1', 's3'],
  ['bucket.s3.eu-west-1.amazonaws.com', 'eu-west-1', 's3'],
  ['a.dotted.bucket.s3.eu-west-1.amazonaws.com', 'eu-west-1', 's3'],
  ['s3-us-west-2.amazonaws.com', 'us-west-2', 's3'],
  ['bucket.s3.dualstack.us-east-1.amazonaws.com', 'us-east-1', 's3'],
  ['us-west-2.s3.eu-west-1.amazonaws.com', 'eu-west-1', 's3'],
])('%s', (name, region, service) => {
  expect(serviceOfName(name)).toEqual({ region, service });
});

test.each([
  'amazonaws.com',
  'nothing.us-east-1.amazonaws.com',
  'sts.mars-north-1.amazonaws.com',
  'organizations.eu-west-1.amazonaws.com',
  'x.sts.us-east-1.amazonaws.com',
  'sts.us-east-1.amazonaws.com.evil.example',
  'evils3.us-east-1.amazonaws.com',
  '.s3.us-east-1.amazonaws.com',
  '',
])('%s belongs to no service', (name) => {
  expect(serviceOfName(name)).toBeUndefined();
});

test.each([
  ['sts', 'sts.us-east-1.amazonaws.com'],
  ['s3', 's3.us-east-1.amazonaws.com'],
  ['dynamodb', 'dynamodb.us-east-1.amazonaws.com'],
  ['ecr.api', 'api.ecr.us-east-1.amazonaws.com'],
])('%s is called %s', (service, name) => {
  expect(publicNameOf({ region: 'us-east-1', service })).toBe(name);
});
