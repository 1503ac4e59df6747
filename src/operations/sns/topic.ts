/**
 * Topics: made, changed, listed and deleted with all their subscriptions. FIFO topics, encryption, feedback roles and
 * delivery policies are not offered and refused.
 *
 * https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
 */

import type { Tags } from '../../model/resource.ts';
import type { Topic } from '../../model/topic.ts';
import { retries, retryDelaySeconds } from '../../model/topic.ts';
import type { Draft } from '../../store/store.ts';
import { invalidParameter, notOffered } from './faults.ts';
import type { SnsHandlers } from './handlers.ts';
import { checkTopicArn, isStale, topicAt } from './lookup.ts';
import { page } from './page.ts';
import { readTopicTags } from './tag.ts';
import { checkTopicPolicy, defaultPolicy } from './topic-policy.ts';

const longestDisplayName = 100;

/** https://docs.aws.amazon.com/sns/latest/dg/creating-delivery-policy.html: the policy that applies to every subscription. */
const effectiveDeliveryPolicy = JSON.stringify({
  http: {
    defaultHealthyRetryPolicy: {
      minDelayTarget: retryDelaySeconds,
      maxDelayTarget: retryDelaySeconds,
      numRetries: retries,
      numMaxDelayRetries: 0,
      numNoDelayRetries: 0,
      numMinDelayRetries: 0,
      backoffFunction: 'linear',
    },
    disableSubscriptionOverrides: false,
    defaultRequestPolicy: { headerContentType: 'text/plain; charset=UTF-8' },
  },
});

/** What AWS lets a client set and Postern does not do. */
const unoffered =
  /^(DeliveryPolicy|KmsMasterKeyId|SignatureVersion|TracingConfig|ContentBasedDeduplication|ArchivePolicy|FifoThroughputScope|(HTTP|Firehose|Lambda|Application|SQS)(Success|Failure)Feedback(RoleArn|SampleRate))$/;

type Attributes = Readonly<Record<string, string>>;

/** @throws Fault InvalidParameter */
function readAttribute(name: string, value: string): Attributes {
  if (unoffered.test(name)) throw notOffered(`Attributes Reason: ${name}`, name);
  if (name === 'Policy') checkTopicPolicy(value);
  else if (name !== 'DisplayName') throw invalidParameter('AttributeName');
  else if (value.length > longestDisplayName) throw invalidParameter('Attributes Reason: DisplayName');
  return { [name]: value };
}

function readAttributes(given: Attributes | undefined): Attributes {
  const { FifoTopic, ...rest } = given ?? {};
  if (FifoTopic === 'true') throw notOffered('Attributes', 'FifoTopic');
  return Object.assign({}, ...Object.entries(rest).map(([name, value]) => readAttribute(name, value)));
}

function checkName(name: string): void {
  if (name.endsWith('.fifo')) throw notOffered('Topic Name', 'A FIFO topic');
  if (!/^[\w-]{1,256}$/.test(name)) throw invalidParameter('Topic Name');
}

/** CreateTopic answers a topic that is there, unless it was asked for otherwise. */
function checkSame(topic: Topic, attributes: Attributes, tags: Tags | undefined): void {
  if (Object.entries(attributes).some(([name, value]) => topic.attributes[name] !== value)) {
    throw invalidParameter('Attributes Reason: Topic already exists with different attributes');
  }
  const sorted = (of: Tags): string => JSON.stringify(Object.entries(of).sort());
  if (tags !== undefined && sorted(tags) !== sorted(topic.tags)) {
    throw invalidParameter('Tags Reason: Topic already exists with different tags');
  }
}

function removeTopic(draft: Draft, arn: string): void {
  if (draft.get('topic', arn) === undefined) return;
  for (const { id } of draft.find('topic-subscription', `topic:${arn}`)) draft.remove('topic-subscription', id);
  draft.remove('topic', arn);
}

export const topicOperations: SnsHandlers<
  'CreateTopic' | 'DeleteTopic' | 'GetTopicAttributes' | 'ListTopics' | 'SetTopicAttributes'
> = {
  CreateTopic(context, { Name: name, Attributes, Tags, DataProtectionPolicy }) {
    const { account, region, now } = context;
    checkName(name);
    if (DataProtectionPolicy !== undefined) throw notOffered('DataProtectionPolicy', 'DataProtectionPolicy');
    const attributes = readAttributes(Attributes);
    const tags = readTopicTags(Tags);
    const id = `arn:aws:sns:${region}:${account}:${name}`;
    return context.transact((draft) => {
      const existing = draft.get('topic', id);
      if (existing) checkSame(existing, attributes, Tags === undefined ? undefined : tags);
      else {
        const whole = { Policy: defaultPolicy(id, account), DisplayName: '', ...attributes };
        draft.put({ kind: 'topic', id, account, region, created: now, tags, name, attributes: whole });
      }
      return { TopicArn: id };
    });
  },

  /** Deleting what isn't there succeeds. */
  DeleteTopic(context, { TopicArn }) {
    checkTopicArn(TopicArn, context.region);
    return context.transact((draft) => {
      removeTopic(draft, TopicArn);
      return {};
    });
  },

  GetTopicAttributes({ network, region, now }, { TopicArn }) {
    const topic = topicAt(network, region, TopicArn);
    const subscriptions = network.find('topic-subscription', `topic:${topic.id}`).filter((one) => !isStale(one, now));
    const confirmed = subscriptions.filter((one) => one.confirmed).length;
    return {
      Attributes: {
        ...topic.attributes,
        TopicArn: topic.id,
        Owner: topic.account,
        EffectiveDeliveryPolicy: effectiveDeliveryPolicy,
        SubscriptionsConfirmed: String(confirmed),
        SubscriptionsPending: String(subscriptions.length - confirmed),
        // AWS counts them for some days; here they are gone at once.
        SubscriptionsDeleted: '0',
      },
    };
  },

  SetTopicAttributes(context, { TopicArn, AttributeName, AttributeValue = '' }) {
    const changed = readAttribute(AttributeName, AttributeValue);
    return context.transact((draft) => {
      const topic = topicAt(draft, context.region, TopicArn);
      draft.put({ ...topic, attributes: { ...topic.attributes, ...changed } });
      return {};
    });
  },

  ListTopics({ network, account, region }, { NextToken }) {
    const { items, next } = page(network.owned('topic', account, region), NextToken);
    return { Topics: items.map(({ id }) => ({ TopicArn: id })), ...next };
  },
};
