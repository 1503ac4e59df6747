import { describe, expect, test } from 'vitest';
import { connectionState, isAttached, isConnected, requestLifetime, wireOf } from './endpoint-connection.ts';
import { Network } from './network.ts';
import type { Resource } from './resource.ts';
import type { VpcEndpoint } from './vpc-endpoint.ts';

const connection = (state: 'pendingAcceptance' | 'accepted' | 'rejected' | 'expired') => ({
  id: 'vpce-con-1',
  state,
  since: 1000,
});

describe('a request', () => {
  test.each([
    ['pendingAcceptance', 1000, 'pendingAcceptance'],
    ['pendingAcceptance', 999 + requestLifetime, 'pendingAcceptance'],
    ['pendingAcceptance', 1000 + requestLifetime, 'expired'],
    ['accepted', 1000 + requestLifetime, 'accepted'],
    ['rejected', 1000 + requestLifetime, 'rejected'],
  ] as const)('that is %s is at %i %s', (state, now, answer) => {
    expect(connectionState(connection(state), now)).toBe(answer);
  });
});

describe('packets pass, and the service is held in place', () => {
  test.each([
    ['available', 'accepted', 0, true, true],
    ['available', 'pendingAcceptance', 0, false, true],
    ['available', 'pendingAcceptance', 1000 + requestLifetime, false, false],
    ['available', 'rejected', 0, false, false],
    ['deleted', 'accepted', 0, false, false],
  ] as const)('%s and %s at %i: %s and %s', (desired, state, now, connected, attached) => {
    const endpoint = { desired, service: 'vpce-svc-1', connection: connection(state) };
    expect(isConnected(endpoint)).toBe(connected);
    expect(isAttached(endpoint, now)).toBe(attached);
  });

  test('an endpoint for a service of AWS’s is connected without anybody’s leave, and holds nobody', () => {
    expect(isConnected({ desired: 'available' })).toBe(true);
    expect(isAttached({ desired: 'available' }, 0)).toBe(false);
  });
});

describe('an interface in another region', () => {
  const zones = ['use1-az1', 'use1-az2', 'use1-az4'];
  const base = { account: '111122223333', region: 'us-east-1', created: 0, tags: {} };
  // Only what wires are made of; the rest of each document says nothing here.
  const made = (document: object): Resource => ({ ...base, ...document }) as unknown as Resource;
  const balancer = (id: string) =>
    made({
      kind: 'load-balancer',
      id,
      nodes: [...zones, 'use1-az6'].map((zoneId) => ({ zoneId, networkInterface: `eni-${id}-${zoneId}` })),
    });
  const fault = (zoneId: string) => made({ kind: 'zone-fault', id: `us-east-1/${zoneId}`, zoneId });
  const service = made({ kind: 'vpc-endpoint-service', id: 'vpce-svc-1', loadBalancers: ['a', 'b'], zoneIds: zones });
  const world = [balancer('a'), balancer('b'), service].reduce((all, one) => all.with(one), Network.empty());
  const endpoint = { id: 'vpce-1', region: 'eu-west-1', service: 'vpce-svc-1' } as VpcEndpoint;
  const nodes = (of: Network) =>
    Array.from({ length: 100 }, (_, index) => ({ id: `eni-0${index}`, zoneId: 'euw1-az1' })).map(
      (one) => wireOf(of, endpoint, one)?.node.networkInterface ?? '',
    );

  test('leads to a node of any load balancer in any zone of the service, whatever its own', () => {
    const all = ['a', 'b'].flatMap((id) => zones.map((zoneId) => `eni-${id}-${zoneId}`));
    expect(new Set(nodes(world))).toEqual(new Set(all));
  });

  test('leaves its node when that one’s zone goes down, and for no other zone', () => {
    const before = nodes(world);
    const after = nodes(world.with(fault('use1-az2')));
    expect(after.filter((node) => node.endsWith('use1-az2'))).toEqual([]);
    expect(after.filter((node, index) => node === before[index])).toEqual(
      before.filter((node) => !node.endsWith('use1-az2')),
    );
  });

  test('stays where it is while every zone is down', () => {
    expect(nodes(zones.reduce((of, zoneId) => of.with(fault(zoneId)), world))).toEqual(nodes(world));
  });

  test('leads nowhere where the service has no node', () => {
    const bare = world.without('load-balancer', 'a').without('load-balancer', 'b');
    expect(new Set(nodes(bare))).toEqual(new Set(['']));
  });
});
