import { expect, test } from 'vitest';
import type { GatewayLoadBalancerNode } from '../../blueprint/load-balancer.ts';
import { port, router, subnet } from '../../blueprint/sample-plans.ts';
import { gatewayLoadBalancerPlan } from './gateway-load-balancer-plan.ts';
import type { NamespacePlan } from './plan.ts';
import { routerPlan } from './router-plan.ts';
import { slotsOf } from './slots.ts';

const plugged = {
  index: 0,
  port: port('eni-gwlb', 'subnet-1', '10.0.1.20'),
  subnet: subnet('subnet-1', '10.0.1.0/24'),
};
const node: GatewayLoadBalancerNode = {
  kind: 'gateway-load-balancer-node',
  id: 'eni-gwlb',
  router: 'vpc-1',
  port: 'eni-gwlb',
  address: '10.0.1.20',
  endpoints: ['eni-end', 'eni-other'],
  appliances: [
    { address: '10.0.2.10', takesFlows: true },
    { address: '10.0.2.11', takesFlows: false },
  ],
  stickiness: '5-tuple',
  tcpIdleSeconds: 350,
  otherIdleSeconds: 120,
};
const plan = (wired: readonly string[] = ['eni-end']) => gatewayLoadBalancerPlan('pn-eni-gwlb', node, plugged, wired);

const lines = (of: NamespacePlan) => of.pieces.map(({ add }) => add);
function rules(of: NamespacePlan, name: string): readonly string[] {
  const chain = of.nft?.objects.get(`chain ${name}`);
  return chain?.kind === 'chain' ? chain.rules : [];
}
function elements(of: NamespacePlan, name: string): readonly string[] {
  const set = of.nft?.objects.get(`set ${name}`);
  return set?.kind === 'set' ? set.elements : [];
}

test('what comes out of a wire goes into its TUN device, and back, whatever its addresses', () => {
  const slot = slotsOf(['eni-end']).get('eni-end')!;
  expect(lines(plan())).toEqual(
    expect.arrayContaining([
      `rule add priority 10 iif far-end lookup ${0x2_0000 + slot}`,
      `rule add priority 10 iif tun-end lookup ${0x1_0000 + slot}`,
      'tuntap add dev tun-end mode tun',
      'link set dev tun-end mtu 8500 txqueuelen 1000 addrgenmode none up',
      `route replace default dev tun-end table ${0x2_0000 + slot}`,
      `route replace default via 169.254.254.1 dev far-end onlink table ${0x1_0000 + slot}`,
    ]),
  );
});

test('the node’s own address is local to what comes from its VPC alone', () => {
  expect(lines(plan()).filter((line) => line.endsWith('lookup local'))).toEqual([
    'rule add priority 0 iif eth0 lookup local',
    'rule add priority 0 iif lo lookup local',
    'rule del priority 0 lookup local',
  ]);
});

test('nothing passes but between the two ends of an endpoint, and GENEVE and health checks at appliances', () => {
  expect(elements(plan(), 'passages')).toEqual(['"far-end" . "tun-end"', '"tun-end" . "far-end"']);
  expect(elements(plan(), 'appliances')).toEqual(['10.0.2.10', '10.0.2.11']);
  expect(rules(plan(), 'forward').at(-1)).toBe('iifname . oifname @passages accept');
  for (const hook of ['input', 'output']) {
    expect(
      rules(plan(), hook).every((rule) => /@appliances .*accept$/.test(rule)),
      hook,
    ).toBe(true);
  }
});

test('no connection is tracked', () => {
  expect([...plan().nft!.objects.values()].filter((one) => /\bct\b/.test(JSON.stringify(one)))).toEqual([]);
});

test('another endpoint adds its pieces, and leaves those that are there', () => {
  const [one, two] = [plan(), plan(['eni-end', 'eni-other'])];
  expect(lines(two).filter((line) => !/other/.test(line) && !lines(one).includes(line))).toEqual([]);
  expect(two.digest).not.toBe(one.digest);
});

const consumer = router('vpc-1', '10.0.0.0/16', {
  subnets: [subnet('subnet-1', '10.0.1.0/24')],
  ports: [
    port('eni-end', 'subnet-1', '10.0.1.20', { node: 'eni-end', sourceCheck: false, passage: 'gateway-load-balancer' }),
  ],
  internetGateway: { id: 'igw-1', edge: { routeTable: 'rtb-main', redirected: [] }, translations: [] },
});

test('a router with an endpoint translates each packet by itself', () => {
  const returning = routerPlan('pn-', consumer, []);
  const plain = routerPlan('pn-', { ...consumer, ports: [] }, []);
  expect(rules(returning, 'translate-in')[0]).toMatch(/ip daddr set/);
  expect(rules(plain, 'translate-in')[0]).toMatch(/dnat/);
});

test('what the internet sends in is marked with the gateway’s own route table, where it has one', () => {
  const { edge: _, ...unrouted } = consumer.internetGateway!;
  const entrance = (of: typeof consumer) =>
    rules(routerPlan('pn-', of, []), 'link-check').find((rule) => /"igw"/.test(rule));
  expect(entrance(consumer)).toMatch(/^iifname "igw" ip daddr @public-addresses meta mark set \d+ accept$/);
  expect(entrance({ ...consumer, internetGateway: unrouted })).toBe('iifname "igw" ip daddr @public-addresses accept');
});
