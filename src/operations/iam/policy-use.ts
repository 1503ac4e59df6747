/**
 * Who uses a managed policy, as permissions or as boundary; and the other way round, which policies of an identity grant
 * access to a service. The latter looks at statements that allow, as AWS does: not at what denies or bounds.
 */

import type { PolicyHolder } from '../../model/identity.ts';
import { policyHolders } from '../../model/policy-holder.ts';
import { invalidInput } from './faults.ts';
import type { IamHandlers } from './handlers.ts';
import { checkOneOf } from './input.ts';
import { holdersOf, policyAt } from './known-policy.ts';
import { checkUsage } from './managed-policy.ts';
import { managedPolicyText } from './managed-policy-text.ts';
import { iamPage, orderedBy } from './page.ts';
import { policySource } from './simulated-policies.ts';

const filters = ['User', 'Role', 'Group', 'LocalManagedPolicy', 'AWSManagedPolicy'] as const;
const kinds: Readonly<Record<string, PolicyHolder['kind']>> = { User: 'user', Role: 'role', Group: 'group' };
const mostNamespaces = 200;

const listOf = (value: unknown): readonly string[] => (value === undefined ? [] : ([value].flat() as string[]));

/** `ec2:Describe*` and `*` name something of `ec2`; no wildcard may be in the service. */
function names(action: string, service: string): boolean {
  return action === '*' || action.toLowerCase().startsWith(`${service}:`);
}

/** Every action of the service is left out by `*`, or by the service with `*`. */
const isWhole = (action: string): boolean => action === '*' || action.endsWith(':*');

function grants(text: string, service: string): boolean {
  const { Statement } = JSON.parse(text) as { Statement: Record<string, unknown> | Record<string, unknown>[] };
  return [Statement].flat().some(({ Effect, Action, NotAction }) => {
    if (Effect !== 'Allow') return false;
    if (NotAction === undefined) return listOf(Action).some((action) => names(action, service));
    return !listOf(NotAction).some((action) => isWhole(action) && names(action, service));
  });
}

const nameIn = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

/** A user's groups' policies count, and AWS tells where an inline one is. */
function grantingPolicies(network: Parameters<typeof policyHolders>[0], holder: PolicyHolder, service: string) {
  return policyHolders(network, holder).flatMap(({ kind, name, inlinePolicies, attachedPolicies }) => [
    ...Object.entries(inlinePolicies)
      .filter(([, text]) => grants(text, service))
      .map(([PolicyName]) => ({
        PolicyName,
        PolicyType: 'INLINE' as const,
        EntityType: entityTypes[kind],
        EntityName: name,
      })),
    ...attachedPolicies
      .filter((arn) => grants(managedPolicyText(network, arn) ?? '{"Statement":[]}', service))
      .map((arn) => ({ PolicyName: nameIn(arn), PolicyType: 'MANAGED' as const, PolicyArn: arn })),
  ]);
}

const entityTypes = { user: 'USER', group: 'GROUP', role: 'ROLE' } as const;

export const policyUseOperations: IamHandlers<'ListEntitiesForPolicy' | 'ListPoliciesGrantingServiceAccess'> = {
  ListEntitiesForPolicy({ network, account }, input) {
    checkOneOf(input.EntityFilter, 'entityFilter', filters);
    checkUsage(input.PolicyUsageFilter);
    policyAt(network, account, input.PolicyArn);
    const { attached, bounded } = holdersOf(network, account, input.PolicyArn);
    const byUsage = { PermissionsPolicy: attached, PermissionsBoundary: bounded };
    const found = input.PolicyUsageFilter ? byUsage[input.PolicyUsageFilter] : [...new Set([...attached, ...bounded])];
    const wanted = found
      .filter(({ kind }) => input.EntityFilter === undefined || kinds[input.EntityFilter] === kind)
      .filter(({ path }) => path.startsWith(input.PathPrefix ?? '/'));
    const keyOf = (holder: PolicyHolder): string => `${holder.kind}/${holder.name}`;
    const { items, ...rest } = iamPage(orderedBy(wanted, keyOf), input, keyOf);
    const of = (kind: PolicyHolder['kind']) => items.filter((holder) => holder.kind === kind);
    return {
      PolicyGroups: of('group').map(({ name, uniqueId }) => ({ GroupName: name, GroupId: uniqueId })),
      PolicyUsers: of('user').map(({ name, uniqueId }) => ({ UserName: name, UserId: uniqueId })),
      PolicyRoles: of('role').map(({ name, uniqueId }) => ({ RoleName: name, RoleId: uniqueId })),
      ...rest,
    };
  },

  ListPoliciesGrantingServiceAccess({ network, account }, input) {
    const services = input.ServiceNamespaces;
    if (services.length === 0 || services.length > mostNamespaces) {
      throw invalidInput(`Between 1 and ${mostNamespaces} service namespaces must be named.`);
    }
    const holder = policySource(network, account, input.Arn);
    const { items, ...rest } = iamPage(
      orderedBy([...new Set(services)], (one) => one),
      input.Marker === undefined ? {} : { Marker: input.Marker },
      (one) => one,
    );
    return {
      PoliciesGrantingServiceAccess: items.map((ServiceNamespace) => ({
        ServiceNamespace,
        Policies: grantingPolicies(network, holder, ServiceNamespace.toLowerCase()),
      })),
      ...rest,
    };
  },
};
