/** The quotas that this service tells an account of: those of network and gateway load balancers. */

import type { QuotaName } from '../ec2/quotas.ts';
import { quotaOf } from '../ec2/quotas.ts';
import type { ElasticLoadBalancingHandlers } from './handlers.ts';
import { page } from './page.ts';

/** Ordered by name: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Limit.html */
const limits: readonly (readonly [name: string, quota: QuotaName | number])[] = [
  ['gateway-load-balancers', 'gatewayLoadBalancersPerRegion'],
  ['gateway-load-balancers-per-vpc', 'gatewayLoadBalancersPerVpc'],
  ['geneve-target-groups', 'geneveTargetGroupsPerRegion'],
  ['listeners-per-network-load-balancer', 'listenersPerLoadBalancer'],
  ['network-load-balancers', 'networkLoadBalancersPerRegion'],
  ['target-groups', 'targetGroupsPerRegion'],
  ['target-groups-per-action-on-network-load-balancer', 1],
  ['targets-per-availability-zone-per-gateway-load-balancer', 'geneveTargetsPerZone'],
  ['targets-per-availability-zone-per-network-load-balancer', 'targetsPerZone'],
];

export const accountLimitOperations = {
  DescribeAccountLimits(context, input) {
    const { items, next } = page(limits, input, ([name]) => name);
    const Limits = items.map(([Name, quota]) => ({
      Name,
      Max: String(typeof quota === 'number' ? quota : quotaOf(context, quota)),
    }));
    return { Limits, ...next };
  },
} satisfies ElasticLoadBalancingHandlers;
