import { expect, test } from 'vitest';
import { privateDnsName, publicDnsName, resourceDnsName } from './hostname.ts';

test.each([
  [privateDnsName('us-east-1', '10.0.0.5'), 'ip-10-0-0-5.ec2.internal'],
  [privateDnsName('eu-west-1', '10.0.0.5'), 'ip-10-0-0-5.eu-west-1.compute.internal'],
  [resourceDnsName('us-east-1', 'i-0a'), 'i-0a.ec2.internal'],
  [publicDnsName('us-east-1', '3.128.0.9'), 'ec2-3-128-0-9.compute-1.amazonaws.com'],
  [publicDnsName('eu-west-1', '3.129.0.9'), 'ec2-3-129-0-9.eu-west-1.compute.amazonaws.com'],
])('%s', (name, expected) => {
  expect(name).toBe(expected);
});
