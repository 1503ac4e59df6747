/** Security groups in use and the address sets that their rules name. A group that no port carries decides nothing. */

import { formatCidr } from '../base/cidr.ts';
import type { AddressSet, GroupPlan, GroupRule, Port } from '../blueprint/blueprint.ts';
import type { Network } from '../model/network.ts';
import { servicePrefixLists } from '../model/region.ts';
import type { SecurityGroupRule } from '../model/security-group.ts';
import type { Vpc } from '../model/vpc.ts';
import { referablePeers } from '../model/vpc-peering-connection.ts';
import { groupRuleMatch } from './match.ts';

export function compileGroups(network: Network, ports: readonly Port[]): readonly GroupPlan[] {
  const used = new Set(ports.flatMap((port) => port.groups ?? []));
  return [...used].sort().map((id) => {
    const rules = network.find('security-group-rule', `group:${id}`);
    return { id, ingress: rulesOf(rules, false), egress: rulesOf(rules, true) };
  });
}

function rulesOf(rules: readonly SecurityGroupRule[], egress: boolean): readonly GroupRule[] {
  return rules.flatMap((rule) => {
    const match = rule.egress === egress ? groupRuleMatch(rule) : undefined;
    return match ? [{ id: rule.id, match }] : [];
  });
}

/** Private addresses of those who carry a group, by their VPC: of the groups that rules name. */
export type Members = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;

const isList = (set: string): boolean => set.startsWith('pl-');

/** Groups and prefix lists that rules name, ordered by id. */
function namedSets(groups: readonly GroupPlan[]): readonly string[] {
  const rules = groups.flatMap(({ ingress, egress }) => [...ingress, ...egress]);
  return [...new Set(rules.flatMap(({ match: { peer } }) => (peer.kind === 'set' ? [peer.set] : [])))].sort();
}

/** A group reference means the private addresses of the interfaces that carry the group, in the VPCs that can be named. */
export function compileMembers(network: Network, vpc: Vpc, groups: readonly GroupPlan[]): Members {
  const nameable = new Set([vpc.id, ...referablePeers(network, vpc.id)]);
  const found = new Map<string, Map<string, string[]>>();
  for (const group of namedSets(groups)) {
    if (isList(group)) continue;
    const byVpc = new Map<string, string[]>();
    found.set(group, byVpc);
    for (const one of network.find('network-interface', `group:${group}`)) {
      if (!nameable.has(one.vpc)) continue;
      const addresses = byVpc.get(one.vpc);
      if (addresses) addresses.push(...one.privateAddresses);
      else byVpc.set(one.vpc, [...one.privateAddresses]);
    }
  }
  return found;
}

export function compileAddressSets(
  network: Network,
  vpc: Vpc,
  groups: readonly GroupPlan[],
  members: Members,
): readonly AddressSet[] {
  return namedSets(groups).map((id) => ({
    id,
    cidrs: isList(id)
      ? prefixes(network, vpc.region, id)
      : [...(members.get(id)?.values() ?? [])].flat().map((address) => `${address}/32`),
  }));
}

/** The blocks of a prefix list, a customer's or one of AWS's own in the region. */
export function prefixes(network: Network, region: string, id: string): readonly string[] {
  const managed = servicePrefixLists(region).find((list) => list.id === id);
  if (managed) return managed.cidrs.map(formatCidr);
  const list = network.get('prefix-list', id);
  if (list?.addressFamily !== 'IPv4') return [];
  return (list.versions.at(-1) ?? []).map((entry) => entry.cidr);
}
