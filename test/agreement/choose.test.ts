/** Which flows are tried out of many. */

import { expect, test } from 'vitest';
import { nothingObserved } from '../../src/model/target-health.ts';
import { harness } from '../../src/operations/harness.ts';
import type { Trace } from '../../src/verify/trace.ts';
import { choose } from './choose.ts';
import type { Flow } from './plan.ts';

const flow = (port: number): Flow => ({
  source: { kind: 'address', address: '203.0.113.10' },
  destination: { kind: 'address', address: '10.0.0.4' },
  transport: 'tcp',
  port,
});

/** Port 80 passes a group, everything else meets a route that is not there. */
function judge(_: unknown, { port }: { readonly port?: number }): Trace {
  const packet = { source: '203.0.113.10', destination: '10.0.0.4', protocol: 6 };
  const route = { stage: 'route', component: `rtb-0123456789abcde${port}`, verdict: 'drop', packet } as const;
  const passed = { stage: 'security-group-ingress', component: 'eni-01234567', verdict: 'pass', packet } as const;
  const forward = port === 80 ? [passed] : [route];
  return { reachable: port === 80, disposition: 'no-route', forward, return: [], blockers: [] };
}

test('one of each kind before a second of any, whatever the ids are', () => {
  const ground = { network: harness().network, targetHealth: nothingObserved };
  const candidates = [1, 2, 3, 4, 80].map(flow);
  const chosen = choose(ground, judge, new Map(), candidates, 3);
  expect(chosen.map(({ port }) => port)).toEqual([1, 80, 2]);
  expect(choose(ground, judge, new Map(), candidates, 9)).toHaveLength(5);
});
