/** The security groups that a request gives a load balancer. */

import type { LoadBalancer } from '../../model/load-balancer.ts';
import { vpcsOfGroup } from '../../model/security-group.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { findUsable } from '../ec2/faults.ts';
import { quotaOf } from '../ec2/quotas.ts';
import { conflict, notFound } from './faults.ts';

/**
 * The caller's own groups, or those that are shared with it. What a load balancer wears it keeps when it is no longer shared.
 * @throws Fault InvalidSecurityGroup, InvalidConfigurationRequest, or where there are too many
 */
export function readGroups(
  draft: Draft,
  context: Context,
  { vpc, groups: worn = [] }: Pick<LoadBalancer, 'vpc' | 'groups'>,
  ids: readonly string[],
): readonly string[] {
  const groups = [...new Set(ids)];
  for (const id of groups.filter((one) => !worn.includes(one))) {
    const group = findUsable(draft, context, 'security-group', id);
    if (group === undefined) throw notFound.securityGroup(id);
    if (!vpcsOfGroup(group).includes(vpc)) throw conflict.groupsOfOtherVpc();
  }
  const most = quotaOf(context, 'securityGroupsPerInterface');
  if (groups.length > most) throw conflict.tooManyGroups(most);
  return groups;
}
