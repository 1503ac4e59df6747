import { expect, test } from 'vitest';
import { arnOf, readEc2Arn } from './ec2-arn.ts';

const owner = { account: '111122223333', region: 'us-east-1' };

test('an ARN is made of kind, owner and id, and read back', () => {
  const arn = arnOf({ kind: 'nat-gateway', id: 'nat-1', ...owner });
  expect(arn).toBe('arn:aws:ec2:us-east-1:111122223333:natgateway/nat-1');
  expect(readEc2Arn(arn)).toEqual({ ...owner, type: 'natgateway', id: 'nat-1' });
});

test('what has an ARN for its id keeps it', () => {
  const id = 'arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/net/a/1';
  expect(arnOf({ kind: 'load-balancer', id, ...owner })).toBe(id);
});

test.each([
  'i-1',
  'arn:aws:s3:::bucket',
  'arn:aws:ec2:us-east-1:1:instance/i-1',
  'arn:aws:ec2:us-east-1:111122223333:instance',
])('%s is no ARN of EC2', (text) => {
  expect(readEc2Arn(text)).toBeUndefined();
});
