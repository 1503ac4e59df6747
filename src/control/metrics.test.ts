import { expect, test } from 'vitest';
import { createMetrics } from './metrics.ts';

test('counters add up by label, gauges are read when asked', () => {
  const metrics = createMetrics();
  let value = 1;
  metrics.count('requests_total', { service: 'ec2' });
  metrics.count('requests_total', { service: 'ec2' }, 2);
  metrics.count('requests_total', { service: 'a"b' });
  metrics.gauge('revision', () => value);
  value = 7;
  expect(metrics.text()).toBe(
    [
      '# TYPE requests_total counter',
      'requests_total{service="ec2"} 3',
      'requests_total{service="a\\"b"} 1',
      '# TYPE revision gauge',
      'revision 7',
      '',
    ].join('\n'),
  );
});
