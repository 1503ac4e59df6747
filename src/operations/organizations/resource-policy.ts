/**
 * The organization's resource policy: written, shown and deleted by the management account. Its text is held to the policy
 * language and to what AWS lets an organization delegate; that each principal is a member is seen where a request is judged.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_delegate_policies.html
 */

import { Fault } from '../../base/fault.ts';
import { randomText } from '../../base/random.ts';
import { globalRegion, type Organization } from '../../model/account.ts';
import { resourcePolicyArn } from '../../model/organization-arn.ts';
import type { ResourcePolicy } from '../../model/resource-policy.ts';
import { parsePolicy } from '../../policy/parse.ts';
import { constraint, invalidInput, resourcePolicyNotFound } from './faults.ts';
import type { OrganizationsHandlers } from './handlers.ts';
import { idAlphabet, managedOrganization, readableOrganization } from './membership.ts';
import { readTags } from './tag-input.ts';
import type { Reader } from './tree.ts';

const longestContent = 40_000;

/**
 * What may be delegated: everything about policies, and reading. What every member may do without is not in the list.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_delegate_policies.html
 */
const delegable: ReadonlySet<string> = new Set([
  'AttachPolicy',
  'CreatePolicy',
  'DeletePolicy',
  'DescribeAccount',
  'DescribeCreateAccountStatus',
  'DescribeOrganizationalUnit',
  'DescribePolicy',
  'DescribeResourcePolicy',
  'DetachPolicy',
  'DisablePolicyType',
  'EnablePolicyType',
  'ListAWSServiceAccessForOrganization',
  'ListAccounts',
  'ListAccountsForParent',
  'ListChildren',
  'ListCreateAccountStatus',
  'ListDelegatedAdministrators',
  'ListDelegatedServicesForAccount',
  'ListHandshakesForOrganization',
  'ListOrganizationalUnitsForParent',
  'ListParents',
  'ListPolicies',
  'ListPoliciesForTarget',
  'ListRoots',
  'ListTagsForResource',
  'ListTargetsForPolicy',
  'TagResource',
  'UntagResource',
  'UpdatePolicy',
]);

export const isDelegable = (operation: string): boolean => delegable.has(operation);

/** Read, too, by any member. */
const open: ReadonlySet<string> = new Set([
  'DescribeEffectivePolicy',
  'DescribeHandshake',
  'DescribeOrganization',
  'ListHandshakesForAccount',
]);

/** Of a wildcard nothing is said: what it matches beyond these is not let all the same. */
function isSupported(action: unknown): boolean {
  const [, operation = ''] = /^organizations:(.*)$/i.exec(String(action)) ?? [];
  return /[*?]/.test(operation) || delegable.has(operation) || open.has(operation);
}

const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

/** The text was read as a policy before. */
function actionsIn(content: string): readonly unknown[] {
  const { Statement: statements } = JSON.parse(content) as { readonly Statement: unknown };
  return (asList(statements) as readonly { readonly Action?: unknown }[]).flatMap(({ Action: action = [] }) =>
    asList(action),
  );
}

function checkContent(content: string): void {
  if (content.length < 1) throw invalidInput('MIN_LENGTH_EXCEEDED');
  if (content.length > longestContent) throw constraint('POLICY_CONTENT_LIMIT_EXCEEDED');
  try {
    parsePolicy(content, 'resource');
  } catch (reason) {
    if (reason instanceof Fault) throw invalidInput('INVALID_RESOURCE_POLICY_JSON');
    throw reason;
  }
  if (!actionsIn(content).every(isSupported)) throw invalidInput('UNSUPPORTED_ACTION_IN_RESOURCE_POLICY');
}

export function resourcePolicyOf(reader: Reader, { id }: Organization): ResourcePolicy | undefined {
  return reader.find('resource-policy', `organization:${id}`)[0];
}

function existing(reader: Reader, organization: Organization): ResourcePolicy {
  const policy = resourcePolicyOf(reader, organization);
  if (policy === undefined) throw resourcePolicyNotFound();
  return policy;
}

function shown(organization: Organization, { id, content }: ResourcePolicy) {
  return { ResourcePolicySummary: { Id: id, Arn: resourcePolicyArn(organization, id) }, Content: content };
}

export const resourcePolicyOperations: OrganizationsHandlers<
  'DeleteResourcePolicy' | 'DescribeResourcePolicy' | 'PutResourcePolicy'
> = {
  PutResourcePolicy({ account, now, random, transact }, { Content: content, Tags: given }) {
    checkContent(content);
    const tags = readTags(given);
    return transact((draft) => {
      const organization = managedOrganization(draft, account);
      if (organization.featureSet !== 'ALL') throw constraint('ORGANIZATION_NOT_IN_ALL_FEATURES_MODE');
      const before = resourcePolicyOf(draft, organization);
      const policy: ResourcePolicy = before
        ? { ...before, content, tags: { ...before.tags, ...tags } }
        : {
            kind: 'resource-policy',
            id: `rp-${randomText(random, 8, idAlphabet)}`,
            account,
            region: globalRegion,
            created: now,
            tags,
            organization: organization.id,
            content,
          };
      draft.put(policy);
      return { ResourcePolicy: shown(organization, policy) };
    });
  },

  DescribeResourcePolicy({ network, account }) {
    const organization = readableOrganization(network, account);
    return { ResourcePolicy: shown(organization, existing(network, organization)) };
  },

  DeleteResourcePolicy({ account, transact }) {
    return transact((draft) => {
      const organization = managedOrganization(draft, account);
      draft.remove('resource-policy', existing(draft, organization).id);
      return {};
    });
  },
};
