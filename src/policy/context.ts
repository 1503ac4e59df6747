/**
 * The request context: condition keys and their values, found whatever the letter case of the key. Keys that follow from
 * the principal alone are filled in here where the caller left them out, so that no policy is judged without them.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */

import type { RequestPrincipal } from './principal.ts';

export type ContextValue = string | readonly string[];

/** Condition key → value, as the caller has it. */
export type ContextKeys = ReadonlyMap<string, ContextValue> | Readonly<Record<string, ContextValue>>;

/** Condition key in lower case → values; a key without values is not there. */
export type RequestContext = ReadonlyMap<string, readonly string[]>;

export function requestContext(keys: ContextKeys, principal: RequestPrincipal | undefined): RequestContext {
  const context = new Map<string, readonly string[]>();
  for (const [key, value] of keys instanceof Map ? keys : Object.entries(keys)) put(context, key, value);
  for (const [key, value] of principal === undefined ? [] : principalKeys(principal)) {
    const lower = key.toLowerCase();
    if (!context.has(lower)) context.set(lower, [value]);
  }
  return context;
}

function put(context: Map<string, readonly string[]>, key: string, value: ContextValue): void {
  if (typeof value === 'string') context.set(key.toLowerCase(), [value]);
  else if (value.length > 0) context.set(key.toLowerCase(), value);
}

/** What a principal says of itself; a role session's `aws:PrincipalArn` is the role's ARN, not the session's. */
export function principalKeys(principal: RequestPrincipal): readonly (readonly [string, string])[] {
  switch (principal.kind) {
    case 'root':
      return [...accountKeys(principal.arn, principal.account, 'Account'), ['aws:userid', principal.account]];
    case 'user':
      return [...accountKeys(principal.arn, principal.account, 'User'), ['aws:username', nameIn(principal.arn)]];
    case 'assumedRole':
      return accountKeys(principal.roleArn, principal.account, 'AssumedRole');
    case 'federatedUser':
      return accountKeys(principal.arn, principal.account, 'FederatedUser');
    case 'service':
      return [
        ['aws:PrincipalIsAWSService', 'true'],
        ['aws:PrincipalServiceName', principal.service],
      ];
    case 'federated':
      return [['aws:FederatedProvider', principal.provider]];
    case 'anonymous':
      return [['aws:PrincipalType', 'Anonymous']];
  }
}

function accountKeys(arn: string, account: string, type: string): readonly (readonly [string, string])[] {
  return [
    ['aws:PrincipalArn', arn],
    ['aws:PrincipalAccount', account],
    ['aws:PrincipalType', type],
    ['aws:PrincipalIsAWSService', 'false'],
  ];
}

function nameIn(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}
