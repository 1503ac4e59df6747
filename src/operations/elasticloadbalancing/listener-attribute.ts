/**
 * Attributes of listeners: https://docs.aws.amazon.com/elasticloadbalancing/latest/network/update-idle-timeout.html,
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/gateway/update-idle-timeout.html
 */

import { isCustomIdle, type Listener } from '../../model/load-balancer.ts';
import type { Network } from '../../model/network.ts';
import { type AttributeTable, attributeList, changedAttributes, number } from './attribute.ts';
import { conflict } from './faults.ts';
import type { ElasticLoadBalancingHandlers } from './handlers.ts';
import { owned } from './lookup.ts';

const shortestTimeout = 60;
const longestTimeout = 6000;

/** UDP's time-out is what it is. A gateway load balancer hears TCP among the rest. */
function tableOf({ protocol }: Pick<Listener, 'protocol'>): AttributeTable {
  const absent = protocol !== 'TCP' && protocol !== 'GENEVE';
  return { 'tcp.idle_timeout.seconds': { ...number('350', shortestTimeout, longestTimeout), absent } };
}

/** https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-share-your-services.html#endpoint-service-cross-region */
function checkRegions(network: Network, { loadBalancer }: Listener): void {
  const services = network.find('vpc-endpoint-service', `load-balancer:${loadBalancer}`);
  if (services.some(({ supportedRegions }) => supportedRegions.length > 1)) {
    throw conflict.idleTimeoutAcrossRegions(loadBalancer);
  }
}

export const listenerAttributeOperations = {
  DescribeListenerAttributes(context, input) {
    const listener = owned(context.network, context, 'listener', input.ListenerArn);
    return { Attributes: attributeList(listener.attributes, tableOf(listener)) };
  },

  ModifyListenerAttributes(context, input) {
    return context.transact((draft) => {
      const listener = owned(draft, context, 'listener', input.ListenerArn);
      const table = tableOf(listener);
      const what = `listeners with the ${listener.protocol} protocol`;
      const attributes = changedAttributes(listener.attributes, input.Attributes, { noun: 'Listener', what, table });
      if (isCustomIdle({ attributes })) checkRegions(draft.network, listener);
      draft.put({ ...listener, attributes });
      return { Attributes: attributeList(attributes, table) };
    });
  },
} satisfies ElasticLoadBalancingHandlers;
