/** Managed policies attached to users, groups and roles, and those that bound them. */

import type { PolicyHolder } from '../../model/identity.ts';
import type { Network } from '../../model/network.ts';
import type { Context } from '../context.ts';
import { readIdentityArn } from './arn.ts';
import { serviceRolePath } from './aws-managed-policy.ts';
import { changeableHolder, groupNamed, roleNamed, userNamed } from './entity.ts';
import { invalidInput, noSuchEntity, policyNotAttachable } from './faults.ts';
import type { IamHandlers } from './handlers.ts';
import { managedPolicyText } from './managed-policy-text.ts';
import { iamPage } from './page.ts';
import { attachedQuotas, checkRoom } from './quotas.ts';

/** A policy of the account's own or of AWS's. @throws Fault NoSuchEntity, InvalidInput, PolicyNotAttachable */
export function checkAttachable(network: Network, account: string, arn: string): void {
  const named = readIdentityArn(arn, 'policy');
  if (named === undefined) throw invalidInput(`ARN ${arn} is not valid.`);
  const own = named.account === account || named.account === 'aws';
  if (!own || managedPolicyText(network, arn) === undefined) {
    throw noSuchEntity(`Policy ${arn} does not exist or is not attachable.`);
  }
  if (named.path.startsWith(serviceRolePath)) {
    throw policyNotAttachable('Cannot attach a Service Role Policy to a Customer Role.');
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

function attached<T extends PolicyHolder>(entity: T, arn: string): T {
  if (entity.attachedPolicies.includes(arn)) return entity;
  checkRoom(attachedQuotas[entity.kind], entity.attachedPolicies.length);
  return { ...entity, attachedPolicies: [...entity.attachedPolicies, arn] };
}

function detached<T extends PolicyHolder>(entity: T, arn: string): T {
  if (readIdentityArn(arn, 'policy') === undefined) throw invalidInput(`ARN ${arn} is not valid.`);
  if (!entity.attachedPolicies.includes(arn)) throw noSuchEntity(`Policy ${arn} was not found.`);
  return { ...entity, attachedPolicies: entity.attachedPolicies.filter((one) => one !== arn) };
}

export const attachedShown = (arn: string) => ({ PolicyName: arn.slice(arn.lastIndexOf('/') + 1), PolicyArn: arn });

interface ListInput {
  readonly PathPrefix?: string | undefined;
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

function listed(entity: PolicyHolder, input: ListInput) {
  const prefix = input.PathPrefix ?? '/';
  const arns = entity.attachedPolicies.filter((arn) => readIdentityArn(arn, 'policy')?.path.startsWith(prefix));
  const { items, ...rest } = iamPage([...arns].sort(), input, (arn) => arn);
  return { AttachedPolicies: items.map(attachedShown), ...rest };
}

function change(context: Context, name: string, kind: PolicyHolder['kind'], arn: string, how: 'attach' | 'detach') {
  const { account } = context;
  return context.transact((draft) => {
    const entity = changeableHolder(draft, account, kind, name);
    if (how === 'attach') checkAttachable(draft.network, account, arn);
    draft.put(how === 'attach' ? attached(entity, arn) : detached(entity, arn));
    return {};
  });
}

export const attachmentOperations: IamHandlers<
  | 'AttachGroupPolicy'
  | 'AttachRolePolicy'
  | 'AttachUserPolicy'
  | 'DetachGroupPolicy'
  | 'DetachRolePolicy'
  | 'DetachUserPolicy'
  | 'ListAttachedGroupPolicies'
  | 'ListAttachedRolePolicies'
  | 'ListAttachedUserPolicies'
> = {
  AttachUserPolicy: (context, input) => change(context, input.UserName, 'user', input.PolicyArn, 'attach'),
  AttachGroupPolicy: (context, input) => change(context, input.GroupName, 'group', input.PolicyArn, 'attach'),
  AttachRolePolicy: (context, input) => change(context, input.RoleName, 'role', input.PolicyArn, 'attach'),
  DetachUserPolicy: (context, input) => change(context, input.UserName, 'user', input.PolicyArn, 'detach'),
  DetachGroupPolicy: (context, input) => change(context, input.GroupName, 'group', input.PolicyArn, 'detach'),
  DetachRolePolicy: (context, input) => change(context, input.RoleName, 'role', input.PolicyArn, 'detach'),
  ListAttachedUserPolicies: ({ network, account }, input) => listed(userNamed(network, account, input.UserName), input),
  ListAttachedGroupPolicies: ({ network, account }, input) =>
    listed(groupNamed(network, account, input.GroupName), input),
  ListAttachedRolePolicies: ({ network, account }, input) => listed(roleNamed(network, account, input.RoleName), input),
};
