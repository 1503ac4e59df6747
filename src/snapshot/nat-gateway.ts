/** NAT gateways, from describe-nat-gateways. One that is not available, or whose interface is missing, is none. */

import type { NatGateway } from '../model/nat-gateway.ts';
import { flag, items, optional, Refusal, required, text, time } from './item.ts';
import type { Sourced } from './source.ts';
import { baseOf, found, note, type World } from './world.ts';

const available: readonly string[] = ['available', 'pending'];

export function readNatGateway(world: World, from: Sourced): readonly NatGateway[] {
  const { item } = from;
  const id = required(item, 'NatGatewayId');
  if (text(item, 'AvailabilityMode') === 'regional') {
    throw new Refusal('a regional NAT gateway', 'routes to it are treated as blackholes');
  }
  const subnet = found(world, 'subnet', required(item, 'SubnetId'));
  const addresses = items(item, 'NatGatewayAddresses');
  const primary = addresses.find((one) => flag(one, 'IsPrimary')) ?? addresses[0];
  if (addresses.length > 1) note(world, from, 'secondary addresses', 'it uses its primary address alone', id);
  const networkInterface = text(primary, 'NetworkInterfaceId') ?? '';
  const desired = available.includes(text(item, 'State') ?? '') ? 'available' : 'deleted';
  const own = world.network.get('network-interface', networkInterface);
  if (desired === 'available' && own === undefined) {
    throw new Refusal('without its interface', 'routes to it are treated as blackholes');
  }
  const code = text(item, 'FailureCode');
  const deleted = time(item, 'DeleteTime');
  return [
    {
      ...baseOf(from, id, { account: text(item, 'OwnerId') ?? subnet.account }),
      kind: 'nat-gateway',
      vpc: subnet.vpc,
      subnet: subnet.id,
      connectivity: text(item, 'ConnectivityType') === 'private' ? 'private' : 'public',
      networkInterface,
      privateAddress: text(primary, 'PrivateIp') ?? own?.privateAddresses[0] ?? '',
      ...optional('allocation', text(primary, 'AllocationId')),
      ...optional('publicAddress', text(primary, 'PublicIp')),
      desired,
      stateRevision: 0,
      ...(code === undefined ? {} : { failure: { code, message: text(item, 'FailureMessage') ?? '' } }),
      ...optional('deleted', desired === 'deleted' ? (deleted ?? 0) : undefined),
    },
  ];
}
