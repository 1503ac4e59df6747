import { expect, test } from 'vitest';
import type { RoutePlan } from '../../blueprint/blueprint.ts';
import { local, router, subnet } from '../../blueprint/sample-plans.ts';
import { groupOf } from './names.ts';
import { ownSubnetObjects } from './own-subnet-nft.ts';

const outward = { kind: 'internet-gateway' } as const;
const aside = { kind: 'port', port: 'eni-1' } as const;

function rules(...routes: readonly RoutePlan[]): readonly string[] {
  const vpc = router('vpc-1', '10.0.0.0/16', {
    subnets: [subnet('subnet-1', '10.0.1.0/24', { routeTable: 'rtb-1' }), subnet('subnet-2', '10.0.2.0/24')],
    routeTables: [{ id: 'rtb-1', routes }],
  });
  return ownSubnetObjects(vpc).flatMap((object) => (object.kind === 'chain' ? object.rules : []));
}

const kept = [`iifgroup ${groupOf('subnet-1')} ip daddr 10.0.1.0/24 meta mark set meta mark & 0xc0000000`];

test.each<readonly [string, RoutePlan, readonly string[]]>([
  ['the local route', local('10.0.0.0/16'), []],
  ['a broader route', { destination: '0.0.0.0/0', target: outward }, []],
  ['a route elsewhere', { destination: '203.0.113.0/24', target: outward }, []],
  ['a route to another subnet', { destination: '10.0.2.0/24', target: aside }, []],
  ['a route to the subnet itself', { destination: '10.0.1.0/24', target: aside }, kept],
  ['a route to a part of it', { destination: '10.0.1.13/32', target: outward }, kept],
  ['a route to more than it, within the VPC', { destination: '10.0.0.0/20', target: { kind: 'blackhole' } }, kept],
  ['another target in the local route’s place', { destination: '10.0.0.0/16', target: aside }, kept],
  ['IPv6', { destination: '::/0', target: outward }, []],
])('%s', (_, route, expected) => expect(rules(route)).toEqual(expected));
