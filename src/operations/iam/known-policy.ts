/**
 * A managed policy by its ARN, whether it is the account's own or AWS's, with its versions and who uses it. Of AWS's policies
 * only the version in force is known.
 */

import { globalRegion } from '../../model/account.ts';
import type { ManagedPolicy, PolicyHolder, PolicyVersion, Role, User } from '../../model/identity.ts';
import type { Network } from '../../model/network.ts';
import { identityId, policyArn, readIdentityArn } from './arn.ts';
import { type AwsManagedPolicy, awsManagedPolicy, serviceRolePath } from './aws-managed-policy.ts';
import { invalidInput, noSuchEntity } from './faults.ts';

export type KnownPolicy = ManagedPolicy | AwsManagedPolicy;

const isAws = (policy: KnownPolicy): policy is AwsManagedPolicy => 'arn' in policy;

export const arnFor = (policy: KnownPolicy): string => (isAws(policy) ? policy.arn : policyArn(policy));

/** @throws Fault NoSuchEntity, InvalidInput */
export function policyAt(network: Network, account: string, arn: string): KnownPolicy {
  const named = readIdentityArn(arn, 'policy');
  if (named === undefined) throw invalidInput(`ARN ${arn} is not valid.`);
  const own = named.account === account ? network.get('managed-policy', identityId(account, named.name)) : undefined;
  const policy = own?.path === named.path ? own : awsManagedPolicy(arn);
  if (policy === undefined) throw noSuchEntity(`Policy ${arn} was not found.`);
  return policy;
}

/** One that the account may change. Nobody but AWS changes AWS's own; the sentence is the likeliest. */
export function ownPolicyAt(network: Network, account: string, arn: string): ManagedPolicy {
  const policy = policyAt(network, account, arn);
  if (isAws(policy)) throw noSuchEntity(`Policy ${arn} was not found.`);
  return policy;
}

export function defaultVersionOf(policy: KnownPolicy): string {
  return isAws(policy) ? policy.version : (policy.defaultVersion ?? 'v1');
}

/** The oldest first. */
export function versionsOf(policy: KnownPolicy): readonly PolicyVersion[] {
  if (isAws(policy)) return [{ id: policy.version, created: policy.updated, document: policy.document }];
  return policy.versions ?? [{ id: 'v1', created: policy.created, document: policy.document }];
}

export interface Holders {
  readonly attached: readonly PolicyHolder[];
  readonly bounded: readonly (User | Role)[];
}

export function holdersOf(network: Network, account: string, arn: string): Holders {
  const users = network.owned('user', account, globalRegion);
  const roles = network.owned('role', account, globalRegion);
  const groups = network.owned('group', account, globalRegion);
  return {
    attached: [...groups, ...users, ...roles].filter((holder) => holder.attachedPolicies.includes(arn)),
    bounded: [...users, ...roles].filter((holder) => holder.permissionsBoundary === arn),
  };
}

/** Lists leave out description and tags, as AWS does. */
export function policyShown(network: Network, account: string, policy: KnownPolicy) {
  const { attached, bounded } = holdersOf(network, account, arnFor(policy));
  return {
    PolicyName: policy.name,
    PolicyId: policy.uniqueId,
    Arn: arnFor(policy),
    Path: policy.path,
    DefaultVersionId: defaultVersionOf(policy),
    AttachmentCount: attached.length,
    PermissionsBoundaryUsageCount: bounded.length,
    IsAttachable: !(isAws(policy) && policy.path === serviceRolePath),
    CreateDate: new Date(policy.created),
    UpdateDate: new Date(policy.updated ?? policy.created),
  };
}
