/** Every operation of Route 53 Resolver that is offered, by name. */

import { resolverEndpointOperations } from './resolver-endpoint.ts';
import { resolverEndpointAddressOperations } from './resolver-endpoint-address.ts';
import { resolverRuleOperations } from './resolver-rule.ts';
import { resolverRuleAssociationOperations } from './resolver-rule-association.ts';
import { resolverRulePolicyOperations } from './resolver-rule-policy.ts';
import { tagOperations } from './tags.ts';

export const route53ResolverOperations = {
  ...resolverEndpointOperations,
  ...resolverEndpointAddressOperations,
  ...resolverRuleOperations,
  ...resolverRuleAssociationOperations,
  ...resolverRulePolicyOperations,
  ...tagOperations,
};
