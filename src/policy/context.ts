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
  if (principal === undefined) return context;
  for (const [key, read] of keysOfPrincipals) {
    const value = context.has(key) ? undefined : read(principal);
    if (value !== undefined) context.set(key, [value]);
  }
  return context;
}

/** Each key is worked out once, however many statements ask for it. */
function readContext(read: ContextReader, principal: RequestPrincipal | undefined): RequestContext {
  const known = new Map<string, readonly string[] | undefined>();
  const work = (key: string): readonly string[] | undefined => {
    const value = read(key);
    if (typeof value === 'string') return [value];
    if (value !== undefined) return value.length === 0 ? undefined : value;
    const own = principal && keysOfPrincipals.get(key)?.(principal);
    return own === undefined ? undefined : [own];
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

type KeyOf = (principal: RequestPrincipal) => string | undefined;

const types: Readonly<Record<RequestPrincipal['kind'], string | undefined>> = {
  root: 'Account',
  user: 'User',
  assumedRole: 'AssumedRole',
  federatedUser: 'FederatedUser',
  service: undefined,
  federated: undefined,
  anonymous: 'Anonymous',
};

/** What a principal says of itself; a role session's `aws:PrincipalArn` is the role's ARN, not the session's. */
const principalKeys: Readonly<Record<string, KeyOf>> = {
  'aws:PrincipalArn': (one) => (one.kind === 'assumedRole' ? one.roleArn : 'arn' in one ? one.arn : undefined),
  'aws:PrincipalAccount': (one) => ('account' in one ? one.account : undefined),
  'aws:PrincipalType': ({ kind }) => types[kind],
  'aws:PrincipalIsAWSService': (one) => (one.kind === 'service' ? 'true' : 'account' in one ? 'false' : undefined),
  'aws:PrincipalServiceName': (one) => (one.kind === 'service' ? one.service : undefined),
  'aws:FederatedProvider': (one) => (one.kind === 'federated' ? one.provider : undefined),
  'aws:userid': (one) => (one.kind === 'root' ? one.account : undefined),
  'aws:username': (one) => (one.kind === 'user' ? one.arn.slice(one.arn.lastIndexOf('/') + 1) : undefined),
};

const keysOfPrincipals: ReadonlyMap<string, KeyOf> = new Map(
  Object.entries(principalKeys).map(([key, read]) => [key.toLowerCase(), read]),
);
