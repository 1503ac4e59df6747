/** SNS: topics, subscriptions, and messages that have yet to be delivered. Ids are ARNs but for deliveries. */

import type { ResourceBase } from './resource.ts';

export interface Topic extends ResourceBase {
  readonly kind: 'topic';
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface TopicSubscription extends ResourceBase {
  readonly kind: 'topic-subscription';
  readonly topic: string;
  readonly protocol: string;
  readonly endpoint: string;
  readonly confirmed: boolean;
  /** What a subscriber must send back to confirm. */
  readonly token: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Written with the message, removed once delivered or given up. */
export interface TopicDelivery extends ResourceBase {
  readonly kind: 'topic-delivery';
  readonly topic: string;
  readonly subscription: string;
  /** What is sent: the message itself where `raw`, else AWS's JSON around it, whose links are only their query. */
  readonly body: string;
  readonly raw: boolean;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * How often a subscriber that doesn't answer is asked again, as AWS's default policy has it
 * (https://docs.aws.amazon.com/sns/latest/dg/creating-delivery-policy.html).
 */
export const retries = 3;
export const retryDelaySeconds = 20;
