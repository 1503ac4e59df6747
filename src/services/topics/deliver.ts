/**
 * Sends what topics have for their subscribers. Deliveries are documents, written with the message and removed here once the
 * subscriber has answered or was given up, so that a server that died sends what was left: at least once, not exactly.
 * Attempts are counted in memory only; a restart begins anew. A subscriber that hangs holds up only its own messages.
 */

import { every } from '../../model/indexes.ts';
import { retries, retryDelaySeconds, type TopicDelivery } from '../../model/topic.ts';
import type { Store } from '../../store/store.ts';
import { type Outcome, post } from './post.ts';

export interface DeliveryOptions {
  readonly store: Store;
  /** Where the links in messages lead; their query is added. */
  readonly links: string;
  /** Told what was given up, without its content, and of our own mistakes. */
  readonly report: (reason: unknown) => void;
  /** Milliseconds between attempts, where it isn't AWS's. */
  readonly retryDelay?: number;
}

export interface Delivery {
  /** Leaves what is not delivered for the next start. */
  close(): Promise<void>;
}

/** Requests at a time, to all subscribers and to one. */
const mostAtOnce = 16;
const mostPerSubscription = 4;

interface Job {
  readonly id: string;
  readonly subscription: string;
  /** Attempts that have failed. */
  readonly failures: number;
}

export function createDelivery(options: DeliveryOptions): Delivery {
  const { store, report, retryDelay = retryDelaySeconds * 1000 } = options;
  const closing = new AbortController();
  /** Deliveries that are waiting, under way or to be tried again. */
  const known = new Set<string>();
  const timers = new Set<NodeJS.Timeout>();
  const running = new Map<Job, Promise<void>>();
  let waiting: readonly Job[] = [];

  function look(): void {
    if (closing.signal.aborted || store.network.count('topic-delivery', every) === 0) return;
    const fresh = store.network.find('topic-delivery', every).filter(({ id }) => !known.has(id));
    for (const { id } of fresh) known.add(id);
    const jobs = fresh
      .sort((one, other) => one.created - other.created)
      .map(({ id, subscription }) => ({ id, subscription, failures: 0 }));
    waiting = [...waiting, ...jobs];
    startWhatMay();
  }

  function startWhatMay(): void {
    const left: Job[] = [];
    for (const job of waiting) {
      const own = [...running.keys()].filter((one) => one.subscription === job.subscription).length;
      if (running.size >= mostAtOnce || own >= mostPerSubscription) left.push(job);
      else
        running.set(
          job,
          work(job)
            .catch(report)
            .finally(() => finished(job)),
        );
    }
    waiting = left;
  }

  function finished(job: Job): void {
    running.delete(job);
    if (!closing.signal.aborted) startWhatMay();
  }

  async function work(job: Job): Promise<void> {
    const delivery = store.network.get('topic-delivery', job.id);
    const outcome: Outcome = delivery ? await attempt(delivery) : { kind: 'delivered' };
    if (closing.signal.aborted) return;
    if (outcome.kind === 'failed' && job.failures < retries) {
      later({ ...job, failures: job.failures + 1 });
      return;
    }
    if (outcome.kind !== 'delivered') report(`a message to ${job.subscription} was given up: ${outcome.why}`);
    await store.transact((draft) => draft.remove('topic-delivery', job.id));
    known.delete(job.id);
  }

  function later(job: Job): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      waiting = [...waiting, job];
      startWhatMay();
    }, retryDelay);
    timers.add(timer);
  }

  /** A subscription that has ended since is told nothing. */
  async function attempt(delivery: TopicDelivery): Promise<Outcome> {
    const subscription = store.network.get('topic-subscription', delivery.subscription);
    if (subscription === undefined) return { kind: 'delivered' };
    if (isOwn(subscription.endpoint, options.links))
      return { kind: 'refused', why: 'the address is this server itself' };
    const body = delivery.raw ? delivery.body : withLinks(delivery, options.links);
    return post(subscription.endpoint, { headers: delivery.headers, body }, closing.signal);
  }

  const unsubscribe = store.subscribe(look);
  look();

  return {
    async close() {
      closing.abort();
      unsubscribe();
      for (const timer of timers) clearTimeout(timer);
      await Promise.all(running.values());
    },
  };
}

const linkNames = ['SubscribeURL', 'UnsubscribeURL'] as const;

function withLinks(delivery: TopicDelivery, base: string): string {
  const message = JSON.parse(delivery.body) as Readonly<Record<string, unknown>>;
  const links = linkNames.flatMap((name) => (message[name] === undefined ? [] : [[name, `${base}${message[name]}`]]));
  return JSON.stringify({ ...message, ...Object.fromEntries(links) }, null, 2);
}

/**
 * Subscribers are on loopback (subscriber-address.ts), so the port tells. What a topic's publisher wrote shall be no request
 * of this server's to itself.
 */
function isOwn(address: string, links: string): boolean {
  return portOf(address) === portOf(links);
}

const usualPorts: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

function portOf(address: string): string | undefined {
  const { port, protocol } = new URL(address);
  return port === '' ? usualPorts[protocol] : port;
}
