import { expect, test } from 'vitest';
import { instances, port, router, subnet } from '../../blueprint/sample-plans.ts';
import { routerPlan } from './router-plan.ts';

const vpc = router('vpc-1', '10.0.0.0/16', {
  subnets: [subnet('subnet-1', '10.0.1.0/24')],
  ports: [port('eni-1', 'subnet-1', '10.0.1.4')],
});

test("links lead to the nodes' namespaces", () => {
  const plan = routerPlan('pn-', vpc, instances(vpc));
  expect(plan.links.map(({ device, peer }) => [device, peer])).toEqual([
    ['eni-1', { namespace: 'pn-i-1', device: 'eth0' }],
  ]);
});

test('a change of rules alone leaves the digest of the rest as it was', () => {
  const one = routerPlan('pn-', vpc, instances(vpc));
  const other = routerPlan('pn-', { ...vpc, groups: [] }, instances(vpc));
  expect(other.digest).toBe(one.digest);
  expect(other.nft?.digest).not.toBe(one.nft?.digest);
});

test('a plan that the machine could not take is refused whole', () => {
  const ports = ['eni-0aaaaa56789abcdef', 'eni-0bbbbb56789abcdef'].map((id) => port(id, 'subnet-1', '10.0.1.4'));
  expect(() => routerPlan('pn-', { ...vpc, ports }, [])).toThrow('share the name');
});
