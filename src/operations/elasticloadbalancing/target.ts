/**
 * Registering and deregistering targets. A target is an instance or an address, with a port; the same one on two ports is two
 * targets. A deregistered target of a group in use drains for a while and can be seen to (see target-health.ts).
 */

import { formatAddress, parseAddress } from '../../base/address.ts';
import { containsAddress, parseCidr } from '../../base/cidr.ts';
import type { DrainingTarget, Target, TargetGroup } from '../../model/load-balancer.ts';
import { zonesOf } from '../../model/region.ts';
import { zoneOfAddress } from '../../model/target-health.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { notOffered } from '../ec2/faults.ts';
import { checkQuota } from '../ec2/quotas.ts';
import { instanceState } from '../ec2/state.ts';
import { portBounds, specified, within } from './constraint.ts';
import { conflict, invalid } from './faults.ts';
import { gatewayFault } from './gateway-fault.ts';
import type { ElasticLoadBalancingHandlers } from './handlers.ts';
import { loadBalancerOf, owned } from './lookup.ts';
import { checkTargetsPerZone } from './target-quota.ts';

export interface TargetInput {
  readonly Id?: string | undefined;
  readonly Port?: number | undefined;
  readonly AvailabilityZone?: string | undefined;
  readonly QuicServerId?: string | undefined;
}

/** Outside their VPC, targets have addresses of these: RFC 1918 and RFC 6598. */
const privateBlocks = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'].map(
  (text) => parseCidr(text)!,
);

export function isSameTarget(one: Pick<Target, 'id' | 'port'>, other: Pick<Target, 'id' | 'port'>): boolean {
  return one.id === other.id && one.port === other.port;
}

/** What a request means: without a port, the group's. */
export function namedTarget(group: TargetGroup, input: TargetInput): Pick<Target, 'id' | 'port'> {
  const id = specified(input.Id, 'A target ID');
  const port = input.Port === undefined ? group.port : within(input.Port, 'port', portBounds);
  if (group.protocol === 'GENEVE' && port !== group.port) throw gatewayFault.targetPort(port, group.port);
  if (group.targetType === 'instance') {
    if (!/^i-([0-9a-f]{8}|[0-9a-f]{17})$/.test(id)) throw invalid.instance(id);
    return { id, port };
  }
  const address = parseAddress(id);
  if (address === undefined) throw invalid.address(id);
  return { id: formatAddress(address), port };
}

/** @throws Fault where the instance isn't there, isn't of the VPC, or doesn't run */
function checkInstance(draft: Draft, context: Context, group: TargetGroup, id: string): void {
  const instance = draft.get('instance', id);
  if (instance?.account !== context.account || instance.region !== context.region) throw conflict.noInstance(id);
  if (instance.vpc !== group.vpc) throw conflict.otherVpcTargets(group.vpc, [id]);
  if (instanceState(context, instance).Name !== 'running') throw conflict.notRunning([id]);
}

/** Which nodes an address is for: one of the VPC its own zone's, another those that the request says. */
function reachOf(draft: Draft, context: Context, group: TargetGroup, id: string, asked?: string): Target['reach'] {
  const address = parseAddress(id)!;
  const zones = zonesOf(context.account, context.region);
  const vpc = draft.get('vpc', group.vpc);
  // A VPC can be deleted with target groups in it.
  if (vpc === undefined) throw invalid.vpc(group.vpc);
  const isInside = vpc.cidrs.some(({ cidr }) => containsAddress(parseCidr(cidr)!, address));
  if (isInside) {
    const zoneId = zoneOfAddress(draft.network, group.vpc, id);
    const zone = zones.find((one) => one.id === zoneId);
    if (zone === undefined) throw invalid.noSubnetThere(id);
    if (asked !== undefined && asked !== zone.name) throw invalid.inside(id, asked, zone.name);
    return undefined;
  }
  if (!privateBlocks.some((block) => containsAddress(block, address))) throw invalid.publicTarget(id);
  if (asked === 'all') return { kind: 'every-zone' };
  const zone = zones.find((one) => one.name === asked);
  if (zone === undefined) throw invalid.outside(id);
  return { kind: 'zone', zoneId: zone.id };
}

function readTarget(draft: Draft, context: Context, group: TargetGroup, input: TargetInput): Target {
  if (input.QuicServerId !== undefined) throw notOffered('A QUIC server ID');
  const named = namedTarget(group, input);
  const target = { ...named, registered: context.now };
  if (group.targetType === 'instance') {
    if (input.AvailabilityZone !== undefined) throw invalid.instanceZone();
    checkInstance(draft, context, group, named.id);
    return target;
  }
  const reach = reachOf(draft, context, group, named.id, input.AvailabilityZone);
  return reach === undefined ? target : { ...target, reach };
}

/** Those whose delay isn't over. */
export function stillDraining(group: TargetGroup, now: number): readonly DrainingTarget[] {
  return (group.draining ?? []).filter((target) => target.until > now);
}

const usualDelay = '300';

function delayOf(group: TargetGroup): number {
  return Number(group.attributes['deregistration_delay.timeout_seconds'] ?? usualDelay) * 1000;
}

/** The group without what has drained, and without the member where nothing drains. */
function withDraining(group: TargetGroup, draining: readonly DrainingTarget[]): TargetGroup {
  const { draining: _, ...rest } = group;
  return draining.length === 0 ? rest : { ...rest, draining };
}

export const targetOperations = {
  RegisterTargets(context, input) {
    if (input.Targets.length === 0) throw invalid.missing('At least one target');
    return context.transact((draft) => {
      const group = owned(draft, context, 'target-group', input.TargetGroupArn);
      const targets = [...group.targets];
      for (const one of input.Targets) {
        const target = readTarget(draft, context, group, one);
        if (!targets.some((other) => isSameTarget(other, target))) targets.push(target);
      }
      checkQuota(context, 'targetsPerGroup', targets.length, group.id);
      const draining = stillDraining(group, context.now).filter(
        (gone) => !targets.some((target) => isSameTarget(target, gone)),
      );
      draft.put(withDraining({ ...group, targets }, draining));
      checkTargetsPerZone(draft.network, context, loadBalancerOf(draft, group));
      return {};
    });
  },

  /** A target that isn't registered is deregistered already. */
  DeregisterTargets(context, input) {
    if (input.Targets.length === 0) throw invalid.missing('At least one target');
    return context.transact((draft) => {
      const group = owned(draft, context, 'target-group', input.TargetGroupArn);
      const named = input.Targets.map((one) => namedTarget(group, one));
      const goes = (target: Target): boolean => named.some((one) => isSameTarget(one, target));
      const until = context.now + delayOf(group);
      const inUse = loadBalancerOf(draft, group) !== undefined;
      const gone = inUse ? group.targets.filter(goes).map((target) => ({ ...target, until })) : [];
      const draining = [...stillDraining(group, context.now), ...gone.filter((target) => target.until > context.now)];
      draft.put(withDraining({ ...group, targets: group.targets.filter((target) => !goes(target)) }, draining));
      return {};
    });
  },
} satisfies ElasticLoadBalancingHandlers;
