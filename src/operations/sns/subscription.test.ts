import { expect, test } from 'vitest';
import { every } from '../../model/indexes.ts';
import type { Origin } from '../../model/origin.ts';
import type { TopicDelivery } from '../../model/topic.ts';
import { type Harness, harness } from '../harness.ts';
import { checkSubscriber } from './subscriber-address.ts';
import { confirmIn, unsubscribeIn } from './subscription.ts';
import { snsOperations } from './table.ts';

const TopicArn = 'arn:aws:sns:us-east-1:111122223333:alarms';
const to = { TopicArn, Protocol: 'http', Endpoint: 'http://127.0.0.1:8080/in' };

async function withTopic(): Promise<Harness> {
  const sns = harness();
  await sns.call(snsOperations, 'CreateTopic', { Name: 'alarms' });
  return sns;
}

const deliveries = (sns: Harness): readonly TopicDelivery[] => sns.network.find('topic-delivery', every);
const tokenOf = (sns: Harness): string => JSON.parse(deliveries(sns)[0]!.body).Token;

async function subscribed(sns: Harness, more: object = {}): Promise<string> {
  await sns.call(snsOperations, 'Subscribe', { ...to, ...more });
  const { SubscriptionArn } = await sns.call(snsOperations, 'ConfirmSubscription', { TopicArn, Token: tokenOf(sns) });
  await sns.store.transact((draft) => {
    for (const { id } of deliveries(sns)) draft.remove('topic-delivery', id);
  });
  return SubscriptionArn!;
}

test('a subscription is pending until its token comes back', async () => {
  const sns = await withTopic();
  expect(await sns.call(snsOperations, 'Subscribe', to)).toEqual({ SubscriptionArn: 'pending confirmation' });
  const listed = await sns.call(snsOperations, 'ListSubscriptionsByTopic', { TopicArn });
  expect(listed.Subscriptions).toEqual([{ ...to, SubscriptionArn: 'PendingConfirmation', Owner: '111122223333' }]);
  expect(await sns.refused(snsOperations, 'ConfirmSubscription', { TopicArn, Token: 'other' })).toBe(
    'InvalidParameter: Invalid parameter: Token',
  );
  const Token = tokenOf(sns);
  const { SubscriptionArn } = await sns.call(snsOperations, 'ConfirmSubscription', { TopicArn, Token });
  const { Attributes } = await sns.call(snsOperations, 'GetSubscriptionAttributes', {
    SubscriptionArn: SubscriptionArn!,
  });
  expect(Attributes).toEqual({
    SubscriptionArn,
    TopicArn,
    Owner: '111122223333',
    Protocol: 'http',
    Endpoint: to.Endpoint,
    PendingConfirmation: 'false',
    ConfirmationWasAuthenticated: 'false',
    RawMessageDelivery: 'false',
    SubscriptionPrincipal: 'arn:aws:iam::111122223333:root',
  });
  expect(await sns.call(snsOperations, 'Subscribe', to)).toEqual({ SubscriptionArn });
});

test('the request to confirm is AWS’s', async () => {
  const sns = await withTopic();
  await sns.call(snsOperations, 'Subscribe', to);
  const [{ headers, body }] = deliveries(sns) as [TopicDelivery];
  const message = JSON.parse(body);
  expect(message).toMatchObject({ Type: 'SubscriptionConfirmation', TopicArn, Timestamp: '2026-01-01T00:00:00.000Z' });
  const link = new URLSearchParams(message.SubscribeURL);
  expect([link.get('Action'), link.get('TopicArn'), link.get('Token')]).toEqual([
    'ConfirmSubscription',
    TopicArn,
    message.Token,
  ]);
  expect(headers).toEqual({
    'content-type': 'text/plain; charset=UTF-8',
    'user-agent': 'Amazon Simple Notification Service Agent',
    'x-amz-sns-message-type': 'SubscriptionConfirmation',
    'x-amz-sns-message-id': message.MessageId,
    'x-amz-sns-topic-arn': TopicArn,
  });
});

test('after two days a token is no good, and the subscription as if it had never been', async () => {
  const sns = await withTopic();
  await sns.call(snsOperations, 'Subscribe', to);
  const Token = tokenOf(sns);
  sns.clock.advance(2 * 24 * 3600_000 + 1);
  expect(await sns.refused(snsOperations, 'ConfirmSubscription', { TopicArn, Token })).toContain('Token');
  expect((await sns.call(snsOperations, 'ListSubscriptions', {})).Subscriptions).toEqual([]);
});

const local: Origin = { kind: 'local', sourceAddress: '127.0.0.1' };
const inside: Origin = { kind: 'endpoint', endpoint: 'vpce-1', vpc: 'vpc-1', sourceAddress: '10.0.0.4' };

test.each<[protocol: string, address: string | undefined, origin: Origin, says: string]>([
  ['sqs', 'arn:aws:sqs:us-east-1:111122223333:q', local, 'Protocol Reason: The protocol sqs is not offered here'],
  ['gopher', 'gopher://127.0.0.1', local, 'Amazon SNS does not support this protocol string: gopher'],
  ['http', undefined, local, 'Endpoint'],
  ['https', 'http://127.0.0.1/', local, 'Endpoint must match the specified protocol'],
  ['http', 'http://example.com/', local, 'only loopback addresses'],
  ['http', 'http://localhost.example.com/', local, 'only loopback addresses'],
  ['http', 'http://169.254.169.254/', local, 'only loopback addresses'],
  ['http', 'http://127.0.0.1@example.com/', local, 'Endpoint'],
  ['http', 'http://127.0.0.1/', inside, 'from inside a VPC'],
  ['http', 'http://127.0.0.1/', { kind: 'local', sourceAddress: '192.168.1.7' }, 'clients on the machine itself'],
  ['http', 'http://0.0.0.0/', local, 'only loopback addresses'],
  ['http', 'http://[::ffff:127.0.0.1]/', local, 'only loopback addresses'],
  ['http', 'http://127.0.0.1/', { kind: 'internet', sourceAddress: '3.128.0.9' }, 'from inside a VPC'],
])('%s %s is refused', (protocol, address, origin, says) => {
  expect(() => checkSubscriber(protocol, address, origin)).toThrow(says);
});

test.each(['http://localhost/', 'http://127.9.8.7:80/x?y', 'http://0x7f000001/', 'http://[::1]:1/'])(
  '%s is the machine itself',
  (address) => {
    expect(() => checkSubscriber('http', address, local)).not.toThrow();
  },
);

test('attributes that are not offered, or not there, are refused', async () => {
  const sns = await withTopic();
  const SubscriptionArn = await subscribed(sns);
  const set = (AttributeName: string, AttributeValue: string) =>
    sns.refused(snsOperations, 'SetSubscriptionAttributes', { SubscriptionArn, AttributeName, AttributeValue });
  expect(await set('FilterPolicy', '{}')).toContain('FilterPolicy is not offered here');
  expect(await set('Colour', 'red')).toBe('InvalidParameter: Invalid parameter: AttributeName');
  expect(await set('RawMessageDelivery', 'maybe')).toBe(
    'InvalidParameter: Invalid parameter: Attributes Reason: RawMessageDelivery: Invalid value [maybe]. Must be true or false.',
  );
  expect(
    await sns.refused(snsOperations, 'Subscribe', { ...to, Attributes: { RawMessageDelivery: 'true' } }),
  ).toContain('Subscription already exists with different attributes');
});

test('a subscription is its owner’s and the topic owner’s alone', async () => {
  const sns = await withTopic();
  const SubscriptionArn = await subscribed(sns);
  const stranger = sns.as({ account: '222233334444' });
  expect(await stranger.refused(snsOperations, 'Unsubscribe', { SubscriptionArn })).toMatch(/^AuthorizationError: /);
  expect(await stranger.refused(snsOperations, 'GetSubscriptionAttributes', { SubscriptionArn })).toMatch(
    /^AuthorizationError: /,
  );
  await sns.call(snsOperations, 'Unsubscribe', { SubscriptionArn });
  await sns.call(snsOperations, 'Unsubscribe', { SubscriptionArn });
  expect(await sns.refused(snsOperations, 'GetSubscriptionAttributes', { SubscriptionArn })).toBe(
    'NotFound: Subscription does not exist',
  );
});

test('a link that ends a subscription works unless a signature was asked for', async () => {
  const sns = await withTopic();
  const plain = await subscribed(sns);
  await sns.store.transact((draft) => unsubscribeIn(draft, plain));
  expect(sns.network.get('topic-subscription', plain)).toBeUndefined();
  await sns.call(snsOperations, 'Subscribe', to);
  const Token = tokenOf(sns);
  const signed = await sns.store.transact((draft) => confirmIn(draft, sns.clock.now(), TopicArn, Token, true));
  await expect(sns.store.transact((draft) => unsubscribeIn(draft, signed))).rejects.toThrow('not authorized');
});
