import { expect, test } from 'vitest';
import {
  privateDnsName,
  publicDnsName,
  readPrivateName,
  readPublicName,
  readReverseName,
  regionOfPublicAddress,
  resourceDnsName,
} from './host-name.ts';

test.each([
  ['us-east-1', 'ip-10-0-0-5.ec2.internal', { kind: 'address', address: '10.0.0.5' }],
  ['eu-west-1', 'ip-10-0-0-5.eu-west-1.compute.internal', { kind: 'address', address: '10.0.0.5' }],
  ['us-east-1', 'i-0123456789abcdef0.ec2.internal', { kind: 'instance', instance: 'i-0123456789abcdef0' }],
  ['eu-west-1', 'ip-10-0-0-5.ec2.internal', undefined],
  ['us-east-1', 'x.ip-10-0-0-5.ec2.internal', undefined],
  ['us-east-1', 'ip-10-0-0.ec2.internal', undefined],
  ['us-east-1', 'ip-10-0-0-05.ec2.internal', undefined],
  ['us-east-1', 'web.ec2.internal', undefined],
  ['us-east-1', 'ec2.internal', undefined],
])('in %s, %s', (region, name, expected) => {
  expect(readPrivateName(region, name)).toEqual(expected);
});

test.each([
  ['us-east-1', '3.128.0.5', 'ec2-3-128-0-5.compute-1.amazonaws.com'],
  ['us-east-2', '3.129.0.5', 'ec2-3-129-0-5.us-east-2.compute.amazonaws.com'],
])('a public name of %s is read as it was made', (region, address, name) => {
  expect(publicDnsName(region, address)).toBe(name);
  expect(readPublicName(name)).toBe(address);
  expect(regionOfPublicAddress(address)).toBe(region);
});

test.each(['ec2-3-129-0-5.compute-1.amazonaws.com', 'ec2-10-0-0-5.compute-1.amazonaws.com', 'compute-1.amazonaws.com'])(
  '%s is no public name',
  (name) => {
    expect(readPublicName(name)).toBeUndefined();
  },
);

test.each([
  ['5.1.0.10.in-addr.arpa', '10.0.1.5'],
  ['1.0.10.in-addr.arpa', undefined],
  ['x.5.1.0.10.in-addr.arpa', undefined],
  ['10.0.1.5', undefined],
])('%s backwards', (name, address) => {
  expect(readReverseName(name)).toBe(address);
});

test.each([
  [privateDnsName('us-east-1', '10.0.0.5'), 'ip-10-0-0-5.ec2.internal'],
  [privateDnsName('eu-west-1', '10.0.0.5'), 'ip-10-0-0-5.eu-west-1.compute.internal'],
  [resourceDnsName('us-east-1', 'i-0a'), 'i-0a.ec2.internal'],
  [publicDnsName('us-east-1', '3.128.0.9'), 'ec2-3-128-0-9.compute-1.amazonaws.com'],
  [publicDnsName('eu-west-1', '3.129.0.9'), 'ec2-3-129-0-9.eu-west-1.compute.amazonaws.com'],
])('%s', (name, expected) => {
  expect(name).toBe(expected);
});
