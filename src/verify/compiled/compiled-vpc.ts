/**
 * One VPC ready for many questions: its subnets with their ACL and routes as maps, its interfaces with their set of groups,
 * and who has an address. Made anew when anything changes that belongs to the VPC; until then shared by revisions.
 */

import { parseAddress } from '../../base/address.ts';
import { present } from '../../base/assert.ts';
import { lastOf, parseCidr } from '../../base/cidr.ts';
import type { Network } from '../../model/network.ts';
import { isUnjudged, type NetworkInterface } from '../../model/network-interface.ts';
import type { Subnet } from '../../model/subnet.ts';
import type { Vpc } from '../../model/vpc.ts';
import { referablePeers } from '../../model/vpc-peering-connection.ts';
import { isZoneDown } from '../../model/zone-fault.ts';
import { joinedWith, transitNeighbours } from '../joined.ts';
import { type AclRules, compileAcl } from './acl-rules.ts';
import type { AddressRange } from './address-map.ts';
import { compileGroup, compileGroupSet, type GroupRules, type GroupSet } from './group-rules.ts';
import { compileRoutes, type RouteWays } from './route-ways.ts';
import { takenBy } from './taken-traffic.ts';
import type { TrafficId, TrafficTable } from './traffic-set.ts';

export interface CompiledSubnet {
  readonly id: string;
  readonly range: AddressRange;
  readonly acl: AclRules;
  readonly routes: RouteWays;
}

export interface CompiledInterface {
  readonly document: NetworkInterface;
  readonly vpc: CompiledVpc;
  readonly subnet: CompiledSubnet;
  readonly groups: GroupSet;
  /** The primary one first. */
  readonly addresses: readonly number[];
  /** The public addresses that stand for some of them, by private address. */
  readonly publicAddresses: ReadonlyMap<number, number>;
  /** Whether security groups judge it. */
  readonly judged: boolean;
  /** Its zone is up. */
  readonly zoneUp: boolean;
  /** Something runs behind it. */
  readonly up: boolean;
  /** What an endpoint takes that answers by itself: an AWS service's, or one of Route 53 Resolver's. */
  readonly takes: TrafficId | undefined;
}

export interface CompiledVpc {
  readonly document: Vpc;
  /** Of the attached internet gateway. */
  readonly gateway: string | undefined;
  /** Where its route table leads what comes in by it. */
  readonly edge: RouteWays | undefined;
  /** Ids of the VPCs that peering connections and transit gateways join it with. */
  readonly peers: readonly string[];
  /** Those of them that transit gateways do: what is sent there may pass others of them. */
  readonly transit: readonly string[];
  /** Those of them whose groups its rules may name. */
  readonly referable: readonly string[];
  readonly subnets: readonly CompiledSubnet[];
  readonly interfaces: readonly CompiledInterface[];
  readonly byAddress: ReadonlyMap<number, CompiledInterface>;
  readonly byId: ReadonlyMap<string, CompiledInterface>;
  /** Some route leads to an interface, or answers may take other ways than requests: no shortcut holds. */
  readonly winding: boolean;
  /** Some interface is not the VPC's owner's. */
  readonly shared: boolean;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export function compileVpc(network: Network, table: TrafficTable, document: Vpc): CompiledVpc {
  const gateway = network.find('internet-gateway', `vpc:${document.id}`)[0]?.id;
  const edge = gateway === undefined ? undefined : network.find('route-table', `gateway:${gateway}`)[0];
  const vpc: Mutable<CompiledVpc> = {
    document,
    gateway,
    edge: edge && compileRoutes(network, edge),
    peers: joinedWith(network, document.id),
    transit: transitNeighbours(network, document.id),
    referable: referablePeers(network, document.id),
    subnets: compileSubnets(network, table, document),
    interfaces: [],
    byAddress: new Map(),
    byId: new Map(),
    winding: false,
    shared: false,
  };
  const subnets = new Map(vpc.subnets.map((subnet) => [subnet.id, subnet]));
  const groupSetOf = groupSets(network, table);
  const interfaces = network
    .find('network-interface', `vpc:${document.id}`)
    .map((one) => compileInterface(network, table, vpc, present(subnets.get(one.subnet), one.subnet), groupSetOf, one));
  vpc.interfaces = interfaces;
  vpc.byAddress = new Map(interfaces.flatMap((one) => one.addresses.map((address) => [address, one] as const)));
  vpc.byId = new Map(interfaces.map((one) => [one.document.id, one]));
  vpc.shared = interfaces.some((one) => one.document.account !== document.account);
  vpc.winding = vpc.subnets.some((subnet) => leadsAside(subnet, document));
  return vpc;
}

function compileSubnets(network: Network, table: TrafficTable, vpc: Vpc): readonly CompiledSubnet[] {
  const acls = remembering((id: string) => compileAcl(table, present(network.get('network-acl', id), id)));
  const routes = remembering((id: string) => compileRoutes(network, present(network.get('route-table', id), id)));
  const main = network.find('route-table', `main:${vpc.id}`)[0]?.id;
  return network.find('subnet', `vpc:${vpc.id}`).map(({ id, cidr }: Subnet) => {
    const block = present(parseCidr(cidr), cidr);
    const acl = present(network.find('network-acl', `subnet:${id}`)[0], `network ACL of ${id}`).id;
    const own = network.find('route-table', `subnet:${id}`)[0]?.id ?? present(main, `main route table of ${vpc.id}`);
    return { id, range: { from: block.base, to: lastOf(block) }, acl: acls(acl), routes: routes(own) };
  });
}

function groupSets(network: Network, table: TrafficTable): (groups: readonly string[]) => GroupSet {
  const ruled = remembering((group: string): GroupRules => compileGroup(network, table, group));
  const known = new Map<string, GroupSet>();
  return (groups) => {
    const sorted = groups.length > 1 ? [...groups].sort() : groups;
    const key = sorted.join();
    const found = known.get(key) ?? compileGroupSet(table, ruled, sorted);
    known.set(key, found);
    return found;
  };
}

function remembering<Value>(make: (id: string) => Value): (id: string) => Value {
  const known = new Map<string, Value>();
  return (id) => {
    const found = known.get(id) ?? make(id);
    known.set(id, found);
    return found;
  };
}

function compileInterface(
  network: Network,
  table: TrafficTable,
  vpc: CompiledVpc,
  subnet: CompiledSubnet,
  groupSetOf: (groups: readonly string[]) => GroupSet,
  document: NetworkInterface,
): CompiledInterface {
  const { groups, region, zoneId, attachment } = document;
  const instance = attachment?.instance && network.get('instance', attachment.instance);
  return {
    document,
    vpc,
    subnet,
    groups: groupSetOf(groups),
    addresses: document.privateAddresses.flatMap((text) => parseAddress(text) ?? []),
    publicAddresses: publicAddressesOf(network, document),
    judged: !isUnjudged(document),
    zoneUp: !isZoneDown(network, region, zoneId),
    takes: takenBy(network, table, document),
    up: attachment !== undefined && (!instance || instance.desired === 'running'),
  };
}

const noAddresses: ReadonlyMap<number, number> = new Map();

/** An elastic address takes the place of the one that was assigned at launch. */
function publicAddressesOf(network: Network, one: NetworkInterface): ReadonlyMap<number, number> {
  const elastic = network.find('elastic-address', `interface:${one.id}`);
  if (elastic.length === 0 && one.autoPublicAddress === undefined) return noAddresses;
  const found = new Map<number, number>();
  const add = (privateText: string | undefined, publicText: string | undefined): void => {
    const [own, outer] = [parseAddress(privateText ?? ''), parseAddress(publicText ?? '')];
    if (own !== undefined && outer !== undefined) found.set(own, outer);
  };
  add(one.privateAddresses[0], one.autoPublicAddress);
  for (const { association, publicAddress } of elastic) add(association?.privateAddress, publicAddress);
  return found;
}

/** Whether a route to addresses of the VPC's own leads elsewhere than straight to who has them. */
function leadsAside({ routes: { ways } }: CompiledSubnet, { cidrs }: Vpc): boolean {
  return cidrs.some(({ cidr }) => {
    const block = parseCidr(cidr);
    if (!block) return false;
    return ways.values.some((way, index) => {
      const [from, to] = [ways.starts[index]!, (ways.starts[index + 1] ?? 2 ** 32) - 1];
      return way.kind !== 'local' && from <= lastOf(block) && to >= block.base;
    });
  });
}

/** Whether an address is an interface's, or another's of the same instance. */
export function isOneMachine(vpc: CompiledVpc, one: CompiledInterface, address: number): boolean {
  if (one.addresses.includes(address)) return true;
  const instance = one.document.attachment?.instance;
  return instance !== undefined && vpc.byAddress.get(address)?.document.attachment?.instance === instance;
}

/** The public address that stands for an interface's first private one. */
export function publicAddressOf({ publicAddresses, addresses }: CompiledInterface): number | undefined {
  return publicAddresses.get(addresses[0] ?? 0);
}
