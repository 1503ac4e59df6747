import { expect, test } from 'vitest';
import { type Distance, queueLines } from './distance.ts';

const regions = ['eu-west-1', 'us-east-1'] as const;
const trunk = { device: 'to-useast1', regions: ['us-east-1', 'eu-west-1'] } as const;

test.each<[string, Omit<Distance, 'regions'>, string]>([
  ['bandwidth alone', { bandwidth: 8_000_000 }, 'tbf rate 8000000bit burst 131072 latency 100ms'],
  ['much bandwidth, a larger burst', { bandwidth: 1e9 }, 'tbf rate 1000000000bit burst 1250000 latency 100ms'],
  ['latency, half of it each way', { latency: 81 }, 'netem delay 40500us limit 100000'],
  ['both', { latency: 80, bandwidth: 1e6 }, 'netem delay 40000us limit 100000 rate 1000000bit'],
])('%s', (_, measures, queue) => {
  expect(queueLines([{ regions, ...measures }], trunk)).toEqual([`qdisc replace dev to-useast1 root ${queue}`]);
});

test('a pair without a distance has no queue, nor has one of which nothing can be done', () => {
  expect(queueLines([{ regions: ['eu-west-1', 'us-west-2'], bandwidth: 1e6 }], trunk)).toEqual([]);
  expect(queueLines([{ regions }], trunk)).toEqual([]);
});
