import { expect, test } from 'vitest';
import { Network } from '../model/network.ts';
import type { Topic } from '../model/topic.ts';
import { namedResources } from './named-resources.ts';

const owner = '111122223333';
const account = '222233334444';
const arn = `arn:aws:sns:us-east-1:${owner}:alarms`;
const topic: Topic = {
  kind: 'topic',
  id: arn,
  account: owner,
  region: 'us-east-1',
  created: 0,
  tags: { a: 'b' },
  name: 'alarms',
  attributes: { Policy: '{}' },
};
const network = Network.empty().with(topic);

const named = (operation: string, input: Readonly<Record<string, unknown>>) =>
  namedResources(network, { service: 'sns', operation, input, account, region: 'us-east-1' });

const whole = { arn, tags: { a: 'b' }, account: owner, policy: '{}' };

test.each<[operation: string, input: Readonly<Record<string, unknown>>, resource: object]>([
  ['Publish', { TopicArn: arn }, whole],
  ['Publish', { TargetArn: arn }, whole],
  ['TagResource', { ResourceArn: arn }, whole],
  ['Subscribe', { TopicArn: arn, Endpoint: 'http://127.0.0.1/' }, whole],
  ['ConfirmSubscription', { TopicArn: arn, Token: 't' }, { arn, tags: {} }],
  ['Publish', { TopicArn: `${arn}x` }, { arn: `${arn}x`, tags: {}, account: owner }],
  ['Publish', { TopicArn: 'nonsense' }, { arn: 'nonsense', tags: {} }],
  ['CreateTopic', { Name: 'new' }, { arn: `arn:aws:sns:us-east-1:${account}:new`, tags: {} }],
  ['ListTopics', {}, { arn: '*', tags: {} }],
  ['Unsubscribe', { SubscriptionArn: `${arn}:x` }, { arn: '*', tags: {} }],
])('%s of %j is about %j', (operation, input, resource) => {
  expect(named(operation, input)).toEqual([resource]);
});
