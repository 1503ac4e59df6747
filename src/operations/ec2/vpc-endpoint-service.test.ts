import { describe, expect, test } from 'vitest';
import { harness } from '../harness.ts';
import { vpcEndpointServiceOperations as operations } from './vpc-endpoint-service.ts';

const describeServices = (input: object, region = 'us-east-1') =>
  harness({ region }).call(operations, 'DescribeVpcEndpointServices', input);

describe('DescribeVpcEndpointServices', () => {
  test('shows a service as AWS does', async () => {
    const { ServiceDetails, ServiceNames } = await describeServices({ ServiceNames: ['com.amazonaws.us-east-1.ec2'] });
    expect(ServiceNames).toEqual(['com.amazonaws.us-east-1.ec2']);
    expect(ServiceDetails).toEqual([
      {
        ServiceName: 'com.amazonaws.us-east-1.ec2',
        ServiceId: expect.stringMatching(/^vpce-svc-0[0-9a-f]{16}$/),
        ServiceType: [{ ServiceType: 'Interface' }],
        ServiceRegion: 'us-east-1',
        AvailabilityZones: ['a', 'b', 'c', 'd', 'e', 'f'].map((zone) => `us-east-1${zone}`),
        Owner: 'amazon',
        BaseEndpointDnsNames: ['ec2.us-east-1.vpce.amazonaws.com'],
        PrivateDnsName: 'ec2.us-east-1.amazonaws.com',
        PrivateDnsNames: [{ PrivateDnsName: 'ec2.us-east-1.amazonaws.com' }],
        PrivateDnsNameVerificationState: 'verified',
        VpcEndpointPolicySupported: true,
        AcceptanceRequired: false,
        ManagesVpcEndpoints: false,
        Tags: [],
        SupportedIpAddressTypes: ['ipv4'],
      },
    ]);
  });

  test('has S3 twice and names it once', async () => {
    const { ServiceDetails, ServiceNames } = await describeServices({ ServiceNames: ['com.amazonaws.us-east-1.s3'] });
    expect(ServiceDetails!.map((one) => one.ServiceType![0]!.ServiceType)).toEqual(['Gateway', 'Interface']);
    expect(ServiceNames).toEqual(['com.amazonaws.us-east-1.s3']);
  });

  test.each([
    [
      [{ Name: 'service-type', Values: ['Gateway'] }],
      ['com.amazonaws.us-east-1.dynamodb', 'com.amazonaws.us-east-1.s3'],
    ],
    [[{ Name: 'service-name', Values: ['*.st?'] }], ['com.amazonaws.us-east-1.sts']],
    [[{ Name: 'owner', Values: ['somebody'] }], []],
    [[{ Name: 'supported-ip-address-types', Values: ['ipv6'] }], []],
  ])('filters %j', async (Filters, names) => {
    expect((await describeServices({ Filters })).ServiceNames).toEqual(names);
  });

  test('comes in pages that join to the whole', async () => {
    const whole = await describeServices({});
    const names: string[] = [];
    let token: string | undefined;
    let pages = 0;
    do {
      const input = { MaxResults: 100, ...(token === undefined ? {} : { NextToken: token }) };
      const answer = await describeServices(input);
      names.push(...answer.ServiceDetails!.map((one) => one.ServiceId!));
      token = answer.NextToken;
      pages += 1;
    } while (token !== undefined);
    expect(pages).toBeGreaterThan(3);
    expect(names).toEqual(whole.ServiceDetails!.map((one) => one.ServiceId));
  });

  test('of another region, shows what can be reached from here, without zones', async () => {
    const { ServiceDetails } = await describeServices({ ServiceRegions: ['eu-west-1'] });
    expect(ServiceDetails!.map((one) => one.ServiceName)).toContain('com.amazonaws.eu-west-1.s3');
    expect(ServiceDetails!.map((one) => one.ServiceName)).not.toContain('com.amazonaws.eu-west-1.sts');
    expect(ServiceDetails![0]).not.toHaveProperty('AvailabilityZones');
  });

  test('refuses a name that the region lacks', async () => {
    const names = { ServiceNames: ['com.amazonaws.us-east-1.ec2'] };
    expect(await harness({ region: 'eu-west-1' }).refused(operations, 'DescribeVpcEndpointServices', names)).toBe(
      "InvalidServiceName: The Vpc Endpoint Service 'com.amazonaws.us-east-1.ec2' does not exist",
    );
  });
});
