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

interface Others {
  readonly senders: Senders;
  /** Whether a packet may come from another port than the one that has its address. */
  readonly sendForOthers: boolean;
}

function othersOf(router: Router): Others {
  return { senders: sendersOf(router), sendForOthers: router.ports.some(({ sourceCheck }) => !sourceCheck) };
}

/**
 * A receiver's rule that names a group means who sends, not whose address it is: nothing that an instance forwards, and of
 * what a load balancer sends on, whose address that may be, only what the load balancer's own group allows
 * (https://docs.aws.amazon.com/vpc/latest/reachability/explanation-codes.html, SG_REFERENCES_NOT_PRESERVED).
 */
function wordsOf({ match }: GroupRule, direction: Direction, { senders, sendForOthers }: Others): readonly string[] {
  const words = matchWords(match, direction);
  if (words === undefined) return [];
  if (direction === 'egress' || match.peer.kind !== 'set') return [words];
  const own = match.peer.sentByOwner && sendForOthers ? `iifname . ip saddr @port-addresses ${words}` : words;
  return senders.has(match.peer.set) ? [own, `iifname @${sendersName(match.peer.set)} ${protocolWords(match)}`] : [own];
}

function rulesOf(group: GroupPlan, direction: Direction, others: Others): readonly string[] {
  return group[direction].flatMap((rule) =>
    wordsOf(rule, direction, others).map(
      (words) => `${words}counter meta mark set meta mark or ${allowed} return comment "${rule.id}"`,
    ),
  );
}

function groupChains(group: GroupPlan, others: Others): readonly NftObject[] {
  return (['ingress', 'egress'] as const).map((direction) =>
    allowingChain(groupChain(direction, group.id), rulesOf(group, direction, others)),
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
  const others = othersOf(router);
  return [
    ...sendersObjects(others.senders),
    chain('without-groups', '', [`meta mark set meta mark or ${allowed}`]),
    ...router.groups.flatMap((group) => groupChains(group, others)),
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
