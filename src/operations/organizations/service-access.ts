/**
 * Which AWS services may act in the organization: switched on and off, and listed. What a service then does is that service's own
 * business; RAM shares without invitations where it is trusted. A service that a member administers stays trusted until that
 * ends; AWS's own answer is not known, the likeliest is taken.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_integrate_services.html
 */

import { trusts } from '../../model/account.ts';
import { constraint } from './faults.ts';
import type { OrganizationsHandlers } from './handlers.ts';
import { managedOrganization, readableOrganization } from './membership.ts';
import { organizationsPage } from './page.ts';
import { checkTrustable } from './trusted-service.ts';

export const serviceAccessOperations: OrganizationsHandlers<
  'DisableAWSServiceAccess' | 'EnableAWSServiceAccess' | 'ListAWSServiceAccessForOrganization'
> = {
  EnableAWSServiceAccess({ account, now, transact }, { ServicePrincipal: principal }) {
    checkTrustable(principal);
    return transact((draft) => {
      const organization = managedOrganization(draft, account);
      if (organization.featureSet !== 'ALL') throw constraint('ORGANIZATION_NOT_IN_ALL_FEATURES_MODE');
      if (trusts(organization, principal)) return {};
      draft.put({ ...organization, serviceAccess: { ...organization.serviceAccess, [principal]: now } });
      return {};
    });
  },

  DisableAWSServiceAccess({ account, transact }, { ServicePrincipal: principal }) {
    checkTrustable(principal);
    return transact((draft) => {
      const organization = managedOrganization(draft, account);
      const members = draft.find('account', `organization:${organization.id}`);
      if (members.some(({ delegations }) => delegations !== undefined && Object.hasOwn(delegations, principal))) {
        throw constraint('DELEGATED_ADMINISTRATOR_EXISTS_FOR_THIS_SERVICE');
      }
      const { [principal]: since, ...serviceAccess } = organization.serviceAccess ?? {};
      if (since !== undefined) draft.put({ ...organization, serviceAccess });
      return {};
    });
  },

  ListAWSServiceAccessForOrganization({ network, account }, input) {
    const { serviceAccess = {} } = readableOrganization(network, account);
    const enabled = Object.entries(serviceAccess).map(([id, since]) => ({ id, since }));
    const { items, next } = organizationsPage(
      enabled.sort((one, other) => (one.id < other.id ? -1 : 1)),
      input,
    );
    const shown = items.map(({ id, since }) => ({ ServicePrincipal: id, DateEnabled: new Date(since) }));
    return { EnabledServicePrincipals: shown, ...next };
  },
};
