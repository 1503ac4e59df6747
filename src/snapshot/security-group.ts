/** Security groups, from describe-security-groups. Their rules are in security-group-rule.ts. */

import type { SecurityGroup, SecurityGroupRule } from '../model/security-group.ts';
import { required, text } from './item.ts';
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
  };
  return [group, ...readRules(world, from, group)];
}
