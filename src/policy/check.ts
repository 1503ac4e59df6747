/**
 * The rules that a well-formed document must also keep, in the order in which IAM reports them: version, statement by
 * statement the effect and principal, then Sids, actions, resources. Which rules apply hangs on the kind of policy.
 */

import { splitArn } from './arn.ts';
import { fail, type RawElement, type RawPolicy, type RawStatement } from './document.ts';
import { checkEndpointRules } from './endpoint-rules.ts';
import { namesPrincipals, type PolicyKind } from './policy.ts';

export interface CheckOptions {
  /** A managed policy or one of its versions, which IAM wants in version 2012-10-17. */
  readonly managed: boolean;
}

export function checkPolicy(policy: RawPolicy, kind: PolicyKind, options: CheckOptions): void {
  checkVersion(policy, kind, options);
  for (const statement of policy.statements) {
    checkEffect(statement);
    checkPrincipal(statement, kind);
  }
  checkSids(policy.statements, kind);
  for (const statement of policy.statements) if (!statement.action) fail({ kind: 'missingField', field: 'Action' });
  for (const statement of policy.statements) checkResource(statement, kind);
  for (const statement of policy.statements) checkActions(statement.action, kind);
  if (kind === 'endpoint') for (const statement of policy.statements) checkEndpointRules(statement);
}

function checkVersion(policy: RawPolicy, kind: PolicyKind, options: CheckOptions): void {
  const known = policy.version === undefined || policy.version === '2008-10-17' || policy.version === '2012-10-17';
  if (!known) fail(namesPrincipals(kind) ? { kind: 'version' } : { kind: 'syntax', where: 'Version' });
  if (options.managed && policy.version !== '2012-10-17') fail({ kind: 'version' });
}

function checkEffect({ effect }: RawStatement): void {
  if (effect === undefined) fail({ kind: 'missingField', field: 'Effect' });
  if (effect !== 'Allow' && effect !== 'Deny') fail({ kind: 'effect', effect });
}

function checkPrincipal({ principal }: RawStatement, kind: PolicyKind): void {
  if (namesPrincipals(kind)) {
    if (!principal) fail({ kind: 'missingField', field: 'Principal' });
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
    if (principal.negated && kind === 'trust') fail({ kind: 'prohibitedField', field: 'NotPrincipal' });
  } else if (principal) {
    fail({ kind: 'prohibitedField', field: principal.negated ? 'NotPrincipal' : 'Principal' });
  }
}

function checkSids(statements: readonly RawStatement[], kind: PolicyKind): void {
  const seen = new Set<string>();
  for (const { sid } of statements) {
    if (sid === undefined || sid === '') continue;
    // Some services, S3 among them, take any text as Sid.
    if (!namesPrincipals(kind) && !/^[0-9A-Za-z]*$/.test(sid)) fail({ kind: 'sidForm' });
    if (seen.has(sid)) fail({ kind: 'sidRepeated' });
    seen.add(sid);
  }
}

function checkActions(element: RawElement | undefined, kind: PolicyKind): void {
  for (const action of element?.values ?? []) {
    if (action === '*' && kind !== 'trust') continue;
    const parts = action.split(':');
    const [vendor = ''] = parts;
    if (parts.length === 1) fail({ kind: 'actionWithoutVendor', action });
    if (parts.length > 2) fail({ kind: 'actionColons', action });
    if (vendor !== '*' && !/^[a-zA-Z0-9\-.]+$/.test(vendor)) fail({ kind: 'actionVendor', vendor });
    if (kind === 'trust' && vendor.toLowerCase() !== 'sts') fail({ kind: 'actionNotSts' });
  }
}

function checkResource({ resource }: RawStatement, kind: PolicyKind): void {
  if (kind === 'trust') {
    if (resource) fail({ kind: 'prohibitedField', field: resource.negated ? 'NotResource' : 'Resource' });
    return;
  }
  if (!resource) fail({ kind: 'missingField', field: 'Resource' });
  for (const text of resource.values) {
    const message = resourceComplaint(text);
    if (message !== undefined) fail({ kind: 'resource', message });
  }
}

const partitions = ['aws', 'aws-cn', 'aws-us-gov', '*'];

/** IAM's sentence, or undefined where the text may stand in Resource. */
function resourceComplaint(text: string): string | undefined {
  if (text === '*') return undefined;
  const [prefix, partition = '', service = '', region = '', ...rest] = splitArn(text);
  if (prefix !== 'arn' || !text.includes(':')) return `Resource ${text} must be in ARN format or "*".`;
  if (!partitions.includes(partition)) return `Partition "${partition}" is not valid for resource "${text}".`;
  if (service === '') return 'Resource vendor must be fully qualified and cannot contain regexes.';
  if (service === 'iam' && rest.length > 0 && region !== '' && region !== '*') {
    return `IAM resource ${text} cannot contain region information.`;
  }
  if (service === 's3' && text.startsWith('arn:aws:s3:') && rest.length === 0 && region !== '*') {
    return `Resource ${text} can not contain region information.`;
  }
  return undefined;
}
