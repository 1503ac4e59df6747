import { expect, test } from 'vitest';
import { blueprint, port, router, subnet } from '../blueprint/sample-plans.ts';
import { narrowingOf } from './narrowing.ts';

const vpc = router('vpc-1', '10.0.0.0/16', {
  subnets: [subnet('subnet-1', '10.0.1.0/24')],
  ports: [port('eni-1', 'subnet-1', '10.0.1.4')],
  countedPorts: ['eni-1'],
});
const balancer = { kind: 'load-balancer-node', id: 'eni-2', router: 'vpc-1' } as never;
const plan = blueprint([vpc], [balancer]);
const lacking = (...names: readonly string[]) =>
  narrowingOf(
    ['nft', 'connection zones and time-outs', 'flow counters'].map((name) => ({
      name,
      present: !names.includes(name),
    })),
  );

test('a machine that lacks nothing carries the whole plan', () => {
  expect(lacking()).toBeUndefined();
});

test('what a machine lacks is left out, and nothing else', () => {
  const { countedPorts: _, ...uncounted } = vpc;
  expect(lacking('flow counters')!(plan)).toEqual({ ...plan, routers: [uncounted] });
  expect(lacking('connection zones and time-outs')!(plan)).toEqual({ ...plan, nodes: [] });
  expect(lacking('flow counters', 'connection zones and time-outs')!(plan)).toEqual({
    ...plan,
    routers: [uncounted],
    nodes: [],
  });
});
