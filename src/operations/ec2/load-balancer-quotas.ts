/** The quotas of load balancers, with the code and sentence of each refusal. */

import { type Quota, quota, sentence } from './quota-row.ts';

export const loadBalancerQuotas = {
  /** https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-limits.html, as are the next four. */
  networkLoadBalancersPerRegion: quota(
    50,
    'TooManyLoadBalancers',
    sentence('The maximum number of load balancers has been reached'),
  ),
  targetGroupsPerRegion: quota(
    3000,
    'TooManyTargetGroups',
    sentence('The maximum number of target groups has been reached'),
  ),
  listenersPerLoadBalancer: quota(
    50,
    'TooManyListeners',
    (_, of) => `The maximum number of listeners has been reached on load balancer '${of}'`,
  ),
  /** https://docs.aws.amazon.com/elasticloadbalancing/latest/gateway/quotas-limits.html, as are the next four. */
  gatewayLoadBalancersPerRegion: quota(
    100,
    'TooManyLoadBalancers',
    sentence('The maximum number of load balancers has been reached'),
  ),
  gatewayLoadBalancersPerVpc: quota(
    100,
    'TooManyLoadBalancers',
    (_, of) => `The maximum number of load balancers has been reached in VPC '${of}'`,
  ),
  geneveTargetGroupsPerRegion: quota(
    100,
    'TooManyTargetGroups',
    sentence('The maximum number of target groups has been reached'),
  ),
  listenersPerGatewayLoadBalancer: quota(
    1,
    'TooManyListeners',
    (_, of) => `The maximum number of listeners has been reached on load balancer '${of}'`,
  ),
  geneveTargetsPerZone: quota(
    300,
    'TooManyTargets',
    (value, of) =>
      `The maximum number of targets per Availability Zone '${value}' has been reached on load balancer '${of}'`,
  ),
  targetsPerGroup: quota(
    1000,
    'TooManyTargets',
    (value, of) => `The maximum number of targets per target group '${value}' has been reached on target group '${of}'`,
  ),
  targetsPerZone: quota(
    500,
    'TooManyTargets',
    (value, of) =>
      `The maximum number of targets per Availability Zone '${value}' has been reached on load balancer '${of}'`,
  ),
} as const satisfies Readonly<Record<string, Quota>>;
