import { describe, expect, test } from 'vitest';
import { gateway, endpointOperations as operations, s3, type World, world } from './vpc-endpoint-fixture.ts';

describe('what is refused', () => {
  const Interface = 'Interface' as const;
  const cases: readonly (readonly [string, (w: World) => object, RegExp])[] = [
    ['no service', () => ({ ServiceName: undefined }), /^MissingParameter/],
    [
      'an unknown service',
      () => ({ ServiceName: 'com.amazonaws.us-east-1.nothing' }),
      /^InvalidServiceName: The Vpc Endpoint Service 'com.amazonaws.us-east-1.nothing' does not exist$/,
    ],
    ["another region's service", () => ({ ServiceName: 'com.amazonaws.eu-west-1.s3' }), /^InvalidServiceName/],
    [
      'a gateway for EC2',
      () => ({ ServiceName: 'com.amazonaws.us-east-1.ec2' }),
      /^InvalidParameter: Endpoint type \(Gateway\) does not match available service types \(\[Interface\]\)\.$/,
    ],
    ['an unknown type', () => ({ VpcEndpointType: 'Tunnel' }), /^InvalidVpcEndpointType/],
    ['a type of VPC Lattice', () => ({ VpcEndpointType: 'Resource' }), /^UnsupportedOperation/],
    ['another VPC', () => ({ VpcId: 'vpc-00000000000000000' }), /^InvalidVpcID.NotFound/],
    ['an unknown table', () => ({ RouteTableIds: ['rtb-00000000000000000'] }), /^InvalidRouteTableID.NotFound/],
    ['subnets for a gateway', (w) => ({ SubnetIds: [w.subnets[0]] }), /^InvalidParameter: Subnet IDs are only/],
    [
      'groups for a gateway',
      (w) => ({ SecurityGroupIds: [w.group] }),
      /^InvalidParameter: Security group IDs are only/,
    ],
    ['private DNS for a gateway', () => ({ PrivateDnsEnabled: true }), /^InvalidParameter: Private DNS is only/],
    [
      'the resolver option for a gateway',
      () => ({ DnsOptions: { PrivateDnsOnlyForInboundResolverEndpoint: true } }),
      /^InvalidParameter: DnsOptions PrivateDnsOnlyForInboundResolverEndpoint is applicable only to Interface VPC Endpoints\.$/,
    ],
    [
      'tables for an interface',
      (w) => ({ VpcEndpointType: Interface, RouteTableIds: [w.table] }),
      /^InvalidParameter: Route table IDs are only supported for Gateway type VPC Endpoint\.$/,
    ],
    [
      'two subnets in a zone',
      (w) => ({ VpcEndpointType: Interface, SubnetIds: [w.subnets[0], w.subnets[2]] }),
      /^DuplicateSubnetsInSameZone: Found another VPC endpoint subnet in the availability zone of subnet-[0-9a-f]+\./,
    ],
    [
      'an unknown subnet',
      () => ({ VpcEndpointType: Interface, SubnetIds: ['subnet-00000000000000000'] }),
      /^InvalidSubnetID.NotFound/,
    ],
    [
      'an unknown group',
      (w) => ({ VpcEndpointType: Interface, SubnetIds: [w.subnets[0]], SecurityGroupIds: ['sg-00000000000000000'] }),
      /^InvalidGroup.NotFound/,
    ],
    [
      'a name that the service lacks',
      () => ({ VpcEndpointType: Interface, ServiceName: 'com.amazonaws.us-east-1.dynamodb', PrivateDnsEnabled: true }),
      /^InvalidParameter: Private DNS can't be enabled/,
    ],
    ['IPv6', () => ({ IpAddressType: 'dualstack' }), /^UnsupportedOperation/],
    [
      'a policy without principal',
      () => ({ PolicyDocument: '{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}' }),
      /^InvalidPolicyDocument/,
    ],
    ['a policy that is no JSON', () => ({ PolicyDocument: 'x' }), /^InvalidPolicyDocument/],
    [
      'a taken address',
      (w) => ({
        VpcEndpointType: Interface,
        SubnetIds: [w.subnets[0]],
        SubnetConfigurations: [{ SubnetId: w.subnets[0], Ipv4: '10.0.0.2' }],
      }),
      /reserved address range/,
    ],
    [
      'a configuration of a subnet that is not there',
      (w) => ({
        VpcEndpointType: Interface,
        SubnetIds: [w.subnets[0]],
        SubnetConfigurations: [{ SubnetId: w.subnets[1] }],
      }),
      /^InvalidParameter/,
    ],
  ];
  test.each(cases)('%s', async (_, more, answer) => {
    const w = await world();
    expect(await w.h.refused(operations, 'CreateVpcEndpoint', { VpcId: w.vpc, ServiceName: s3, ...more(w) })).toMatch(
      answer,
    );
  });

  test("another account's endpoint", async () => {
    const w = await world();
    const id = (await gateway(w)).VpcEndpointId!;
    const other = w.h.as({ account: '444455556666' });
    const { Unsuccessful } = await other.call(operations, 'DeleteVpcEndpoints', { VpcEndpointIds: [id, 'vpce-x'] });
    expect(Unsuccessful).toMatchObject([
      { ResourceId: id, Error: { Code: 'InvalidVpcEndpointId.NotFound' } },
      { ResourceId: 'vpce-x', Error: { Code: 'InvalidVpcEndpointId.Malformed' } },
    ]);
    expect(await other.refused(operations, 'ModifyVpcEndpoint', { VpcEndpointId: id })).toMatch(/NotFound/);
  });
});
