/** Managed policies: the account's own, made and deleted, and AWS's, which are only shown. One version each. */

import { iamId } from '../../base/ids.ts';
import { globalRegion } from '../../model/account.ts';
import type { ManagedPolicy } from '../../model/identity.ts';
import type { Network } from '../../model/network.ts';
import { tagList } from '../ec2/tags.ts';
import { identityId, policyArn, readIdentityArn } from './arn.ts';
import { type AwsManagedPolicy, awsManagedPolicies, awsManagedPolicy } from './aws-managed-policy.ts';
import { isTaken } from './entity.ts';
import { alreadyExists, deleteConflict, invalidInput, noSuchEntity, quotaExceeded } from './faults.ts';
import type { IamHandlers } from './handlers.ts';
import { checkDocument, checkName, encodedDocument, readIamTags, readPath } from './input.ts';
import { iamPage, orderedBy } from './page.ts';

const longestName = 128;
const mostPolicies = 1500;
const sizeLimit = { quota: 'PolicySize', value: 6144, managed: true } as const;

type Policy = ManagedPolicy | AwsManagedPolicy;

const arnFor = (policy: Policy): string => ('arn' in policy ? policy.arn : policyArn(policy));
const versionOf = (policy: Policy): string => ('arn' in policy ? policy.version : 'v1');

/** @throws Fault NoSuchEntity, InvalidInput */
function policyAt(network: Network, account: string, arn: string): Policy {
  const named = readIdentityArn(arn, 'policy');
  if (named === undefined) throw invalidInput(`ARN ${arn} is not valid.`);
  const own = named.account === account ? network.get('managed-policy', identityId(account, named.name)) : undefined;
  const policy = own?.path === named.path ? own : awsManagedPolicy(arn);
  if (policy === undefined) throw noSuchEntity(`Policy ${arn} was not found.`);
  return policy;
}

interface Uses {
  readonly attached: number;
  readonly boundaries: number;
}

function usesOf(network: Network, account: string, arn: string): Uses {
  const bounded = [...network.owned('user', account, globalRegion), ...network.owned('role', account, globalRegion)];
  const holders = [...bounded, ...network.owned('group', account, globalRegion)];
  return {
    attached: holders.filter((holder) => holder.attachedPolicies.includes(arn)).length,
    boundaries: bounded.filter((holder) => holder.permissionsBoundary === arn).length,
  };
}

function shown(policy: Policy, uses: Uses) {
  return {
    PolicyName: policy.name,
    PolicyId: policy.uniqueId,
    Arn: arnFor(policy),
    Path: policy.path,
    DefaultVersionId: versionOf(policy),
    AttachmentCount: uses.attached,
    PermissionsBoundaryUsageCount: uses.boundaries,
    IsAttachable: true,
    CreateDate: new Date(policy.created),
    UpdateDate: new Date(policy.created),
  };
}

const described = (policy: Policy) => ({
  ...(policy.description === undefined ? {} : { Description: policy.description }),
  Tags: tagList('tags' in policy ? policy.tags : {}),
});

const versionShown = (policy: Policy) => ({
  VersionId: versionOf(policy),
  IsDefaultVersion: true,
  CreateDate: new Date(policy.created),
});

export const managedPolicyOperations: IamHandlers<
  'CreatePolicy' | 'DeletePolicy' | 'GetPolicy' | 'GetPolicyVersion' | 'ListPolicies' | 'ListPolicyVersions'
> = {
  CreatePolicy(context, input) {
    const { account, random, now } = context;
    checkName(input.PolicyName, 'policyName', longestName);
    const path = readPath(input.Path);
    const tags = readIamTags(input.Tags);
    checkDocument(input.PolicyDocument, 'identity', sizeLimit);
    return context.transact((draft) => {
      const existing = draft.network.owned('managed-policy', account, globalRegion);
      if (isTaken(existing, input.PolicyName)) {
        throw alreadyExists(`A policy called ${input.PolicyName} already exists. Duplicate names are not allowed.`);
      }
      if (existing.length >= mostPolicies) throw quotaExceeded('PoliciesPerAccount', mostPolicies);
      const policy: ManagedPolicy = {
        kind: 'managed-policy',
        id: identityId(account, input.PolicyName),
        account,
        region: globalRegion,
        created: now,
        tags,
        name: input.PolicyName,
        path,
        uniqueId: iamId(random, 'ANPA'),
        ...(input.Description === undefined ? {} : { description: input.Description }),
        document: input.PolicyDocument,
      };
      draft.put(policy);
      return { Policy: { ...shown(policy, { attached: 0, boundaries: 0 }), Tags: tagList(tags) } };
    });
  },

  DeletePolicy(context, input) {
    const { account } = context;
    return context.transact((draft) => {
      const policy = policyAt(draft.network, account, input.PolicyArn);
      // Nobody but AWS deletes AWS's own; the sentence is the likeliest.
      if ('arn' in policy) throw noSuchEntity(`Policy ${input.PolicyArn} was not found.`);
      const uses = usesOf(draft.network, account, input.PolicyArn);
      if (uses.attached + uses.boundaries > 0) throw deleteConflict('Cannot delete a policy attached to entities.');
      draft.remove('managed-policy', policy.id);
      return {};
    });
  },

  GetPolicy({ network, account }, { PolicyArn }) {
    const policy = policyAt(network, account, PolicyArn);
    return { Policy: { ...shown(policy, usesOf(network, account, PolicyArn)), ...described(policy) } };
  },

  GetPolicyVersion({ network, account }, { PolicyArn, VersionId }) {
    const policy = policyAt(network, account, PolicyArn);
    if (VersionId !== versionOf(policy)) {
      throw noSuchEntity(`Policy ${PolicyArn} version ${VersionId} does not exist or is not attachable.`);
    }
    return { PolicyVersion: { Document: encodedDocument(policy.document), ...versionShown(policy) } };
  },

  ListPolicyVersions({ network, account }, input) {
    const { items, ...rest } = iamPage([policyAt(network, account, input.PolicyArn)], input, versionOf);
    return { Versions: items.map(versionShown), ...rest };
  },

  ListPolicies({ network, account }, input) {
    const own = input.Scope === 'AWS' ? [] : network.owned('managed-policy', account, globalRegion);
    const managed = input.Scope === 'Local' ? [] : awsManagedPolicies;
    const found = [...own, ...managed]
      .filter((policy) => policy.path.startsWith(input.PathPrefix ?? '/'))
      .map((policy) => shown(policy, usesOf(network, account, arnFor(policy))))
      .filter((one) => !input.OnlyAttached || one.AttachmentCount > 0)
      .filter((one) => input.PolicyUsageFilter !== 'PermissionsBoundary' || one.PermissionsBoundaryUsageCount > 0);
    const { items, ...rest } = iamPage(
      orderedBy(found, (one) => one.Arn),
      input,
      (one) => one.Arn,
    );
    return { Policies: items, ...rest };
  },
};
