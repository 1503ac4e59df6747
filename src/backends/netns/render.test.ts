import { expect, test } from 'vitest';
import type { Node } from '../../blueprint/blueprint.ts';
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

const provider = router('vpc-p', '10.0.0.0/16', {
  subnets: [subnet('subnet-1', '10.0.1.0/24')],
  ports: [port('eni-nlb', 'subnet-1', '10.0.1.9', { node: 'eni-nlb', symmetric: true, sourceCheck: false })],
});
const consumer = router('vpc-c', '10.0.0.0/16', {
  subnets: [subnet('subnet-1', '10.0.1.0/24')],
  ports: [port('eni-end', 'subnet-1', '10.0.1.9', { node: 'eni-end' })],
});
const balancer: Node = {
  kind: 'load-balancer-node',
  id: 'eni-nlb',
  router: 'vpc-p',
  port: 'eni-nlb',
  address: '10.0.1.9',
  listeners: [],
  endpoints: ['eni-end'],
};
const end: Node = {
  kind: 'service-endpoint',
  id: 'eni-end',
  router: 'vpc-c',
  endpoint: 'vpce-1',
  port: 'eni-end',
  loadBalancerNode: 'eni-nlb',
};

function linked(nodes: readonly Node[]): readonly (readonly [string, string])[] {
  const rendered = renderer('pn-').render(blueprint([provider, consumer], nodes));
  return [...rendered.values()].flatMap(({ name, links }) => links.map(({ peer }) => [name, peer.namespace] as const));
}

test("a consumer's router makes the link into the load balancer's namespace, in another VPC", () => {
  expect(linked([balancer, end])).toEqual([
    ['pn-vpc-p', 'pn-eni-nlb'],
    ['pn-vpc-c', 'pn-eni-nlb'],
    ['pn-prober', 'pn-eni-nlb'],
  ]);
});

test.each<[string, readonly Node[]]>([
  ['the load balancer is not there', [end]],
  ['the load balancer does not know of it', [{ ...balancer, endpoints: [] }, end]],
  ['the endpoint is not there', [balancer]],
])('no link, and no trace of one, where %s', (_, nodes) => {
  expect(linked(nodes).filter(([name]) => name === 'pn-vpc-c')).toEqual([]);
  const plans = [
    ...renderer('pn-')
      .render(blueprint([provider, consumer], nodes))
      .values(),
  ];
  expect(JSON.stringify(plans.map(({ pieces }) => pieces))).not.toContain('far-end');
});

test('the prober is there while a load balancer is', () => {
  expect(
    renderer('pn-')
      .render(blueprint([provider], [balancer]))
      .has('pn-prober'),
  ).toBe(true);
  expect(
    renderer('pn-')
      .render(blueprint([provider], []))
      .has('pn-prober'),
  ).toBe(false);
});
