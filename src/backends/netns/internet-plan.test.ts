import { expect, test } from 'vitest';
import { blueprint, router } from '../../blueprint/sample-plans.ts';
import { internetPlan } from './internet-plan.ts';

const internetGateway = { id: 'igw-1', translations: [] };
const internet = {
  hosts: ['198.51.100.1'],
  servicePrefixes: ['192.0.2.0/24'],
  attachments: [
    { router: 'vpc-1', publicAddresses: ['203.0.113.1'] },
    { router: 'vpc-2', publicAddresses: ['203.0.113.2'] },
  ],
};

test('hosts and services are local, public addresses lead to routers with a gateway', () => {
  const routers = [router('vpc-1', '10.0.0.0/16', { internetGateway }), router('vpc-2', '10.0.0.0/16')];
  const plan = internetPlan('pn-', blueprint(routers, [], { internet }));
  expect(plan.name).toBe('pn-internet');
  expect(plan.pieces.map(({ add }) => add)).toEqual([
    'link set dev lo up',
    'route replace local 198.51.100.1 dev lo table local',
    'route replace local 192.0.2.0/24 dev lo table local',
    'link set dev vpc-1 addrgenmode none up',
    'neigh replace 169.254.254.1 lladdr 02:00:00:00:00:01 nud permanent dev vpc-1',
    'route replace 203.0.113.1/32 via 169.254.254.1 dev vpc-1 onlink',
  ]);
});
