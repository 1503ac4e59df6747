import { expect, test } from 'vitest';
import { parseDistance } from './distance.ts';

const pair = ['eu-west-1', 'us-east-1'] as const;

test.each([
  ['us-east-1,eu-west-1=200mbit,80ms', { regions: pair, bandwidth: 200e6, latency: 80 }],
  ['eu-west-1,us-east-1=80ms,1.5gbit', { regions: pair, bandwidth: 1.5e9, latency: 80 }],
  ['us-east-1,eu-west-1=64kbit', { regions: pair, bandwidth: 64e3 }],
  ['us-east-1,eu-west-1=0.5ms', { regions: pair, latency: 0.5 }],
])('%s', (text, distance) => {
  expect(parseDistance(text, [])).toEqual([distance]);
});

test('a pair that is named again is told anew, in either order; others stay', () => {
  const first = parseDistance('us-east-1,eu-west-1=1gbit', parseDistance('us-east-1,us-west-2=9ms', []));
  expect(parseDistance('eu-west-1,us-east-1=2ms', first)).toEqual([
    { regions: ['us-east-1', 'us-west-2'], latency: 9 },
    { regions: pair, latency: 2 },
  ]);
});

test.each([
  ['us-east-1,eu-west-1', 'It must look like'],
  ['us-east-1=1gbit', 'It must look like'],
  ['us-east-1,eu-west-1=', 'It must look like'],
  ['us-east-1,eu-west-1=fast', 'It must look like'],
  ['us-east-1,eu-west-1=80ms; reboot', 'It must look like'],
  ['us-east-1,us-east-1=1gbit', 'two regions'],
  ['us-east-1,mars-1=1gbit', 'two regions'],
  ['us-east-1,eu-west-1=1kbit', 'Bandwidth is from'],
  ['us-east-1,eu-west-1=0ms', 'Latency is up to'],
  ['us-east-1,eu-west-1=2001ms', 'Latency is up to'],
])('%s is refused', (text, message) => {
  expect(() => parseDistance(text, [])).toThrow(message);
});
