/**
 * Service control policies as documents: made, changed, shown, deleted. Their text is held to the policy language here, once,
 * so that what is stored can be evaluated. Where they are attached is policy-attachment.ts's.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html
 */

import { randomText } from '../../base/random.ts';
import { globalRegion, type Organization } from '../../model/account.ts';
import type { ServiceControlPolicy } from '../../model/service-control-policy.ts';
import { maxServiceControlPolicyLength } from '../../policy/document.ts';
import { parsePolicy } from '../../policy/parse.ts';
import { constraint, duplicatePolicy, invalidInput, policyInUse } from './faults.ts';
import type { OrganizationsHandlers } from './handlers.ts';
import { idAlphabet, managedOrganization, readableOrganization } from './membership.ts';
import { organizationsPage } from './page.ts';
import {
  allPolicies,
  checkAvailable,
  isServiceControl,
  ownPolicyOf,
  policyOf,
  policyShown,
  summaryShown,
} from './policy-shape.ts';
import { readTags } from './tag-input.ts';
import type { Reader } from './tree.ts';

/** https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html */
const mostPolicies = 10_000;
const longestName = 128;
const longestDescription = 512;

interface Given {
  readonly Name?: string | undefined;
  readonly Description?: string | undefined;
  readonly Content?: string | undefined;
}

function checkGiven({ Name: name, Description: description, Content: content }: Given): void {
  if (name !== undefined && name.length < 1) throw invalidInput('MIN_LENGTH_EXCEEDED');
  if ((name?.length ?? 0) > longestName) throw invalidInput('MAX_LENGTH_EXCEEDED');
  if ((description?.length ?? 0) > longestDescription) throw invalidInput('MAX_LENGTH_EXCEEDED');
  if (content === undefined) return;
  if (content.length > maxServiceControlPolicyLength) throw constraint('POLICY_CONTENT_LIMIT_EXCEEDED');
  parsePolicy(content, 'serviceControl', { code: 'MalformedPolicyDocumentException', managed: true });
}

function checkFree(reader: Reader, organization: Organization, name: string): void {
  if (allPolicies(reader, organization).some((policy) => policy.name === name)) throw duplicatePolicy();
}

export const serviceControlPolicyOperations: OrganizationsHandlers<
  'CreatePolicy' | 'DeletePolicy' | 'DescribePolicy' | 'ListPolicies' | 'UpdatePolicy'
> = {
  CreatePolicy({ network, account, now, random, transact }, input) {
    checkAvailable(managedOrganization(network, account), input.Type);
    checkGiven(input);
    const tags = readTags(input.Tags);
    return transact((draft) => {
      const organization = managedOrganization(draft, account);
      checkFree(draft, organization, input.Name);
      const count = draft.find('service-control-policy', `organization:${organization.id}`).length;
      if (count >= mostPolicies) throw constraint('POLICY_NUMBER_LIMIT_EXCEEDED');
      const policy: ServiceControlPolicy = {
        kind: 'service-control-policy',
        id: `p-${randomText(random, 8, idAlphabet)}`,
        account,
        region: globalRegion,
        created: now,
        tags,
        organization: organization.id,
        name: input.Name,
        description: input.Description,
        content: input.Content,
        targets: [],
      };
      draft.put(policy);
      return { Policy: policyShown(organization, policy) };
    });
  },

  UpdatePolicy({ account, transact }, input) {
    return transact((draft) => {
      const organization = managedOrganization(draft, account);
      const policy = ownPolicyOf(draft, organization, input.PolicyId);
      checkGiven(input);
      const { Name: name = policy.name, Description: description = policy.description } = input;
      if (name !== policy.name) checkFree(draft, organization, name);
      const changed = { ...policy, name, description, content: input.Content ?? policy.content };
      draft.put(changed);
      return { Policy: policyShown(organization, changed) };
    });
  },

  DescribePolicy({ network, account }, input) {
    const organization = readableOrganization(network, account);
    return { Policy: policyShown(organization, policyOf(network, organization, input.PolicyId)) };
  },

  DeletePolicy({ account, transact }, input) {
    return transact((draft) => {
      const organization = managedOrganization(draft, account);
      const { id, targets } = ownPolicyOf(draft, organization, input.PolicyId);
      if (targets.length > 0) throw policyInUse();
      draft.remove('service-control-policy', id);
      return {};
    });
  },

  ListPolicies({ network, account }, input) {
    const organization = readableOrganization(network, account);
    const policies = isServiceControl(input.Filter) ? allPolicies(network, organization) : [];
    const { items, next } = organizationsPage(policies, input);
    return { Policies: items.map((policy) => summaryShown(organization, policy)), ...next };
  },
};
