import { expect, test } from 'vitest';
import type { Blueprint, Node } from '../../blueprint/blueprint.ts';
import { blueprint, port, router, subnet } from '../../blueprint/sample-plans.ts';
import { renderer } from './render.ts';
import { wireEnd, wiresOf } from './wire.ts';

const consumer = router('vpc-consumer', '10.0.0.0/16', {
  subnets: [subnet('subnet-a', '10.0.1.0/24')],
  ports: [port('eni-end', 'subnet-a', '10.0.1.20', { node: 'eni-end' })],
});
const provider = router('vpc-provider', '10.0.0.0/16', {
  subnets: [subnet('subnet-b', '10.0.1.0/24')],
  ports: [port('eni-nlb', 'subnet-b', '10.0.1.20', { node: 'eni-nlb' })],
});

const end: Node = {
  kind: 'service-endpoint',
  id: 'eni-end',
  router: 'vpc-consumer',
  endpoint: 'vpce-1',
  port: 'eni-end',
  loadBalancerNode: 'eni-nlb',
};

function plan(region: string, endpoints: readonly string[] = ['eni-end'], ends: readonly Node[] = [end]): Blueprint {
  const common = { id: 'eni-nlb', router: 'vpc-provider', port: 'eni-nlb', address: '10.0.1.20', listeners: [] };
  const balancer: Node = { kind: 'load-balancer-node', ...common, endpoints };
  return blueprint([{ ...consumer, region }, provider], [balancer, ...ends]);
}

const links = (of: Blueprint) =>
  [...renderer('pn-').render(of).values()].flatMap(({ name, links }) =>
    links.filter(({ peer }) => peer.device === 'far-end').map(({ peer }) => `${name} to ${peer.namespace}`),
  );

test('a wire ends at the load balancer, and between regions in the consumer’s backbone first', () => {
  const [near] = [...wiresOf(plan('us-east-1')).get('eni-nlb')!.values()];
  expect(wireEnd(near!)).toBe('eni-nlb');
  expect(links(plan('us-east-1'))).toEqual(['pn-vpc-consumer to pn-eni-nlb']);
  const [distant] = [...wiresOf(plan('eu-west-1')).get('eni-nlb')!.values()];
  expect(distant).toEqual({ port: 'eni-end', loadBalancer: 'eni-nlb', from: 'eu-west-1', to: 'us-east-1' });
  expect(links(plan('eu-west-1'))).toEqual([
    'pn-vpc-consumer to pn-backbone-eu-west-1',
    'pn-backbone-us-east-1 to pn-eni-nlb',
  ]);
});

test.each([
  ['the load balancer does not know the endpoint', plan('eu-west-1', [])],
  ['the endpoint is not there', plan('eu-west-1', ['eni-end'], [])],
])('there is none where %s', (_, without) => {
  expect(links(without)).toEqual([]);
  expect([...renderer('pn-').render(without).keys()].filter((name) => name.includes('backbone'))).toEqual([]);
});
