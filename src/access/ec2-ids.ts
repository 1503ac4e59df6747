/**
 * The ids of the EC2 resources that a request is about, read from its input: ids, ARNs, public addresses and names of groups
 * wherever they stand, and for the id of an association, an attachment or a notification those of what it stands for.
 * Which of them count for an action is named-ec2.ts's.
 */

import { findDefaultVpc, findNamedGroup } from '../model/default-place.ts';
import type { Network } from '../model/network.ts';
import type { Kind, ResourceOf } from '../model/resource.ts';
import { launchNames } from './named-launch.ts';
import type { Request } from './request.ts';
import { seenBy } from './seen.ts';

/**
 * Members whose ids say nothing of what the request is about. The VPC of a request for a peering connection is the requester's
 * (https://docs.aws.amazon.com/vpc/latest/peering/security-iam.html).
 */
const skipped: ReadonlySet<string> = new Set([
  'Filters',
  'IpPermissions',
  'PeerTransitGatewayId',
  'PeerVpcId',
  'ReferencedGroupId',
  'SecurityGroupRuleDescriptions',
  'TagSpecifications',
  'Tags',
]);
const named = /(?:Ids?|Arns?|Resources|Groups|Source|Destination|PublicIp)$/;

/** Each once, in the request's order. */
export function idsOf(network: Network, request: Request): ReadonlySet<string> {
  const ids = new Set<string>();
  const add = (text: string): void => {
    const id = withoutArn(text);
    const owners = ownersOf(id);
    if (owners === undefined) ids.add(id);
    else for (const owner of owners(network, request, id)) if (owner !== undefined) ids.add(owner);
  };
  collect(request.input, '', add);
  for (const id of namedOtherwise(network, request)) ids.add(id);
  return ids;
}

type Tree = Readonly<Record<string, unknown>>;

function collect(value: unknown, member: string, add: (text: string) => void): void {
  if (typeof value === 'string') {
    if (named.test(member)) add(value);
  } else if (Array.isArray(value)) {
    for (const one of value) collect(one, member, add);
  } else if (typeof value === 'object' && value !== null) {
    for (const name of Object.keys(value)) if (!skipped.has(name)) collect((value as Tree)[name], name, add);
  }
}

/** Where an id may be given, some operations take the ARN as well. */
function withoutArn(text: string): string {
  if (!text.startsWith('arn:')) return text;
  return /^arn:aws:ec2:[^/]*\/([^/]+)$/.exec(text)?.[1] ?? text;
}

/** Groups by name, which are the default VPC's, and what an operation takes where the request is silent. */
function namedOtherwise(network: Network, request: Request): readonly string[] {
  const { operation, input } = request;
  if (operation === 'RunInstances') return launchNames(network, request);
  if (operation === 'CreateSecurityGroup') {
    return input.VpcId === undefined ? [findDefaultVpc(network, request)?.id ?? ''] : [];
  }
  if (typeof input.GroupName !== 'string' || input.GroupId !== undefined) return [];
  const vpc = findDefaultVpc(network, request);
  return [(vpc && findNamedGroup(network, vpc.id, input.GroupName)?.id) ?? ''];
}

type Owners = (network: Network, request: Request, id: string) => readonly (string | undefined)[];

/** The one of the caller's resources of a kind that an id is part of, and what else the id stands for. */
const partOf =
  <K extends Kind>(
    kind: K,
    has: (one: ResourceOf<K>, id: string) => boolean,
    also?: (one: ResourceOf<K>, id: string) => string | undefined,
  ): Owners =>
  (network, { account, region }, id) => {
    const found = network.owned(kind, account, region).find((one) => has(one, id));
    return found === undefined ? [] : [found.id, also?.(found, id)];
  };

interface Associated {
  readonly associations: readonly { readonly id: string; readonly subnet?: string; readonly gateway?: string }[];
}
const isAssociated = ({ associations }: Associated, id: string): boolean => associations.some((each) => each.id === id);
const associatedEnd = ({ associations }: Associated, id: string): string | undefined => {
  const found = associations.find((each) => each.id === id);
  return found?.subnet ?? found?.gateway;
};

/**
 * Associations, attachments and notifications by the prefixes of their ids: the resources that they stand for. Accepting a
 * peering connection is about the accepter's VPC, too.
 */
const owners: ReadonlyMap<string, Owners> = new Map([
  ['rtbassoc', partOf('route-table', isAssociated, associatedEnd)],
  ['aclassoc', partOf('network-acl', isAssociated, associatedEnd)],
  [
    'eipassoc',
    partOf(
      'elastic-address',
      ({ association }, id) => association?.id === id,
      ({ association }) => association?.networkInterface,
    ),
  ],
  [
    'eni-attach',
    partOf(
      'network-interface',
      ({ attachment }, id) => attachment?.id === id,
      ({ attachment }) => attachment?.instance,
    ),
  ],
  ['vpc-cidr-assoc', partOf('vpc', ({ cidrs }, id) => cidrs.some((each) => each.id === id))],
  ['iip-assoc', partOf('instance', ({ profileAssociation }, id) => profileAssociation === id)],
  [
    'pcx',
    (network, request, id) => [
      id,
      request.operation === 'AcceptVpcPeeringConnection'
        ? seenBy(network, request, 'vpc-peering-connection', id)?.accepter.vpc
        : undefined,
    ],
  ],
  [
    'vpce-nfn',
    (network, _, id) => {
      const notification = network.get('connection-notification', id);
      return [notification?.service, notification?.endpoint];
    },
  ],
]);

const ofPublicAddress: Owners = (network, _, address) => network.ids('elastic-address', `public:${address}`);

/** Undefined: the id is what the request is about. */
function ownersOf(id: string): Owners | undefined {
  return /^\d+\.\d+\.\d+\.\d+$/.test(id) ? ofPublicAddress : owners.get(prefixOf(id));
}

/** All before the last hyphen: `tgw-attach` of `tgw-attach-0123`. */
export const prefixOf = (id: string): string => id.slice(0, id.lastIndexOf('-'));
