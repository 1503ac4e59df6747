/**
 * Security groups that are hard on a verifier: random ranges of ports and random blocks in nearly every rule, and for each
 * machine a set of groups drawn by itself, so that hardly two interfaces are treated alike.
 */

import { cidrOf, formatCidr, parseCidr } from '../../src/base/cidr.ts';
import type { RulePeer } from '../../src/model/security-group.ts';
import { addRule, type Groups, list, makeDefaultGroup, makeGroup, member, type Role, rulesPerVpc } from './groups.ts';
import { between, chance, type Maker, pick, type Tier } from './maker.ts';
import type { Site } from './vpc.ts';

const groupsPerVpc = 40;
const [fewest, most] = [3, 5];

export function makeScatteredGroups(maker: Maker, site: Site): Groups {
  makeDefaultGroup(maker, site);
  const groups = Array.from({ length: groupsPerVpc }, (_, number) => makeGroup(maker, site, `group${number}`));
  for (let count = 2; count < rulesPerVpc; count += 1) {
    addScatteredRule(maker, site, groups[count % groupsPerVpc]!, groups as [string, ...string[]]);
  }
  const draw = (): readonly string[] => drawn(maker, groups);
  const role = (name: string, tier: Tier, weight: number): Role => ({ name, tier, weight, groups: draw });
  return {
    roles: [role('web', 'public', 1), role('app', 'private', 2), role('database', 'isolated', 1)],
    endpoint: draw(),
    loadBalancer: draw(),
  };
}

/** Some groups, in the order in which they were made. */
function drawn(maker: Maker, groups: readonly string[]): readonly string[] {
  const wanted = between(maker, fewest, most);
  const chosen = new Set<number>();
  while (chosen.size < wanted) chosen.add(maker.random.below(groups.length));
  return [...chosen].sort((one, other) => one - other).map((number) => groups[number]!);
}

function addScatteredRule(maker: Maker, site: Site, group: string, groups: readonly [string, ...string[]]): void {
  const egress = chance(maker, 40);
  const protocol = pick(maker, ['tcp', 'tcp', 'tcp', 'tcp', 'udp']);
  // Low ports as often as high ones, for it is low ones that services have.
  const from = between(maker, 1, 2 ** between(maker, 1, 16) - 1);
  const to = between(maker, from, 65_535);
  addRule(maker, site, group, { egress, protocol, from, to, peer: scatteredPeer(maker, site, groups) });
}

function scatteredPeer(maker: Maker, site: Site, groups: readonly [string, ...string[]]): RulePeer {
  const draw = maker.random.below(100);
  if (draw < 15) return member(site, pick(maker, groups));
  if (draw < 20) return list(site);
  return { kind: 'cidr', cidr: scatteredBlock(maker, site) };
}

/** Any block, mostly one that touches the VPC's own. */
function scatteredBlock(maker: Maker, { vpc }: Site): string {
  const length = pick(maker, [0, 4, 8, 9, 11, 13, 15, 16, 17, 18, 19, 20, 22, 24, 27, 32]);
  const own = parseCidr(vpc.cidrs[0]!.cidr)!.base + maker.random.below(2 ** 16);
  return formatCidr(cidrOf(chance(maker, 75) ? own : maker.random.below(2 ** 32), length));
}
