/** What each stage of a router has dropped so far, from what nftables counts under the stages' names. */

import { type StageName, stages } from '../../blueprint/stages.ts';

export const countersQuestion: readonly string[] = ['nft', '-j', 'list', 'counters'];

export type DropCounters = Readonly<Record<StageName, number>>;

interface CountersAnswer {
  readonly nftables: readonly { readonly counter?: { readonly name: string; readonly packets: number } }[];
}

/** Stages that the router's table does not count stay at zero. */
export function parseCounters(json: string): DropCounters {
  const { nftables } = JSON.parse(json) as CountersAnswer;
  const packets = new Map(nftables.flatMap(({ counter }) => (counter ? [[counter.name, counter.packets]] : [])));
  return Object.fromEntries(stages.map(({ name }) => [name, packets.get(name) ?? 0])) as Record<StageName, number>;
}

export const ruleCountersQuestion: readonly string[] = ['nft', '-j', 'list', 'ruleset'];

interface RulesetAnswer {
  readonly nftables: readonly {
    readonly rule?: {
      readonly comment?: string;
      readonly expr: readonly { readonly counter?: { readonly packets: number } }[];
    };
  }[];
}

/** Rule id → packets that it accepted, for the rules of security groups; those that counted nothing are left out. */
export function parseRuleCounters(json: string): Readonly<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const { rule } of (JSON.parse(json) as RulesetAnswer).nftables) {
    if (!rule?.comment?.startsWith('sgr-')) continue;
    const packets = rule.expr.find((one) => one.counter)?.counter?.packets ?? 0;
    if (packets > 0) found[rule.comment] = (found[rule.comment] ?? 0) + packets;
  }
  return found;
}
