/** Inline policies of users, groups and roles: one set of rules for all, which differ in noun and size. */

import type { PolicyHolder } from '../../model/identity.ts';
import { parsePolicy } from '../../policy/parse.ts';
import type { Context } from '../context.ts';
import { changeableHolder, groupNamed, roleNamed, userNamed } from './entity.ts';
import { noSuchEntity } from './faults.ts';
import type { IamHandlers } from './handlers.ts';
import { checkInlineSize, checkName, encodedDocument } from './input.ts';
import { iamPage } from './page.ts';
import { inlineSizes } from './quotas.ts';

const longestName = 128;

function documentNamed(entity: PolicyHolder, name: string): string {
  const document = Object.hasOwn(entity.inlinePolicies, name) ? entity.inlinePolicies[name] : undefined;
  if (document === undefined) throw noSuchEntity(`The ${entity.kind} policy with name ${name} cannot be found.`);
  return document;
}

function withPolicy<T extends PolicyHolder>(entity: T, name: string, document: string): T {
  const inlinePolicies = { ...entity.inlinePolicies, [name]: document };
  checkInlineSize(inlinePolicies, inlineSizes[entity.kind], `${entity.kind} ${entity.name}`);
  return { ...entity, inlinePolicies };
}

function withoutPolicy<T extends PolicyHolder>(entity: T, name: string): T {
  documentNamed(entity, name);
  const { [name]: _, ...inlinePolicies } = entity.inlinePolicies;
  return { ...entity, inlinePolicies };
}

function checkPolicyInput(name: string, document: string): void {
  checkName(name, 'policyName', longestName);
  parsePolicy(document, 'identity');
}

function nameList(
  entity: PolicyHolder,
  input: { readonly Marker?: string | undefined; readonly MaxItems?: number | undefined },
) {
  const { items, ...rest } = iamPage(Object.keys(entity.inlinePolicies).sort(), input, (name) => name);
  return { PolicyNames: items, ...rest };
}

const change = (
  context: Context,
  name: string,
  kind: PolicyHolder['kind'],
  changed: <T extends PolicyHolder>(entity: T) => T,
) =>
  context.transact((draft) => {
    draft.put(changed(changeableHolder(draft, context.account, kind, name)));
    return {};
  });

export const inlinePolicyOperations: IamHandlers<
  | 'DeleteGroupPolicy'
  | 'DeleteRolePolicy'
  | 'DeleteUserPolicy'
  | 'GetGroupPolicy'
  | 'GetRolePolicy'
  | 'GetUserPolicy'
  | 'ListGroupPolicies'
  | 'ListRolePolicies'
  | 'ListUserPolicies'
  | 'PutGroupPolicy'
  | 'PutRolePolicy'
  | 'PutUserPolicy'
> = {
  PutUserPolicy(context, { UserName, PolicyName, PolicyDocument }) {
    checkPolicyInput(PolicyName, PolicyDocument);
    return change(context, UserName, 'user', (user) => withPolicy(user, PolicyName, PolicyDocument));
  },

  PutGroupPolicy(context, { GroupName, PolicyName, PolicyDocument }) {
    checkPolicyInput(PolicyName, PolicyDocument);
    return change(context, GroupName, 'group', (group) => withPolicy(group, PolicyName, PolicyDocument));
  },

  PutRolePolicy(context, { RoleName, PolicyName, PolicyDocument }) {
    checkPolicyInput(PolicyName, PolicyDocument);
    return change(context, RoleName, 'role', (role) => withPolicy(role, PolicyName, PolicyDocument));
  },

  DeleteUserPolicy: (context, { UserName, PolicyName }) =>
    change(context, UserName, 'user', (user) => withoutPolicy(user, PolicyName)),

  DeleteGroupPolicy: (context, { GroupName, PolicyName }) =>
    change(context, GroupName, 'group', (group) => withoutPolicy(group, PolicyName)),

  DeleteRolePolicy: (context, { RoleName, PolicyName }) =>
    change(context, RoleName, 'role', (role) => withoutPolicy(role, PolicyName)),

  GetUserPolicy({ network, account }, { UserName, PolicyName }) {
    const document = documentNamed(userNamed(network, account, UserName), PolicyName);
    return { UserName, PolicyName, PolicyDocument: encodedDocument(document) };
  },

  GetGroupPolicy({ network, account }, { GroupName, PolicyName }) {
    const document = documentNamed(groupNamed(network, account, GroupName), PolicyName);
    return { GroupName, PolicyName, PolicyDocument: encodedDocument(document) };
  },

  GetRolePolicy({ network, account }, { RoleName, PolicyName }) {
    const document = documentNamed(roleNamed(network, account, RoleName), PolicyName);
    return { RoleName, PolicyName, PolicyDocument: encodedDocument(document) };
  },

  ListUserPolicies: ({ network, account }, input) => nameList(userNamed(network, account, input.UserName), input),
  ListGroupPolicies: ({ network, account }, input) => nameList(groupNamed(network, account, input.GroupName), input),
  ListRolePolicies: ({ network, account }, input) => nameList(roleNamed(network, account, input.RoleName), input),
};
