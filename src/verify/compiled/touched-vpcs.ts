/** Which VPCs have to be compiled anew between two versions of a Network: those that a change says anything about. */

import type { Network } from '../../model/network.ts';
import type { Kind, Resource, ResourceOf } from '../../model/resource.ts';
import { gatewaysOf } from '../../model/transit-gateway.ts';
import { sidesFrom } from '../../model/vpc-peering-connection.ts';
import { transitNeighbours } from '../joined.ts';

type VpcsOf<K extends Kind> = (resource: ResourceOf<K>, network: Network) => readonly (string | undefined)[];

const own = ({ vpc }: { readonly vpc: string }): readonly string[] => [vpc];

/** Kinds that are not here change no VPC. What hangs from load balancers and services is read when it is asked for. */
const vpcsOf: { readonly [K in Kind]?: VpcsOf<K> } = {
  'elastic-address': ({ association }, network) => [
    association && network.get('network-interface', association.networkInterface)?.vpc,
  ],
  instance: own,
  // Detached, it is named by the VPC that it had before: both versions of a document are asked.
  'internet-gateway': ({ vpc }) => [vpc],
  'nat-gateway': own,
  'network-acl': own,
  'network-interface': own,
  'prefix-list': ({ id }, network) => [
    ...network.find('security-group-rule', `peer:${id}`).flatMap((rule) => [rule.vpc, ...wearing(network, rule.group)]),
    ...routingBy(network, id),
  ],
  'route-table': own,
  'security-group': ({ id }, network) => wearing(network, id),
  'security-group-rule': ({ vpc, group }, network) => [vpc, ...wearing(network, group)],
  subnet: own,
  'transit-gateway': ({ id }, network) => transitNeighbours(network, id),
  'transit-gateway-attachment': (attachment, network) => [
    ...(attachment.attached.kind === 'vpc' ? [attachment.attached.vpc] : []),
    ...gatewaysOf(attachment).flatMap((id) => transitNeighbours(network, id)),
  ],
  'transit-gateway-route-table': ({ transitGateway }, network) => transitNeighbours(network, transitGateway),
  // Routes of its peers lead there while it is, and its blocks are routes of transit gateways.
  vpc: ({ id }, network) => [
    id,
    ...network.find('vpc-peering-connection', `vpc:${id}`).map((one) => sidesFrom(one, id).far.vpc),
    ...transitNeighbours(network, id),
  ],
  'vpc-endpoint': own,
  'vpc-peering-connection': ({ requester, accepter }) => [requester.vpc, accepter.vpc],
  'vpn-gateway': ({ vpc }) => [vpc],
  'zone-fault': ({ region, zoneId }, network) => withInterfacesIn(network, region, zoneId),
};

/** Where a group judges: in its own VPC, and in those that it was associated with. */
function wearing(network: Network, id: string): readonly string[] {
  const group = network.get('security-group', id);
  return group === undefined ? [] : [group.vpc, ...(group.associations ?? []).map((one) => one.vpc)];
}

function routingBy(network: Network, list: string): readonly string[] {
  return [...network.all('route-table')]
    .filter(({ routes }) =>
      routes.some(({ destination }) => destination.kind === 'prefix-list' && destination.prefixList === list),
    )
    .map(({ vpc }) => vpc);
}

function withInterfacesIn(network: Network, region: string, zoneId: string): readonly string[] {
  return [...network.all('subnet')]
    .filter((one) => one.region === region && one.zoneId === zoneId)
    .map(({ vpc }) => vpc);
}

export function touchedVpcs(before: Network, after: Network): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [old, now] of after.changesSince(before)) {
    if (old) add(found, old, before);
    if (now) add(found, now, after);
  }
  return found;
}

function add(found: Set<string>, resource: Resource, network: Network): void {
  const read = vpcsOf[resource.kind] as
    | ((resource: Resource, network: Network) => readonly (string | undefined)[])
    | undefined;
  for (const vpc of read?.(resource, network) ?? []) if (vpc !== undefined) found.add(vpc);
}
