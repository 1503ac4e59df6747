/** Elastic addresses, from describe-addresses, and from the interfaces that have one which that answer lacks. */

import type { ElasticAddress } from '../model/elastic-address.ts';
import { items, member, optional, required, text } from './item.ts';
import { isElastic } from './network-interface.ts';
import type { Sourced } from './source.ts';
import { baseOf, derivedId, note, type World } from './world.ts';

export function readElasticAddress(world: World, from: Sourced): readonly ElasticAddress[] {
  const { item } = from;
  const publicAddress = required(item, 'PublicIp');
  const id = text(item, 'AllocationId') ?? derivedId('eipalloc', publicAddress);
  return [
    {
      ...baseOf(from, id),
      kind: 'elastic-address',
      publicAddress,
      ...optional('association', associationOf(world, from, id)),
    },
  ];
}

function associationOf(world: World, from: Sourced, id: string): ElasticAddress['association'] {
  const networkInterface = text(from.item, 'NetworkInterfaceId');
  if (networkInterface === undefined) return undefined;
  const one = world.network.get('network-interface', networkInterface);
  const privateAddress = text(from.item, 'PrivateIpAddress') ?? one?.privateAddresses[0];
  if (one === undefined || privateAddress === undefined || !one.privateAddresses.includes(privateAddress)) {
    note(
      world,
      from,
      'an address of an interface that is not in the snapshot',
      'treated as associated with nothing',
      id,
    );
    return undefined;
  }
  return { id: text(from.item, 'AssociationId') ?? derivedId('eipassoc', id), networkInterface, privateAddress };
}

/** Addresses that an interface shows and that are in no answer about addresses. */
export function shownAddresses(world: World, from: Sourced): readonly ElasticAddress[] {
  const networkInterface = text(from.item, 'NetworkInterfaceId') ?? '';
  if (world.network.get('network-interface', networkInterface) === undefined) return [];
  return items(from.item, 'PrivateIpAddresses').flatMap((one): readonly ElasticAddress[] => {
    const association = member(one, 'Association');
    const publicAddress = text(association, 'PublicIp');
    const privateAddress = text(one, 'PrivateIpAddress');
    if (!isElastic(association) || publicAddress === undefined || privateAddress === undefined) return [];
    const id = text(association, 'AllocationId') ?? derivedId('eipalloc', publicAddress);
    if (world.network.find('elastic-address', `public:${publicAddress}`).length > 0) return [];
    if (world.network.get('elastic-address', id) !== undefined) return [];
    const associated = text(association, 'AssociationId') ?? derivedId('eipassoc', id);
    return [
      {
        ...baseOf(from, id, { account: text(association, 'IpOwnerId') ?? from.account, tags: {} }),
        kind: 'elastic-address',
        publicAddress,
        association: { id: associated, networkInterface, privateAddress },
      },
    ];
  });
}
