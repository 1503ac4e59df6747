/**
 * VPC endpoints, from describe-vpc-endpoints, with the ids of their connections from describe-vpc-endpoint-connections.
 * What a service that is not in the snapshot would do with a packet is not known, so it gets none.
 */

import { readEndpointName } from '../model/endpoint-name.ts';
import { derivedText } from '../model/endpoint-service.ts';
import type { VpcEndpoint } from '../model/vpc-endpoint.ts';
import { readEndpointServiceName } from '../model/vpc-endpoint-service.ts';
import { flag, type Item, items, member, optional, Refusal, required, text, texts, time } from './item.ts';
import type { Sourced } from './source.ts';
import { baseOf, derivedId, found, note, type World } from './world.ts';

const types = ['Gateway', 'GatewayLoadBalancer', 'Interface'] as const;
const everything = JSON.stringify({ Statement: [{ Action: '*', Effect: 'Allow', Principal: '*', Resource: '*' }] });

type Connection = NonNullable<VpcEndpoint['connection']>;

const connectionStates: Readonly<Record<string, Connection['state']>> = {
  available: 'accepted',
  expired: 'expired',
  pending: 'accepted',
  pendingacceptance: 'pendingAcceptance',
  rejected: 'rejected',
};

/** In whatever case the state is printed: the enumeration and the service differ. */
const stateOf = (item: Item): string => (text(item, 'State') ?? '').toLowerCase();

export function readVpcEndpoint(world: World, from: Sourced): readonly VpcEndpoint[] {
  const { item } = from;
  const id = required(item, 'VpcEndpointId');
  const type = text(item, 'VpcEndpointType') ?? 'Gateway';
  const endpointType = types.find((one) => one === type);
  if (endpointType === undefined) {
    throw new Refusal(
      `an endpoint of the type ${type}`,
      'nothing passes it, and routes to it are treated as blackholes',
    );
  }
  const serviceName = required(item, 'ServiceName');
  const service = readEndpointServiceName(serviceName)?.id;
  const state = stateOf(item);
  const isThere = Object.hasOwn(connectionStates, state);
  if (!isThere && !state.startsWith('delet')) note(world, from, `the state ${item.State}`, 'treated as deleted', id);
  if (isThere) checkService(world, from, id, service);
  const options = member(item, 'DnsOptions');
  return [
    {
      ...baseOf(from, id),
      kind: 'vpc-endpoint',
      endpointType,
      vpc: found(world, 'vpc', required(item, 'VpcId')).id,
      serviceName,
      ...optional('service', service),
      ...optional('connection', service === undefined ? undefined : connectionOf(world, item, id)),
      // One of a gateway load balancer has none.
      policy: endpointType === 'GatewayLoadBalancer' ? '' : (text(item, 'PolicyDocument') ?? everything),
      routeTables: texts(item, 'RouteTableIds'),
      subnets: texts(item, 'SubnetIds'),
      groups: items(item, 'Groups').flatMap((one) => text(one, 'GroupId') ?? []),
      networkInterfaces: texts(item, 'NetworkInterfaceIds'),
      privateDnsEnabled: flag(item, 'PrivateDnsEnabled'),
      privateDnsOnlyForInboundResolver: flag(options, 'PrivateDnsOnlyForInboundResolverEndpoint'),
      dnsRecordIpType: text(options, 'DnsRecordIpType') ?? 'ipv4',
      ipAddressType: text(item, 'IpAddressType') ?? 'ipv4',
      dnsSuffix: suffixOf(item, id),
      desired: isThere ? 'available' : 'deleted',
      stateRevision: 0,
    },
  ];
}

function checkService(world: World, from: Sourced, id: string, service: string | undefined): void {
  if (service === undefined || world.network.get('vpc-endpoint-service', service) !== undefined) return;
  note(world, from, 'an endpoint of a service that is not in the snapshot', 'nothing passes the endpoint', id);
}

function connectionOf(world: World, item: Item, id: string): Connection {
  const [listed] = world.about('VpcEndpointConnections', id);
  return {
    id: text(listed, 'VpcEndpointConnectionId') ?? derivedId('vpce-con', id),
    state: connectionStates[stateOf(item)] ?? 'rejected',
    since: time(item, 'CreationTimestamp') ?? 0,
  };
}

/** What makes the endpoint's names hard to guess is part of them. */
function suffixOf(item: Item, id: string): string {
  const names = items(item, 'DnsEntries').flatMap((one) => readEndpointName(text(one, 'DnsName') ?? '') ?? []);
  const own = names.find(({ endpoint }) => endpoint === id);
  return own?.dnsSuffix ?? derivedText(id, 8, 'abcdefghijklmnopqrstuvwxyz0123456789');
}
