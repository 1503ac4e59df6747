import { expect, test } from 'vitest';
import type { RoutePlanTarget } from '../../blueprint/blueprint.ts';
import { local, port, router, subnet } from '../../blueprint/sample-plans.ts';
import { groupOf, tableOf } from './names.ts';
import { routerLinks, routerPieces, type Surroundings } from './router-ip.ts';

const around: Surroundings = {
  peers: new Map([['eni-1', { namespace: 'pn-i-1', device: 'eth0' }]]),
  endpointPorts: new Set(),
  gatewayEndpoints: new Map([['vpce-1', { namespace: 'pn-vpce-1', device: 'eth0' }]]),
  internet: { namespace: 'pn-internet', device: 'vpc-1' },
  peerings: [],
};

const base = router('vpc-1', '10.0.0.0/16', {
  subnets: [subnet('subnet-1', '10.0.1.0/24')],
  ports: [port('eni-1', 'subnet-1', '10.0.1.4'), port('eni-unplugged', 'subnet-1', '10.0.1.5')],
  internetGateway: { id: 'igw-1', translations: [] },
});

function routeTo(target: RoutePlanTarget, of = base): string | undefined {
  const routes = [local('10.0.0.0/16'), { destination: '192.0.2.0/24', target }];
  const vpc = { ...of, routeTables: [{ id: 'rtb-main', routes }] };
  return routerPieces(vpc, around).find(({ key }) => key.endsWith(' 192.0.2.0/24'))?.add;
}

const table = tableOf('rtb-main');
const { internetGateway: _, ...closed } = base;

test.each<[string, string | undefined, string]>([
  ['the internet gateway', routeTo({ kind: 'internet-gateway' }), 'via 169.254.254.2 dev igw onlink'],
  ['a detached internet gateway', routeTo({ kind: 'internet-gateway' }, closed), 'dev lo'],
  ['an interface', routeTo({ kind: 'port', port: 'eni-1' }), 'via 10.0.1.4 dev eni-1 onlink'],
  ['an interface that is gone', routeTo({ kind: 'port', port: 'eni-9' }), 'dev lo'],
  ['an interface whose far end is not there', routeTo({ kind: 'port', port: 'eni-unplugged' }), 'dev lo'],
  ['a gateway endpoint', routeTo({ kind: 'node', node: 'vpce-1' }), 'via 169.254.254.2 dev vpce-1 onlink'],
  ['a gateway endpoint that is gone', routeTo({ kind: 'node', node: 'vpce-9' }), 'dev lo'],
  ['a blackhole', routeTo({ kind: 'blackhole' }), 'dev lo'],
])('a route to %s', (_name, add, words) => {
  expect(add).toBe(`route replace 192.0.2.0/24 ${words} table ${table}`);
});

test('local falls through to the hosts', () => {
  const add = routerPieces(base, around).map((piece) => piece.add.replaceAll('  ', ' '));
  expect(add).toContain(`route replace throw 10.0.0.0/16 table ${table}`);
  expect(add).toContain('route replace 10.0.1.4/32 dev eni-1');
  expect(add).toContain('route replace default dev lo');
});

test('a link per plugged interface, in the group of its subnet', () => {
  const links = routerLinks(base, around);
  expect(links.map(({ device }) => device)).toEqual(['eni-1', 'vpce-1', 'igw']);
  expect(links[0]?.add).toContain(`mtu 9001 group ${groupOf('subnet-1')} type veth peer name eth0 netns pn-i-1`);
  expect(links[1]?.add).toContain('mtu 8500 group 0');
  expect(links[2]?.add).toContain('mtu 1500 group 0');
});
