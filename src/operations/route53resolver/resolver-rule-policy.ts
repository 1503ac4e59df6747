/**
 * The policy of a rule that is shared: what RAM makes of its shares, for the rule's owner to read. Sharing by a policy that the
 * owner writes is not offered; shares say the same.
 * https://docs.aws.amazon.com/Route53/latest/APIReference/API_route53resolver_GetResolverRulePolicy.html
 */

import { Fault } from '../../base/fault.ts';
import type { Network } from '../../model/network.ts';
import { type ResolverRule, resolverArn } from '../../model/resolver-rule.ts';
import type { Context } from '../context.ts';
import { policyOf } from '../ram/resource-policy.ts';
import { invalidParameter } from './faults.ts';
import type { Route53ResolverHandlers } from './handlers.ts';

/** @throws Fault UnknownResourceException */
function ownRuleAt({ network, account, region }: Context & { readonly network: Network }, arn: string): ResolverRule {
  const rule = network.get('resolver-rule', arn.slice(arn.lastIndexOf('/') + 1));
  if (rule?.account !== account || rule.region !== region || resolverArn(rule) !== arn) {
    throw new Fault('UnknownResourceException', `The resource '${arn}' does not exist`);
  }
  return rule;
}

export const resolverRulePolicyOperations: Route53ResolverHandlers<'GetResolverRulePolicy' | 'PutResolverRulePolicy'> =
  {
    GetResolverRulePolicy(context, { Arn: arn }) {
      ownRuleAt(context, arn);
      const ResolverRulePolicy = policyOf(context, arn);
      if (ResolverRulePolicy === undefined) {
        throw new Fault('UnknownResourceException', `The resource '${arn}' has no policy`);
      }
      return { ResolverRulePolicy };
    },

    PutResolverRulePolicy(context, { Arn: arn }) {
      ownRuleAt(context, arn);
      throw invalidParameter(
        'Sharing by a policy is not offered here: share the rule by AWS RAM.',
        'ResolverRulePolicy',
      );
    },
  };
