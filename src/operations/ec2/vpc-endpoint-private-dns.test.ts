import { describe, expect, test } from 'vitest';
import { vpcOperations } from './vpc.ts';
import {
  gateway,
  interfaceEndpoint,
  endpointOperations as operations,
  routesTo,
  s3,
  sts,
  world,
} from './vpc-endpoint-fixture.ts';

describe('private DNS', () => {
  test.each([
    ['off where nobody asks, for S3', { ServiceName: s3 }, false, false],
    ['off where the service has no name', { ServiceName: 'com.amazonaws.us-east-1.dynamodb' }, false, false],
    ['off when told', { PrivateDnsEnabled: false }, false, false],
    [
      'for everybody, when S3 is told',
      { ServiceName: s3, PrivateDnsEnabled: true, DnsOptions: { PrivateDnsOnlyForInboundResolverEndpoint: false } },
      true,
      false,
    ],
  ])('%s', async (_, more, enabled, onlyResolver) => {
    const w = await world();
    const { VpcEndpointId: id } = await interfaceEndpoint(w, more);
    expect(w.h.network.get('vpc-endpoint', id!)).toMatchObject({
      privateDnsEnabled: enabled,
      privateDnsOnlyForInboundResolver: onlyResolver,
    });
  });

  test('of S3 is for the inbound resolver alone, and needs the gateway endpoint, which then must stay', async () => {
    const w = await world();
    const input = {
      VpcId: w.vpc,
      ServiceName: s3,
      VpcEndpointType: 'Interface' as const,
      SubnetIds: [w.subnets[0]],
      PrivateDnsEnabled: true,
    };
    expect(await w.h.refused(operations, 'CreateVpcEndpoint', input)).toBe(
      `InvalidParameter: To set PrivateDnsOnlyForInboundResolverEndpoint to true, the VPC ${w.vpc} must have a Gateway endpoint for the service.`,
    );
    const id = (await gateway(w)).VpcEndpointId!;
    const made = (await w.h.call(operations, 'CreateVpcEndpoint', input)).VpcEndpoint!;
    expect(made.DnsOptions).toEqual({ DnsRecordIpType: 'ipv4', PrivateDnsOnlyForInboundResolverEndpoint: true });
    const { Unsuccessful } = await w.h.call(operations, 'DeleteVpcEndpoints', { VpcEndpointIds: [id] });
    expect(Unsuccessful).toMatchObject([{ ResourceId: id, Error: { Code: 'InvalidParameter' } }]);
    expect(routesTo(w.h, w.table, id)).toHaveLength(1);
    const both = { VpcEndpointIds: [made.VpcEndpointId!, id] };
    expect((await w.h.call(operations, 'DeleteVpcEndpoints', both)).Unsuccessful).toEqual([]);
  });

  test('is one of a name in a VPC', async () => {
    const w = await world();
    await interfaceEndpoint(w);
    const input = { VpcId: w.vpc, ServiceName: sts, VpcEndpointType: 'Interface' as const, SubnetIds: [w.subnets[1]] };
    expect(await w.h.refused(operations, 'CreateVpcEndpoint', input)).toBe(
      `InvalidParameter: private-dns-enabled cannot be set because there is already a conflicting DNS domain for sts.us-east-1.amazonaws.com in the VPC ${w.vpc}`,
    );
    const second = await interfaceEndpoint(w, { PrivateDnsEnabled: false });
    const change = { VpcEndpointId: second.VpcEndpointId!, PrivateDnsEnabled: true };
    expect(await w.h.refused(operations, 'ModifyVpcEndpoint', change)).toMatch(
      /^InvalidParameter: private-dns-enabled cannot/,
    );
  });

  test('needs both DNS attributes', async () => {
    const w = await world();
    await w.h.call(vpcOperations, 'ModifyVpcAttribute', { VpcId: w.vpc, EnableDnsHostnames: { Value: false } });
    const input = { VpcId: w.vpc, ServiceName: sts, VpcEndpointType: 'Interface' as const, SubnetIds: [w.subnets[0]] };
    expect(await w.h.refused(operations, 'CreateVpcEndpoint', input)).toBe(
      `InvalidParameter: Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for ${w.vpc}`,
    );
  });
});
