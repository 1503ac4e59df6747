/**
 * Managed policies: the account's own, made and deleted, and AWS's, which are only shown. Their versions are in
 * managed-policy-version.ts, who uses them in policy-use.ts.
 */

import { iamId } from '../../base/ids.ts';
import { globalRegion } from '../../model/account.ts';
import type { ManagedPolicy } from '../../model/identity.ts';
import { tagList } from '../ec2/tags.ts';
import { identityId } from './arn.ts';
import { awsManagedPolicies } from './aws-managed-policy.ts';
import { isTaken } from './entity.ts';
import { alreadyExists, deleteConflict } from './faults.ts';
import type { IamHandlers } from './handlers.ts';
import { checkDocument, checkName, checkOneOf, readDescription, readIamTags, readPath } from './input.ts';
import { holdersOf, ownPolicyAt, policyAt, policyShown, versionsOf } from './known-policy.ts';
import { iamPage, orderedBy } from './page.ts';
import { checkRoom } from './quotas.ts';

const longestName = 128;

const scopes = ['All', 'AWS', 'Local'] as const;
const usages = ['PermissionsPolicy', 'PermissionsBoundary'] as const;

export function checkUsage(usage: string | undefined): void {
  checkOneOf(usage, 'policyUsageFilter', usages);
}

export const managedPolicyOperations: IamHandlers<'CreatePolicy' | 'DeletePolicy' | 'GetPolicy' | 'ListPolicies'> = {
  CreatePolicy(context, input) {
    const { account, random, now } = context;
    checkName(input.PolicyName, 'policyName', longestName);
    const path = readPath(input.Path);
    const tags = readIamTags(input.Tags);
    const description = readDescription(input.Description);
    checkDocument(input.PolicyDocument, 'identity', 'PolicySize');
    return context.transact((draft) => {
      const existing = draft.network.owned('managed-policy', account, globalRegion);
      if (isTaken(existing, input.PolicyName)) {
        throw alreadyExists(`A policy called ${input.PolicyName} already exists. Duplicate names are not allowed.`);
      }
      checkRoom('PoliciesPerAccount', existing.length);
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
        ...description,
        document: input.PolicyDocument,
      };
      draft.put(policy);
      return { Policy: { ...policyShown(draft.network, account, policy), Tags: tagList(tags) } };
    });
  },

  DeletePolicy(context, input) {
    const { account } = context;
    return context.transact((draft) => {
      const policy = ownPolicyAt(draft.network, account, input.PolicyArn);
      const { attached, bounded } = holdersOf(draft.network, account, input.PolicyArn);
      if (attached.length + bounded.length > 0) {
        throw deleteConflict('Cannot delete a policy attached to entities.');
      }
      if (versionsOf(policy).length > 1) {
        throw deleteConflict(
          "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
        );
      }
      draft.remove('managed-policy', policy.id);
      return {};
    });
  },

  GetPolicy({ network, account }, { PolicyArn }) {
    const policy = policyAt(network, account, PolicyArn);
    const description = policy.description === undefined ? {} : { Description: policy.description };
    const Tags = tagList('tags' in policy ? policy.tags : {});
    return { Policy: { ...policyShown(network, account, policy), ...description, Tags } };
  },

  ListPolicies({ network, account }, input) {
    checkOneOf(input.Scope, 'scope', scopes);
    checkUsage(input.PolicyUsageFilter);
    const own = input.Scope === 'AWS' ? [] : network.owned('managed-policy', account, globalRegion);
    const managed = input.Scope === 'Local' ? [] : awsManagedPolicies;
    const found = [...own, ...managed]
      .filter((policy) => policy.path.startsWith(input.PathPrefix ?? '/'))
      .map((policy) => policyShown(network, account, policy))
      .filter((one) => isWanted(one, input));
    const { items, ...rest } = iamPage(
      orderedBy(found, (one) => one.Arn),
      input,
      (one) => one.Arn,
    );
    return { Policies: items, ...rest };
  },
};

/** A usage asks for those that are used so, except that every policy may be attached. */
function isWanted(
  policy: ReturnType<typeof policyShown>,
  input: { readonly OnlyAttached?: boolean | undefined; readonly PolicyUsageFilter?: string | undefined },
): boolean {
  const uses = {
    PermissionsPolicy: policy.AttachmentCount,
    PermissionsBoundary: policy.PermissionsBoundaryUsageCount,
  };
  const usage = input.PolicyUsageFilter as keyof typeof uses | undefined;
  if (usage === 'PermissionsBoundary' && uses.PermissionsBoundary === 0) return false;
  if (!input.OnlyAttached) return true;
  return usage === undefined ? uses.PermissionsPolicy + uses.PermissionsBoundary > 0 : uses[usage] > 0;
}
