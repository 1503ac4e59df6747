import { expect, test } from 'vitest';
import {
  deviceNameLength,
  deviceOf,
  groupOf,
  groupSetChain,
  isFarEnd,
  tableMask,
  tableOf,
  wireDevice,
} from './names.ts';

test.each([
  ['eni-0123456789abcdef0', 'eni-6789abcdef0'],
  ['vpce-0123456789abcdef0', 'vpce-789abcdef0'],
  ['vpc-0123456789abcdef0', 'vpc-6789abcdef0'],
  ['eni-short', 'eni-short'],
])('device of %s is %s', (id, device) => {
  expect(deviceOf(id)).toBe(device);
  expect(device.length).toBeLessThanOrEqual(deviceNameLength);
});

test('tables stay above the kernel own ones and inside the mask', () => {
  for (const id of ['rtb-1', 'rtb-2', 'rtb-0fedcba9876543210']) {
    expect(tableOf(id)).toBeGreaterThan(255);
    expect(tableOf(id) & Number(tableMask)).toBe(tableOf(id));
  }
});

test('a subnet is never in the group of links without a subnet', () => {
  expect(groupOf('subnet-1')).toBeGreaterThan(0);
});

test('a set of groups has one name per direction and content', () => {
  expect(groupSetChain('ingress', ['sg-1', 'sg-2'])).toBe(groupSetChain('ingress', ['sg-1', 'sg-2']));
  expect(groupSetChain('ingress', ['sg-1', 'sg-2'])).not.toBe(groupSetChain('egress', ['sg-1', 'sg-2']));
  expect(groupSetChain('ingress', ['sg-1'])).not.toBe(groupSetChain('ingress', ['sg-2']));
});

test.each([
  ['eni-0123456789abcdef0', 'far-6789abcdef0'],
  ['eni-short', 'far-short'],
])('the far end of %s is %s', (id, device) => {
  expect(wireDevice(id)).toBe(device);
  expect(isFarEnd(device)).toBe(true);
  expect(isFarEnd(deviceOf(id))).toBe(false);
  expect(device.length).toBeLessThanOrEqual(deviceNameLength);
});
