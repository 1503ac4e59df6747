/** Inline policies of users and roles: one set of rules for both, which differ in noun and size. */

import type { Role, User } from '../../model/identity.ts';
import { parsePolicy } from '../../policy/parse.ts';
import type { Context } from '../context.ts';
import { roleNamed, userNamed } from './entity.ts';
import { noSuchEntity } from './faults.ts';
import type { IamHandlers } from './handlers.ts';
import { checkInlineSize, checkName, encodedDocument } from './input.ts';
import { iamPage } from './page.ts';

const longestName = 128;
const userLimit = 2048;
const roleLimit = 10240;

function documentNamed(entity: User | Role, name: string): string {
  const document = Object.hasOwn(entity.inlinePolicies, name) ? entity.inlinePolicies[name] : undefined;
  if (document === undefined) throw noSuchEntity(`The ${entity.kind} policy with name ${name} cannot be found.`);
  return document;
}

function withPolicy<T extends User | Role>(entity: T, name: string, document: string): T {
  const inlinePolicies = { ...entity.inlinePolicies, [name]: document };
  const most = entity.kind === 'user' ? userLimit : roleLimit;
  checkInlineSize(inlinePolicies, most, `${entity.kind} ${entity.name}`);
  return { ...entity, inlinePolicies };
}

function withoutPolicy<T extends User | Role>(entity: T, name: string): T {
  documentNamed(entity, name);
  const { [name]: _, ...inlinePolicies } = entity.inlinePolicies;
  return { ...entity, inlinePolicies };
}

function checkPolicyInput(name: string, document: string): void {
  checkName(name, 'policyName', longestName);
  parsePolicy(document, 'identity');
}

function nameList(
  entity: User | Role,
  input: { readonly Marker?: string | undefined; readonly MaxItems?: number | undefined },
) {
  const { items, ...rest } = iamPage(Object.keys(entity.inlinePolicies).sort(), input, (name) => name);
  return { PolicyNames: items, ...rest };
}

const change = (
  context: Context,
  name: string,
  kind: 'user' | 'role',
  changed: <T extends User | Role>(entity: T) => T,
) =>
  context.transact((draft) => {
    draft.put(
      changed(kind === 'user' ? userNamed(draft, context.account, name) : roleNamed(draft, context.account, name)),
    );
    return {};
  });

export const inlinePolicyOperations: IamHandlers<
  | 'DeleteRolePolicy'
  | 'DeleteUserPolicy'
  | 'GetRolePolicy'
  | 'GetUserPolicy'
  | 'ListRolePolicies'
  | 'ListUserPolicies'
  | 'PutRolePolicy'
  | 'PutUserPolicy'
> = {
  PutUserPolicy(context, { UserName, PolicyName, PolicyDocument }) {
    checkPolicyInput(PolicyName, PolicyDocument);
    return change(context, UserName, 'user', (user) => withPolicy(user, PolicyName, PolicyDocument));
  },

  PutRolePolicy(context, { RoleName, PolicyName, PolicyDocument }) {
    checkPolicyInput(PolicyName, PolicyDocument);
    return change(context, RoleName, 'role', (role) => withPolicy(role, PolicyName, PolicyDocument));
  },

  DeleteUserPolicy: (context, { UserName, PolicyName }) =>
    change(context, UserName, 'user', (user) => withoutPolicy(user, PolicyName)),

  DeleteRolePolicy: (context, { RoleName, PolicyName }) =>
    change(context, RoleName, 'role', (role) => withoutPolicy(role, PolicyName)),

  GetUserPolicy({ network, account }, { UserName, PolicyName }) {
    const document = documentNamed(userNamed(network, account, UserName), PolicyName);
    return { UserName, PolicyName, PolicyDocument: encodedDocument(document) };
  },

  GetRolePolicy({ network, account }, { RoleName, PolicyName }) {
    const document = documentNamed(roleNamed(network, account, RoleName), PolicyName);
    return { RoleName, PolicyName, PolicyDocument: encodedDocument(document) };
  },

  ListUserPolicies: ({ network, account }, input) => nameList(userNamed(network, account, input.UserName), input),
  ListRolePolicies: ({ network, account }, input) => nameList(roleNamed(network, account, input.RoleName), input),
};
