import { describe, expect, test } from 'vitest';
import type { Harness } from '../harness.ts';
import { ec2Operations as operations } from './table.ts';
import { allow, connect, consumerOf, gateway, offer, world } from './vpc-endpoint-fixture.ts';

const ConnectionEvents = ['Accept', 'Connect', 'Delete', 'Reject'];

/** A topic with one confirmed subscriber. Answers its ARN. */
async function topic({ store, context }: Harness, name = 'news', attributes: Readonly<Record<string, string>> = {}) {
  const { account, region } = context;
  const id = `arn:aws:sns:${region}:${account}:${name}`;
  const base = { account, region, created: 0, tags: {} };
  await store.transact((draft) => {
    draft.put({ ...base, kind: 'topic', id, name, attributes });
    draft.put({
      ...base,
      kind: 'topic-subscription',
      id: `${id}:1`,
      topic: id,
      protocol: 'http',
      endpoint: 'http://127.0.0.1:1/',
      confirmed: true,
      token: 't',
      attributes: { RawMessageDelivery: 'true' },
    });
  });
  return id;
}

/** What subscribers are sent, by what happened; in no order. */
function sent({ network }: Harness, arn: string): readonly Record<string, unknown>[] {
  return [...network.all('topic-delivery')]
    .filter((one) => one.topic === arn)
    .map((one) => JSON.parse(one.body) as Record<string, unknown>);
}

const events = (h: Harness, arn: string) =>
  sent(h, arn)
    .map((one) => one.ConnectionEvent)
    .sort();

const create = (h: Harness, input: object) =>
  h.call(operations, 'CreateVpcEndpointConnectionNotification', { ConnectionEvents, ...input } as never);
const createRefused = (h: Harness, input: object) =>
  h.refused(operations, 'CreateVpcEndpointConnectionNotification', { ConnectionEvents, ...input } as never);

const policy = (Condition?: object) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'vpce.amazonaws.com' },
        Action: 'SNS:Publish',
        Resource: '*',
        ...(Condition ? { Condition } : {}),
      },
    ],
  });

describe('a service’s topic hears', () => {
  test('of each event that it asked for, and says which endpoint', async () => {
    const made = await offer();
    const { h, service } = made;
    const arn = await topic(h);
    const few = await topic(h, 'few');
    await create(h, { ServiceId: service, ConnectionNotificationArn: arn });
    await create(h, { ServiceId: service, ConnectionNotificationArn: few, ConnectionEvents: ['Reject'] });
    await allow(made, '*');
    const consumer = await consumerOf(h);
    const id = (await connect(consumer, made)).VpcEndpointId!;
    expect(sent(h, arn)).toEqual([
      {
        ConnectionEvent: 'Connect',
        ServiceId: service,
        ServiceName: made.name,
        VpcEndpointId: id,
        VpcEndpointOwner: '444455556666',
        VpcEndpointRegion: 'us-east-1',
        VpcEndpointState: 'pendingAcceptance',
        Timestamp: '2026-01-01T00:00:00.000Z',
      },
    ]);
    const both = { ServiceId: service, VpcEndpointIds: [id] };
    await h.call(operations, 'AcceptVpcEndpointConnections', both);
    await h.call(operations, 'RejectVpcEndpointConnections', both);
    await consumer.h.call(operations, 'DeleteVpcEndpoints', { VpcEndpointIds: [id] });
    expect(events(h, arn)).toEqual(ConnectionEvents);
    expect(events(h, few)).toEqual(['Reject']);
  });

  test('nothing of what was refused, nor of endpoints for AWS’s services', async () => {
    const made = await offer();
    const arn = await topic(made.h);
    await create(made.h, { ServiceId: made.service, ConnectionNotificationArn: arn });
    const consumer = await consumerOf(made.h);
    await expect(connect(consumer, made)).rejects.toMatchObject({ code: 'InvalidServiceName' });
    await gateway(
      { ...(await world()), h: made.h, vpc: (await consumerOf(made.h, '111122223333')).vpc },
      { RouteTableIds: [] },
    );
    expect(sent(made.h, arn)).toEqual([]);
  });
});

test('an endpoint’s topic hears of that endpoint, until it is deleted', async () => {
  const made = await offer();
  await allow(made, '*');
  const consumer = await consumerOf(made.h);
  const arn = await topic(consumer.h);
  const [id, other] = [(await connect(consumer, made)).VpcEndpointId!, (await connect(consumer, made)).VpcEndpointId!];
  await create(consumer.h, { VpcEndpointId: id, ConnectionNotificationArn: arn });
  await made.h.call(operations, 'AcceptVpcEndpointConnections', {
    ServiceId: made.service,
    VpcEndpointIds: [id, other],
  });
  expect(sent(made.h, arn)).toMatchObject([{ ConnectionEvent: 'Accept', VpcEndpointId: id }]);
  await consumer.h.call(operations, 'DeleteVpcEndpoints', { VpcEndpointIds: [id] });
  expect(events(made.h, arn)).toEqual(['Accept', 'Delete']);
  const left = await consumer.h.call(operations, 'DescribeVpcEndpointConnectionNotifications', {});
  expect(left.ConnectionNotificationSet).toEqual([]);
});

describe('another account’s topic', () => {
  test.each([
    [undefined, false],
    ['{"Statement":', false],
    [policy(), true],
    [policy({ StringEquals: { 'aws:SourceAccount': '111122223333' } }), true],
    [policy({ StringEquals: { 'aws:SourceAccount': '999999999999' } }), false],
    [
      policy({ ArnLike: { 'aws:SourceArn': 'arn:aws:ec2:us-east-1:111122223333:vpc-endpoint-service/vpce-svc-*' } }),
      true,
    ],
  ])('with the policy %s is taken: %s', async (Policy, taken) => {
    const { h, service } = await offer();
    const arn = await topic(h.as({ account: '444455556666' }), 'news', Policy === undefined ? {} : { Policy });
    const input = { ServiceId: service, ConnectionNotificationArn: arn };
    if (taken)
      expect((await create(h, input)).ConnectionNotification).toMatchObject({ ConnectionNotificationArn: arn });
    else expect(await createRefused(h, input)).toMatch(/^InvalidParameter: .*vpce\.amazonaws\.com/);
  });
});

describe('a notification', () => {
  test('is shown, found, changed and deleted by its owner', async () => {
    const { h, service } = await offer();
    const arn = await topic(h);
    const second = await topic(h, 'second');
    const { ConnectionNotification: made } = await create(h, { ServiceId: service, ConnectionNotificationArn: arn });
    const id = made!.ConnectionNotificationId!;
    expect(made).toEqual({
      ConnectionNotificationId: expect.stringMatching(/^vpce-nfn-[0-9a-f]{17}$/),
      ServiceId: service,
      ConnectionNotificationType: 'Topic',
      ConnectionNotificationArn: arn,
      ConnectionEvents,
      ConnectionNotificationState: 'Enabled',
      ServiceRegion: 'us-east-1',
    });
    const change = { ConnectionNotificationId: id, ConnectionNotificationArn: second, ConnectionEvents: ['Delete'] };
    expect(await h.call(operations, 'ModifyVpcEndpointConnectionNotification', change)).toEqual({ ReturnValue: true });
    const find = async (input: object, by = h) =>
      (await by.call(operations, 'DescribeVpcEndpointConnectionNotifications', input)).ConnectionNotificationSet;
    expect(await find({ ConnectionNotificationId: id })).toEqual([
      { ...made, ConnectionNotificationArn: second, ConnectionEvents: ['Delete'] },
    ]);
    expect(await find({ Filters: [{ Name: 'service-id', Values: [service] }] })).toHaveLength(1);
    expect(await find({ Filters: [{ Name: 'connection-notification-state', Values: ['Disabled'] }] })).toEqual([]);
    const stranger = h.as({ account: '444455556666' });
    expect(await find({}, stranger)).toEqual([]);
    expect(await stranger.refused(operations, 'ModifyVpcEndpointConnectionNotification', change)).toMatch(
      /^InvalidConnectionNotification/,
    );
    const remove = { ConnectionNotificationIds: [id, 'vpce-nfn-0123456789abcdef0'] };
    expect(await h.call(operations, 'DeleteVpcEndpointConnectionNotifications', remove)).toMatchObject({
      Unsuccessful: [{ ResourceId: 'vpce-nfn-0123456789abcdef0', Error: { Code: 'InvalidConnectionNotification' } }],
    });
    expect(await find({})).toEqual([]);
  });

  test.each([
    [{ ConnectionNotificationArn: 'arn:aws:sns:us-east-1:111122223333:gone' }, /^InvalidParameter/],
    [{ ConnectionEvents: ['Connect', 'Dance'] }, /^InvalidParameter: .*Dance/],
    [{ ConnectionEvents: [] }, /^InvalidParameter/],
    [{ ServiceId: undefined }, /^MissingParameter/],
    [{ VpcEndpointId: 'vpce-0123456789abcdef0' }, /^InvalidParameterCombination/],
    [{ ServiceId: undefined, VpcEndpointId: 'vpce-0123456789abcdef0' }, /^InvalidVpcEndpointId\.NotFound/],
    [{ ServiceId: 'vpce-svc-0123456789abcdef0' }, /^InvalidVpcEndpointServiceId\.NotFound/],
  ])('is refused with %j', async (input, refusal) => {
    const { h, service } = await offer();
    const ConnectionNotificationArn = await topic(h);
    expect(await createRefused(h, { ServiceId: service, ConnectionNotificationArn, ...input })).toMatch(refusal);
  });

  test('is for interface endpoints only, and goes with its service', async () => {
    const w = await world();
    const arn = await topic(w.h);
    const id = (await gateway(w)).VpcEndpointId!;
    expect(await createRefused(w.h, { VpcEndpointId: id, ConnectionNotificationArn: arn })).toMatch(
      /^InvalidParameter/,
    );
    const { service } = await offer({}, w.h);
    await create(w.h, { ServiceId: service, ConnectionNotificationArn: arn });
    await w.h.call(operations, 'DeleteVpcEndpointServiceConfigurations', { ServiceIds: [service] });
    expect(w.h.network.owned('connection-notification', '111122223333', 'us-east-1')).toEqual([]);
  });
});
