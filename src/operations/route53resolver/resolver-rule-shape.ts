/**
 * What answers show of rules, and the rule that every account has without making it: for all names that no other rule is for, the
 * resolver itself looks further.
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-overview-forward-vpc-to-network-using-rules.html
 */

import type { Network } from '../../model/network.ts';
import { type ResolverRule, resolverArn, rootDomain } from '../../model/resolver-rule.ts';
import type { Context } from '../context.ts';

type Viewer = Pick<Context, 'account' | 'region' | 'network'>;

export const defaultRuleId = 'rslvr-autodefined-rr-internet-resolver';

/** Whether an active share has it. */
function isShared(network: Network, rule: ResolverRule): boolean {
  const arn = resolverArn(rule);
  return network
    .find('resource-share', `resource:${arn}`)
    .some(
      ({ desired, resources }) =>
        desired === 'active' && resources.some((one) => one.id === arn && one.desired === 'associated'),
    );
}

function shareStatus({ account, network }: Viewer, rule: ResolverRule) {
  if (rule.account !== account) return 'SHARED_WITH_ME' as const;
  return isShared(network, rule) ? ('SHARED_BY_ME' as const) : ('NOT_SHARED' as const);
}

const time = (milliseconds: number): string => new Date(milliseconds).toISOString();

export function ruleShape(
  viewer: Viewer,
  rule: ResolverRule,
  status: 'COMPLETE' | 'DELETING' | 'UPDATING' = 'COMPLETE',
) {
  return {
    Id: rule.id,
    CreatorRequestId: rule.creatorRequestId,
    Arn: resolverArn(rule),
    DomainName: rule.domain,
    Status: status,
    StatusMessage: status === 'DELETING' ? 'Deleting the Resolver Rule' : 'Successfully created Resolver Rule.',
    RuleType: rule.type,
    ...(rule.name === undefined ? {} : { Name: rule.name }),
    ...(rule.type === 'FORWARD' && {
      TargetIps: rule.targets.map(({ address: Ip, port: Port }) => ({ Ip, Port, Protocol: 'Do53' as const })),
      ResolverEndpointId: rule.endpoint,
    }),
    OwnerId: rule.account,
    ShareStatus: shareStatus(viewer, rule),
    CreationTime: time(rule.created),
    ModificationTime: time(rule.updated),
  };
}

export function defaultRuleShape({ region }: Pick<Viewer, 'region'>) {
  return {
    Id: defaultRuleId,
    CreatorRequestId: '',
    Arn: `arn:aws:route53resolver:${region}::autodefined-rule/${defaultRuleId}`,
    DomainName: rootDomain,
    Status: 'COMPLETE' as const,
    RuleType: 'RECURSIVE' as const,
    Name: 'Internet Resolver',
    OwnerId: 'Route 53 Resolver',
    ShareStatus: 'NOT_SHARED' as const,
  };
}
