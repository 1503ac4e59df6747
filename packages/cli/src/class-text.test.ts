import { expect, test } from 'vitest';
import type { Traffic } from '../../../src/verify/reach-answer.ts';
import { counted, endText, trafficText } from './class-text.ts';

const every: Traffic[] = Array.from({ length: 256 }, (_, protocol) => ({ protocol }));
const tcp = (from: number, to = from): Traffic => ({ protocol: 6, ports: { from, to } });

test.each([
  [[tcp(443)], 'tcp 443'],
  [[tcp(1, 1023), { protocol: 17, ports: { from: 53, to: 53 } }], 'tcp 1-1023, udp 53'],
  [[{ protocol: 1 }, { protocol: 6 }, { protocol: 17 }], 'icmp, tcp, udp'],
  [[tcp(1, 65535)], 'tcp'],
  [[tcp(0, 65535)], 'tcp'],
  [[{ protocol: 47 }, { protocol: 50 }, { protocol: 51 }], 'protocol 47, protocols 50-51'],
  [every, 'all'],
  [[{ protocol: 0, lastProtocol: 255 }], 'all'],
  [[{ protocol: 1, lastProtocol: 6 }], 'icmp, tcp, protocols 2-5'],
  [
    [{ protocol: 0, lastProtocol: 5 }, tcp(443), { protocol: 7, lastProtocol: 255 }],
    'icmp, tcp 443, udp, icmpv6, other protocols',
  ],
  [every.filter(({ protocol }) => protocol !== 6), 'icmp, udp, icmpv6, other protocols'],
  [every.map((one) => (one.protocol === 6 ? tcp(1, 65535) : one)), 'all'],
  [
    Array.from({ length: 10 }, (_, port) => tcp(2 * port + 1)),
    'tcp 1, tcp 3, tcp 5, tcp 7, tcp 9, tcp 11, tcp 13, tcp 15 and 2 more',
  ],
])('%# is told as %s', (traffic, text) => {
  expect(trafficText(traffic)).toBe(text);
});

const end = { kind: 'interfaces', vpc: 'vpc-1', subnet: 'subnet-1', groups: ['sg-1', 'sg-2'] } as const;

test.each([
  [{ ...end, interfaces: ['eni-1'], count: 1 }, 'eni-1 in subnet-1 with sg-1, sg-2'],
  [{ ...end, groups: [], interfaces: ['eni-1', 'eni-2'], count: 2 }, 'eni-1, eni-2 in subnet-1'],
  [
    { ...end, interfaces: ['eni-1', 'eni-2', 'eni-3', 'eni-4'], count: 40 },
    'eni-1, eni-2, eni-3 and 37 more in subnet-1 with sg-1, sg-2',
  ],
  [
    { ...end, groups: [], interfaces: ['eni-1'], count: 1, accounts: ['222222222222'] },
    'eni-1 of 222222222222 in subnet-1',
  ],
  [{ kind: 'internet', blocks: ['0.0.0.0/0'] } as const, 'internet 0.0.0.0/0'],
  [
    { kind: 'gateway-endpoint', endpoint: 'vpce-1', blocks: ['3.5.0.0/22'] } as const,
    'the service behind vpce-1, 3.5.0.0/22',
  ],
])('%j is told as %s', (given, text) => {
  expect(endText(given)).toBe(text);
});

test('one is one', () => {
  expect([counted(1, 'class', 'classes'), counted(0, 'class', 'classes')]).toEqual(['1 class', '0 classes']);
});
