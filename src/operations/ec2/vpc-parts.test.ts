import { expect, test } from 'vitest';
import type { Resource } from '../../model/resource.ts';
import { harness } from '../harness.ts';
import { defaultAcl, hasDependencies, localRoute, makeVpc, removeVpc } from './vpc-parts.ts';

const wanted = { cidr: '10.0.0.0/16', isDefault: false, instanceTenancy: 'default', tags: {} } as const;

/** Documents with what a dependency depends on; the rest is left out. */
const inside = (vpc: string, kind: string, more: object = {}) =>
  ({
    kind,
    id: `${kind}-1`,
    account: '111122223333',
    region: 'us-east-1',
    created: 0,
    tags: {},
    vpc,
    ...more,
  }) as unknown as Resource;

test('what makeVpc makes, removeVpc removes, except the DHCP options', async () => {
  const h = harness();
  await h.store.transact((draft) => {
    const vpc = makeVpc(draft, h.context, wanted);
    expect([...draft.network.resources()].map(({ kind }) => kind).sort()).toEqual([
      'dhcp-options',
      'network-acl',
      'route-table',
      'security-group',
      'security-group-rule',
      'security-group-rule',
      'vpc',
    ]);
    expect(defaultAcl(draft, vpc.id).vpc).toBe(vpc.id);
    removeVpc(draft, vpc);
  });
  expect([...h.network.resources()].map(({ kind }) => kind)).toEqual(['dhcp-options']);
});

test.each([
  ['nothing', undefined, false],
  ['a network interface', ['network-interface', { subnet: 's', groups: [], privateAddresses: [] }], true],
  ['a security group', ['security-group', {}], true],
  ['a NAT gateway', ['nat-gateway', { subnet: 's', desired: 'available' }], true],
  ['a NAT gateway that is gone and still shown', ['nat-gateway', { subnet: 's', desired: 'deleted' }], false],
  ['an endpoint', ['vpc-endpoint', { desired: 'available' }], true],
  ['an endpoint that is gone and still shown', ['vpc-endpoint', { desired: 'deleted' }], false],
] satisfies [string, [string, object] | undefined, boolean][])('with %s in it', async (_what, added, depends) => {
  const h = harness();
  await h.store.transact((draft) => {
    const vpc = makeVpc(draft, h.context, wanted);
    if (added) draft.put(inside(vpc.id, added[0], added[1]));
    expect(hasDependencies(draft, vpc)).toBe(depends);
  });
});

test('a local route leads to the VPC itself', () => {
  expect(localRoute('10.0.0.0/16')).toEqual({
    destination: { kind: 'cidr', cidr: '10.0.0.0/16' },
    target: { kind: 'local' },
    origin: 'CreateRouteTable',
  });
});
