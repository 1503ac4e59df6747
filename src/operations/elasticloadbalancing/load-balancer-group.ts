/** The security groups that a request gives a load balancer. */

import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { quotaOf } from '../ec2/quotas.ts';
import { conflict, notFound } from './faults.ts';

/** @throws Fault InvalidSecurityGroup, InvalidConfigurationRequest, or where there are too many */
export function readGroups(draft: Draft, context: Context, vpc: string, ids: readonly string[]): readonly string[] {
  const groups = [...new Set(ids)];
  for (const id of groups) {
    const group = draft.get('security-group', id);
    if (group?.account !== context.account || group.region !== context.region) throw notFound.securityGroup(id);
    if (group.vpc !== vpc) throw conflict.groupsOfOtherVpc();
  }
  const most = quotaOf(context, 'securityGroupsPerInterface');
  if (groups.length > most) throw conflict.tooManyGroups(most);
  return groups;
}
