/**
 * Instances, from describe-instances. What they run (user data, images, volumes) is not in those answers. One in a state
 * that is not known to run is taken for stopped; a terminated one has no network any more.
 */

import type { Instance } from '../model/instance.ts';
import { flag, type Item, items, member, numeric, optional, Refusal, required, text, time } from './item.ts';
import type { Sourced } from './source.ts';
import { baseOf, found, note, type World } from './world.ts';

const desiredIn: Readonly<Record<string, Instance['desired']>> = {
  pending: 'running',
  running: 'running',
  stopping: 'stopped',
  stopped: 'stopped',
};

/** The instances of a reservation, with what the reservation says of them all. */
export function readReservation(from: Sourced): readonly Sourced[] {
  const { OwnerId = from.account, ReservationId } = from.item;
  return items(from.item, 'Instances').map((item) => ({ ...from, item: { OwnerId, ReservationId, ...item } }));
}

export function readInstance(world: World, from: Sourced): readonly Instance[] {
  const { item } = from;
  const id = required(item, 'InstanceId');
  const state = text(member(item, 'State'), 'Name') ?? 'unknown';
  if (state === 'terminated' || state === 'shutting-down') {
    throw new Refusal(`${state}`, 'left out: it has no network any more');
  }
  const desired = Object.hasOwn(desiredIn, state) ? desiredIn[state]! : 'stopped';
  if (!Object.hasOwn(desiredIn, state)) note(world, from, `the state ${state}`, 'treated as stopped', id);
  const subnet = found(world, 'subnet', required(item, 'SubnetId'));
  const launched = time(item, 'LaunchTime') ?? 0;
  const reason = member(item, 'StateReason');
  return [
    {
      ...baseOf(from, id, { created: launched }),
      kind: 'instance',
      vpc: subnet.vpc,
      subnet: subnet.id,
      zoneId: subnet.zoneId,
      image: text(item, 'ImageId') ?? '',
      instanceType: typeOf(item),
      reservation: text(item, 'ReservationId') ?? '',
      launchIndex: numeric(item, 'AmiLaunchIndex') ?? 0,
      launched,
      desired,
      stateRevision: 0,
      stateChanged: launched,
      ...(reason && { stateReason: { code: text(reason, 'Code') ?? '', message: text(reason, 'Message') ?? '' } }),
      ...optional('keyName', text(item, 'KeyName')),
      ...optional('instanceProfile', text(member(item, 'IamInstanceProfile'), 'Arn')),
      metadata: metadataOf(member(item, 'MetadataOptions')),
      disableApiTermination: false,
      shutdownBehavior: 'stop',
      sourceDestCheck: item.SourceDestCheck !== false,
    },
  ];
}

/** Operations refuse what is formed like no type at all. */
function typeOf(item: Item): string {
  const given = text(item, 'InstanceType') ?? '';
  return /^[a-z][a-z0-9-]*\.[a-z0-9-]+$/.test(given) ? given : 'unknown.type';
}

function metadataOf(options: Item | undefined): Instance['metadata'] {
  return {
    httpEndpoint: text(options, 'HttpEndpoint') === 'disabled' ? 'disabled' : 'enabled',
    httpTokens: text(options, 'HttpTokens') === 'optional' ? 'optional' : 'required',
    hopLimit: numeric(options, 'HttpPutResponseHopLimit') ?? 1,
    instanceTags: text(options, 'InstanceMetadataTags') === 'enabled' ? 'enabled' : 'disabled',
  };
}

/** The interfaces that describe-instances prints with an instance, as describe-network-interfaces would. */
export function embeddedInterfaces(from: Sourced): readonly Sourced[] {
  const { item } = from;
  return items(item, 'NetworkInterfaces').map((one) => ({
    ...from,
    item: {
      ...one,
      TagSet: [],
      RequesterManaged: flag(one, 'RequesterManaged'),
      Attachment: { ...member(one, 'Attachment'), InstanceId: item.InstanceId, InstanceOwnerId: item.OwnerId },
    },
  }));
}
