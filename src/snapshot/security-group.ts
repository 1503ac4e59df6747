/**
 * Security groups, from describe-security-groups, and the further VPCs that they are associated with, from
 * describe-security-group-vpc-associations. Their rules are in security-group-rule.ts.
 */

import type { SecurityGroup, SecurityGroupRule, VpcAssociation } from '../model/security-group.ts';
import { optional, required, text } from './item.ts';
import { readRules } from './security-group-rule.ts';
import type { Sourced } from './source.ts';
import { baseOf, found, type World } from './world.ts';

export function readSecurityGroup(world: World, from: Sourced): readonly (SecurityGroup | SecurityGroupRule)[] {
  const { item } = from;
  const group: SecurityGroup = {
    ...baseOf(from, required(item, 'GroupId')),
    kind: 'security-group',
    vpc: found(world, 'vpc', required(item, 'VpcId')).id,
    name: text(item, 'GroupName') ?? '',
    description: text(item, 'Description') ?? '',
    ...optional('associations', associationsOf(world, required(item, 'GroupId'))),
  };
  return [group, ...readRules(world, from, group)];
}

const lasting: ReadonlySet<string | undefined> = new Set(['associating', 'associated']);

/** Both owners' answers may name one. */
function associationsOf(world: World, group: string): readonly VpcAssociation[] | undefined {
  const items = world.about('SecurityGroupVpcAssociations', group).filter((one) => lasting.has(text(one, 'State')));
  const vpcs = new Set(items.map((one) => required(one, 'VpcId')));
  return vpcs.size === 0
    ? undefined
    : [...vpcs].sort().map((vpc) => ({ vpc, desired: 'associated', stateRevision: 0 }));
}
