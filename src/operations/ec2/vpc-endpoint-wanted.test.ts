import { describe, expect, test } from 'vitest';
import { zoneNameOf } from '../../model/region.ts';
import { ec2Operations as operations } from './table.ts';
import { interfaceEndpoint, type World, world } from './vpc-endpoint-fixture.ts';

const away = 'eu-west-1';
const farS3 = { ServiceName: `com.amazonaws.${away}.s3`, ServiceRegion: away };

function refused({ h, vpc, subnets }: World, more: object) {
  const input = { VpcId: vpc, VpcEndpointType: 'Interface' as const, SubnetIds: [subnets[0]], ...more };
  return h.refused(operations, 'CreateVpcEndpoint', input);
}

/** A VPC whose zones all have a way to other regions. */
async function reaching(): Promise<World> {
  const made = await world();
  const { account } = made.h.context;
  const subnet = async (CidrBlock: string, zoneId: string): Promise<string> => {
    const AvailabilityZone = zoneNameOf(account, 'us-east-1', zoneId);
    const input = { VpcId: made.vpc, CidrBlock, AvailabilityZone };
    return (await made.h.call(operations, 'CreateSubnet', input)).Subnet!.SubnetId!;
  };
  const [one, other] = [await subnet('10.0.8.0/24', 'use1-az1'), await subnet('10.0.9.0/24', 'use1-az2')];
  return { ...made, subnets: [one, other, await subnet('10.0.10.0/24', 'use1-az3')] };
}

describe('an endpoint for an AWS service of another region', () => {
  test('says where the service is, and has one name besides the private ones, of that region', async () => {
    const endpoint = await interfaceEndpoint(await reaching(), { ...farS3, PrivateDnsEnabled: true });
    expect(endpoint).toMatchObject({ ServiceRegion: away, PrivateDnsEnabled: true, State: 'pending' });
    expect(endpoint.NetworkInterfaceIds).toHaveLength(2);
    const own = `^\\*\\.${endpoint.VpcEndpointId}-[0-9a-z]{8}\\.s3\\.eu-west-1\\.vpce\\.amazonaws\\.com$`;
    expect(endpoint.DnsEntries!.map((one) => one.DnsName)).toEqual([
      expect.stringMatching(new RegExp(own)),
      's3.eu-west-1.amazonaws.com',
      '*.s3.eu-west-1.amazonaws.com',
      '*.s3-accesspoint.eu-west-1.amazonaws.com',
      '*.s3-control.eu-west-1.amazonaws.com',
    ]);
  });

  test('has no option for the inbound resolver, as no gateway leads there', async () => {
    const made = await reaching();
    const { DnsOptions } = await interfaceEndpoint(made, { ...farS3, PrivateDnsEnabled: true });
    expect(DnsOptions).not.toHaveProperty('PrivateDnsOnlyForInboundResolverEndpoint');
    const DnsInput = { DnsOptions: { PrivateDnsOnlyForInboundResolverEndpoint: true }, PrivateDnsEnabled: true };
    expect(await refused(made, { ...farS3, ...DnsInput })).toMatch(/^InvalidParameter: .*InboundResolver/);
  });

  test('stands beside one for the same service of its own region, and takes its private names once', async () => {
    const made = await reaching();
    const kms = (region: string) => ({ ServiceName: `com.amazonaws.${region}.kms`, ServiceRegion: region });
    const names = async (region: string) =>
      (await interfaceEndpoint(made, kms(region))).DnsEntries!.map((one) => one.DnsName).at(-1);
    expect(await names('us-east-1')).toBe('kms.us-east-1.amazonaws.com');
    expect(await names(away)).toBe('kms.eu-west-1.amazonaws.com');
    expect(await refused(made, kms(away))).toMatch(/conflicting DNS domain for kms\.eu-west-1\.amazonaws\.com/);
  });

  test.each([
    ['iam', 'iam.amazonaws.com'],
    ['route53', 'route53.amazonaws.com'],
  ])('may be for %s, which is in one region alone', async (short, name) => {
    const made = await world();
    const h = made.h.as({ region: away });
    const vpc = (await h.call(operations, 'CreateVpc', { CidrBlock: '10.0.0.0/16' })).Vpc!.VpcId!;
    await h.call(operations, 'ModifyVpcAttribute', { VpcId: vpc, EnableDnsHostnames: { Value: true } });
    const place = { VpcId: vpc, CidrBlock: '10.0.0.0/24', AvailabilityZone: 'eu-west-1a' };
    const subnet = (await h.call(operations, 'CreateSubnet', place)).Subnet!.SubnetId!;
    const far: World = { ...made, h, vpc, subnets: [subnet, subnet, subnet] };
    const request = { ServiceName: `com.amazonaws.${short}`, SubnetIds: [subnet] };
    expect(await refused(far, request)).toMatch(/^InvalidServiceName/);
    const endpoint = await interfaceEndpoint(far, { ...request, ServiceRegion: 'us-east-1' });
    expect(endpoint.ServiceRegion).toBe('us-east-1');
    const names = endpoint.DnsEntries!.map((one) => one.DnsName);
    expect(names).toEqual([expect.stringContaining(`.${short}.us-east-1.vpce.amazonaws.com`), name]);
  });

  test('is changed like any other, but for zones that have no way to other regions', async () => {
    const made = await reaching();
    const { VpcEndpointId } = await interfaceEndpoint(made, farS3);
    const modify = (more: object) => ({ VpcEndpointId: VpcEndpointId!, ...more });
    const zones = 'use1-az1, use1-az2, use1-az4, use1-az5, use1-az6';
    const refusal = `InvalidParameter: Only the following availability zones are supported for remote access: ${zones}`;
    const third = { AddSubnetIds: [made.subnets[2]] };
    expect(await made.h.refused(operations, 'ModifyVpcEndpoint', modify(third))).toBe(refusal);
    expect(await refused(made, { ...farS3, SubnetIds: [made.subnets[2]] })).toBe(refusal);
    const input = modify({ PrivateDnsEnabled: true, RemoveSubnetIds: [made.subnets[1]] });
    expect(await made.h.call(operations, 'ModifyVpcEndpoint', input)).toEqual({ Return: true });
  });

  test.each([
    [{ ServiceName: 'com.amazonaws.eu-west-1.sts' }, /^InvalidServiceName: .*'com\.amazonaws\.eu-west-1\.sts'/],
    [{ ServiceName: 'com.amazonaws.us-east-1.s3' }, /^InvalidServiceName/],
    [{ VpcEndpointType: 'Gateway', SubnetIds: undefined }, /^InvalidParameter: Endpoint type \(Gateway\)/],
    [{ ServiceRegion: undefined }, /^InvalidServiceName/],
  ])('is refused for %j', async (more, refusal) => {
    expect(await refused(await reaching(), { ...farS3, ...more })).toMatch(refusal);
  });
});
