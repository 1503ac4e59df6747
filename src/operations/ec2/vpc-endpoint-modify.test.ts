import { describe, expect, test } from 'vitest';
import { securityGroupOperations } from './security-group.ts';
import {
  gateway,
  interfaceEndpoint,
  interfacesOf,
  endpointOperations as operations,
  routesTo,
  state,
  type World,
  world,
} from './vpc-endpoint-fixture.ts';

describe('ModifyVpcEndpoint', () => {
  test('moves between tables', async () => {
    const w = await world();
    const id = (await gateway(w, { RouteTableIds: [] })).VpcEndpointId!;
    await w.h.call(operations, 'ModifyVpcEndpoint', { VpcEndpointId: id, AddRouteTableIds: [w.table] });
    expect(routesTo(w.h, w.table, id)).toHaveLength(1);
    await w.h.call(operations, 'ModifyVpcEndpoint', { VpcEndpointId: id, RemoveRouteTableIds: [w.table] });
    expect(routesTo(w.h, w.table, id)).toHaveLength(0);
    expect(w.h.network.get('vpc-endpoint', id)!.routeTables).toEqual([]);
  });

  test('takes the addresses that are named', async () => {
    const w = await world();
    const id = (await interfaceEndpoint(w, { SubnetConfigurations: [{ SubnetId: w.subnets[0], Ipv4: '10.0.0.77' }] }))
      .VpcEndpointId!;
    const address = () => interfacesOf(w.h, id).find((one) => one.subnet === w.subnets[0])!;
    const first = address();
    expect(first.privateAddresses).toEqual(['10.0.0.77']);
    const same = { VpcEndpointId: id, SubnetConfigurations: [{ SubnetId: w.subnets[0], Ipv4: '10.0.0.77' }] };
    await w.h.call(operations, 'ModifyVpcEndpoint', same);
    expect(address().id).toBe(first.id);
    const other = { VpcEndpointId: id, SubnetConfigurations: [{ SubnetId: w.subnets[0], Ipv4: '10.0.0.78' }] };
    await w.h.call(operations, 'ModifyVpcEndpoint', other);
    expect(address().privateAddresses).toEqual(['10.0.0.78']);
    expect(address().id).not.toBe(first.id);
  });

  test('changes subnets and groups, and is pending until the change is in force', async () => {
    const w = await world();
    const id = (await interfaceEndpoint(w, { SubnetIds: [w.subnets[0]] })).VpcEndpointId!;
    const group = (
      await w.h.call(securityGroupOperations, 'CreateSecurityGroup', {
        GroupName: 'endpoint',
        Description: 'd',
        VpcId: w.vpc,
      })
    ).GroupId!;
    w.h.applied = w.h.network.revision;
    await w.h.call(operations, 'ModifyVpcEndpoint', {
      VpcEndpointId: id,
      AddSubnetIds: [w.subnets[1]],
      RemoveSubnetIds: [w.subnets[0]],
      AddSecurityGroupIds: [group],
      RemoveSecurityGroupIds: [w.group],
    });
    expect(await state(w, id)).toBe('pending');
    w.h.applied = undefined;
    expect(await state(w, id)).toBe('available');
    expect(interfacesOf(w.h, id).map((one) => [one.subnet, one.groups])).toEqual([[w.subnets[1], [group]]]);
    expect(w.h.network.get('vpc-endpoint', id)).toMatchObject({
      subnets: [w.subnets[1]],
      groups: [group],
      networkInterfaces: interfacesOf(w.h, id).map((one) => one.id),
    });
  });

  const refusals: readonly (readonly [string, (w: World) => object, RegExp])[] = [
    ['tables', (w) => ({ AddRouteTableIds: [w.table] }), /^InvalidParameter: Route table IDs are only/],
    ['a subnet in a zone that it has', (w) => ({ AddSubnetIds: [w.subnets[2]] }), /^DuplicateSubnetsInSameZone/],
    ['a subnet that it lacks', (w) => ({ RemoveSubnetIds: [w.subnets[2]] }), /^InvalidParameter/],
    ['its last group', (w) => ({ RemoveSecurityGroupIds: [w.group] }), /^InvalidParameter/],
    ['a broken policy', () => ({ PolicyDocument: '{' }), /^InvalidPolicyDocument/],
  ];
  test.each(refusals)('a change of %s', async (_, more, answer) => {
    const w = await world();
    const id = (await interfaceEndpoint(w)).VpcEndpointId!;
    expect(await w.h.refused(operations, 'ModifyVpcEndpoint', { VpcEndpointId: id, ...more(w) })).toMatch(answer);
  });
});

test('a policy is kept as it was given, and reset to the default', async () => {
  const w = await world();
  const policy = '{ "Statement": [{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"*"}] }';
  const id = (await gateway(w, { PolicyDocument: policy })).VpcEndpointId!;
  const held = () => w.h.network.get('vpc-endpoint', id)!.policy;
  expect(held()).toBe(policy);
  await w.h.call(operations, 'ModifyVpcEndpoint', { VpcEndpointId: id, ResetPolicy: true });
  expect(held()).toMatch(/^\{"Version":"2008-10-17"/);
});
