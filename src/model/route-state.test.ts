import { expect, test } from 'vitest';
import { Network } from './network.ts';
import type { Resource } from './resource.ts';
import { routeState } from './route-state.ts';
import type { RouteTarget } from './route-table.ts';

const base = { account: '111122223333', region: 'us-east-1', created: 0, tags: {} };
/** Documents with what the state depends on; the rest is left out. */
const resources = [
  { ...base, kind: 'internet-gateway', id: 'igw-here', vpc: 'vpc-1' },
  { ...base, kind: 'internet-gateway', id: 'igw-there', vpc: 'vpc-2' },
  { ...base, kind: 'internet-gateway', id: 'igw-loose' },
  { ...base, kind: 'egress-only-internet-gateway', id: 'eigw-here', vpc: 'vpc-1' },
  { ...base, kind: 'egress-only-internet-gateway', id: 'eigw-there', vpc: 'vpc-2' },
  { ...base, kind: 'vpn-gateway', id: 'vgw-here', vpc: 'vpc-1' },
  { ...base, kind: 'vpn-gateway', id: 'vgw-loose', detachedFrom: 'vpc-1' },
  { ...base, kind: 'nat-gateway', id: 'nat-up', vpc: 'vpc-1', desired: 'available' },
  { ...base, kind: 'nat-gateway', id: 'nat-gone', vpc: 'vpc-1', desired: 'deleted' },
  { ...base, kind: 'instance', id: 'i-up', desired: 'running' },
  { ...base, kind: 'instance', id: 'i-down', desired: 'stopped' },
  ...[
    ['eni-up', { instance: 'i-up' }],
    ['eni-down', { instance: 'i-down' }],
    ['eni-service', {}],
    ['eni-loose', undefined],
  ].map(([id, attachment]) => ({
    ...base,
    kind: 'network-interface',
    id,
    vpc: 'vpc-1',
    subnet: 'subnet-1',
    groups: [],
    privateAddresses: [],
    ...(attachment ? { attachment } : {}),
  })),
  { ...base, kind: 'vpc-endpoint', id: 'vpce-up', vpc: 'vpc-1', desired: 'available' },
  { ...base, kind: 'vpc-endpoint', id: 'vpce-gone', vpc: 'vpc-1', desired: 'deleted' },
] as unknown as Resource[];

const network = resources.reduce((sum, resource) => sum.with(resource), Network.empty());

test.each([
  ['active', { kind: 'local' }],
  ['active', { kind: 'internet-gateway', id: 'igw-here' }],
  ['blackhole', { kind: 'internet-gateway', id: 'igw-there' }],
  ['blackhole', { kind: 'internet-gateway', id: 'igw-loose' }],
  ['blackhole', { kind: 'internet-gateway', id: 'igw-deleted' }],
  ['active', { kind: 'egress-only-internet-gateway', id: 'eigw-here' }],
  ['blackhole', { kind: 'egress-only-internet-gateway', id: 'eigw-there' }],
  ['active', { kind: 'vpn-gateway', id: 'vgw-here' }],
  ['blackhole', { kind: 'vpn-gateway', id: 'vgw-loose' }],
  ['active', { kind: 'nat-gateway', id: 'nat-up' }],
  ['blackhole', { kind: 'nat-gateway', id: 'nat-gone' }],
  ['blackhole', { kind: 'nat-gateway', id: 'nat-forgotten' }],
  ['active', { kind: 'network-interface', id: 'eni-up' }],
  ['active', { kind: 'network-interface', id: 'eni-service' }],
  ['blackhole', { kind: 'network-interface', id: 'eni-down' }],
  ['blackhole', { kind: 'network-interface', id: 'eni-loose' }],
  ['blackhole', { kind: 'network-interface', id: 'eni-deleted' }],
  ['active', { kind: 'vpc-endpoint', id: 'vpce-up' }],
  ['blackhole', { kind: 'vpc-endpoint', id: 'vpce-gone' }],
] satisfies ['active' | 'blackhole', RouteTarget][])('is %s for %j', (state, target) => {
  const route = { destination: { kind: 'cidr', cidr: '0.0.0.0/0' }, target, origin: 'CreateRoute' } as const;
  expect(routeState(network, { vpc: 'vpc-1' }, route)).toBe(state);
});
