/**
 * A message to a topic becomes one delivery for each confirmed subscription, written in the same transaction as whatever
 * caused it, so that nothing is lost when the server dies. Sending them is src/services/topics. Messages carry no
 * `Signature`, `SignatureVersion` and `SigningCertURL`: there is no certificate of AWS's to sign with, and a made-up one
 * would only look like it.
 *
 * https://docs.aws.amazon.com/sns/latest/dg/http-notification-json.html
 * https://docs.aws.amazon.com/sns/latest/dg/http-subscription-confirmation-json.html
 */

import { uuid } from '../../base/ids.ts';
import type { Random } from '../../base/random.ts';
import type { TopicSubscription } from '../../model/topic.ts';
import type { Draft } from '../../store/store.ts';

/** When, and where ids come from: part of every Context. */
export interface Moment {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly random: Random;
}

/** As notifications print it; binary values are in base64. */
export interface PrintedAttribute {
  readonly Type: string;
  readonly Value: string;
}

export interface Message {
  readonly subject?: string | undefined;
  readonly body: string;
  /** By protocol, where it isn't `body`. */
  readonly bodies?: Readonly<Record<string, string>> | undefined;
  readonly messageAttributes?: Readonly<Record<string, PrintedAttribute>> | undefined;
}

/**
 * Writes the deliveries of a message, none where the topic is gone or nobody has confirmed. Answers the message's id.
 * Whether the publisher may is the caller's matter.
 */
export function publishIn(draft: Draft, { now, random }: Moment, topicArn: string, message: Message): string {
  const id = uuid(random);
  if (draft.get('topic', topicArn) === undefined) return id;
  for (const subscription of draft.find('topic-subscription', `topic:${topicArn}`)) {
    if (!subscription.confirmed) continue;
    const raw = subscription.attributes.RawMessageDelivery === 'true';
    putDelivery(draft, { now, random }, subscription, {
      raw,
      body: raw ? bodyFor(message, subscription) : notification(id, now, subscription, message),
      headers: {
        ...headersOf('Notification', id, subscription.topic),
        'x-amz-sns-subscription-arn': subscription.id,
        ...(raw ? { 'x-amz-sns-rawdelivery': 'true' } : {}),
      },
    });
  }
  return id;
}

/** Asks the subscriber to confirm; it never gets anything else before it has. */
export function askToConfirm(draft: Draft, { now, random }: Moment, subscription: TopicSubscription): void {
  const id = uuid(random);
  const { topic, token } = subscription;
  const invitation =
    `You have chosen to subscribe to the topic ${topic}.\n` +
    'To confirm the subscription, visit the SubscribeURL included in this message.';
  const body = {
    Type: 'SubscriptionConfirmation',
    MessageId: id,
    Token: token,
    TopicArn: topic,
    Message: invitation,
    SubscribeURL: query({ Action: 'ConfirmSubscription', TopicArn: topic, Token: token }),
    Timestamp: new Date(now).toISOString(),
  };
  putDelivery(draft, { now, random }, subscription, {
    raw: false,
    body: JSON.stringify(body),
    headers: headersOf('SubscriptionConfirmation', id, topic),
  });
}

interface Sent {
  readonly raw: boolean;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

function putDelivery(draft: Draft, { now, random }: Moment, subscription: TopicSubscription, sent: Sent): void {
  const { id, topic, account, region } = subscription;
  const delivery = { kind: 'topic-delivery', id: uuid(random), account, region, created: now, tags: {} } as const;
  draft.put({ ...delivery, topic, subscription: id, ...sent });
}

/** https://docs.aws.amazon.com/sns/latest/dg/http-header.html */
function headersOf(type: string, id: string, topic: string): Readonly<Record<string, string>> {
  return {
    'content-type': 'text/plain; charset=UTF-8',
    'user-agent': 'Amazon Simple Notification Service Agent',
    'x-amz-sns-message-type': type,
    'x-amz-sns-message-id': id,
    'x-amz-sns-topic-arn': topic,
  };
}

function notification(id: string, now: number, subscription: TopicSubscription, message: Message): string {
  const { subject, messageAttributes } = message;
  return JSON.stringify({
    Type: 'Notification',
    MessageId: id,
    TopicArn: subscription.topic,
    ...(subject === undefined ? {} : { Subject: subject }),
    Message: bodyFor(message, subscription),
    Timestamp: new Date(now).toISOString(),
    UnsubscribeURL: query({ Action: 'Unsubscribe', SubscriptionArn: subscription.id }),
    ...(messageAttributes === undefined ? {} : { MessageAttributes: messageAttributes }),
  });
}

function bodyFor({ bodies, body }: Message, { protocol }: TopicSubscription): string {
  return bodies !== undefined && Object.hasOwn(bodies, protocol) ? bodies[protocol]! : body;
}

function query(parameters: Readonly<Record<string, string>>): string {
  return `?${new URLSearchParams(parameters)}`;
}
