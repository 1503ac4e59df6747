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

export function compileAddressSets(network: Network, vpc: Vpc, groups: readonly GroupPlan[]): readonly AddressSet[] {
  const named = new Set<string>();
  for (const group of groups) {
    for (const { match } of [...group.ingress, ...group.egress])
      if (match.peer.kind === 'set') named.add(match.peer.set);
  }
  const nameable = new Set([vpc.id, ...referablePeers(network, vpc.id)]);
  const members = (id: string) => membersIn(network, nameable, id).map((address) => `${address}/32`);
  return [...named]
    .sort()
    .map((id) => ({ id, cidrs: id.startsWith('pl-') ? prefixes(network, vpc.region, id) : members(id) }));
}

/** A group reference means the private addresses of the interfaces that carry the group, in the VPCs that can be named. */
export function membersIn(network: Network, vpcs: ReadonlySet<string>, group: string): readonly string[] {
  return network
    .find('network-interface', `group:${group}`)
    .filter((one) => vpcs.has(one.vpc))
    .flatMap((one) => one.privateAddresses);
}

/** The blocks of a prefix list, a customer's or one of AWS's own in the region. */
export function prefixes(network: Network, region: string, id: string): readonly string[] {
  const managed = servicePrefixLists(region).find((list) => list.id === id);
  if (managed) return managed.cidrs.map(formatCidr);
  const list = network.get('prefix-list', id);
  if (list?.addressFamily !== 'IPv4') return [];
  return (list.versions.at(-1) ?? []).map((entry) => entry.cidr);
}
