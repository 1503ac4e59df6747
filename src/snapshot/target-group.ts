/**
 * Target groups with their targets, from describe-target-groups, describe-target-group-attributes and
 * describe-target-health, which also says how each target fares.
 */

import { parseAddress } from '../base/address.ts';
import { containsAddress, parseCidr } from '../base/cidr.ts';
import type { HealthCheck, Target, TargetGroup } from '../model/load-balancer.ts';
import type { Observed, TargetHealthView } from '../model/target-health.ts';
import type { Vpc } from '../model/vpc.ts';
import { knownAttributes } from './attribute.ts';
import { type Item, items, member, numeric, optional, Refusal, required, tagsIn, text } from './item.ts';
import type { Sourced } from './source.ts';
import { attributesIn, baseOf, found, note, type World } from './world.ts';

const protocols = ['TCP', 'UDP', 'TCP_UDP', 'GENEVE'] as const;
const checkProtocols = ['TCP', 'HTTP', 'HTTPS'] as const;
const targetTypes = ['instance', 'ip'] as const;

function oneOf<T extends string>(known: readonly T[], given: string | undefined): T | undefined {
  return known.find((one) => one === given);
}

export function readTargetGroup(world: World, from: Sourced): readonly TargetGroup[] {
  const { item } = from;
  const id = required(item, 'TargetGroupArn');
  const protocol = oneOf(protocols, text(item, 'Protocol'));
  const targetType = oneOf(targetTypes, text(item, 'TargetType') ?? 'instance');
  const name = text(item, 'TargetGroupName') ?? '';
  const what = `targets of the type ${item.TargetType ?? 'instance'} behind ${item.Protocol ?? 'no protocol'}`;
  if (protocol === undefined || targetType === undefined) throw new Refusal(what, 'nothing is sent to its targets');
  const [, account, suffix] = /:(\d{12}):targetgroup\/[^/]+\/([^/]+)$/.exec(id) ?? [];
  if (account === undefined || suffix === undefined) throw new Refusal('with an unknown ARN');
  const vpc = found(world, 'vpc', required(item, 'VpcId'));
  const tags = Object.assign({}, ...world.about('TagDescriptions', id).map((one) => tagsIn(one)));
  const port = numeric(item, 'Port') ?? 0;
  return [
    {
      ...baseOf(from, id, { account, tags }),
      kind: 'target-group',
      name,
      suffix,
      vpc: vpc.id,
      protocol,
      port,
      targetType,
      healthCheck: healthCheckOf(item),
      attributes: attributesOf(world, from, id, { protocol, targetType }),
      targets: targetsOf(world, from, id, { vpc, port, isAddress: targetType === 'ip' }),
    },
  ];
}

function healthCheckOf(item: Item): HealthCheck {
  return {
    protocol: oneOf(checkProtocols, text(item, 'HealthCheckProtocol')) ?? 'TCP',
    port: text(item, 'HealthCheckPort') ?? 'traffic-port',
    ...optional('path', text(item, 'HealthCheckPath')),
    ...optional('matcher', text(member(item, 'Matcher'), 'HttpCode')),
    intervalSeconds: numeric(item, 'HealthCheckIntervalSeconds') ?? 30,
    timeoutSeconds: numeric(item, 'HealthCheckTimeoutSeconds') ?? 10,
    healthyThreshold: numeric(item, 'HealthyThresholdCount') ?? 5,
    unhealthyThreshold: numeric(item, 'UnhealthyThresholdCount') ?? 2,
  };
}

type Form = Pick<TargetGroup, 'protocol' | 'targetType'>;

const usualGeneve = {
  'deregistration_delay.timeout_seconds': '300',
  'stickiness.enabled': 'false',
  'stickiness.type': 'source_ip_dest_ip_proto',
  'target_failover.on_deregistration': 'no_rebalance',
  'target_failover.on_unhealthy': 'no_rebalance',
} as const;

function attributesOf(world: World, from: Sourced, id: string, form: Form): TargetGroup['attributes'] {
  const found = world.about('TargetGroupAttributes', id);
  if (found.length === 0) {
    note(world, from, 'a target group without its attributes', "AWS's usual attributes are assumed", id);
  }
  if (form.protocol === 'GENEVE') {
    return knownAttributes(world, from, id, { given: attributesIn(found), usual: usualGeneve });
  }
  const keeps = form.targetType === 'instance' || form.protocol !== 'TCP';
  const usual = {
    'deregistration_delay.connection_termination.enabled': form.protocol === 'TCP' ? 'false' : 'true',
    'deregistration_delay.timeout_seconds': '300',
    'load_balancing.cross_zone.enabled': 'use_load_balancer_configuration',
    'preserve_client_ip.enabled': keeps ? 'true' : 'false',
    'proxy_protocol_v2.enabled': 'false',
    'stickiness.enabled': 'false',
    'stickiness.type': 'source_ip',
    'target_group_health.dns_failover.minimum_healthy_targets.count': '1',
    'target_group_health.dns_failover.minimum_healthy_targets.percentage': 'off',
    'target_group_health.unhealthy_state_routing.minimum_healthy_targets.count': '1',
    'target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage': 'off',
    'target_health_state.unhealthy.connection_termination.enabled': form.protocol === 'TCP' ? 'true' : 'false',
    'target_health_state.unhealthy.draining_interval_seconds': '0',
  };
  return knownAttributes(world, from, id, { given: attributesIn(found), usual });
}

interface Kept {
  readonly vpc: Vpc;
  readonly port: number;
  readonly isAddress: boolean;
}

function descriptionsOf(world: World, group: string): readonly Item[] {
  return world.about('LoadBalancerTargetHealth', group).flatMap((one) => items(one, 'TargetHealthDescriptions'));
}

function targetsOf(world: World, from: Sourced, id: string, kept: Kept): readonly Target[] {
  if (world.about('LoadBalancerTargetHealth', id).length === 0) {
    note(world, from, 'a target group without its targets', 'treated as empty', id);
  }
  return descriptionsOf(world, id).flatMap((one) => {
    const target = member(one, 'Target');
    const name = text(target, 'Id');
    if (name === undefined || text(member(one, 'TargetHealth'), 'State') === 'draining') return [];
    const reach = kept.isAddress ? reachOf(world, from, kept.vpc, name, text(target, 'AvailabilityZone')) : undefined;
    return [{ id: name, port: numeric(target, 'Port') ?? kept.port, registered: 0, ...optional('reach', reach) }];
  });
}

/** Of an address outside the VPC: whose nodes send to it. */
function reachOf(world: World, from: Sourced, vpc: Vpc, id: string, zone: string | undefined): Target['reach'] {
  const address = parseAddress(id);
  const blocks = vpc.cidrs.flatMap(({ cidr }) => parseCidr(cidr) ?? []);
  if (address === undefined || blocks.some((block) => containsAddress(block, address))) return undefined;
  if (zone === undefined || zone === 'all') return { kind: 'every-zone' };
  return { kind: 'zone', zoneId: world.zoneId(from.account, from.region, zone) ?? zone };
}

const observedIn: Readonly<Record<string, Observed>> = { healthy: 'healthy', initial: 'initial' };

/** How each target fared when the snapshot was made, the same for every node. */
export function healthIn(world: World): TargetHealthView {
  const states = new Map<string, Observed>();
  for (const { item } of world.list('LoadBalancerTargetHealth')) {
    const group = text(item, 'TargetGroupArn') ?? '';
    for (const one of descriptionsOf(world, group)) {
      const target = member(one, 'Target');
      const state = text(member(one, 'TargetHealth'), 'State') ?? '';
      states.set(`${group} ${text(target, 'Id')} ${numeric(target, 'Port')}`, observedIn[state] ?? 'unhealthy');
    }
  }
  return { observed: (_, group, { id, port }) => states.get(`${group} ${id} ${port}`) ?? 'initial' };
}
