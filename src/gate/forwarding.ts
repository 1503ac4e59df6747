/**
 * Questions that a rule sends to other servers: asked from an address of the rule's endpoint, of one target after the other in
 * random order, until one answers
 * (https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-forwarding-outbound-queries.html). The same question of
 * the same rule is under way once, however many ask it: rules that lead a question back to where it came from end in a
 * time-out and not in a storm.
 */

import type { Random } from '../base/random.ts';
import type { ResolverRule } from '../model/resolver-rule.ts';
import type { Closable } from './connections.ts';
import { type Message, type Question, responseCode } from './dns-message.ts';
import type { Forwarder } from './forwarder.ts';
import type { Answer } from './resolver.ts';

/** Likeliest: what fits into the five seconds that most clients wait. */
export const attempts = 3;
export const attemptMilliseconds = 1_400;

export interface Forwarding {
  /** An address of an endpoint, from which questions can go until it is closed. */
  add(endpoint: string, forwarder: Forwarder): Closable;
  /** SERVFAIL where nobody answers. */
  ask(rule: ResolverRule, question: Question): Promise<Answer>;
}

const failed: Answer = { code: responseCode.SERVFAIL, answers: [], authorities: [] };

function answerOf({ code, answers, authorities, truncated }: Message): Answer {
  return { code, answers, authorities, ...(truncated ? { truncated } : {}) };
}

export function createForwarding(random: Random, milliseconds = attemptMilliseconds): Forwarding {
  const forwarders = new Map<string, Set<Forwarder>>();
  const underWay = new Map<string, Promise<Answer>>();
  const pick = <T>(list: readonly T[]): T | undefined => list[random.below(Math.max(1, list.length))];

  const askInTurn = async ({ endpoint = '', targets }: ResolverRule, question: Question): Promise<Answer> => {
    const start = random.below(targets.length);
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const from = pick([...(forwarders.get(endpoint) ?? [])]);
      const target = targets[(start + attempt) % targets.length];
      if (from === undefined || target === undefined) return failed;
      const answer = await from.ask(question, target, milliseconds);
      if (answer) return answerOf(answer);
    }
    return failed;
  };

  return {
    add(endpoint, forwarder) {
      const own = forwarders.get(endpoint) ?? new Set();
      forwarders.set(endpoint, own.add(forwarder));
      return {
        close() {
          own.delete(forwarder);
          if (own.size === 0) forwarders.delete(endpoint);
          forwarder.close();
        },
      };
    },
    ask(rule, question) {
      const key = `${rule.id} ${question.type} ${question.class} ${question.name.toLowerCase()}`;
      const asked = underWay.get(key) ?? askInTurn(rule, question).finally(() => underWay.delete(key));
      underWay.set(key, asked);
      return asked;
    },
  };
}

/** An answer whose missing part other servers have given: what a CNAME led to goes behind it. */
export async function completed({ answers, forward }: Answer, forwarding: Forwarding): Promise<Answer> {
  if (forward === undefined) return failed;
  const rest = await forwarding.ask(forward.rule, forward.question);
  return { ...rest, answers: [...answers, ...rest.answers] };
}
