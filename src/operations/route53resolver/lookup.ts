/** From ids to endpoints and rules: the caller's own, and rules that are shared with it. */

import type { Network } from '../../model/network.ts';
import type { ResolverEndpoint } from '../../model/resolver-endpoint.ts';
import { type ResolverRule, usesRule } from '../../model/resolver-rule.ts';
import type { Context } from '../context.ts';
import { endpointNotFound, ruleNotFound } from './faults.ts';

type Caller = Pick<Context, 'account' | 'region'>;

interface Reader {
  get: Network['get'];
}

/** @throws Fault ResourceNotFoundException */
export function ownEndpoint(reader: Reader, { account, region }: Caller, id: string): ResolverEndpoint {
  const endpoint = reader.get('resolver-endpoint', id);
  if (endpoint?.account !== account || endpoint.region !== region) throw endpointNotFound(id);
  return endpoint;
}

/** @throws Fault ResourceNotFoundException */
export function ownRule(reader: Reader, { account, region }: Caller, id: string): ResolverRule {
  const rule = reader.get('resolver-rule', id);
  if (rule?.account !== account || rule.region !== region) throw ruleNotFound(id);
  return rule;
}

/** A rule of the caller's own, or one that is shared with it. @throws Fault ResourceNotFoundException */
export function usableRule(network: Network, { account, region }: Caller, id: string): ResolverRule {
  const rule = network.get('resolver-rule', id);
  if (rule?.region !== region || !usesRule(network, account, rule)) throw ruleNotFound(id);
  return rule;
}
