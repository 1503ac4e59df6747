import { expect, test } from 'vitest';
import {
  endsUnhealthyConnections,
  keepsClientAddress,
  loadBalancerDnsName,
  loadBalancerPath,
} from './load-balancer.ts';

const one = { name: 'web', suffix: '0123456789abcdef', region: 'eu-west-1' };

test('a load balancer has its name and suffix in its path and in its DNS name', () => {
  expect(loadBalancerPath(one)).toBe('net/web/0123456789abcdef');
  expect(loadBalancerDnsName(one)).toBe('web-0123456789abcdef.elb.eu-west-1.amazonaws.com');
});

test.each([
  ['TCP', 'instance', {}, true],
  ['TCP', 'ip', {}, false],
  ['TCP_UDP', 'ip', {}, true],
  ['TCP', 'ip', { 'preserve_client_ip.enabled': 'true' }, true],
  ['TCP', 'instance', { 'preserve_client_ip.enabled': 'false' }, false],
] as const)('%s to %s targets, %o: the client’s address stays: %s', (protocol, targetType, attributes, stays) => {
  expect(keepsClientAddress({ protocol, targetType, attributes })).toBe(stays);
});

const termination = 'target_health_state.unhealthy.connection_termination.enabled';

test.each([
  ['TCP', {}, true],
  ['TCP', { [termination]: 'false' }, false],
  ['UDP', {}, false],
] as const)('%s, %o: connections to a target that fails end: %s', (protocol, attributes, end) => {
  expect(endsUnhealthyConnections({ protocol, attributes })).toBe(end);
});
