/** Attributes of target groups: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroupAttribute.html */

import { keepsClientAddress, type TargetGroup } from '../../model/load-balancer.ts';
import { type AttributeTable, attributeList, changedAttributes, choice, fixed, flag, number } from './attribute.ts';
import { gatewayFault } from './gateway-fault.ts';
import type { ElasticLoadBalancingHandlers } from './handlers.ts';
import { owned } from './lookup.ts';

/** A group's targets at most. */
const mostTargets = 1000;
const longestDelay = 3600;
const health = 'target_group_health';

/** Names for the target groups of other load balancers. */
const foreign = [
  'lambda.multi_value_headers.enabled',
  'load_balancing.algorithm.anomaly_mitigation',
  'load_balancing.algorithm.type',
  'slow_start.duration_seconds',
  'stickiness.app_cookie.cookie_name',
  'stickiness.app_cookie.duration_seconds',
  'stickiness.lb_cookie.duration_seconds',
  'target_failover.on_deregistration',
  'target_failover.on_unhealthy',
  'send_tcp_reset.on_deregistration.enabled',
  'send_tcp_reset.on_unhealthy.enabled',
] as const;

const failovers = ['rebalance', 'no_rebalance'] as const;
const resets = 'TCP resets to flows of targets that end';

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/gateway/target-groups.html#target-group-attributes */
const geneveTable: AttributeTable = {
  'deregistration_delay.timeout_seconds': number('300', 0, longestDelay),
  'send_tcp_reset.on_deregistration.enabled': fixed('false', resets),
  'send_tcp_reset.on_unhealthy.enabled': fixed('false', resets),
  'stickiness.enabled': flag('false'),
  'stickiness.type': choice('source_ip_dest_ip_proto', ['source_ip_dest_ip', 'source_ip_dest_ip_proto']),
  'target_failover.on_deregistration': choice('no_rebalance', failovers),
  'target_failover.on_unhealthy': choice('no_rebalance', failovers),
};

/** The two can't be set independently: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroupAttribute.html */
function checkFailover(attributes: TargetGroup['attributes']): void {
  const { 'target_failover.on_deregistration': gone, 'target_failover.on_unhealthy': unhealthy } = attributes;
  if (gone !== unhealthy) throw gatewayFault.failover();
}

/** What is usual depends on the protocol, and UDP lacks two choices. */
function tableOf(group: Pick<TargetGroup, 'protocol' | 'targetType'>): AttributeTable {
  if (group.protocol === 'GENEVE') return geneveTable;
  const udp = group.protocol !== 'TCP';
  const usualAddress = keepsClientAddress({ ...group, attributes: {} }) ? 'true' : 'false';
  return {
    'deregistration_delay.connection_termination.enabled': fixed(
      udp ? 'true' : 'false',
      'Another end of connections to deregistered targets',
    ),
    'deregistration_delay.timeout_seconds': number('300', 0, longestDelay),
    'load_balancing.cross_zone.enabled': choice('use_load_balancer_configuration', [
      'true',
      'false',
      'use_load_balancer_configuration',
    ]),
    'preserve_client_ip.enabled': udp ? choice('true', ['true']) : flag(usualAddress),
    'proxy_protocol_v2.enabled': flag('false'),
    'stickiness.enabled': fixed('false', 'Stickiness of targets'),
    'stickiness.type': choice('source_ip', ['source_ip']),
    [`${health}.dns_failover.minimum_healthy_targets.count`]: number('1', 1, mostTargets, 'off'),
    [`${health}.dns_failover.minimum_healthy_targets.percentage`]: number('off', 1, 100, 'off'),
    [`${health}.unhealthy_state_routing.minimum_healthy_targets.count`]: number('1', 1, mostTargets),
    [`${health}.unhealthy_state_routing.minimum_healthy_targets.percentage`]: number('off', 1, 100, 'off'),
    'target_health_state.unhealthy.connection_termination.enabled': udp ? choice('false', ['false']) : flag('true'),
    'target_health_state.unhealthy.draining_interval_seconds': fixed('0', 'Draining of unhealthy targets'),
  };
}

export const targetGroupAttributeOperations = {
  DescribeTargetGroupAttributes(context, input) {
    const group = owned(context.network, context, 'target-group', input.TargetGroupArn);
    return { Attributes: attributeList(group.attributes, tableOf(group)) };
  },

  ModifyTargetGroupAttributes(context, input) {
    return context.transact((draft) => {
      const group = owned(draft, context, 'target-group', input.TargetGroupArn);
      const table = tableOf(group);
      const what = `target groups with the ${group.protocol} protocol`;
      // Likeliest: of attributes that other load balancers have, a group says that it doesn't know the key.
      const others = group.protocol === 'GENEVE' ? [] : foreign;
      const attributed = { noun: 'Target group', what, table, foreign: others };
      const attributes = changedAttributes(group.attributes, input.Attributes, attributed);
      checkFailover(attributes);
      draft.put({ ...group, attributes });
      return { Attributes: attributeList(attributes, table) };
    });
  },
} satisfies ElasticLoadBalancingHandlers;
