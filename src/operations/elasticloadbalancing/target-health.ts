/**
 * What is known of targets' health, in this service's words. The conditions come from src/model/target-health.ts; states,
 * reasons and descriptions are those of
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-health-checks.html.
 */

import type { TargetHealth, TargetHealthDescription } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Target, TargetGroup } from '../../model/load-balancer.ts';
import { zoneNameOf } from '../../model/region.ts';
import { placedTarget, type TargetCondition, targetCondition } from '../../model/target-health.ts';
import type { Context } from '../context.ts';
import { notOffered } from '../ec2/faults.ts';
import type { ElasticLoadBalancingHandlers } from './handlers.ts';
import { owned } from './lookup.ts';
import { isSameTarget, namedTarget, stillDraining } from './target.ts';

const healths: Readonly<Record<TargetCondition | 'draining' | 'not-registered', TargetHealth>> = {
  healthy: { State: 'healthy' },
  initial: {
    State: 'initial',
    Reason: 'Elb.InitialHealthChecking',
    Description: 'Initial health checks in progress',
  },
  unhealthy: { State: 'unhealthy', Reason: 'Target.FailedHealthChecks', Description: 'Health checks failed' },
  stopped: unused('Target.InvalidState', 'Target is in the stopped state'),
  terminated: unused('Target.InvalidState', 'Target is in the terminated state'),
  'group-not-in-use': unused(
    'Target.NotInUse',
    'Target group is not configured to receive traffic from the load balancer',
  ),
  'zone-not-enabled': unused(
    'Target.NotInUse',
    'Target is in an Availability Zone that is not enabled for the load balancer',
  ),
  'reserved-address': unused('Target.IpUnusable', 'The target IP address is reserved for use by a load balancer'),
  'not-registered': unused('Target.NotRegistered', 'Target is not registered to the target group'),
  draining: {
    State: 'draining',
    Reason: 'Target.DeregistrationInProgress',
    Description: 'Target deregistration is in progress',
  },
};

function unused(Reason: NonNullable<TargetHealth['Reason']>, Description: string): TargetHealth {
  return { State: 'unused', Reason, Description };
}

type Named = Pick<Target, 'id' | 'port'>;

function describe(context: Context, group: TargetGroup, named: Named): TargetHealthDescription {
  const registered = group.targets.find((one) => isSameTarget(one, named));
  const draining = stillDraining(group, context.now).find((one) => isSameTarget(one, named));
  const condition = registered
    ? targetCondition(context.network, context.targetHealth, group, registered)
    : draining
      ? 'draining'
      : 'not-registered';
  const { port } = group.healthCheck;
  return {
    Target: targetShape(context, group, registered ?? draining ?? named),
    HealthCheckPort: port === 'traffic-port' ? String(named.port) : port,
    TargetHealth: healths[condition],
  };
}

/** Zones are shown of targets that are addresses. */
function targetShape(context: Context, group: TargetGroup, target: Named | Target) {
  const shape = { Id: target.id, Port: target.port };
  if (group.targetType === 'instance' || !('registered' in target)) return shape;
  const { zoneId } = placedTarget(context.network, group, target);
  const zone = zoneId === undefined ? 'all' : zoneNameOf(group.account, group.region, zoneId);
  return { ...shape, AvailabilityZone: zone };
}

export const targetHealthOperations = {
  DescribeTargetHealth(context, input) {
    if (input.Include?.length) throw notOffered('Anomaly detection of targets');
    const group = owned(context.network, context, 'target-group', input.TargetGroupArn);
    const all: readonly Named[] = [...group.targets, ...stillDraining(group, context.now)];
    const named = input.Targets?.length ? input.Targets.map((one) => namedTarget(group, one)) : all;
    return { TargetHealthDescriptions: named.map((one) => describe(context, group, one)) };
  },
} satisfies ElasticLoadBalancingHandlers;
