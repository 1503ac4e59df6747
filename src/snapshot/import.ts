/**
 * A snapshot of real accounts, `describe-*` answers in files, as a Network for every question that can be asked of one, with
 * a report of what was understood and what not. Nothing is enforced by it. What is not known to let packets through doesn't:
 * the verdict may be stricter than AWS's. Pure; files are read elsewhere.
 */

import { isAccountId } from '../base/ids.ts';
import type { Network } from '../model/network.ts';
import type { Kind, Resource } from '../model/resource.ts';
import type { TargetHealthView } from '../model/target-health.ts';
import { readDhcpOptions } from './dhcp-options.ts';
import { readEgressOnlyInternetGateway } from './egress-only-internet-gateway.ts';
import { readElasticAddress, shownAddresses } from './elastic-address.ts';
import { embeddedInterfaces, readInstance, readReservation } from './instance.ts';
import { readInstanceConnectEndpoint } from './instance-connect-endpoint.ts';
import { readInternetGateway } from './internet-gateway.ts';
import { items, Refusal, text } from './item.ts';
import { idMembers } from './keys.ts';
import { readListener } from './listener.ts';
import { readLoadBalancer } from './load-balancer.ts';
import { unreadMembers } from './members.ts';
import { readNatGateway } from './nat-gateway.ts';
import { readNetworkAcl } from './network-acl.ts';
import { readNetworkInterface } from './network-interface.ts';
import { putPlaceholders } from './placeholder.ts';
import { readPrefixList } from './prefix-list.ts';
import { type Report, rowsOf } from './report.ts';
import { readResourceShare } from './resource-share.ts';
import { readRouteTable } from './route-table.ts';
import { readSecurityGroup } from './security-group.ts';
import { readSources, type SnapshotFile, type Sourced } from './source.ts';
import { readSubnet } from './subnet.ts';
import { healthIn, readTargetGroup } from './target-group.ts';
import { readTransitGateway, readTransitGatewayRouteTable } from './transit-gateway.ts';
import {
  readOtherAttachment,
  readTransitGatewayPeering,
  readTransitGatewayVpcAttachment,
} from './transit-gateway-attachment.ts';
import { readVpc } from './vpc.ts';
import { readVpcEndpoint } from './vpc-endpoint.ts';
import { readVpcEndpointService } from './vpc-endpoint-service.ts';
import { readVpcPeeringConnection } from './vpc-peering-connection.ts';
import { readVpnGateway } from './vpn-gateway.ts';
import { note, openWorld, type World } from './world.ts';

export interface Imported {
  readonly network: Network;
  /** How load balancers' targets fared when the snapshot was made. */
  readonly health: TargetHealthView;
  readonly report: Report;
}

type Reader = (world: World, from: Sourced) => readonly Resource[];

interface Step {
  readonly key: string;
  readonly list: (world: World) => readonly Sourced[];
  readonly read: Reader;
}

const step = (key: string, read: Reader): Step => ({ key, list: (world) => world.list(key), read });

/** In the order of what refers to what. */
const steps: readonly Step[] = [
  step('DhcpOptions', readDhcpOptions),
  step('Vpcs', readVpc),
  step('VpcPeeringConnections', readVpcPeeringConnection),
  step('Subnets', readSubnet),
  step('InternetGateways', readInternetGateway),
  step('EgressOnlyInternetGateways', readEgressOnlyInternetGateway),
  step('VpnGateways', readVpnGateway),
  step('PrefixLists', readPrefixList),
  step('SecurityGroups', readSecurityGroup),
  step('NetworkAcls', readNetworkAcl),
  { key: 'Instances', list: (world) => world.once(instancesIn), read: readInstance },
  { key: 'NetworkInterfaces', list: (world) => world.once(interfacesIn), read: readNetworkInterface },
  step('Addresses', readElasticAddress),
  { key: 'NetworkInterfaces', list: (world) => world.once(interfacesIn), read: shownAddresses },
  step('InstanceConnectEndpoints', readInstanceConnectEndpoint),
  step('NatGateways', readNatGateway),
  step('LoadBalancers', readLoadBalancer),
  step('TargetGroups', readTargetGroup),
  { key: 'Listeners', list: listenersIn, read: readListener },
  step('ServiceConfigurations', readVpcEndpointService),
  step('VpcEndpoints', readVpcEndpoint),
  step('TransitGateways', readTransitGateway),
  step('TransitGatewayVpcAttachments', readTransitGatewayVpcAttachment),
  step('TransitGatewayPeeringAttachments', readTransitGatewayPeering),
  step('TransitGatewayAttachments', readOtherAttachment),
  step('TransitGatewayRouteTables', readTransitGatewayRouteTable),
  step('RouteTables', readRouteTable),
  step('resourceShares', readResourceShare),
];

function instancesIn(world: World): readonly Sourced[] {
  return world.list('Reservations').flatMap(readReservation);
}

/** Those of describe-network-interfaces, and what describe-instances prints of others. */
function interfacesIn(world: World): readonly Sourced[] {
  const listed = world.list('NetworkInterfaces');
  const known = new Set(listed.map(({ item }) => text(item, 'NetworkInterfaceId')));
  const embedded = world.once(instancesIn).flatMap(embeddedInterfaces);
  return [...listed, ...embedded.filter(({ item }) => !known.has(text(item, 'NetworkInterfaceId')))];
}

/** As they are printed, and with their load balancer's ARN around them, as Batfish has them. */
function listenersIn(world: World): readonly Sourced[] {
  const wrapped = world.list('LoadBalancerListeners').flatMap((one) =>
    items(one.item, 'Listeners').map((item) => ({
      ...one,
      item: { LoadBalancerArn: one.item.LoadBalancerArn, ...item },
    })),
  );
  return [...world.list('Listeners'), ...wrapped];
}

/** @throws Unreadable where there is no snapshot, or a file of it is no JSON */
export function importSnapshot(files: readonly SnapshotFile[]): Imported {
  const sources = readSources(files);
  const world = openWorld(sources);
  const seen = new Set<Step['key']>();
  for (const { key, list, read } of steps) {
    for (const from of list(world)) readOne(world, key, from, read, !seen.has(key));
    seen.add(key);
  }
  putPlaceholders(world);
  const { network } = world;
  const resources = [...network.resources()];
  const unique = (values: readonly string[]): readonly string[] => [...new Set(values)].sort();
  return {
    network,
    health: healthIn(world),
    report: {
      accounts: unique(resources.map(({ account }) => account)).filter(isAccountId),
      regions: unique(resources.map(({ region }) => region)),
      imported: countsOf(resources),
      notUnderstood: rowsOf(world.notes),
    },
  };
}

function readOne(world: World, key: string, from: Sourced, read: Reader, isFirst: boolean): void {
  const id = text(from.item, idMembers[key] ?? (key === 'Instances' ? 'InstanceId' : 'ListenerArn'));
  let resources: readonly Resource[];
  try {
    resources = read(world, from);
  } catch (reason) {
    if (!(reason instanceof Refusal)) throw reason;
    note(world, from, `${key}: ${reason.message}`, reason.effect, id);
    return;
  }
  for (const resource of resources) world.put(resource, from.file);
  if (!isFirst || resources.length === 0) return;
  for (const { member, effect } of unreadMembers(key, from.item)) note(world, from, `${key}.${member}`, effect, id);
}

function countsOf(resources: readonly Resource[]): Report['imported'] {
  const counts = new Map<Kind, number>();
  for (const { kind } of resources) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([one], [other]) => (one < other ? -1 : 1)));
}
