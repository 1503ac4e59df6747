/** Attributes of listeners: https://docs.aws.amazon.com/elasticloadbalancing/latest/network/update-idle-timeout.html */

import type { Listener } from '../../model/load-balancer.ts';
import { type AttributeTable, attributeList, changedAttributes, number } from './attribute.ts';
import type { ElasticLoadBalancingHandlers } from './handlers.ts';
import { owned } from './lookup.ts';

const shortestTimeout = 60;
const longestTimeout = 6000;

/** UDP's time-out is what it is. */
function tableOf({ protocol }: Pick<Listener, 'protocol'>): AttributeTable {
  return {
    'tcp.idle_timeout.seconds': { ...number('350', shortestTimeout, longestTimeout), absent: protocol !== 'TCP' },
  };
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
      draft.put({ ...listener, attributes });
      return { Attributes: attributeList(attributes, table) };
    });
  },
} satisfies ElasticLoadBalancingHandlers;
