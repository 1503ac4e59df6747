/**
 * Security groups: one chain per group and direction, one chain per distinct set of groups that jumps to them, and the verdict
 * of each port. A rule that matches marks the packet as allowed; the stage drops what nobody marked (stages-nft.ts).
 */

import type { GroupPlan, GroupRule, Router } from '../../blueprint/blueprint.ts';
import { matchWords, protocolWords } from './match.ts';
import { allowed, type Direction, deviceOf, groupChain, groupSetChain } from './names.ts';
import type { NftObject } from './nft-plan.ts';
import { allowingChain, chain, quoted } from './nft-words.ts';
import { type Senders, sendersName, sendersObjects, sendersOf } from './symmetric-nft.ts';

/** A group's rules take effect for what its load balancers send on as well, whose address that may be. */
function wordsOf({ match }: GroupRule, direction: Direction, senders: Senders): readonly string[] {
  const words = matchWords(match, direction);
  if (words === undefined) return [];
  if (direction === 'egress' || match.peer.kind !== 'set' || !senders.has(match.peer.set)) return [words];
  return [words, `iifname @${sendersName(match.peer.set)} ${protocolWords(match)}`];
}

function rulesOf(group: GroupPlan, direction: Direction, senders: Senders): readonly string[] {
  return group[direction].flatMap((rule) =>
    wordsOf(rule, direction, senders).map(
      (words) => `${words}counter meta mark set meta mark or ${allowed} return comment "${rule.id}"`,
    ),
  );
}

function groupChains(group: GroupPlan, senders: Senders): readonly NftObject[] {
  return (['ingress', 'egress'] as const).map((direction) =>
    allowingChain(groupChain(direction, group.id), rulesOf(group, direction, senders)),
  );
}

function sorted(groups: readonly string[]): readonly string[] {
  return groups.length < 2 ? groups : [...groups].sort();
}

function setChain(direction: Direction, groups: readonly string[]): NftObject {
  const done = `meta mark & ${allowed} == ${allowed} return`;
  const jumps = groups.map((group) => `jump ${groupChain(direction, group)}`);
  return chain(
    groupSetChain(direction, groups),
    '',
    jumps.flatMap((jump, place) => (place === 0 ? [jump] : [done, jump])),
  );
}

/** The verdict of what security groups don't apply to. */
export const withoutGroups = 'jump without-groups';

/** Sets that at least one port has. */
function groupSets(router: Router): readonly (readonly string[])[] {
  const sets = new Map<string, readonly string[]>();
  for (const port of router.ports) if (port.groups) sets.set(sorted(port.groups).join(' '), sorted(port.groups));
  return [...sets].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, groups]) => groups);
}

export function groupObjects(router: Router): readonly NftObject[] {
  const senders = sendersOf(router);
  return [
    ...sendersObjects(senders),
    chain('without-groups', '', [`meta mark set meta mark or ${allowed}`]),
    ...router.groups.flatMap((group) => groupChains(group, senders)),
    ...groupSets(router).flatMap((groups) => [setChain('ingress', groups), setChain('egress', groups)]),
  ];
}

export function portVerdicts(router: Router, direction: Direction): readonly (readonly [string, string])[] {
  const chains = new Map<string, string>();
  return router.ports.map((port) => {
    const device = quoted(deviceOf(port.id));
    if (!port.groups) return [device, withoutGroups];
    const key = port.groups.join(' ');
    const verdict = chains.get(key) ?? `jump ${groupSetChain(direction, sorted(port.groups))}`;
    chains.set(key, verdict);
    return [device, verdict];
  });
}
