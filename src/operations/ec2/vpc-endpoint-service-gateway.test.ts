import { expect, test } from 'vitest';
import { ec2Operations as operations } from './table.ts';
import { allow, consumerOf, inspect, offer, offerInspection, putLoadBalancer, zones } from './vpc-endpoint-fixture.ts';

const account = '444455556666';
const everybody = `arn:aws:iam::${account}:root`;

test('a service behind a gateway load balancer has its type and ARNs, and no names', async () => {
  const { h, service, loadBalancer, name } = await offerInspection();
  const { ServiceConfigurations } = await h.call(operations, 'DescribeVpcEndpointServiceConfigurations', {});
  expect(ServiceConfigurations).toMatchObject([
    {
      ServiceId: service,
      ServiceType: [{ ServiceType: 'GatewayLoadBalancer' }],
      GatewayLoadBalancerArns: [loadBalancer],
      AvailabilityZoneIds: expect.arrayContaining(['use1-az1', 'use1-az2']),
    },
  ]);
  expect(ServiceConfigurations![0]).not.toHaveProperty('BaseEndpointDnsNames');
  expect(ServiceConfigurations![0]).not.toHaveProperty('NetworkLoadBalancerArns');
  const Filters = [{ Name: 'service-type', Values: ['GatewayLoadBalancer'] }];
  const { ServiceDetails, ServiceNames } = await h.call(operations, 'DescribeVpcEndpointServices', { Filters });
  expect(ServiceNames).toEqual([name]);
  expect(ServiceDetails![0]).toMatchObject({ ServiceType: [{ ServiceType: 'GatewayLoadBalancer' }] });
  expect(ServiceDetails![0]).not.toHaveProperty('BaseEndpointDnsNames');
});

test('load balancers of a service are of one type', async () => {
  const { h } = await offerInspection();
  const network = await putLoadBalancer(h, 'network', zones);
  const gateway = await putLoadBalancer(h, 'gateway', zones, 'gateway');
  const create = (input: object) => h.refused(operations, 'CreateVpcEndpointServiceConfiguration', input);
  const both = { NetworkLoadBalancerArns: [network], GatewayLoadBalancerArns: [gateway] };
  const one =
    'InvalidParameter: exactly one of network_load_balancer_arn or gateway_load_balancer_arn is a required member';
  expect(await create(both)).toBe(one);
  expect(await create({})).toBe(one);
  expect(await create({ NetworkLoadBalancerArns: [gateway] })).toMatch(
    /^InvalidParameter: .*not of the type 'network'/,
  );
  expect(await create({ GatewayLoadBalancerArns: [network] })).toMatch(
    /^InvalidParameter: .*not of the type 'gateway'/,
  );
});

test('it is changed by its own type of load balancer', async () => {
  const { h, service, loadBalancer } = await offerInspection();
  const more = await putLoadBalancer(h, 'more', ['use1-az3'], 'gateway');
  const modify = {
    ServiceId: service,
    AddGatewayLoadBalancerArns: [more],
    RemoveGatewayLoadBalancerArns: [loadBalancer],
  };
  await h.call(operations, 'ModifyVpcEndpointServiceConfiguration', modify);
  expect(h.network.get('vpc-endpoint-service', service)).toMatchObject({
    serviceType: 'GatewayLoadBalancer',
    loadBalancers: [more],
    zoneIds: ['use1-az3'],
  });
  const other = { ServiceId: service, AddNetworkLoadBalancerArns: [await putLoadBalancer(h, 'network', zones)] };
  expect(await h.refused(operations, 'ModifyVpcEndpointServiceConfiguration', other)).toMatch(/of another type/);
});

test.each([
  [{ PrivateDnsName: 'inspect.example.com' }, { PrivateDnsName: 'inspect.example.com' }],
  [{ SupportedRegions: ['us-east-1', 'us-west-2'] }, { AddSupportedRegions: ['us-west-2'] }],
])('it cannot have %j', async (more, change) => {
  const { h, service } = await offerInspection();
  const create = { GatewayLoadBalancerArns: [await putLoadBalancer(h, 'other', zones, 'gateway')], ...more };
  expect(await h.refused(operations, 'CreateVpcEndpointServiceConfiguration', create)).toMatch(/^InvalidParameter: /);
  const modify = { ServiceId: service, ...change };
  expect(await h.refused(operations, 'ModifyVpcEndpointServiceConfiguration', modify)).toMatch(/^InvalidParameter: /);
});

test('its owner sees connections with the ARNs, and holds the service while somebody is connected', async () => {
  const made = await offerInspection({ AcceptanceRequired: true });
  await allow(made, everybody);
  const consumer = await consumerOf(made.h, account);
  const id = (await inspect(consumer, made)).VpcEndpointId!;
  const { VpcEndpointConnections } = await made.h.call(operations, 'DescribeVpcEndpointConnections', {});
  expect(VpcEndpointConnections).toMatchObject([
    { VpcEndpointId: id, VpcEndpointState: 'pendingAcceptance', GatewayLoadBalancerArns: [made.loadBalancer] },
  ]);
  expect(VpcEndpointConnections![0]).not.toHaveProperty('NetworkLoadBalancerArns');
  const gone = await made.h.call(operations, 'DeleteVpcEndpointServiceConfigurations', { ServiceIds: [made.service] });
  expect(gone.Unsuccessful).toMatchObject([{ Error: { Code: 'ExistingVpcEndpointConnections' } }]);
  await made.h.call(operations, 'AcceptVpcEndpointConnections', { ServiceId: made.service, VpcEndpointIds: [id] });
  const { VpcEndpoints } = await consumer.h.call(operations, 'DescribeVpcEndpoints', { VpcEndpointIds: [id] });
  expect(VpcEndpoints![0]!.State).toBe('available');
});

test('types of service and endpoint go together', async () => {
  const network = await offer({ AcceptanceRequired: false });
  await allow(network, everybody);
  const consumer = await consumerOf(network.h, account);
  const inspection = await offerInspection({}, network.h);
  await allow(inspection, everybody);
  const create = (name: string, VpcEndpointType: string) => {
    const place = { VpcId: consumer.vpc, SubnetIds: [consumer.subnets[0]] };
    return consumer.h.refused(operations, 'CreateVpcEndpoint', {
      ServiceName: name,
      VpcEndpointType,
      ...place,
    } as never);
  };
  expect(await create(inspection.name, 'Interface')).toBe(
    'InvalidParameter: Endpoint type (Interface) does not match available service types ([GatewayLoadBalancer]).',
  );
  expect(await create(network.name, 'GatewayLoadBalancer')).toBe(
    'InvalidParameter: Endpoint type (GatewayLoadBalancer) does not match available service types ([Interface]).',
  );
  expect(await create('com.amazonaws.us-east-1.s3', 'GatewayLoadBalancer')).toMatch(
    /does not match available service types \(\[Gateway, Interface\]\)/,
  );
});
