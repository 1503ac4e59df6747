/**
 * The service control policies that an account's principals are bound by: one list for each level from the organization's root
 * to the account, as `policy` evaluates them. Most accounts are bound by none, and for those this is a look at one or two
 * documents. A policy's text is compiled at the first request that it applies to, and again when it has changed. Roles that are
 * linked to a service, which AWS exempts, make no requests here: a role's path exempts nobody.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
 */

import type { Network } from '../model/network.ts';
import { findOrganization, pathToRoot } from '../model/organizational-unit.ts';
import { fullAccess, hasFullAccess, type ServiceControlPolicy } from '../model/service-control-policy.ts';
import { parsePolicy } from '../policy/parse.ts';
import type { Policy } from '../policy/policy.ts';

export type Guardrails = readonly (readonly Policy[])[];

const everything = parsePolicy(fullAccess.content, 'serviceControl');

/** A document never changes: another text is another document. */
const compiled = new WeakMap<ServiceControlPolicy, Policy>();

function policyOf(document: ServiceControlPolicy): Policy {
  const known = compiled.get(document);
  if (known) return known;
  const policy = parsePolicy(document.content, 'serviceControl');
  compiled.set(document, policy);
  return policy;
}

/** By what Networks say of identities, and by account. */
const known = new WeakMap<object, Map<string, Guardrails | 'none'>>();

/** Undefined where nothing is restricted: outside an organization, in the management account, with FullAWSAccess alone. */
export function guardrailsOf(network: Network, account: string): Guardrails | undefined {
  const gathered = known.get(network.identities) ?? new Map<string, Guardrails | 'none'>();
  known.set(network.identities, gathered);
  const found = gathered.get(account) ?? gatherGuardrails(network, account) ?? 'none';
  gathered.set(account, found);
  return found === 'none' ? undefined : found;
}

function gatherGuardrails(network: Network, account: string): Guardrails | undefined {
  const organization = findOrganization(network, account);
  if (organization?.serviceControl === undefined || organization.account === account) return undefined;
  let restricted = false;
  const levels = pathToRoot(network, organization, account).map((target) => {
    const own = network.find('service-control-policy', `target:${target}`).map(policyOf);
    const open = hasFullAccess(organization, target);
    restricted ||= own.length > 0 || !open;
    return open ? [everything, ...own] : own;
  });
  return restricted ? levels.reverse() : undefined;
}
