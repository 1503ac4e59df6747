/**
 * What a policy is told of a caller where a handler asks one itself, after the request was authorized: who it is, and from where
 * in time and organization. The rest of a request's circumstances is not known to handlers.
 */

import { parsePolicy } from '../../policy/parse.ts';
import type { Context } from '../context.ts';
import { principalArn } from '../iam/arn.ts';
import { callerPrincipal } from '../sts/trust.ts';

/** The caller's own side, which was judged before the handler ran. */
export const everything = parsePolicy(
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
  'identity',
);

/** @param organization the id of the caller's */
export function callerKeys(context: Context, organization: string) {
  const { network, principal, now, region } = context;
  const arn = principalArn(network, principal);
  return {
    principal: callerPrincipal(context, arn),
    keys: {
      'aws:CurrentTime': new Date(now).toISOString(),
      'aws:EpochTime': String(Math.floor(now / 1000)),
      'aws:PrincipalAccount': principal.account,
      'aws:PrincipalArn': arn,
      'aws:PrincipalOrgID': organization,
      'aws:RequestedRegion': region,
    },
  };
}
