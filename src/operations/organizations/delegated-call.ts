/**
 * Calls of members that the organization's resource policy lets act in the management account's stead. What the caller's own
 * policies allow was decided before the handler ran; here the resource policy must allow it, too. Such a call is then
 * handled as if the management account had made it.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_delegate_policies.html
 */

import type { Organization } from '../../model/account.ts';
import { namedParts, organizationArn, partArn } from '../../model/organization-arn.ts';
import { findOrganization } from '../../model/organizational-unit.ts';
import { evaluate } from '../../policy/evaluate.ts';
import { parsePolicy } from '../../policy/parse.ts';
import type { Context } from '../context.ts';
import { callerKeys, everything } from './caller-keys.ts';
import { accessDenied } from './faults.ts';
import { isDelegable, resourcePolicyOf } from './resource-policy.ts';

type Input = Readonly<Record<string, unknown>>;

/** There is one type of policies: a request that names a policy names one of that type. */
function policyType(input: Input): string | undefined {
  const named = [input.PolicyType, input.Type, input.Filter].find((one) => typeof one === 'string');
  if (typeof named === 'string') return named;
  const isAboutPolicy = namedParts(input).some((id) => id.startsWith('p-'));
  return isAboutPolicy ? 'SERVICE_CONTROL_POLICY' : undefined;
}

type Verdict = 'allowed' | 'denied' | 'unsaid';

function verdict(context: Context, organization: Organization, text: string, action: string, input: Input): Verdict {
  const type = policyType(input);
  const { principal, keys } = callerKeys(context, organization.id);
  const named = namedParts(input).flatMap((id) => partArn(organization, id) ?? []);
  const resources = named.length === 0 ? [organizationArn(organization)] : named;
  const policy = parsePolicy(text, 'resource');
  const decisions = resources.map((resource) =>
    evaluate(
      {
        principal,
        action: `organizations:${action}`,
        resource,
        context: type === undefined ? keys : { ...keys, 'organizations:PolicyType': type },
      },
      { sameAccount: false, identity: [everything], resource: policy },
    ),
  );
  if (decisions.some((one) => !one.allowed && one.reason.kind === 'explicitDeny')) return 'denied';
  return decisions.every(({ allowed }) => allowed) ? 'allowed' : 'unsaid';
}

/**
 * The context that a call is handled in: the caller's own, or the management account's.
 *
 * @throws Fault AccessDeniedException where the resource policy denies, also what an administrator of a service may read
 */
export function standingIn(context: Context, action: string, input: Input): Context {
  const { network, account } = context;
  const organization = findOrganization(network, account);
  if (organization === undefined || organization.account === account || !isDelegable(action)) return context;
  const policy = resourcePolicyOf(network, organization);
  if (policy === undefined) return context;
  const said = verdict(context, organization, policy.content, action, input);
  if (said === 'denied') throw accessDenied();
  return said === 'allowed' ? { ...context, account: organization.account } : context;
}

type AnyHandler = (context: Context, input: never) => unknown;

/** The same operations, for members too where they are let. */
export function delegated<Table extends Readonly<Record<string, AnyHandler>>>(table: Table): Table {
  const wrapped = Object.entries<AnyHandler>(table).map(([name, handler]) => {
    const handle: AnyHandler = (context, input) => handler(standingIn(context, name, input), input);
    return [name, handle] as const;
  });
  // Each operation has its own name and types again.
  return Object.fromEntries(wrapped) as Table;
}
