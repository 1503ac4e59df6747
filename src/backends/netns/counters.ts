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
