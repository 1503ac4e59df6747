/**
 * Who sees, makes and uses what in a VPC whose subnets are shared: the separation of duties between the VPC's owner and the
 * participants, as one table that the operations check and the tests read. An account is a participant of a VPC while at least
 * one subnet of it is shared with the account; what it made stays its own when no subnet is any more. Everybody sees and
 * changes what is their own, which no row repeats; a peering connection is both sides', and an attachment of a transit gateway is known
 * to the gateway's owner as well. Nobody changes what is another's.
 * https://docs.aws.amazon.com/vpc/latest/userguide/vpc-share-limitations.html
 */

import type { Network } from './network.ts';
import type { Kind, Resource, ResourceOf } from './resource.ts';
import { vpcsOfGroup } from './security-group.ts';
import { idsSharedWith, type Sharer, sharedWith } from './sharing.ts';
import type { Subnet } from './subnet.ts';
import { concerns } from './transit-gateway.ts';
import { roleOf } from './vpc-peering-connection.ts';

export interface Duties {
  /** Whether the VPC's owner sees participants' ones. */
  readonly ownerSees: boolean;
  /** Which of the owner's a participant sees: none, the VPC's, those that hold for shared subnets, those that are shared. */
  readonly participantSees: 'none' | 'of the VPC' | 'of shared subnets' | 'shared';
  /** Whether a participant makes its own ones in the VPC. */
  readonly participantMakes: boolean;
  /** Whether a participant uses the owner's ones that it sees: names them in what it makes itself. */
  readonly participantUses: boolean;
}

const seeOnly = { ownerSees: false, participantMakes: false, participantUses: false };
const ownersAlone: Duties = { ...seeOnly, participantSees: 'none' };
const eachTheirOwn: Duties = { ...ownersAlone, participantMakes: true };

const table = {
  'dhcp-options': { ...seeOnly, participantSees: 'of the VPC' },
  'egress-only-internet-gateway': ownersAlone,
  'elastic-address': eachTheirOwn,
  // Of an interface of one's own; the VPC's owner has them of the VPC, of subnets and of participants' interfaces as well.
  'flow-log': eachTheirOwn,
  instance: eachTheirOwn,
  'instance-connect-endpoint': eachTheirOwn,
  'internet-gateway': { ...seeOnly, participantSees: 'of the VPC' },
  listener: eachTheirOwn,
  'load-balancer': eachTheirOwn,
  'nat-gateway': ownersAlone,
  'network-acl': { ...seeOnly, participantSees: 'of shared subnets' },
  'network-interface': { ...eachTheirOwn, ownerSees: true },
  // Not of a VPC, but shared in the same way.
  'prefix-list': { ownerSees: false, participantSees: 'shared', participantMakes: true, participantUses: true },
  'resolver-endpoint': ownersAlone,
  'route-table': { ...seeOnly, participantSees: 'of shared subnets' },
  'security-group': { ownerSees: true, participantSees: 'shared', participantMakes: true, participantUses: true },
  'security-group-rule': { ownerSees: true, participantSees: 'shared', participantMakes: true, participantUses: false },
  subnet: { ...seeOnly, participantSees: 'shared', participantUses: true },
  'target-group': eachTheirOwn,
  // Not of a VPC, but shared in the same way.
  'transit-gateway': { ownerSees: false, participantSees: 'shared', participantMakes: true, participantUses: true },
  'transit-gateway-attachment': ownersAlone,
  vpc: { ...seeOnly, participantSees: 'of the VPC', participantUses: true },
  'vpc-endpoint': ownersAlone,
  // A participant's load balancer may be behind a service of its own. Likeliest: AWS says neither.
  'vpc-endpoint-service': eachTheirOwn,
  'vpc-peering-connection': ownersAlone,
  'vpn-gateway': ownersAlone,
} satisfies Partial<Record<Kind, Duties>>;

export type SharedVpcKind = keyof typeof table;

export const duties: Readonly<Record<SharedVpcKind, Duties>> = table;

function dutiesOf(kind: Kind): Duties | undefined {
  return Object.hasOwn(duties, kind) ? duties[kind as SharedVpcKind] : undefined;
}

/** Who makes and changes resources of a kind for what an account has in a VPC: the account itself, or the VPC's owner. */
export function makerOf(network: Network, kind: Kind, { account, vpc }: { account: string; vpc: string }): string {
  const owner = network.get('vpc', vpc)?.account ?? account;
  return dutiesOf(kind)?.participantMakes === false ? owner : account;
}

/** How what a participant sees of the owner's is found. */
const finders: {
  readonly [K in SharedVpcKind]?: (
    network: Network,
    viewer: Sharer,
    subnets: readonly Subnet[],
  ) => readonly ResourceOf<K>[];
} = {
  'dhcp-options': (network, _, subnets) =>
    vpcsOf(network, subnets).flatMap(({ dhcpOptions }) => network.get('dhcp-options', dhcpOptions) ?? []),
  'internet-gateway': (network, _, subnets) =>
    vpcsOf(network, subnets).flatMap(({ id }) => network.find('internet-gateway', `vpc:${id}`)),
  'network-acl': (network, _, subnets) => subnets.flatMap(({ id }) => network.find('network-acl', `subnet:${id}`)),
  'prefix-list': (network, viewer) => sharedWith(network, viewer, 'prefix-list'),
  'route-table': (network, _, subnets) => subnets.flatMap((subnet) => tableOf(network, subnet)),
  'security-group': (network, viewer) => sharedWith(network, viewer, 'security-group'),
  'security-group-rule': (network, viewer) =>
    [...idsSharedWith(network, viewer, 'security-group')].flatMap((id) =>
      network.find('security-group-rule', `group:${id}`),
    ),
  subnet: (_, __, subnets) => subnets,
  'transit-gateway': (network, viewer) => sharedWith(network, viewer, 'transit-gateway'),
  vpc: (network, _, subnets) => vpcsOf(network, subnets),
};

function vpcsOf(network: Network, subnets: readonly Subnet[]): readonly ResourceOf<'vpc'>[] {
  return [...new Set(subnets.map(({ vpc }) => vpc))].flatMap((id) => network.get('vpc', id) ?? []);
}

/** The table that a subnet is associated with, or else the VPC's main one. */
function tableOf(network: Network, subnet: Subnet): readonly ResourceOf<'route-table'>[] {
  const own = network.find('route-table', `subnet:${subnet.id}`);
  return own.length > 0 ? own : network.find('route-table', `main:${subnet.vpc}`);
}

/** What others have in VPCs of the viewer's own. */
function guestsOf(network: Network, { account, region }: Sharer, kind: Kind): readonly Resource[] {
  const vpcs = network.ids('vpc', `owner:${account}/${region}`);
  return vpcs.flatMap((id) => inVpc(network, kind, id)).filter((resource) => resource.account !== account);
}

/** A group is in every VPC in which it may be worn, and its rules are where it is. */
function inVpc(network: Network, kind: Kind, vpc: string): readonly Resource[] {
  if (kind !== 'security-group' && kind !== 'security-group-rule') return network.find(kind, `vpc:${vpc}`);
  const groups = ['vpc', 'associated'].flatMap((key) => network.find('security-group', `${key}:${vpc}`));
  return kind === 'security-group' ? groups : groups.flatMap(({ id }) => network.find(kind, `group:${id}`));
}

function vpcsWith(network: Network, resource: Resource): readonly string[] {
  const group = resource.kind === 'security-group-rule' ? network.get('security-group', resource.group) : resource;
  if (group?.kind === 'security-group') return vpcsOfGroup(group);
  return 'vpc' in resource && resource.vpc !== undefined ? [resource.vpc] : [];
}

type ById = ReadonlyMap<string, Resource>;

/** A Network never changes, so neither does what is seen in it. */
const hosts = new WeakMap<Network, Map<string, ById>>();

/** What a viewer sees of the owners of VPCs that it participates in, by id. */
function hostsOf(network: Network, viewer: Sharer, kind: Kind): ById {
  const known = hosts.get(network) ?? new Map<string, ById>();
  hosts.set(network, known);
  const key = `${kind} ${viewer.region} ${viewer.account} ${viewer.identity ?? ''}`;
  const found = known.get(key) ?? new Map(findHosts(network, viewer, kind).map((one) => [one.id, one]));
  known.set(key, found);
  return found;
}

function findHosts(network: Network, viewer: Sharer, kind: Kind): readonly Resource[] {
  const find = Object.hasOwn(finders, kind) ? finders[kind as SharedVpcKind] : undefined;
  return find ? find(network, viewer, sharedWith(network, viewer, 'subnet')) : [];
}

/** Attachments to an account's gateways, and those that its gateways were asked for. */
function attachmentsConcerning(network: Network, { account, region }: Sharer): readonly Resource[] {
  const gateways = network.ids('transit-gateway', `owner:${account}/${region}`);
  return [...gateways.map((id) => `transit-gateway:${id}`), `peer:${account}/${region}`]
    .flatMap((key) => network.find('transit-gateway-attachment', key))
    .filter((one) => !(one.account === account && one.region === region))
    .filter((one) => concerns(network, one, { account, region }));
}

function findOthers(network: Network, viewer: Sharer, kind: Kind): readonly Resource[] {
  const row = dutiesOf(kind);
  if (row === undefined) return [];
  if (kind === 'transit-gateway-attachment') return attachmentsConcerning(network, viewer);
  const all = [...(row.ownerSees ? guestsOf(network, viewer, kind) : []), ...hostsOf(network, viewer, kind).values()];
  return all.filter(({ account }) => account !== viewer.account);
}

/** What a viewer sees of others' resources of a kind, each once and ordered by id. */
export function othersSeen<K extends Kind>(network: Network, viewer: Sharer, kind: K): readonly ResourceOf<K>[] {
  const seen = new Map(findOthers(network, viewer, kind).map((one) => [one.id, one]));
  const ordered = [...seen.values()].sort((one, other) => (one.id < other.id ? -1 : 1));
  return ordered as readonly Resource[] as readonly ResourceOf<K>[];
}

/** Whether a viewer sees a resource that is another's. */
export function sees(network: Network, viewer: Sharer, resource: Resource): boolean {
  if (resource.kind === 'vpc-peering-connection') return roleOf(resource, viewer) !== undefined;
  if (resource.kind === 'transit-gateway-attachment') return concerns(network, resource, viewer);
  const row = dutiesOf(resource.kind);
  if (row === undefined || resource.account === viewer.account) return false;
  const { account, region } = viewer;
  const isOwn = (id: string): boolean => {
    const vpc = network.get('vpc', id);
    return vpc?.account === account && vpc.region === region;
  };
  if (row.ownerSees && vpcsWith(network, resource).some(isOwn)) return true;
  return hostsOf(network, viewer, resource.kind).has(resource.id);
}

/** The part of another's resource that a viewer sees: without the associations of subnets that it doesn't see, and of gateways. */
export function partSeen<R extends Resource>(network: Network, viewer: Sharer, resource: R): R {
  if (resource.kind !== 'route-table' && resource.kind !== 'network-acl') return resource;
  const subnets = hostsOf(network, viewer, 'subnet');
  const isSeen = ({ subnet, gateway }: { readonly subnet?: string; readonly gateway?: string }) =>
    gateway === undefined && (subnet === undefined || subnets.has(subnet));
  return { ...resource, associations: resource.associations.filter(isSeen) };
}

/** Whether a viewer may name another's resource in what it makes: it sees it, and the table lets participants use it. */
export function uses(network: Network, viewer: Sharer, resource: Resource): boolean {
  const isHost = hostsOf(network, viewer, resource.kind).has(resource.id);
  return isHost && resource.account !== viewer.account && dutiesOf(resource.kind)?.participantUses === true;
}
