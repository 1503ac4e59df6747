/**
 * The request context: condition keys and their values, found whatever the letter case of the key. Keys that follow from
 * the principal alone are filled in here where the caller left them out, so that no policy is judged without them.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */

import type { RequestPrincipal } from './principal.ts';

export type ContextValue = string | readonly string[];

/** Works a key's value out when a policy asks for it; keys come in lower case. */
export type ContextReader = (key: string) => ContextValue | undefined;

/** Condition key → value, as the caller has it. */
export type ContextKeys = ReadonlyMap<string, ContextValue> | Readonly<Record<string, ContextValue>> | ContextReader;

/** Condition key in lower case → values; a key without values is not there. */
export interface RequestContext {
  get(key: string): readonly string[] | undefined;
  has(key: string): boolean;
}

export function requestContext(keys: ContextKeys, principal: RequestPrincipal | undefined): RequestContext {
  if (typeof keys === 'function') return readContext(keys, principal);
  const context = new Map<string, readonly string[]>();
  for (const [key, value] of keys instanceof Map ? keys : Object.entries(keys)) put(context, key, value);
  for (const [key, value] of principal === undefined ? [] : principalKeys(principal)) {
    const lower = key.toLowerCase();
    if (!context.has(lower)) context.set(lower, [value]);
  }
  return context;
}

/** Each key is worked out once, however many statements ask for it. */
function readContext(read: ContextReader, principal: RequestPrincipal | undefined): RequestContext {
  const known = new Map<string, readonly string[] | undefined>();
  let own: RequestContext | undefined;
  const work = (key: string): readonly string[] | undefined => {
    const value = read(key);
    if (typeof value === 'string') return [value];
    if (value !== undefined) return value.length === 0 ? undefined : value;
    own ??= requestContext({}, principal);
    return own.get(key);
  };
  const get = (key: string): readonly string[] | undefined => {
    if (!known.has(key)) known.set(key, work(key));
    return known.get(key);
  };
  return { get, has: (key) => get(key) !== undefined };
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
