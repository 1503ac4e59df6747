import { describe, expect, test } from 'vitest';
import { requestLifetime } from '../../model/endpoint-connection.ts';
import { ec2Operations as operations } from './table.ts';
import { allow, type Consumer, connect, consumerOf, type Offer, offer } from './vpc-endpoint-fixture.ts';

async function requested(): Promise<{ made: Offer; consumer: Consumer; id: string }> {
  const made = await offer();
  await allow(made, 'arn:aws:iam::444455556666:root');
  const consumer = await consumerOf(made.h);
  return { made, consumer, id: (await connect(consumer, made)).VpcEndpointId! };
}

const answer = (made: Offer, name: 'AcceptVpcEndpointConnections' | 'RejectVpcEndpointConnections', ...ids: string[]) =>
  made.h.call(operations, name, { ServiceId: made.service, VpcEndpointIds: ids });

async function stateOf(consumer: Consumer, id: string) {
  const { VpcEndpoints } = await consumer.h.call(operations, 'DescribeVpcEndpoints', { VpcEndpointIds: [id] });
  return VpcEndpoints![0]!.State;
}

async function connections({ h }: Offer, more: object = {}) {
  return (await h.call(operations, 'DescribeVpcEndpointConnections', more)).VpcEndpointConnections!;
}

const codes = (result: { Unsuccessful?: { Error?: { Code?: string | undefined } | undefined }[] | undefined }) =>
  result.Unsuccessful!.map((one) => one.Error!.Code);

test('a request waits, is accepted, is pending until it is in force, and then available', async () => {
  const { made, consumer, id } = await requested();
  expect(await stateOf(consumer, id)).toBe('pendingAcceptance');
  made.h.applied = made.h.network.revision;
  expect(await answer(made, 'AcceptVpcEndpointConnections', id)).toEqual({ Unsuccessful: [] });
  expect(await stateOf(consumer, id)).toBe('pending');
  made.h.applied = undefined;
  expect(await stateOf(consumer, id)).toBe('available');
  expect(await connections(made)).toMatchObject([{ VpcEndpointState: 'available' }]);
});

test('a request is rejected, and so is an endpoint that is in use; the owner may think again', async () => {
  const { made, consumer, id } = await requested();
  await answer(made, 'RejectVpcEndpointConnections', id);
  expect(await stateOf(consumer, id)).toBe('rejected');
  await answer(made, 'AcceptVpcEndpointConnections', id);
  expect(await stateOf(consumer, id)).toBe('available');
  await answer(made, 'RejectVpcEndpointConnections', id);
  expect(await stateOf(consumer, id)).toBe('rejected');
});

test('nobody answers for a week: the request has expired, and holds nothing in place', async () => {
  const { made, consumer, id } = await requested();
  made.h.clock.advance(requestLifetime);
  expect(await stateOf(consumer, id)).toBe('expired');
  expect(codes(await answer(made, 'AcceptVpcEndpointConnections', id))).toEqual(['InvalidState']);
  expect(
    await made.h.call(operations, 'DeleteVpcEndpointServiceConfigurations', { ServiceIds: [made.service] }),
  ).toEqual({ Unsuccessful: [] });
});

describe('answers that cannot be given', () => {
  test('each stands for itself', async () => {
    const { made, id } = await requested();
    const other = await offer({}, made.h);
    await answer(made, 'AcceptVpcEndpointConnections', id);
    expect(await answer(made, 'AcceptVpcEndpointConnections', id, 'vpce-0123456789abcdef0', 'x')).toEqual({
      Unsuccessful: [
        { ResourceId: id, Error: { Code: 'InvalidState', Message: expect.stringContaining('available') } },
        {
          ResourceId: 'vpce-0123456789abcdef0',
          Error: { Code: 'InvalidVpcEndpointId.NotFound', Message: expect.any(String) },
        },
        { ResourceId: 'x', Error: { Code: 'InvalidVpcEndpointId.Malformed', Message: expect.any(String) } },
      ],
    });
    // Another service's endpoint is none of this one's.
    expect(codes(await answer(other, 'RejectVpcEndpointConnections', id))).toEqual(['InvalidVpcEndpointId.NotFound']);
  });

  test('the consumer cannot accept for the provider', async () => {
    const { made, consumer, id } = await requested();
    const input = { ServiceId: made.service, VpcEndpointIds: [id] };
    expect(await consumer.h.refused(operations, 'AcceptVpcEndpointConnections', input)).toBe(
      `InvalidVpcEndpointServiceId.NotFound: The VpcEndpointService Id '${made.service}' does not exist`,
    );
  });

  test('an endpoint that is being deleted', async () => {
    const { made, consumer, id } = await requested();
    made.h.applied = made.h.network.revision;
    await consumer.h.call(operations, 'DeleteVpcEndpoints', { VpcEndpointIds: [id] });
    expect(codes(await answer(made, 'AcceptVpcEndpointConnections', id))).toEqual(['InvalidState']);
    expect(await connections(made)).toMatchObject([{ VpcEndpointState: 'deleting' }]);
    made.h.applied = undefined;
    expect(await connections(made)).toEqual([]);
  });
});

describe('DescribeVpcEndpointConnections', () => {
  test('shows an endpoint without its VPC, subnets and addresses', async () => {
    const { made, consumer, id } = await requested();
    const [shown] = await connections(made);
    expect(shown).toEqual({
      ServiceId: made.service,
      VpcEndpointId: id,
      VpcEndpointOwner: '444455556666',
      VpcEndpointState: 'pendingAcceptance',
      CreationTimestamp: expect.any(Date),
      DnsEntries: expect.any(Array),
      NetworkLoadBalancerArns: [made.loadBalancer],
      IpAddressType: 'ipv4',
      VpcEndpointConnectionId: expect.stringMatching(/^vpce-con-[0-9a-f]{17}$/),
      Tags: [],
      VpcEndpointRegion: 'us-east-1',
    });
    const text = JSON.stringify(shown);
    for (const secret of [consumer.vpc, consumer.subnets[0], '10.0.']) expect(text).not.toContain(secret);
    expect(await connections({ ...made, h: consumer.h })).toEqual([]);
  });

  test.each([
    ['vpc-endpoint-state', 'pendingAcceptance', 1],
    ['vpc-endpoint-state', 'available', 0],
    ['vpc-endpoint-owner', '444455556666', 1],
    ['vpc-endpoint-region', 'us-east-1', 1],
    ['vpc-endpoint-region', 'cross-region', 0],
    ['vpc-endpoint-id', 'vpce-*', 1],
    ['service-id', 'vpce-svc-0*', 1],
    ['ip-address-type', 'ipv6', 0],
  ])('filter %s = %s finds %i', async (Name, value, count) => {
    const { made } = await requested();
    expect(await connections(made, { Filters: [{ Name, Values: [value] }] })).toHaveLength(count);
  });

  test('comes in pages', async () => {
    const { made, consumer } = await requested();
    for (let more = 0; more < 5; more += 1) await connect(consumer, made);
    const page = await made.h.call(operations, 'DescribeVpcEndpointConnections', { MaxResults: 5 });
    expect(page.VpcEndpointConnections).toHaveLength(5);
    expect(await connections(made, { MaxResults: 5, NextToken: page.NextToken! })).toHaveLength(1);
  });
});
