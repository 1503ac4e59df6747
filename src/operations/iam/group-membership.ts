/** Which users are in which groups: kept with the user, so that a request finds its policies without a search. */

import type { User } from '../../model/identity.ts';
import type { Network } from '../../model/network.ts';
import { groupNamed, userNamed } from './entity.ts';
import { noSuchEntity } from './faults.ts';
import { groupShown } from './group.ts';
import type { IamHandlers } from './handlers.ts';
import { iamPage, orderedBy } from './page.ts';
import { checkRoom } from './quotas.ts';

function groupsOf(network: Network, user: User) {
  return (user.groups ?? []).map((name) => groupNamed(network, user.account, name));
}

export const groupMembershipOperations: IamHandlers<'AddUserToGroup' | 'ListGroupsForUser' | 'RemoveUserFromGroup'> = {
  AddUserToGroup(context, { GroupName, UserName }) {
    const { account } = context;
    return context.transact((draft) => {
      const group = groupNamed(draft, account, GroupName);
      const user = userNamed(draft, account, UserName);
      const { groups = [] } = user;
      if (groups.includes(group.name)) return {};
      checkRoom('GroupsPerUser', groups.length);
      draft.put({ ...user, groups: [...groups, group.name] });
      return {};
    });
  },

  RemoveUserFromGroup(context, { GroupName, UserName }) {
    const { account } = context;
    return context.transact((draft) => {
      const group = groupNamed(draft, account, GroupName);
      const user = userNamed(draft, account, UserName);
      const { groups = [] } = user;
      // The sentence is the likeliest.
      if (!groups.includes(group.name)) throw noSuchEntity(`User ${UserName} is not in group ${GroupName}.`);
      draft.put({ ...user, groups: groups.filter((name) => name !== group.name) });
      return {};
    });
  },

  ListGroupsForUser({ network, account }, input) {
    const groups = groupsOf(network, userNamed(network, account, input.UserName));
    const { items, ...rest } = iamPage(
      orderedBy(groups, (group) => group.name),
      input,
      (group) => group.name,
    );
    return { Groups: items.map(groupShown), ...rest };
  },
};
