/**
 * What a generated network has, by the names that its calls give: what rules may speak of, what changes may change and where
 * flows may begin and end. Filled by the generators, read by them and by flows.ts.
 */

import type { Network } from '../../src/model/network.ts';
import type { Call, Owner, Values } from './plan.ts';

export interface GeneratedSubnet {
  readonly name: string;
  readonly vpc: string;
  readonly cidr: string;
  readonly zone: string;
}

/** Another account that something of a VPC is shared with. */
export interface GeneratedGuest {
  readonly owner: Owner;
  /** Those that it may place something in. */
  readonly subnets: readonly GeneratedSubnet[];
  /** Its own groups in the VPC. */
  readonly groups: string[];
  /** Groups of the VPC's owner that it may use. */
  readonly shared: readonly string[];
}

export interface GeneratedVpc {
  readonly name: string;
  readonly owner: Owner;
  readonly region: string;
  readonly cidr: string;
  readonly subnets: GeneratedSubnet[];
  readonly groups: string[];
  readonly guests: GeneratedGuest[];
  readonly acls: string[];
  readonly tables: string[];
  /** What a route may lead to, as the members of CreateRoute. */
  readonly targets: Readonly<Record<string, string>>[];
  /** Routes that a subnet's own table shall have. */
  readonly wanted: { readonly subnet: string; readonly route: Readonly<Record<string, string>> }[];
  gateway: string | undefined;
  /** Short names of AWS services that it has a gateway endpoint for. */
  readonly gatewayEndpoints: string[];
  readonly natGateways: { readonly name: string; readonly facing: boolean }[];
  /** A list of one's own, of a few blocks. */
  prefixList: string | undefined;
}

export interface GeneratedPeering {
  readonly name: string;
  readonly requester: GeneratedVpc;
  readonly accepter: GeneratedVpc;
}

/** A transit gateway and the VPCs that are attached to it; those of two regions are joined. */
export interface GeneratedTransit {
  readonly name: string;
  readonly owner: Owner;
  readonly region: string;
  readonly attached: GeneratedVpc[];
}

export interface GeneratedInstance {
  readonly name: string;
  readonly owner: Owner;
  readonly vpc: string;
  readonly subnet: string;
  readonly address: string;
  readonly mayBePublic: boolean;
  /** Further private addresses, of the first interface or of further ones. */
  readonly further: string[];
  /** Those that an elastic address is asked for. */
  readonly elastic: string[];
  /** Of its first interface. */
  readonly groups: readonly string[];
  /** Of its first interface, then of further ones: names of what identifies them. */
  readonly interfaces: string[];
}

export interface Inventory {
  readonly calls: Call[];
  readonly vpcs: GeneratedVpc[];
  readonly peerings: GeneratedPeering[];
  readonly transits: GeneratedTransit[];
  readonly instances: GeneratedInstance[];
  /** Interface endpoints, with how many interfaces, and the port that they answer at. */
  readonly endpoints: { readonly name: string; readonly vpc: string; readonly zones: number; readonly port: number }[];
  readonly loadBalancers: {
    readonly name: string;
    readonly owner: Owner;
    readonly vpc: string;
    readonly zones: number;
    readonly port: number;
    readonly facing: boolean;
  }[];
}

export function emptyInventory(): Inventory {
  return { calls: [], vpcs: [], peerings: [], transits: [], instances: [], endpoints: [], loadBalancers: [] };
}

/** What a Network has that nobody generated: instances by their Name tags, everything else by id. */
export function inventoryOf(network: Network): { readonly inventory: Inventory; readonly values: Values } {
  const values = new Map<string, string>();
  const inventory = emptyInventory();
  const name = (text: string, id: string): string => {
    values.set(text, id);
    return text;
  };
  for (const one of network.all('instance')) {
    const address = network.find('network-interface', `instance:${one.id}`)[0]?.privateAddresses[0] ?? '';
    const bare = { mayBePublic: false, groups: [], further: [], elastic: [], interfaces: [] };
    inventory.instances.push({
      name: name(one.tags.Name ?? one.id, one.id),
      owner: 'consumer',
      vpc: one.vpc,
      subnet: one.subnet,
      address,
      ...bare,
    });
  }
  for (const { id, vpc, networkInterfaces, service } of network.all('vpc-endpoint')) {
    if (networkInterfaces.length === 0) continue;
    inventory.endpoints.push({ name: name(id, id), vpc, zones: networkInterfaces.length, port: service ? 80 : 443 });
  }
  for (const { id, vpc, nodes, scheme } of network.all('load-balancer')) {
    const facing = scheme === 'internet-facing';
    inventory.loadBalancers.push({ name: name(id, id), owner: 'consumer', vpc, zones: nodes.length, port: 80, facing });
  }
  for (const { id, region, cidrs } of network.all('vpc')) {
    const cidr = cidrs[0]?.cidr ?? '';
    const parts = {
      subnets: [],
      groups: [],
      guests: [],
      acls: [],
      tables: [],
      targets: [],
      gatewayEndpoints: [],
      natGateways: [],
      wanted: [],
    };
    const none = { gateway: undefined, prefixList: undefined };
    inventory.vpcs.push({ name: id, owner: 'consumer', region, cidr, ...parts, ...none });
  }
  const vpcs = new Map(inventory.vpcs.map((vpc) => [vpc.name, vpc]));
  for (const { id, requester, accepter } of network.all('vpc-peering-connection')) {
    const [near, far] = [vpcs.get(requester.vpc), vpcs.get(accepter.vpc)];
    if (near && far) inventory.peerings.push({ name: id, requester: near, accepter: far });
  }
  return { inventory, values };
}

/** Names of the VPCs that one is peered with, or was asked to be, and of those that transit gateways join it with. */
export function peersOf(inventory: Inventory, vpc: string): readonly string[] {
  const peers = inventory.peerings.flatMap(({ requester, accepter }) => {
    if (requester.name === vpc) return [accepter.name];
    return accepter.name === vpc ? [requester.name] : [];
  });
  return [...peers, ...transitJoined(inventory, vpc)];
}

/** Those on a gateway that have addresses of their own: what goes to the same addresses stays in the VPC. */
export function transitJoined({ transits }: Inventory, vpc: string): readonly string[] {
  const attached = transits.flatMap((one) => one.attached);
  const own = attached.find(({ name }) => name === vpc);
  return own ? attached.filter(({ cidr }) => cidr !== own.cidr).map(({ name }) => name) : [];
}

/** The groups that an account may use in a VPC. */
export function groupsFor({ owner, groups, guests }: GeneratedVpc, user: Owner): readonly string[] {
  if (user === owner) return groups;
  return guests.filter((one) => one.owner === user).flatMap((one) => [...one.groups, ...one.shared]);
}

/** Every group of a VPC, with its owner. */
export function groupsIn({ owner, groups, guests }: GeneratedVpc): readonly (readonly [group: string, owner: Owner])[] {
  const own = groups.map((group) => [group, owner] as const);
  return [...own, ...guests.flatMap((one) => one.groups.map((group) => [group, one.owner] as const))];
}

/** Adds a call for one owner. */
export type Ask = (
  service: Call['service'],
  operation: string,
  input: Call['input'],
  gives?: Readonly<Record<string, string>>,
) => void;

export function asking(calls: Call[], owner: Owner): Ask {
  return (service, operation, input, gives) => {
    calls.push({ owner, service, operation, input, ...(gives === undefined ? {} : { gives }) });
  };
}
