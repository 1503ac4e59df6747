/**
 * Security groups: one chain per group and direction, one chain per distinct set of groups that jumps to them, and the verdict
 * of each port. Ports without groups pass; ports with an empty list have a set chain that drops.
 */

import type { GroupPlan, Router } from '../../blueprint/blueprint.ts';
import { matchWords } from './match.ts';
import { type Direction, deviceOf, groupChain, groupSetChain } from './names.ts';
import type { NftObject } from './nft-plan.ts';
import { acceptingChain, chain, drop, quoted } from './nft-words.ts';

function rulesOf(group: GroupPlan, direction: Direction): readonly string[] {
  return group[direction].flatMap((rule) => {
    const words = matchWords(rule.match, direction);
    return words === undefined ? [] : [`${words}counter accept comment "${rule.id}"`];
  });
}

function groupChains(group: GroupPlan): readonly NftObject[] {
  return (['ingress', 'egress'] as const).map((direction) =>
    acceptingChain(groupChain(direction, group.id), rulesOf(group, direction)),
  );
}

function sorted(groups: readonly string[]): readonly string[] {
  return groups.length < 2 ? groups : [...groups].sort();
}

function setChain(direction: Direction, groups: readonly string[]): NftObject {
  const jumps = groups.map((group) => `jump ${groupChain(direction, group)}`);
  return chain(groupSetChain(direction, groups), '', [...jumps, drop(`security-group-${direction}`)]);
}

/** Sets that at least one port has. */
function groupSets(router: Router): readonly (readonly string[])[] {
  const sets = new Map<string, readonly string[]>();
  for (const port of router.ports) if (port.groups) sets.set(sorted(port.groups).join(' '), sorted(port.groups));
  return [...sets].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, groups]) => groups);
}

export function groupObjects(router: Router): readonly NftObject[] {
  return [
    ...router.groups.flatMap(groupChains),
    ...groupSets(router).flatMap((groups) => [setChain('ingress', groups), setChain('egress', groups)]),
  ];
}

export function portVerdicts(router: Router, direction: Direction): readonly (readonly [string, string])[] {
  const chains = new Map<string, string>();
  return router.ports.map((port) => {
    const device = quoted(deviceOf(port.id));
    if (!port.groups) return [device, 'accept'];
    const key = port.groups.join(' ');
    const verdict = chains.get(key) ?? `goto ${groupSetChain(direction, sorted(port.groups))}`;
    chains.set(key, verdict);
    return [device, verdict];
  });
}
