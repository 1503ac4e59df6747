/**
 * Permissions boundaries of users and roles that are there already: set and taken away. CreateUser and CreateRole set one
 * from the start; what it means is the authorizer's.
 */

import type { Role, User } from '../../model/identity.ts';
import type { Network } from '../../model/network.ts';
import type { Context } from '../context.ts';
import { checkBoundary } from './attachment.ts';
import { changeableRole, userNamed } from './entity.ts';
import { noSuchEntity } from './faults.ts';
import type { IamHandlers } from './handlers.ts';

type Find = (network: Network) => User | Role;

function put(context: Context, find: Find, arn: string) {
  return context.transact((draft) => {
    draft.put({ ...find(draft.network), ...checkBoundary(draft.network, context.account, arn) });
    return {};
  });
}

function remove(context: Context, find: Find) {
  return context.transact((draft) => {
    const { permissionsBoundary, ...bounded } = find(draft.network);
    // The sentence is the likeliest.
    if (permissionsBoundary === undefined) {
      throw noSuchEntity(`The ${bounded.kind} with name ${bounded.name} has no permissions boundary.`);
    }
    draft.put(bounded);
    return {};
  });
}

export const permissionsBoundaryOperations: IamHandlers<
  | 'DeleteRolePermissionsBoundary'
  | 'DeleteUserPermissionsBoundary'
  | 'PutRolePermissionsBoundary'
  | 'PutUserPermissionsBoundary'
> = {
  PutUserPermissionsBoundary: (context, { UserName, PermissionsBoundary }) =>
    put(context, (network) => userNamed(network, context.account, UserName), PermissionsBoundary),
  PutRolePermissionsBoundary: (context, { RoleName, PermissionsBoundary }) =>
    put(context, (network) => changeableRole(network, context.account, RoleName), PermissionsBoundary),
  DeleteUserPermissionsBoundary: (context, { UserName }) =>
    remove(context, (network) => userNamed(network, context.account, UserName)),
  DeleteRolePermissionsBoundary: (context, { RoleName }) =>
    remove(context, (network) => changeableRole(network, context.account, RoleName)),
};
