/** Attributes of load balancers: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_LoadBalancerAttribute.html */

import type { LoadBalancer } from '../../model/load-balancer.ts';
import { type AttributeTable, attributeList, changedAttributes, choice, fixed, flag } from './attribute.ts';
import type { ElasticLoadBalancingHandlers } from './handlers.ts';
import { owned } from './lookup.ts';

const networkTable: AttributeTable = {
  'access_logs.s3.bucket': fixed('', 'An access log of a load balancer'),
  'access_logs.s3.enabled': fixed('false', 'An access log of a load balancer'),
  'access_logs.s3.prefix': fixed('', 'An access log of a load balancer'),
  'deletion_protection.enabled': flag('false'),
  'dns_record.client_routing_policy': fixed('any_availability_zone', 'Zonal affinity of DNS clients'),
  // About IPv6 only, of which there is none.
  'ipv6.deny_all_igw_traffic': flag('false'),
  'load_balancing.cross_zone.enabled': choice('false', ['true', 'false']),
  'secondary_ips.auto_assigned.per_subnet': fixed('0', 'A secondary address of a load balancer'),
  'zonal_shift.config.enabled': fixed('false', 'A zonal shift'),
};

const gatewayTable: AttributeTable = {
  'deletion_protection.enabled': flag('false'),
  'load_balancing.cross_zone.enabled': flag('false'),
};

function tableOf({ type }: Pick<LoadBalancer, 'type'>): AttributeTable {
  return type === 'gateway' ? gatewayTable : networkTable;
}

export function isDeletionProtected(loadBalancer: Pick<LoadBalancer, 'attributes'>): boolean {
  return loadBalancer.attributes['deletion_protection.enabled'] === 'true';
}

export const loadBalancerAttributeOperations = {
  DescribeLoadBalancerAttributes(context, input) {
    const one = owned(context.network, context, 'load-balancer', input.LoadBalancerArn);
    return { Attributes: attributeList(one.attributes, tableOf(one)) };
  },

  ModifyLoadBalancerAttributes(context, input) {
    return context.transact((draft) => {
      const one = owned(draft, context, 'load-balancer', input.LoadBalancerArn);
      const table = tableOf(one);
      const what = `load balancers of type ${one.type ?? 'network'}`;
      const attributes = changedAttributes(one.attributes, input.Attributes, { noun: 'Load balancer', what, table });
      draft.put({ ...one, attributes });
      return { Attributes: attributeList(attributes, table) };
    });
  },
} satisfies ElasticLoadBalancingHandlers;
