/** IAM users: made, shown, renamed, deleted. Their keys and policies are in access-key.ts, inline-policy.ts and attachment.ts. */

import { iamId } from '../../base/ids.ts';
import { globalRegion } from '../../model/account.ts';
import type { User } from '../../model/identity.ts';
import type { Draft } from '../../store/store.ts';
import { tagList } from '../ec2/tags.ts';
import { identityId, userArn } from './arn.ts';
import { checkBoundary } from './attachment.ts';
import { isTaken, meantUser, userNamed } from './entity.ts';
import { alreadyExists, deleteConflict } from './faults.ts';
import type { IamHandlers } from './handlers.ts';
import { checkName, readIamTags, readPath } from './input.ts';
import { iamPage, orderedBy } from './page.ts';
import { checkRoom } from './quotas.ts';

const longestName = 64;

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

function checkFree(others: readonly User[], name: string): void {
  if (isTaken(others, name)) throw alreadyExists(`User with name ${name} already exists.`);
}

/** A user is found by its name, so a new name moves the document, and its keys follow. */
function rename(draft: Draft, user: User, name: string): void {
  const { account } = user;
  checkFree(
    draft.network.owned('user', account, globalRegion).filter((other) => other.id !== user.id),
    name,
  );
  const keys = draft.find('access-key', `user:${user.id}`);
  draft.remove('user', user.id);
  draft.put({ ...user, id: identityId(account, name), name });
  for (const key of keys) draft.put({ ...key, userName: name });
}

/** In AWS's order. @throws Fault DeleteConflict */
function checkUnused(draft: Draft, user: User): void {
  const uses: readonly (readonly [used: boolean, first: string])[] = [
    [user.loginProfile !== undefined, 'delete login profile'],
    [draft.find('access-key', `user:${user.id}`).length > 0, 'delete access keys'],
    [user.attachedPolicies.length > 0, 'detach all policies'],
    [Object.keys(user.inlinePolicies).length > 0, 'delete policies'],
    [(user.groups ?? []).length > 0, 'remove users from group'],
  ];
  const use = uses.find(([used]) => used);
  if (use !== undefined) throw deleteConflict(`Cannot delete entity, must ${use[1]} first.`);
}

export const userOperations: IamHandlers<'CreateUser' | 'DeleteUser' | 'GetUser' | 'ListUsers' | 'UpdateUser'> = {
  CreateUser(context, input) {
    const { account, random, now } = context;
    checkName(input.UserName, 'userName', longestName);
    const path = readPath(input.Path);
    const tags = readIamTags(input.Tags);
    return context.transact((draft) => {
      const existing = draft.network.owned('user', account, globalRegion);
      checkFree(existing, input.UserName);
      checkRoom('UsersPerAccount', existing.length);
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
      checkUnused(draft, user);
      draft.remove('user', user.id);
      return {};
    });
  },

  UpdateUser(context, input) {
    const { account } = context;
    if (input.NewUserName !== undefined) checkName(input.NewUserName, 'newUserName', longestName);
    return context.transact((draft) => {
      const user = userNamed(draft, account, input.UserName);
      const moved = input.NewPath === undefined ? user : { ...user, path: readPath(input.NewPath) };
      if (input.NewUserName === undefined || input.NewUserName === user.name) draft.put(moved);
      else rename(draft, moved, input.NewUserName);
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
