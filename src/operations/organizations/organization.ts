/**
 * An organization: made once by the account that manages it, shown to every member. With all features, service control policies are
 * available and not yet enabled in the root. The API reference says that CreateOrganization enables them, and reports of real
 * organizations say that it does not; Terraform has an argument for it, and templates that make an organization end with all off.
 * https://github.com/hashicorp/terraform-provider-aws/issues/4545
 * https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/1901
 */

import { type Random, randomText } from '../../base/random.ts';
import { type Account, globalRegion, type Organization } from '../../model/account.ts';
import { accountArn, organizationArn } from '../../model/organization-arn.ts';
import type { Draft } from '../../store/store.ts';
import { alreadyMember, invalidInput } from './faults.ts';
import { accountDocument } from './first-account.ts';
import type { OrganizationsHandlers } from './handlers.ts';
import { idAlphabet, organizationOf, readableOrganization, rootShown } from './membership.ts';
import { organizationsPage } from './page.ts';

function shown(organization: Organization, management: Account) {
  return {
    Id: organization.id,
    Arn: organizationArn(organization),
    FeatureSet: organization.featureSet,
    MasterAccountArn: accountArn(organization, management.id),
    MasterAccountId: management.id,
    MasterAccountEmail: management.email,
    AvailablePolicyTypes:
      organization.featureSet === 'ALL'
        ? [{ Type: 'SERVICE_CONTROL_POLICY' as const, Status: 'ENABLED' as const }]
        : [],
  };
}

/** An account that no CreateAccount made, as an organization's first member always is. */
function ownAccount(draft: Draft, account: string, now: number): Account {
  return draft.get('account', account) ?? accountDocument({ id: account, now, management: false, joined: 'INVITED' });
}

/** A new organization that an account manages. */
export function putOrganization(
  draft: Draft,
  management: Account,
  given: { readonly featureSet: Organization['featureSet']; readonly now: number; readonly random: Random },
): Organization {
  const { featureSet, now, random } = given;
  const organization: Organization = {
    kind: 'organization',
    id: `o-${randomText(random, 10, idAlphabet)}`,
    account: management.id,
    region: globalRegion,
    created: now,
    tags: {},
    featureSet,
    rootId: `r-${randomText(random, 4, idAlphabet)}`,
  };
  draft.put(organization);
  draft.put({ ...management, organization: organization.id });
  return organization;
}

export const organizationOperations: OrganizationsHandlers<
  'CreateOrganization' | 'DescribeOrganization' | 'ListRoots'
> = {
  CreateOrganization(context, input) {
    const { account, random, now } = context;
    const featureSet = input.FeatureSet ?? 'ALL';
    if (featureSet !== 'ALL' && featureSet !== 'CONSOLIDATED_BILLING') throw invalidInput('INVALID_ENUM');
    return context.transact((draft) => {
      const management = ownAccount(draft, account, now);
      if (management.organization !== undefined) throw alreadyMember();
      const organization = putOrganization(draft, management, { featureSet, now, random });
      return { Organization: shown(organization, management) };
    });
  },

  DescribeOrganization({ network, account, now }) {
    const organization = organizationOf(network, account);
    const management = network.get('account', organization.account);
    return {
      Organization: shown(
        organization,
        management ?? accountDocument({ id: organization.account, now, management: true, joined: 'INVITED' }),
      ),
    };
  },

  ListRoots({ network, account }, input) {
    const organization = readableOrganization(network, account);
    const { items, next } = organizationsPage([{ id: organization.rootId }], input);
    return { Roots: items.map(() => rootShown(organization)), ...next };
  },
};
