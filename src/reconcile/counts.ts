/**
 * What the kernel has counted, for whoever asks for evidence: what each router dropped and let through, and how much went by
 * the internet and by the backbones.
 */

import {
  countersQuestion,
  type DropCounters,
  linkCountersQuestion,
  parseCarried,
  parseCounters,
  parseRuleCounters,
  ruleCountersQuestion,
} from '../backends/netns/counters.ts';
import { internetId } from '../backends/netns/names.ts';
import type { Host } from '../host/host.ts';

export interface Counts {
  readonly routers: Readonly<
    Record<string, { readonly drops: DropCounters; readonly rules: Readonly<Record<string, number>> }>
  >;
  readonly carried: Readonly<Record<string, number>>;
}

async function namespacesOf(host: Host, prefix: string, kinds: readonly string[]): Promise<readonly string[]> {
  return (await Promise.all(kinds.map((kind) => host.listNamespaces(`${prefix}${kind}`)))).flat();
}

/** By the ids of VPCs, transit gateways, `internet` and `backbone-…`. */
export async function readCounts(host: Host, prefix: string): Promise<Counts> {
  const routers: Record<string, Counts['routers'][string]> = {};
  for (const name of await namespacesOf(host, prefix, ['vpc-', 'tgw-'])) {
    const [drops, rules] = await Promise.all([
      host.run(countersQuestion, { namespace: name }),
      host.run(ruleCountersQuestion, { namespace: name }),
    ]);
    routers[name.slice(prefix.length)] = { drops: parseCounters(drops.stdout), rules: parseRuleCounters(rules.stdout) };
  }
  const carried: Record<string, number> = {};
  for (const name of await namespacesOf(host, prefix, [internetId, 'backbone-'])) {
    const { stdout } = await host.run(linkCountersQuestion, { namespace: name });
    carried[name.slice(prefix.length)] = parseCarried(stdout, name === `${prefix}${internetId}`);
  }
  return { routers, carried };
}
