/**
 * Target groups of network and gateway load balancers: create, describe, change, delete. Health checks are read in health-check.ts,
 * attributes are in target-group-attribute.ts, targets in target.ts. Target groups of other load balancers, and with
 * functions or load balancers for targets, are refused by name.
 */

import type { TargetGroup as TargetGroupShape } from '@aws-sdk/client-elastic-load-balancing-v2';
import { genevePort, type TargetGroup } from '../../model/load-balancer.ts';
import type { Network } from '../../model/network.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { findUsable, notOffered } from '../ec2/faults.ts';
import { checkQuota } from '../ec2/quotas.ts';
import { atMost, oneOf, portBounds, readName, specified, within } from './constraint.ts';
import { conflict, invalid } from './faults.ts';
import { gatewayFault } from './gateway-fault.ts';
import type { ElasticLoadBalancingHandlers, InputOf } from './handlers.ts';
import { readHealthCheck } from './health-check.ts';
import { findOwned, loadBalancerOf, namedByArn, namedByName, newSuffix, owned, targetGroupArn } from './lookup.ts';
import { page } from './page.ts';
import { readTags } from './tags.ts';

type CreateInput = InputOf<'CreateTargetGroup'>;

const protocols = ['TCP', 'UDP', 'TCP_UDP', 'GENEVE'] as const;
const protocolsElsewhere = ['HTTP', 'HTTPS', 'TLS', 'QUIC', 'TCP_QUIC'] as const;

function readProtocol(text: string): TargetGroup['protocol'] {
  const known = oneOf(text, 'Protocol', [...protocols, ...protocolsElsewhere]);
  const offered = protocols.find((one) => one === known);
  if (offered === undefined) throw notOffered(`The ${known} protocol of a target group`);
  return offered;
}

function readTargetType(text: string = 'instance'): TargetGroup['targetType'] {
  const known = oneOf(text, 'Target type', ['instance', 'ip', 'lambda', 'alb']);
  if (known === 'lambda' || known === 'alb') throw notOffered(`A target group with target type ${known}`);
  return known;
}

function checkUnoffered(input: CreateInput): void {
  const addressType = oneOf(input.IpAddressType ?? 'ipv4', 'IP address type', ['ipv4', 'ipv6']);
  if (addressType !== 'ipv4') throw notOffered(`The IP address type ${addressType}`);
  if (input.ProtocolVersion !== undefined) throw notOffered('A protocol version of a target group');
  if (input.TargetControlPort !== undefined) throw notOffered('A target control port');
}

type Settings = Pick<TargetGroup, 'name' | 'vpc' | 'protocol' | 'port' | 'targetType' | 'healthCheck'>;

function readSettings(draft: Draft, context: Context, input: CreateInput): Settings {
  const name = readName('target group', input.Name);
  const targetType = readTargetType(input.TargetType);
  const protocol = readProtocol(specified(input.Protocol, 'A protocol'));
  const port = within(specified(input.Port, 'A port'), 'port', portBounds);
  if (protocol === 'GENEVE' && port !== genevePort) throw gatewayFault.groupPort(port, genevePort);
  const vpcId = specified(input.VpcId, 'A VPC ID');
  const vpc = findUsable(draft, context, 'vpc', vpcId);
  if (vpc === undefined) throw invalid.vpc(vpcId);
  const healthCheck = readHealthCheck(input, { targetType, protocol });
  return { name, vpc: vpc.id, protocol, port, targetType, healthCheck };
}

/** Members in one order, whatever order a document had them in. */
function settingsText({ vpc, protocol, port, targetType, healthCheck }: Settings): string {
  return JSON.stringify([vpc, protocol, port, targetType, Object.entries(healthCheck).sort()]);
}

/** Those with the GENEVE protocol are counted apart. */
function checkGroupQuota(context: Context, all: readonly TargetGroup[], { protocol }: Settings): void {
  const isGeneve = protocol === 'GENEVE';
  const count = all.filter((one) => (one.protocol === 'GENEVE') === isGeneve).length;
  checkQuota(context, isGeneve ? 'geneveTargetGroupsPerRegion' : 'targetGroupsPerRegion', count + 1);
}

function createTargetGroup(draft: Draft, context: Context, input: CreateInput): TargetGroup {
  const { account, region } = context;
  const settings = readSettings(draft, context, input);
  const tags = readTags(input.Tags);
  const all = draft.network.owned('target-group', account, region);
  const existing = all.find((one) => one.name === settings.name);
  if (existing) {
    if (settingsText(existing) === settingsText(settings)) return existing;
    throw conflict.targetGroupName(settings.name);
  }
  checkGroupQuota(context, all, settings);
  const suffix = newSuffix(context);
  const id = targetGroupArn(context, { name: settings.name, suffix });
  const made: TargetGroup = {
    kind: 'target-group',
    id,
    account,
    region,
    created: context.now,
    tags,
    suffix,
    ...settings,
    attributes: {},
    targets: [],
  };
  draft.put(made);
  return made;
}

function targetGroupShape(network: Network, group: TargetGroup): TargetGroupShape {
  const { healthCheck } = group;
  const loadBalancer = loadBalancerOf(network, group);
  return {
    TargetGroupArn: group.id,
    TargetGroupName: group.name,
    Protocol: group.protocol,
    Port: group.port,
    VpcId: group.vpc,
    HealthCheckProtocol: healthCheck.protocol,
    HealthCheckPort: healthCheck.port,
    HealthCheckEnabled: true,
    HealthCheckIntervalSeconds: healthCheck.intervalSeconds,
    HealthCheckTimeoutSeconds: healthCheck.timeoutSeconds,
    HealthyThresholdCount: healthCheck.healthyThreshold,
    UnhealthyThresholdCount: healthCheck.unhealthyThreshold,
    ...(healthCheck.path === undefined ? {} : { HealthCheckPath: healthCheck.path }),
    ...(healthCheck.matcher === undefined ? {} : { Matcher: { HttpCode: healthCheck.matcher } }),
    LoadBalancerArns: loadBalancer === undefined ? [] : [loadBalancer],
    TargetType: group.targetType,
    IpAddressType: 'ipv4',
  };
}

function listed(context: Context, input: InputOf<'DescribeTargetGroups'>): readonly TargetGroup[] {
  const { network, account, region } = context;
  const arns = atMost(input.TargetGroupArns, 'targetGroupArns');
  const names = atMost(input.Names, 'names');
  if (arns.length > 0 && names.length > 0) throw invalid.together('Target group names', 'target group ARNs');
  if (input.LoadBalancerArn !== undefined && arns.length + names.length > 0) {
    throw invalid.together('A load balancer ARN', 'target groups');
  }
  const all = network.owned('target-group', account, region);
  if (input.LoadBalancerArn !== undefined) {
    const loadBalancer = owned(network, context, 'load-balancer', input.LoadBalancerArn);
    return all.filter((group) => loadBalancerOf(network, group) === loadBalancer.id);
  }
  return arns.length > 0 ? namedByArn(context, 'target-group', all, arns) : namedByName('target-group', all, names);
}

export const targetGroupOperations = {
  CreateTargetGroup(context, input) {
    checkUnoffered(input);
    return context.transact((draft) => ({
      TargetGroups: [createTargetGroup(draft, context, input)].map((one) => targetGroupShape(draft.network, one)),
    }));
  },

  DescribeTargetGroups(context, input) {
    const { items, next } = page(listed(context, input), input, ({ id }) => id);
    return { TargetGroups: items.map((group) => targetGroupShape(context.network, group)), ...next };
  },

  ModifyTargetGroup(context, input) {
    return context.transact((draft) => {
      const group = owned(draft, context, 'target-group', input.TargetGroupArn);
      const changed = { ...group, healthCheck: readHealthCheck(input, group, group.healthCheck) };
      draft.put(changed);
      return { TargetGroups: [targetGroupShape(draft.network, changed)] };
    });
  },

  /** What is gone already is deleted as well. */
  DeleteTargetGroup(context, input) {
    return context.transact((draft) => {
      const group = findOwned(draft, context, 'target-group', input.TargetGroupArn);
      if (group === undefined) return {};
      if (loadBalancerOf(draft, group) !== undefined) throw conflict.groupInUse(group.id);
      draft.remove('target-group', group.id);
      return {};
    });
  },
} satisfies ElasticLoadBalancingHandlers;
