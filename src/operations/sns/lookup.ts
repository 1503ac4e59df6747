/**
 * From an ARN to the topic or subscription that it names. A topic of another account is found too: whether the caller may
 * is decided by its policy before a handler runs. Subscriptions have no policy, so whose they are is asked here.
 */

import type { Network } from '../../model/network.ts';
import type { Topic, TopicSubscription } from '../../model/topic.ts';
import type { Context } from '../context.ts';
import { principalArn } from '../iam/arn.ts';
import { invalidParameter, notAuthorized, subscriptionNotFound, topicNotFound } from './faults.ts';

const arnElements = 6;

/** @throws Fault InvalidParameter */
export function checkTopicArn(arn: string, region: string, member = 'TopicArn'): void {
  const [prefix, partition, service, arnRegion, account, ...name] = arn.split(':');
  const count = arn.split(':').length;
  if (prefix !== 'arn') throw invalidParameter(`${member} Reason: ${arn} does not start with arn`);
  if (count < arnElements) {
    throw invalidParameter(`${member} Reason: An ARN must have at least ${arnElements} elements, not ${count}`);
  }
  const isTopic = partition === 'aws' && service === 'sns' && /^\d{12}$/.test(account!) && name.length === 1;
  // A topic is reached in its own region only.
  if (!isTopic || arnRegion !== region) throw invalidParameter(member);
}

export interface Reader {
  get: Network['get'];
}

/** @throws Fault InvalidParameter, NotFound */
export function topicAt(reader: Reader, region: string, arn: string, member?: string): Topic {
  checkTopicArn(arn, region, member);
  const topic = reader.get('topic', arn);
  if (topic === undefined) throw topicNotFound();
  return topic;
}

/** @throws Fault InvalidParameter */
export function checkSubscriptionArn(arn: string): void {
  const count = arn.split(':').length;
  if (!arn.startsWith('arn:')) throw invalidParameter(`SubscriptionArn Reason: ${arn} does not start with arn`);
  if (count < arnElements) {
    throw invalidParameter(`SubscriptionArn Reason: An ARN must have at least ${arnElements} elements, not ${count}`);
  }
}

/** The subscription, for its owner or the topic's. @throws Fault InvalidParameter, NotFound, AuthorizationError */
export function subscriptionAt(context: Context, reader: Reader, arn: string, action: string): TopicSubscription {
  checkSubscriptionArn(arn);
  const subscription = reader.get('topic-subscription', arn);
  if (subscription === undefined || subscription.region !== context.region || isStale(subscription, context.now)) {
    throw subscriptionNotFound();
  }
  const owners = [subscription.account, subscription.topic.split(':')[4]];
  if (!owners.includes(context.account)) {
    throw notAuthorized(principalArn(context.network, context.principal), action, arn);
  }
  return subscription;
}

/** A subscriber has two days to confirm: https://docs.aws.amazon.com/sns/latest/api/API_ConfirmSubscription.html */
const longestPending = 2 * 24 * 60 * 60 * 1000;

/** Never confirmed in time: as good as gone. */
export function isStale(subscription: TopicSubscription, now: number): boolean {
  return !subscription.confirmed && subscription.created + longestPending < now;
}
