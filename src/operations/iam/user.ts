/** IAM users: made, shown, deleted. Their keys and policies are in access-key.ts, inline-policy.ts and attachment.ts. */

import { iamId } from '../../base/ids.ts';
import { globalRegion } from '../../model/account.ts';
import type { User } from '../../model/identity.ts';
import { tagList } from '../ec2/tags.ts';
import { identityId, userArn } from './arn.ts';
import { checkBoundary } from './attachment.ts';
import { isTaken, meantUser, userNamed } from './entity.ts';
import { alreadyExists, deleteConflict, quotaExceeded } from './faults.ts';
import type { IamHandlers } from './handlers.ts';
import { checkName, readIamTags, readPath } from './input.ts';
import { iamPage, orderedBy } from './page.ts';

const longestName = 64;
const mostUsers = 5000;

export function userShown(user: User) {
  return {
    Path: user.path,
    UserName: user.name,
    UserId: user.uniqueId,
    Arn: userArn(user),
    CreateDate: new Date(user.created),
    ...boundaryShown(user),
    ...(Object.keys(user.tags).length > 0 ? { Tags: tagList(user.tags) } : {}),
  };
}

export function boundaryShown({ permissionsBoundary }: { readonly permissionsBoundary?: string }) {
  if (permissionsBoundary === undefined) return {};
  return {
    PermissionsBoundary: {
      PermissionsBoundaryType: 'PermissionsBoundaryPolicy' as const,
      PermissionsBoundaryArn: permissionsBoundary,
    },
  };
}

export const userOperations: IamHandlers<'CreateUser' | 'DeleteUser' | 'GetUser' | 'ListUsers'> = {
  CreateUser(context, input) {
    const { account, random, now } = context;
    checkName(input.UserName, 'userName', longestName);
    const path = readPath(input.Path);
    const tags = readIamTags(input.Tags);
    return context.transact((draft) => {
      const existing = draft.network.owned('user', account, globalRegion);
      if (isTaken(existing, input.UserName)) throw alreadyExists(`User with name ${input.UserName} already exists.`);
      if (existing.length >= mostUsers) throw quotaExceeded('UsersPerAccount', mostUsers);
      const user: User = {
        kind: 'user',
        id: identityId(account, input.UserName),
        account,
        region: globalRegion,
        created: now,
        tags,
        name: input.UserName,
        path,
        uniqueId: iamId(random, 'AIDA'),
        inlinePolicies: {},
        attachedPolicies: [],
        ...checkBoundary(draft.network, account, input.PermissionsBoundary),
      };
      draft.put(user);
      return { User: userShown(user) };
    });
  },

  DeleteUser(context, input) {
    const { account } = context;
    return context.transact((draft) => {
      const user = userNamed(draft, account, input.UserName);
      if (draft.find('access-key', `user:${account}/${user.name}`).length > 0) {
        throw deleteConflict('Cannot delete entity, must delete access keys first.');
      }
      if (user.attachedPolicies.length > 0)
        throw deleteConflict('Cannot delete entity, must detach all policies first.');
      if (Object.keys(user.inlinePolicies).length > 0) {
        throw deleteConflict('Cannot delete entity, must delete policies first.');
      }
      if (user.groups !== undefined && user.groups.length > 0) {
        throw deleteConflict('Cannot delete entity, must remove users from group first.');
      }
      draft.remove('user', user.id);
      return {};
    });
  },

  GetUser(context, input) {
    const { account, network } = context;
    const name = meantUser(context, input.UserName);
    if (name !== undefined) return { User: userShown(userNamed(network, account, name)) };
    const CreateDate = new Date(network.get('account', account)?.created ?? 0);
    // The root user has no name and no path, though the SDK's type wants both.
    return {
      User: { UserId: account, Arn: `arn:aws:iam::${account}:root`, CreateDate } as ReturnType<typeof userShown>,
    };
  },

  ListUsers({ network, account }, input) {
    const users = network
      .owned('user', account, globalRegion)
      .filter((user) => user.path.startsWith(input.PathPrefix ?? '/'));
    const { items, ...rest } = iamPage(
      orderedBy(users, (user) => user.name),
      input,
      (user) => user.name,
    );
    return { Users: items.map(({ tags: _, ...user }) => userShown({ ...user, tags: {} })), ...rest };
  },
};
