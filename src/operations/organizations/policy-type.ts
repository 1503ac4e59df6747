/**
 * Service control policies switched on and off in an organization's root. Off, none is attached anywhere and none is
 * evaluated; on again, FullAWSAccess alone is attached everywhere, as AWS begins anew.
 * https://docs.aws.amazon.com/organizations/latest/userguide/disable-policy-type.html
 */

import type { Organization } from '../../model/account.ts';
import { policyTypeEnabled, policyTypeNotEnabled, rootNotFound } from './faults.ts';
import type { OrganizationsHandlers } from './handlers.ts';
import { managedOrganization, rootShown } from './membership.ts';
import { checkAvailable, isServiceControl } from './policy-shape.ts';
import { checkId } from './tree.ts';

function checkRoot({ rootId }: Organization, id: string): void {
  checkId(id, 'root');
  if (id !== rootId) throw rootNotFound();
}

export const policyTypeOperations: OrganizationsHandlers<'DisablePolicyType' | 'EnablePolicyType'> = {
  EnablePolicyType({ account, transact }, input) {
    return transact((draft) => {
      const organization = managedOrganization(draft, account);
      checkAvailable(organization, input.PolicyType);
      checkRoot(organization, input.RootId);
      if (organization.serviceControl !== undefined) throw policyTypeEnabled();
      const enabled: Organization = { ...organization, serviceControl: { withoutFullAccess: [] } };
      draft.put(enabled);
      return { Root: rootShown(enabled) };
    });
  },

  DisablePolicyType({ account, transact }, input) {
    return transact((draft) => {
      const organization = managedOrganization(draft, account);
      const isKnown = isServiceControl(input.PolicyType);
      checkRoot(organization, input.RootId);
      const { serviceControl, ...disabled } = organization;
      if (!isKnown || serviceControl === undefined) throw policyTypeNotEnabled();
      draft.put(disabled);
      for (const policy of draft.find('service-control-policy', `organization:${organization.id}`)) {
        if (policy.targets.length > 0) draft.put({ ...policy, targets: [] });
      }
      return { Root: rootShown(disabled) };
    });
  },
};
