/**
 * Subscriptions: asked for, confirmed with the token that the subscriber was sent, changed and ended. Filter policies,
 * dead-letter queues and delivery policies are not offered and refused; an ended subscription is told nothing.
 *
 * https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
 */

import { uuid } from '../../base/ids.ts';
import { randomText } from '../../base/random.ts';
import type { TopicSubscription } from '../../model/topic.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { principalArn } from '../iam/arn.ts';
import { invalidParameter, notAuthorized, notOffered } from './faults.ts';
import type { SnsHandlers } from './handlers.ts';
import { checkSubscriptionArn, checkTopicArn, isStale, subscriptionAt, topicAt } from './lookup.ts';
import { askToConfirm } from './publish.ts';
import { checkSubscriber } from './subscriber-address.ts';

const tokenLength = 64;

const unoffered: ReadonlySet<string> = new Set([
  'DeliveryPolicy',
  'FilterPolicy',
  'FilterPolicyScope',
  'RedrivePolicy',
  'ReplayPolicy',
  'SubscriptionRoleArn',
]);

type Attributes = Readonly<Record<string, string>>;

/** @throws Fault InvalidParameter */
function readAttribute(name: string, value: string): Attributes {
  if (unoffered.has(name)) throw notOffered(`Attributes Reason: ${name}`, name);
  if (name !== 'RawMessageDelivery') throw invalidParameter('AttributeName');
  const flag = value.toLowerCase();
  if (flag !== 'true' && flag !== 'false') {
    throw invalidParameter(`Attributes Reason: RawMessageDelivery: Invalid value [${value}]. Must be true or false.`);
  }
  return { [name]: flag };
}

function readAttributes(given: Attributes | undefined): Attributes {
  const usual = { RawMessageDelivery: 'false' };
  return Object.assign(usual, ...Object.entries(given ?? {}).map(([name, value]) => readAttribute(name, value)));
}

interface Wanted {
  readonly topic: string;
  readonly protocol: string;
  readonly endpoint: string;
  readonly attributes: Attributes;
}

/** The one for the same address, or a new one. Whoever asks again before confirming is sent the token again. */
function subscribe(draft: Draft, context: Context, wanted: Wanted): TopicSubscription {
  const { account, region, now, random } = context;
  const { topic, protocol, endpoint, attributes } = wanted;
  const others = draft.find('topic-subscription', `topic:${topic}`);
  for (const one of others) if (isStale(one, now)) draft.remove('topic-subscription', one.id);
  const known = others.find(
    (one) => one.protocol === protocol && one.endpoint === endpoint && one.account === account && !isStale(one, now),
  );
  if (known) {
    if (known.attributes.RawMessageDelivery !== attributes.RawMessageDelivery) {
      throw invalidParameter('Attributes Reason: Subscription already exists with different attributes');
    }
    if (!known.confirmed) askToConfirm(draft, context, known);
    return known;
  }
  const made: TopicSubscription = {
    kind: 'topic-subscription',
    id: `${topic}:${uuid(random)}`,
    account,
    region,
    created: now,
    tags: {},
    topic,
    protocol,
    endpoint,
    confirmed: false,
    token: randomText(random, tokenLength),
    attributes: { ...attributes, SubscriptionPrincipal: principalArn(draft, context.principal) },
  };
  draft.put(made);
  askToConfirm(draft, context, made);
  return made;
}

/** Also what a visit to the SubscribeURL does: the token is the right to. @throws Fault InvalidParameter, NotFound */
export function confirmIn(draft: Draft, now: number, topicArn: string, token: string, authenticated = false): string {
  topicAt(draft, topicArn.split(':')[3] ?? '', topicArn);
  const found = draft
    .find('topic-subscription', `topic:${topicArn}`)
    .find((one) => one.token === token && token !== '' && !isStale(one, now));
  if (found === undefined) throw invalidParameter('Token');
  if (!found.confirmed) {
    const attributes = { ...found.attributes, ConfirmationWasAuthenticated: String(authenticated) };
    draft.put({ ...found, confirmed: true, attributes });
  }
  return found.id;
}

/**
 * Also what a visit to the UnsubscribeURL does, unless whoever confirmed has asked for a signature. Ending what isn't there
 * succeeds. @throws Fault InvalidParameter, AuthorizationError
 */
export function unsubscribeIn(draft: Draft, arn: string): void {
  checkSubscriptionArn(arn);
  const found = draft.get('topic-subscription', arn);
  if (found?.attributes.ConfirmationWasAuthenticated === 'true') throw notAuthorized('anonymous', 'Unsubscribe', arn);
  if (found) draft.remove('topic-subscription', arn);
}

export const subscriptionOperations: SnsHandlers<
  'ConfirmSubscription' | 'GetSubscriptionAttributes' | 'SetSubscriptionAttributes' | 'Subscribe' | 'Unsubscribe'
> = {
  Subscribe(context, { TopicArn, Protocol, Endpoint, Attributes, ReturnSubscriptionArn }) {
    checkTopicArn(TopicArn, context.region);
    checkSubscriber(Protocol, Endpoint, context.origin);
    const wanted = { topic: TopicArn, protocol: Protocol, endpoint: Endpoint!, attributes: readAttributes(Attributes) };
    return context.transact((draft) => {
      topicAt(draft, context.region, TopicArn);
      const { id, confirmed } = subscribe(draft, context, wanted);
      return { SubscriptionArn: confirmed || ReturnSubscriptionArn ? id : 'pending confirmation' };
    });
  },

  ConfirmSubscription(context, { TopicArn, Token, AuthenticateOnUnsubscribe }) {
    checkTopicArn(TopicArn, context.region);
    const authenticated = AuthenticateOnUnsubscribe?.toLowerCase() === 'true';
    return context.transact((draft) => ({
      SubscriptionArn: confirmIn(draft, context.now, TopicArn, Token, authenticated),
    }));
  },

  /** Ending what isn't there succeeds. */
  Unsubscribe(context, { SubscriptionArn }) {
    checkSubscriptionArn(SubscriptionArn);
    return context.transact((draft) => {
      if (draft.get('topic-subscription', SubscriptionArn) === undefined) return {};
      draft.remove('topic-subscription', subscriptionAt(context, draft, SubscriptionArn, 'Unsubscribe').id);
      return {};
    });
  },

  GetSubscriptionAttributes(context, { SubscriptionArn }) {
    const found = subscriptionAt(context, context.network, SubscriptionArn, 'GetSubscriptionAttributes');
    return {
      Attributes: {
        ConfirmationWasAuthenticated: 'false',
        ...found.attributes,
        SubscriptionArn: found.id,
        TopicArn: found.topic,
        Owner: found.account,
        Protocol: found.protocol,
        Endpoint: found.endpoint,
        PendingConfirmation: String(!found.confirmed),
      },
    };
  },

  SetSubscriptionAttributes(context, { SubscriptionArn, AttributeName, AttributeValue = '' }) {
    const changed = readAttribute(AttributeName, AttributeValue);
    return context.transact((draft) => {
      const found = subscriptionAt(context, draft, SubscriptionArn, 'SetSubscriptionAttributes');
      draft.put({ ...found, attributes: { ...found.attributes, ...changed } });
      return {};
    });
  },
};
