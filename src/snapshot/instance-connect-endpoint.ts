/** EC2 Instance Connect Endpoints, from describe-instance-connect-endpoints. One that is not up, or without its interface, is none. */

import type { InstanceConnectEndpoint } from '../model/instance-connect-endpoint.ts';
import { flag, required, text, texts, time } from './item.ts';
import type { Sourced } from './source.ts';
import { baseOf, found, type World } from './world.ts';

const gone = /^(create-failed|delete-)/;

export function readInstanceConnectEndpoint(world: World, from: Sourced): readonly InstanceConnectEndpoint[] {
  const { item } = from;
  const id = required(item, 'InstanceConnectEndpointId');
  const subnet = found(world, 'subnet', required(item, 'SubnetId'));
  const own = world.network.get('network-interface', texts(item, 'NetworkInterfaceIds')[0] ?? '');
  if (gone.test(text(item, 'State') ?? '') || own === undefined) return [];
  return [
    {
      ...baseOf(from, id, { created: time(item, 'CreatedAt') ?? 0 }),
      kind: 'instance-connect-endpoint',
      vpc: subnet.vpc,
      subnet: subnet.id,
      zoneId: subnet.zoneId,
      networkInterface: own.id,
      groups: own.groups,
      preserveClientIp: flag(item, 'PreserveClientIp'),
      dnsSuffix: text(item, 'DnsName')?.split('.')[1] ?? '',
      change: 'create',
      stateRevision: 0,
    },
  ];
}
