/** Managed policies attached to users and roles, and those that bound them. */

import type { Role, User } from '../../model/identity.ts';
import type { Network } from '../../model/network.ts';
import type { Context } from '../context.ts';
import { readIdentityArn } from './arn.ts';
import { roleNamed, userNamed } from './entity.ts';
import { invalidInput, noSuchEntity, quotaExceeded } from './faults.ts';
import type { IamHandlers } from './handlers.ts';
import { managedPolicyText } from './managed-policy-text.ts';
import { iamPage } from './page.ts';

const mostAttached = 10;

/** A policy of the account's own or of AWS's. @throws Fault NoSuchEntity, InvalidInput */
function checkAttachable(network: Network, account: string, arn: string): void {
  const named = readIdentityArn(arn, 'policy');
  if (named === undefined) throw invalidInput(`ARN ${arn} is not valid.`);
  const own = named.account === account || named.account === 'aws';
  if (!own || managedPolicyText(network, arn) === undefined) {
    throw noSuchEntity(`Policy ${arn} does not exist or is not attachable.`);
  }
}

/** The member that CreateUser and CreateRole add to the document. */
export function checkBoundary(
  network: Network,
  account: string,
  arn: string | undefined,
): { readonly permissionsBoundary?: string } {
  if (arn === undefined) return {};
  checkAttachable(network, account, arn);
  return { permissionsBoundary: arn };
}

function attached<T extends User | Role>(entity: T, arn: string): T {
  if (entity.attachedPolicies.includes(arn)) return entity;
  if (entity.attachedPolicies.length >= mostAttached) {
    throw quotaExceeded(entity.kind === 'user' ? 'PoliciesPerUser' : 'PoliciesPerRole', mostAttached);
  }
  return { ...entity, attachedPolicies: [...entity.attachedPolicies, arn] };
}

function detached<T extends User | Role>(entity: T, arn: string): T {
  if (readIdentityArn(arn, 'policy') === undefined) throw invalidInput(`ARN ${arn} is not valid.`);
  if (!entity.attachedPolicies.includes(arn)) throw noSuchEntity(`Policy ${arn} was not found.`);
  return { ...entity, attachedPolicies: entity.attachedPolicies.filter((one) => one !== arn) };
}

const nameIn = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

interface ListInput {
  readonly PathPrefix?: string | undefined;
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

function listed(entity: User | Role, input: ListInput) {
  const prefix = input.PathPrefix ?? '/';
  const arns = entity.attachedPolicies.filter((arn) => readIdentityArn(arn, 'policy')?.path.startsWith(prefix));
  const { items, ...rest } = iamPage([...arns].sort(), input, (arn) => arn);
  return { AttachedPolicies: items.map((arn) => ({ PolicyName: nameIn(arn), PolicyArn: arn })), ...rest };
}

function change(context: Context, name: string, kind: 'user' | 'role', arn: string, how: 'attach' | 'detach') {
  const { account } = context;
  return context.transact((draft) => {
    const entity = kind === 'user' ? userNamed(draft, account, name) : roleNamed(draft, account, name);
    if (how === 'attach') checkAttachable(draft.network, account, arn);
    draft.put(how === 'attach' ? attached(entity, arn) : detached(entity, arn));
    return {};
  });
}

export const attachmentOperations: IamHandlers<
  | 'AttachRolePolicy'
  | 'AttachUserPolicy'
  | 'DetachRolePolicy'
  | 'DetachUserPolicy'
  | 'ListAttachedRolePolicies'
  | 'ListAttachedUserPolicies'
> = {
  AttachUserPolicy: (context, input) => change(context, input.UserName, 'user', input.PolicyArn, 'attach'),
  AttachRolePolicy: (context, input) => change(context, input.RoleName, 'role', input.PolicyArn, 'attach'),
  DetachUserPolicy: (context, input) => change(context, input.UserName, 'user', input.PolicyArn, 'detach'),
  DetachRolePolicy: (context, input) => change(context, input.RoleName, 'role', input.PolicyArn, 'detach'),
  ListAttachedUserPolicies: ({ network, account }, input) => listed(userNamed(network, account, input.UserName), input),
  ListAttachedRolePolicies: ({ network, account }, input) => listed(roleNamed(network, account, input.RoleName), input),
};
