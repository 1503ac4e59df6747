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
  readonly subscription: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}
