/**
 * IAM groups: made, shown, renamed, deleted. Who is in them is in group-membership.ts, their policies in inline-policy.ts
 * and attachment.ts.
 */

import { iamId } from '../../base/ids.ts';
import { globalRegion } from '../../model/account.ts';
import type { Group, User } from '../../model/identity.ts';
import type { Network } from '../../model/network.ts';
import type { Draft } from '../../store/store.ts';
import { groupArn, identityId } from './arn.ts';
import { groupNamed, isTaken } from './entity.ts';
import { alreadyExists, deleteConflict } from './faults.ts';
import type { IamHandlers } from './handlers.ts';
import { checkName, readPath } from './input.ts';
import { iamPage, orderedBy } from './page.ts';
import { checkRoom } from './quotas.ts';
import { userShown } from './user.ts';

const longestName = 128;

export function groupShown(group: Group) {
  return {
    Path: group.path,
    GroupName: group.name,
    GroupId: group.uniqueId,
    Arn: groupArn(group),
    CreateDate: new Date(group.created),
  };
}

function membersOf(network: Network, group: Group): readonly User[] {
  return orderedBy(network.find('user', `group:${group.id}`), (user) => user.name);
}

function checkFree(others: readonly Group[], name: string): void {
  if (isTaken(others, name)) throw alreadyExists(`Group with name ${name} already exists.`);
}

/** A group is found by its name, so a new name moves the document and what its members remember. */
function rename(draft: Draft, group: Group, name: string): void {
  const { account } = group;
  checkFree(
    draft.network.owned('group', account, globalRegion).filter((other) => other.id !== group.id),
    name,
  );
  const members = membersOf(draft.network, group);
  draft.remove('group', group.id);
  draft.put({ ...group, id: identityId(account, name), name });
  for (const user of members) {
    draft.put({ ...user, groups: (user.groups ?? []).map((one) => (one === group.name ? name : one)) });
  }
}

export const groupOperations: IamHandlers<'CreateGroup' | 'DeleteGroup' | 'GetGroup' | 'ListGroups' | 'UpdateGroup'> = {
  CreateGroup(context, input) {
    const { account, random, now } = context;
    checkName(input.GroupName, 'groupName', longestName);
    const path = readPath(input.Path);
    return context.transact((draft) => {
      const existing = draft.network.owned('group', account, globalRegion);
      checkFree(existing, input.GroupName);
      checkRoom('GroupsPerAccount', existing.length);
      const group: Group = {
        kind: 'group',
        id: identityId(account, input.GroupName),
        account,
        region: globalRegion,
        created: now,
        tags: {},
        name: input.GroupName,
        path,
        uniqueId: iamId(random, 'AGPA'),
        inlinePolicies: {},
        attachedPolicies: [],
      };
      draft.put(group);
      return { Group: groupShown(group) };
    });
  },

  UpdateGroup(context, input) {
    const { account } = context;
    if (input.NewGroupName !== undefined) checkName(input.NewGroupName, 'newGroupName', longestName);
    return context.transact((draft) => {
      const group = groupNamed(draft, account, input.GroupName);
      const moved = input.NewPath === undefined ? group : { ...group, path: readPath(input.NewPath) };
      if (input.NewGroupName === undefined || input.NewGroupName === group.name) draft.put(moved);
      else rename(draft, moved, input.NewGroupName);
      return {};
    });
  },

  DeleteGroup(context, input) {
    const { account } = context;
    return context.transact((draft) => {
      const group = groupNamed(draft, account, input.GroupName);
      if (membersOf(draft.network, group).length > 0) {
        throw deleteConflict('Cannot delete entity, must remove users from group first.');
      }
      if (group.attachedPolicies.length > 0) {
        throw deleteConflict('Cannot delete entity, must detach all policies first.');
      }
      if (Object.keys(group.inlinePolicies).length > 0) {
        throw deleteConflict('Cannot delete entity, must delete policies first.');
      }
      draft.remove('group', group.id);
      return {};
    });
  },

  GetGroup({ network, account }, input) {
    const group = groupNamed(network, account, input.GroupName);
    const { items, ...rest } = iamPage(membersOf(network, group), input, (user) => user.name);
    return { Group: groupShown(group), Users: items.map((user) => userShown({ ...user, tags: {} })), ...rest };
  },

  ListGroups({ network, account }, input) {
    const groups = network
      .owned('group', account, globalRegion)
      .filter((group) => group.path.startsWith(input.PathPrefix ?? '/'));
    const { items, ...rest } = iamPage(
      orderedBy(groups, (group) => group.name),
      input,
      (group) => group.name,
    );
    return { Groups: items.map(groupShown), ...rest };
  },
};
