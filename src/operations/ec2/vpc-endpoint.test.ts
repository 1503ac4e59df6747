import { describe, expect, test } from 'vitest';
import { routeOperations } from './route.ts';
import {
  gateway,
  interfaceEndpoint,
  interfacesOf,
  endpointOperations as operations,
  routesTo,
  s3,
  state,
  world,
} from './vpc-endpoint-fixture.ts';

describe('a gateway endpoint', () => {
  test('is the default type and puts its route into its tables', async () => {
    const w = await world();
    const made = await gateway(w);
    expect(made).toMatchObject({
      VpcEndpointType: 'Gateway',
      ServiceName: s3,
      State: 'pending',
      RouteTableIds: [w.table],
      SubnetIds: [],
      Groups: [],
      NetworkInterfaceIds: [],
      DnsEntries: [],
      PrivateDnsEnabled: false,
      DnsOptions: { DnsRecordIpType: 'service-defined' },
      PolicyDocument:
        '{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}',
      OwnerId: '111122223333',
    });
    expect(routesTo(w.h, w.table, made.VpcEndpointId!)).toEqual([
      {
        destination: { kind: 'prefix-list', prefixList: 'pl-63a5400a' },
        target: { kind: 'vpc-endpoint', id: made.VpcEndpointId },
        origin: 'CreateRoute',
      },
    ]);
    expect(await state(w, made.VpcEndpointId!)).toBe('available');
  });

  test('is one of its service in a table, and S3 and DynamoDB go together', async () => {
    const w = await world();
    await gateway(w);
    expect(
      await w.h.refused(operations, 'CreateVpcEndpoint', { VpcId: w.vpc, ServiceName: s3, RouteTableIds: [w.table] }),
    ).toBe(
      `RouteAlreadyExists: route table ${w.table} already has a route with destination-prefix-list-id pl-63a5400a`,
    );
    await gateway(w, { ServiceName: 'com.amazonaws.us-east-1.dynamodb' });
    await gateway(w, { RouteTableIds: [] });
  });

  test('takes its routes with it', async () => {
    const w = await world();
    const id = (await gateway(w)).VpcEndpointId!;
    expect(await w.h.call(operations, 'DeleteVpcEndpoints', { VpcEndpointIds: [id] })).toEqual({ Unsuccessful: [] });
    expect(routesTo(w.h, w.table, id)).toEqual([]);
    expect((await w.h.call(operations, 'DescribeVpcEndpoints', {})).VpcEndpoints).toEqual([]);
  });

  test('has a route that the route operations leave alone', async () => {
    const w = await world();
    await gateway(w);
    const input = { RouteTableId: w.table, DestinationPrefixListId: 'pl-63a5400a' };
    expect(await w.h.refused(routeOperations, 'DeleteRoute', input)).not.toBe('');
  });
});

describe('an interface endpoint', () => {
  test('has an interface of its own in each subnet', async () => {
    const w = await world();
    const made = await interfaceEndpoint(w);
    const id = made.VpcEndpointId!;
    expect(made).toMatchObject({
      State: 'pending',
      PrivateDnsEnabled: true,
      SubnetIds: [w.subnets[0], w.subnets[1]],
      Groups: [{ GroupId: w.group, GroupName: 'default' }],
      IpAddressType: 'ipv4',
    });
    const interfaces = interfacesOf(w.h, id);
    expect(made.NetworkInterfaceIds).toHaveLength(2);
    expect(interfaces.map((one) => one.id).sort()).toEqual([...made.NetworkInterfaceIds!].sort());
    for (const one of interfaces) {
      expect(one).toMatchObject({
        interfaceType: 'vpc_endpoint',
        description: `VPC Endpoint Interface ${id}`,
        requesterManaged: true,
        groups: [w.group],
        attachment: { instanceOwner: 'amazon-aws', deviceIndex: 1, deleteOnTermination: false },
      });
    }
    expect(made.DnsEntries!.map((entry) => entry.DnsName!.replace(/^vpce-[0-9a-f]+-[0-9a-z]{8}/, 'ENDPOINT'))).toEqual([
      'ENDPOINT.sts.us-east-1.vpce.amazonaws.com',
      'ENDPOINT-us-east-1a.sts.us-east-1.vpce.amazonaws.com',
      'ENDPOINT-us-east-1b.sts.us-east-1.vpce.amazonaws.com',
      'sts.us-east-1.amazonaws.com',
    ]);
    expect(JSON.parse(made.PolicyDocument!)).toEqual({
      Statement: [{ Action: '*', Effect: 'Allow', Principal: '*', Resource: '*' }],
    });
  });

  test('is deleting while the data plane holds it, then gone and forgotten', async () => {
    const w = await world();
    const id = (await interfaceEndpoint(w)).VpcEndpointId!;
    w.h.applied = w.h.network.revision;
    await w.h.call(operations, 'DeleteVpcEndpoints', { VpcEndpointIds: [id] });
    expect(interfacesOf(w.h, id)).toEqual([]);
    expect(await state(w, id)).toBe('deleting');
    w.h.applied = undefined;
    expect(await w.h.refused(operations, 'DescribeVpcEndpoints', { VpcEndpointIds: [id] })).toBe(
      `InvalidVpcEndpointId.NotFound: The Vpc Endpoint Id '${id}' does not exist`,
    );
    await gateway(w);
    expect(w.h.network.get('vpc-endpoint', id)).toBeUndefined();
  });
});

test('the quota of gateway endpoints counts those that are there', async () => {
  const w = await world();
  const ids: string[] = [];
  for (let count = 0; count < 20; count += 1) ids.push((await gateway(w, { RouteTableIds: [] })).VpcEndpointId!);
  expect(await w.h.refused(operations, 'CreateVpcEndpoint', { VpcId: w.vpc, ServiceName: s3 })).toMatch(
    /^VpcEndpointLimitExceeded/,
  );
  await w.h.call(operations, 'DeleteVpcEndpoints', { VpcEndpointIds: [ids[0]!] });
  await gateway(w, { RouteTableIds: [] });
});

describe('DescribeVpcEndpoints', () => {
  test.each([
    ['vpc-endpoint-type', 'Gateway', 1],
    ['vpc-endpoint-state', 'available', 2],
    ['vpc-endpoint-state', 'pending', 0],
    ['service-name', '*.sts', 1],
    ['service-region', 'us-east-1', 2],
    ['tag:team', 'net', 1],
    ['ip-address-type', 'ipv4', 2],
  ])('filter %s = %s finds %i', async (name, value, count) => {
    const w = await world();
    await gateway(w, { TagSpecifications: [{ ResourceType: 'vpc-endpoint', Tags: [{ Key: 'team', Value: 'net' }] }] });
    await interfaceEndpoint(w);
    const answer = await w.h.call(operations, 'DescribeVpcEndpoints', { Filters: [{ Name: name, Values: [value] }] });
    expect(answer.VpcEndpoints).toHaveLength(count);
  });

  test('comes in pages', async () => {
    const w = await world();
    await gateway(w);
    await interfaceEndpoint(w);
    const first = await w.h.call(operations, 'DescribeVpcEndpoints', { MaxResults: 1 });
    const second = await w.h.call(operations, 'DescribeVpcEndpoints', { MaxResults: 1, NextToken: first.NextToken! });
    const ids = [...first.VpcEndpoints!, ...second.VpcEndpoints!].map((one) => one.VpcEndpointId);
    expect(new Set(ids).size).toBe(2);
    expect(second.NextToken).toBeUndefined();
  });
});
