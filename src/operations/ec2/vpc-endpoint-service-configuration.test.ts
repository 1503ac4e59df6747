import { describe, expect, test } from 'vitest';
import { zoneNameOf } from '../../model/region.ts';
import { harness } from '../harness.ts';
import { ec2Operations as operations } from './table.ts';
import { allow, connect, consumerOf, type Offer, offer, putLoadBalancer, zones } from './vpc-endpoint-fixture.ts';

const noService = 'vpce-svc-0123456789abcdef0';
const consumerRoot = 'arn:aws:iam::444455556666:root';

async function described({ h, service }: Offer) {
  const answer = await h.call(operations, 'DescribeVpcEndpointServiceConfigurations', { ServiceIds: [service] });
  return answer.ServiceConfigurations![0]!;
}

const modify = ({ h, service }: Offer, change: object) =>
  h.call(operations, 'ModifyVpcEndpointServiceConfiguration', { ServiceId: service, ...change });
const modifyRefused = ({ h, service }: Offer, change: object) =>
  h.refused(operations, 'ModifyVpcEndpointServiceConfiguration', { ServiceId: service, ...change });

test('a service is available at once, in the zones of its load balancers under the names of its owner', async () => {
  const h = harness();
  const arns = [
    await putLoadBalancer(h, 'one', ['use1-az4']),
    await putLoadBalancer(h, 'two', ['use1-az2', 'use1-az4']),
  ];
  const { ServiceConfiguration: made } = await h.call(operations, 'CreateVpcEndpointServiceConfiguration', {
    NetworkLoadBalancerArns: arns,
    TagSpecifications: [{ ResourceType: 'vpc-endpoint-service', Tags: [{ Key: 'team', Value: 'net' }] }],
  });
  const id = made!.ServiceId!;
  expect(id).toMatch(/^vpce-svc-[0-9a-f]{17}$/);
  const names = ['use1-az2', 'use1-az4'].map((zone) => zoneNameOf('111122223333', 'us-east-1', zone)).sort();
  expect(made).toEqual({
    ServiceType: [{ ServiceType: 'Interface' }],
    ServiceId: id,
    ServiceName: `com.amazonaws.vpce.us-east-1.${id}`,
    ServiceState: 'Available',
    AvailabilityZoneIds: expect.arrayContaining(['use1-az2', 'use1-az4']),
    AvailabilityZones: names,
    AcceptanceRequired: true,
    ManagesVpcEndpoints: false,
    NetworkLoadBalancerArns: arns,
    SupportedIpAddressTypes: ['ipv4'],
    BaseEndpointDnsNames: [`${id}.us-east-1.vpce.amazonaws.com`],
    Tags: [{ Key: 'team', Value: 'net' }],
    SupportedRegions: [{ Region: 'us-east-1', ServiceState: 'Available' }],
    RemoteAccessEnabled: false,
  });
});

describe('CreateVpcEndpointServiceConfiguration refuses', () => {
  test.each([
    [{}, /^InvalidParameter: /],
    [{ NetworkLoadBalancerArns: [] }, /^InvalidParameter: /],
    [
      { NetworkLoadBalancerArns: ['arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/net/x/1'] },
      /^InvalidParameter: .*does not exist/,
    ],
    [{ GatewayLoadBalancerArns: ['arn:x'] }, /^InvalidParameter: .*does not exist/],
    [{ NetworkLoadBalancerArns: ['mine'], SupportedIpAddressTypes: ['ipv6'] }, /^UnsupportedOperation/],
    [{ NetworkLoadBalancerArns: ['mine'], SupportedIpAddressTypes: ['ipx'] }, /^InvalidParameterValue/],
    [
      { NetworkLoadBalancerArns: ['mine'], PrivateDnsName: 'API.example.com' },
      /^InvalidParameter: .*API\.example\.com/,
    ],
    [{ NetworkLoadBalancerArns: ['mine'], PrivateDnsName: 'api' }, /^InvalidParameter/],
    [{ NetworkLoadBalancerArns: ['mine'], PrivateDnsName: `${'a'.repeat(64)}.example.com` }, /^InvalidParameter/],
    [{ NetworkLoadBalancerArns: ['mine'], PrivateDnsName: 'a.*.example.com' }, /^InvalidParameter/],
  ])('%j', async (input, refusal) => {
    const h = harness();
    const mine = await putLoadBalancer(h, 'mine', zones);
    const arns = (input as { NetworkLoadBalancerArns?: string[] }).NetworkLoadBalancerArns;
    const named = arns && { NetworkLoadBalancerArns: arns.map((arn) => (arn === 'mine' ? mine : arn)) };
    expect(await h.refused(operations, 'CreateVpcEndpointServiceConfiguration', { ...input, ...named })).toMatch(
      refusal,
    );
  });

  test("another account's load balancer, another region's, and one that serves already", async () => {
    const { h, loadBalancer, service } = await offer();
    const input = { NetworkLoadBalancerArns: [loadBalancer] };
    const create = (caller: object) => h.as(caller).refused(operations, 'CreateVpcEndpointServiceConfiguration', input);
    expect(await create({ account: '444455556666' })).toMatch(/^InvalidParameter: .*does not exist/);
    expect(await create({ region: 'eu-west-1' })).toMatch(/^InvalidParameter: .*does not exist/);
    expect(await create({})).toMatch(new RegExp(`^InvalidParameter: .*already associated .*${service}`));
  });
});

describe('ModifyVpcEndpointServiceConfiguration', () => {
  test('changes acceptance alone, and leaves the zones', async () => {
    const made = await offer();
    await putLoadBalancer(made.h, 'lb0', zones);
    await modify(made, { AcceptanceRequired: false });
    expect(await described(made)).toMatchObject({ AcceptanceRequired: false });
    expect((await described(made)).AvailabilityZoneIds).toHaveLength(2);
  });

  test('with nothing but the id finds the zones that its load balancers have meanwhile', async () => {
    const made = await offer();
    expect(made.loadBalancer).toContain('/lb0/');
    await putLoadBalancer(made.h, 'lb0', zones);
    expect((await described(made)).AvailabilityZoneIds).toHaveLength(2);
    expect(await modify(made, {})).toEqual({ Return: true });
    expect((await described(made)).AvailabilityZoneIds!.toSorted()).toEqual([...zones]);
  });

  test('adds and removes load balancers, down to the last', async () => {
    const made = await offer();
    const second = await putLoadBalancer(made.h, 'second', ['use1-az6']);
    await modify(made, { AddNetworkLoadBalancerArns: [second], RemoveNetworkLoadBalancerArns: [made.loadBalancer] });
    expect(await described(made)).toMatchObject({
      NetworkLoadBalancerArns: [second],
      AvailabilityZoneIds: ['use1-az6'],
    });
    expect(await modifyRefused(made, { RemoveNetworkLoadBalancerArns: [second] })).toMatch(
      /^InvalidParameter: .*at least one/,
    );
    expect(await modifyRefused(made, { RemoveNetworkLoadBalancerArns: [made.loadBalancer] })).toMatch(
      /^InvalidParameter: .*not associated/,
    );
  });

  test('takes none away while endpoints are attached, but adds one', async () => {
    const made = await offer();
    await allow(made, consumerRoot);
    const consumer = await consumerOf(made.h);
    const id = (await connect(consumer, made)).VpcEndpointId!;
    const second = await putLoadBalancer(made.h, 'second', zones);
    await modify(made, { AddNetworkLoadBalancerArns: [second] });
    const removal = { RemoveNetworkLoadBalancerArns: [second] };
    expect(await modifyRefused(made, removal)).toBe(
      'ExistingVpcEndpointConnections: Service has existing active VPC Endpoint connections!',
    );
    await made.h.call(operations, 'RejectVpcEndpointConnections', { ServiceId: made.service, VpcEndpointIds: [id] });
    expect(await modify(made, removal)).toEqual({ Return: true });
  });

  test.each([
    [{ AddGatewayLoadBalancerArns: ['arn:x'] }, /^InvalidParameter: .*of another type/],
    [{ AddSupportedIpAddressTypes: ['ipv6'] }, /^UnsupportedOperation/],
    [{ RemoveSupportedIpAddressTypes: ['ipv4'] }, /^InvalidParameter/],
    [{ PrivateDnsName: 'a.example.com', RemovePrivateDnsName: true }, /^InvalidParameterCombination/],
    [
      { ServiceId: noService },
      `InvalidVpcEndpointServiceId.NotFound: The VpcEndpointService Id '${noService}' does not exist`,
    ],
    [{ ServiceId: 'svc-1' }, /^InvalidVpcEndpointServiceIdId\.Malformed/],
  ])('refuses %j', async (change, refusal) => {
    expect(await modifyRefused(await offer(), change)).toMatch(refusal);
  });

  test('is for the owner alone', async () => {
    const made = await offer();
    expect(await modifyRefused({ ...made, h: made.h.as({ account: '444455556666' }) }, {})).toMatch(
      /^InvalidVpcEndpointServiceId\.NotFound/,
    );
  });
});

test('who pays can be changed once', async () => {
  const made = await offer();
  const pay = (PayerResponsibility: string) => ({
    ServiceId: made.service,
    PayerResponsibility: PayerResponsibility as 'ServiceOwner',
  });
  const name = 'ModifyVpcEndpointServicePayerResponsibility';
  expect(await described(made)).not.toHaveProperty('PayerResponsibility');
  expect(await made.h.refused(operations, name, pay('VpcEndpointOwner'))).toMatch(/^InvalidParameterValue/);
  expect(await made.h.call(operations, name, pay('ServiceOwner'))).toEqual({ ReturnValue: true });
  expect(await described(made)).toMatchObject({ PayerResponsibility: 'ServiceOwner' });
  expect(await made.h.refused(operations, name, pay('VpcEndpointOwner'))).toMatch(/^InvalidParameter: .*back/);
});

describe('DescribeVpcEndpointServiceConfigurations', () => {
  test.each([
    ['service-state', 'Available', 2],
    ['service-state', 'Pending', 0],
    ['supported-ip-address-types', 'ipv4', 2],
    ['service-name', 'com.amazonaws.vpce.*', 2],
    ['tag:team', 'net', 1],
    ['tag-key', 'team', 1],
  ])('filter %s = %s finds %i', async (Name, value, count) => {
    const first = await offer({
      TagSpecifications: [{ ResourceType: 'vpc-endpoint-service', Tags: [{ Key: 'team', Value: 'net' }] }],
    });
    await offer({}, first.h);
    const input = { Filters: [{ Name, Values: [value] }] };
    const answer = await first.h.call(operations, 'DescribeVpcEndpointServiceConfigurations', input);
    expect(answer.ServiceConfigurations).toHaveLength(count);
  });

  test('comes in pages, and shows an account its own', async () => {
    const { h } = await offer();
    for (let more = 0; more < 6; more += 1) await offer({}, h);
    const first = await h.call(operations, 'DescribeVpcEndpointServiceConfigurations', { MaxResults: 5 });
    const rest = await h.call(operations, 'DescribeVpcEndpointServiceConfigurations', {
      MaxResults: 5,
      NextToken: first.NextToken!,
    });
    expect([first.ServiceConfigurations!.length, rest.ServiceConfigurations!.length]).toEqual([5, 2]);
    const others = await h
      .as({ account: '444455556666' })
      .call(operations, 'DescribeVpcEndpointServiceConfigurations', {});
    expect(others.ServiceConfigurations).toEqual([]);
  });
});

describe('DeleteVpcEndpointServiceConfigurations', () => {
  test('answers for each id, and keeps a service that is in use', async () => {
    const used = await offer();
    const free = await offer({}, used.h);
    await allow(used, consumerRoot);
    const consumer = await consumerOf(used.h);
    const endpoint = (await connect(consumer, used)).VpcEndpointId!;
    const remove = (...ids: string[]) =>
      used.h.call(operations, 'DeleteVpcEndpointServiceConfigurations', { ServiceIds: ids });
    expect(await remove(used.service, free.service, noService, 'svc')).toEqual({
      Unsuccessful: [
        {
          ResourceId: used.service,
          Error: {
            Code: 'ExistingVpcEndpointConnections',
            Message: 'Service has existing active VPC Endpoint connections!',
          },
        },
        {
          ResourceId: noService,
          Error: {
            Code: 'InvalidVpcEndpointService.NotFound',
            Message: `The VpcEndpointService Id '${noService}' does not exist`,
          },
        },
        { ResourceId: 'svc', Error: { Code: 'InvalidVpcEndpointServiceIdId.Malformed', Message: expect.any(String) } },
      ],
    });
    await consumer.h.call(operations, 'DeleteVpcEndpoints', { VpcEndpointIds: [endpoint] });
    expect(await remove(used.service)).toEqual({ Unsuccessful: [] });
    const left = await used.h.call(operations, 'DescribeVpcEndpointServiceConfigurations', {});
    expect(left.ServiceConfigurations).toEqual([]);
  });
});

test('tags are put on a service and looked up', async () => {
  const { h, service } = await offer();
  await h.call(operations, 'CreateTags', { Resources: [service], Tags: [{ Key: 'team', Value: 'net' }] });
  const { Tags } = await h.call(operations, 'DescribeTags', {});
  expect(Tags).toEqual([{ Key: 'team', Value: 'net', ResourceId: service, ResourceType: 'vpc-endpoint-service' }]);
  expect(
    await h.refused(operations, 'CreateTags', { Resources: [noService], Tags: [{ Key: 'a', Value: 'b' }] }),
  ).toMatch(/^InvalidVpcEndpointServiceId\.NotFound/);
});
