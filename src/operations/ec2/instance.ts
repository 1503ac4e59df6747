/** Operations on instances that exist: listing them, and starting, stopping, rebooting and terminating them. */

import type { Instance } from '../../model/instance.ts';
import { zoneNameOf } from '../../model/region.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { applyFilters, describe, type FilterTable, page } from './describe.ts';
import { invalidCombination, missingParameter, owned } from './faults.ts';
import type { Ec2Handlers } from './handlers.ts';
import { instanceFilters } from './instance-filters.ts';
import { checkReboot, purgeTerminated, startInstance, stopInstance, terminateInstance } from './instance-lifetime.ts';
import { reservations } from './instance-shape.ts';
import { isBurstable } from './instance-type.ts';
import { instanceState } from './state.ts';

function namedInstances(draft: Draft, context: Context, ids: readonly string[] | undefined): readonly Instance[] {
  if (ids === undefined || ids.length === 0) throw missingParameter('InstanceId');
  return [...new Set(ids)].map((id) => owned(draft, context, 'instance', id));
}

/** All or none of them change; each is told before and after. */
function change(
  context: Context,
  ids: readonly string[] | undefined,
  how: (draft: Draft, context: Context, instance: Instance) => Instance,
) {
  return context.transact((draft) => {
    purgeTerminated(draft, context);
    return namedInstances(draft, context, ids).map((instance) => ({
      InstanceId: instance.id,
      PreviousState: instanceState(context, instance),
      CurrentState: instanceState(context, how(draft, context, instance)),
    }));
  });
}

/** What both status checks say of an instance in each state. */
function healthOf(context: Context, instance: Instance) {
  const state = instanceState(context, instance).Name;
  if (state === 'running') {
    return { Status: 'ok' as const, Details: [{ Name: 'reachability' as const, Status: 'passed' as const }] };
  }
  if (state === 'pending') {
    return {
      Status: 'initializing' as const,
      Details: [{ Name: 'reachability' as const, Status: 'initializing' as const }],
    };
  }
  return { Status: 'not-applicable' as const, Details: [] };
}

function statusShape(context: Context, instance: Instance) {
  const health = healthOf(context, instance);
  return {
    AvailabilityZone: zoneNameOf(instance.account, instance.region, instance.zoneId),
    AvailabilityZoneId: instance.zoneId,
    InstanceId: instance.id,
    InstanceState: instanceState(context, instance),
    InstanceStatus: health,
    SystemStatus: health,
    AttachedEbsStatus: health,
    Events: [],
  };
}

function statusFilters(context: Context): FilterTable<Instance> {
  const status = (instance: Instance) => healthOf(context, instance).Status;
  const reachability = (instance: Instance) => healthOf(context, instance).Details[0]?.Status;
  const never = () => undefined;
  return {
    'attached-ebs-status.status': status,
    'availability-zone': (instance) => zoneNameOf(instance.account, instance.region, instance.zoneId),
    'availability-zone-id': (instance) => instance.zoneId,
    'event.code': never,
    'event.description': never,
    'event.instance-event-id': never,
    'event.not-after': never,
    'event.not-before': never,
    'event.not-before-deadline': never,
    'instance-state-code': (instance) => instanceState(context, instance).Code,
    'instance-state-name': (instance) => instanceState(context, instance).Name,
    'instance-status.reachability': reachability,
    'instance-status.status': status,
    'operator.managed': () => false,
    'operator.principal': never,
    'system-status.reachability': reachability,
    'system-status.status': status,
  };
}

function listed(context: Context, ids: readonly string[] | undefined, paged: boolean): readonly Instance[] {
  const { network, account, region } = context;
  if (ids === undefined || ids.length === 0) return network.owned('instance', account, region);
  if (paged) throw invalidCombination('The parameter MaxResults cannot be used with the parameter ids.');
  return [...new Set(ids)].sort().map((id) => owned(network, context, 'instance', id));
}

export const instanceOperations = {
  DescribeInstances(context, input) {
    const { network } = context;
    const request = { ...input, ids: input.InstanceIds };
    const { items, nextToken } = describe(context, 'instance', request, instanceFilters(network, context));
    return { Reservations: reservations(network, context, items), NextToken: nextToken };
  },

  DescribeInstanceStatus(context, input) {
    const found = listed(context, input.InstanceIds, input.MaxResults !== undefined);
    const shown = found.filter(
      (instance) => input.IncludeAllInstances || instanceState(context, instance).Name === 'running',
    );
    const filtered = applyFilters(shown, input.Filters, statusFilters(context));
    const { items, nextToken } = page(filtered, input);
    return { InstanceStatuses: items.map((instance) => statusShape(context, instance)), NextToken: nextToken };
  },

  /** Only burstable types have CPU credits: unlimited ones, but for the oldest family. */
  DescribeInstanceCreditSpecifications(context, input) {
    const found = listed(context, input.InstanceIds, input.MaxResults !== undefined);
    const burstable = found.filter((instance) => isBurstable(instance.instanceType));
    const filtered = applyFilters(burstable, input.Filters, { 'instance-id': (instance) => instance.id });
    const { items, nextToken } = page(filtered, input);
    return {
      InstanceCreditSpecifications: items.map((instance) => ({
        InstanceId: instance.id,
        CpuCredits: instance.instanceType.startsWith('t2.') ? 'standard' : 'unlimited',
      })),
      NextToken: nextToken,
    };
  },

  async StartInstances(context, input) {
    return { StartingInstances: await change(context, input.InstanceIds, startInstance) };
  },

  async StopInstances(context, input) {
    return { StoppingInstances: await change(context, input.InstanceIds, stopInstance) };
  },

  async TerminateInstances(context, input) {
    return { TerminatingInstances: await change(context, input.InstanceIds, terminateInstance) };
  },

  /** A reboot changes nothing that is kept: addresses and interfaces stay. */
  RebootInstances(context, input) {
    return context.transact((draft) => {
      for (const instance of namedInstances(draft, context, input.InstanceIds)) checkReboot(context, instance);
      return {};
    });
  },
} satisfies Ec2Handlers;
