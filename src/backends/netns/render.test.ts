import { expect, test } from 'vitest';
import { blueprint, instances, port, router, subnet } from '../../blueprint/sample-plans.ts';
import { renderer } from './render.ts';

const vpc = router('vpc-1', '10.0.0.0/16', {
  subnets: [subnet('subnet-1', '10.0.1.0/24')],
  ports: [port('eni-1', 'subnet-1', '10.0.1.4')],
});
const plan = blueprint([vpc], instances(vpc));

test('one namespace per router and node, and the internet', () => {
  expect([...renderer('pn-').render(plan).keys()]).toEqual(['pn-internet', 'pn-vpc-1', 'pn-i-1']);
});

test('what did not change is the same object', () => {
  const { render } = renderer('pn-');
  const before = render(plan);
  const after = render(blueprint([{ ...vpc, groups: [] }], instances(vpc)));
  expect(after.get('pn-i-1')).toBe(before.get('pn-i-1'));
  expect(after.get('pn-internet')).toBe(before.get('pn-internet'));
  expect(after.get('pn-vpc-1')).not.toBe(before.get('pn-vpc-1'));
});

test('rendering is pure: two renderers agree', () => {
  expect(renderer('pn-').render(plan)).toEqual(renderer('pn-').render(plan));
});
