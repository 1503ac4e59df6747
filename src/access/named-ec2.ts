/**
 * Which resources an EC2 request is about: those whose ids, names or addresses stand in its input, as far as the Service
 * Authorization Reference lists their type for the action, and what it makes. Ids in filters, in rules and in tags are not
 * what a request is about. What an operation falls back to where the request is silent (the default subnet, a default group)
 * is named as if the request had said it.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
 */

import { findDefaultVpc, findNamedGroup } from '../model/default-place.ts';
import { ec2TypeOf } from '../model/ec2-arn.ts';
import type { Network } from '../model/network.ts';
import type { Kind } from '../model/resource.ts';
import { tagsSeenBy } from '../model/shared-resource-tags.ts';
import { isAccepter } from '../model/transit-gateway.ts';
import actions from './ec2-actions.gen.json' with { type: 'json' };
import { launchedInterfaces, launchNames } from './named-launch.ts';
import type { NamedResource, Request } from './request.ts';
import { seenBy } from './seen.ts';

/** An id's prefix: its kind. */
const kinds: Readonly<Record<string, Kind>> = {
  acl: 'network-acl',
  dopt: 'dhcp-options',
  eice: 'instance-connect-endpoint',
  eigw: 'egress-only-internet-gateway',
  eipalloc: 'elastic-address',
  eni: 'network-interface',
  fl: 'flow-log',
  i: 'instance',
  igw: 'internet-gateway',
  nat: 'nat-gateway',
  nia: 'network-insights-analysis',
  nip: 'network-insights-path',
  nis: 'network-insights-access-scope',
  nisa: 'network-insights-access-scope-analysis',
  pcx: 'vpc-peering-connection',
  pl: 'prefix-list',
  rtb: 'route-table',
  sg: 'security-group',
  sgr: 'security-group-rule',
  subnet: 'subnet',
  vgw: 'vpn-gateway',
  tgw: 'transit-gateway',
  'tgw-attach': 'transit-gateway-attachment',
  'tgw-rtb': 'transit-gateway-route-table',
  vpc: 'vpc',
  vpce: 'vpc-endpoint',
  'vpce-svc': 'vpc-endpoint-service',
};

/** Types that have ARNs, but no documents. Images and snapshots name no account. */
const undocumented: Readonly<Record<string, string>> = {
  ami: 'image',
  lt: 'launch-template',
  snap: 'snapshot',
  vol: 'volume',
};
const ownerless: ReadonlySet<string> = new Set(['image', 'snapshot']);

/** An action's types, and those that must be there. */
interface Types {
  readonly all: ReadonlySet<string>;
  readonly required: readonly string[];
}

const known = new Map(Object.entries(actions).map(([action, text]) => [action, typesIn(text)]));

/** From `image* key-pair`. */
function typesIn(text: string): Types {
  const words = text.split(' ').filter(Boolean);
  const required = words.filter((word) => word.endsWith('*')).map((word) => word.slice(0, -1));
  return { all: new Set([...words.filter((word) => !word.endsWith('*')), ...required]), required };
}

const isListing = /^Describe(?!.*Attribute$)/;

export function ec2Resources(network: Network, request: Request): readonly NamedResource[] {
  const types = known.get(request.operation);
  if (types === undefined ? isListing.test(request.operation) : types.all.size === 0) return [];
  const found = new Map<string, NamedResource>();
  const add = (one: NamedResource, type: string): void => {
    if (types === undefined || types.all.has(type)) found.set(one.arn, one);
  };
  for (const id of idsOf(network, request)) {
    const type = typeOf(id);
    if (type !== undefined) add(existing(network, request, id, type), type);
  }
  if (typeof request.input.KeyName === 'string') add(made(request, 'key-pair', request.input.KeyName), 'key-pair');
  return [...found.values(), ...madeBy(network, request, types, [...found.keys()])];
}

/**
 * What must be there and has no name in the request is what it makes, or what the operation won't find; what its tags are for
 * is made, too.
 */
function madeBy(
  network: Network,
  request: Request,
  types: Types | undefined,
  arns: readonly string[],
): readonly NamedResource[] {
  const wanted = new Set<string>(taggedTypes(request).filter((type) => types?.all.has(type)));
  for (const type of types?.required ?? []) {
    if (!arns.some((arn) => arn.split(':')[5]?.startsWith(`${type}/`))) wanted.add(type);
  }
  if (request.operation !== 'RunInstances') return [...wanted].map((type) => made(request, type));
  // Every launch makes volumes, though the reference leaves them open; interfaces only where it names none that are there.
  wanted.add('volume').delete('network-interface');
  const interfaces = launchedInterfaces(network, request).map((launched) => ({
    ...made(request, 'network-interface'),
    launched,
  }));
  return [...[...wanted].map((type) => made(request, type)), ...interfaces];
}

/** The types of resource that TagSpecifications names, each once. */
export function taggedTypes({ input }: Request): readonly string[] {
  const { TagSpecifications } = input;
  if (!Array.isArray(TagSpecifications)) return [];
  const tagged = TagSpecifications.filter(({ Tags }) => Array.isArray(Tags) && Tags.length > 0);
  return [...new Set(tagged.map(({ ResourceType }) => String(ResourceType)))];
}

export function made({ region, account }: Request, type: string, name = '*'): NamedResource {
  return { arn: `arn:aws:ec2:${region}:${account}:${type}/${name}`, tags: {} };
}

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

function idsOf(network: Network, request: Request): ReadonlySet<string> {
  const texts = new Set<string>();
  collect(request.input, '', texts);
  const ids = [...texts].map(withoutArn).flatMap((id) => owners(network, request, id));
  return new Set([...ids, ...namedOtherwise(network, request)]);
}

function collect(value: unknown, member: string, texts: Set<string>): void {
  if (typeof value === 'string') {
    if (named.test(member)) texts.add(value);
  } else if (Array.isArray(value)) {
    for (const one of value) collect(one, member, texts);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, one] of Object.entries(value)) if (!skipped.has(name)) collect(one, name, texts);
  }
}

/** Where an id may be given, some operations take the ARN as well. */
function withoutArn(text: string): string {
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

/**
 * The id itself, or those of the resources that an association, an attachment, a notification or an address stands for.
 * Accepting a peering connection is about the accepter's VPC, too.
 */
function owners(network: Network, request: Request, id: string): readonly string[] {
  const { account, region } = request;
  const of = <K extends Kind>(kind: K) => network.owned(kind, account, region);
  const present = (...ids: readonly (string | undefined)[]) => ids.filter((one) => one !== undefined);
  switch (prefixOf(id)) {
    case 'rtbassoc': {
      const table = of('route-table').find((one) => one.associations.some((each) => each.id === id));
      return present(table?.id, table?.associations.find((each) => each.id === id)?.subnet);
    }
    case 'aclassoc': {
      const acl = of('network-acl').find((one) => one.associations.some((each) => each.id === id));
      return present(acl?.id, acl?.associations.find((each) => each.id === id)?.subnet);
    }
    case 'eipassoc': {
      const address = of('elastic-address').find((one) => one.association?.id === id);
      return present(address?.id, address?.association?.networkInterface);
    }
    case 'eni-attach': {
      const attached = of('network-interface').find((one) => one.attachment?.id === id);
      return present(attached?.id, attached?.attachment?.instance);
    }
    case 'vpc-cidr-assoc':
      return present(of('vpc').find((one) => one.cidrs.some((each) => each.id === id))?.id);
    case 'iip-assoc':
      return present(of('instance').find((one) => one.profileAssociation === id)?.id);
    case 'pcx': {
      const connection = seenBy(network, request, 'vpc-peering-connection', id);
      return request.operation === 'AcceptVpcPeeringConnection' ? present(id, connection?.accepter.vpc) : [id];
    }
    case 'vpce-nfn': {
      const notification = network.get('connection-notification', id);
      return present(notification?.service, notification?.endpoint);
    }
    default:
      return /^\d+\.\d+\.\d+\.\d+$/.test(id) ? network.ids('elastic-address', `public:${id}`) : [id];
  }
}

const prefixOf = (id: string): string => id.slice(0, id.lastIndexOf('-'));

function typeOf(id: string): string | undefined {
  if (!/^[a-z-]+-[0-9a-zA-Z]+$/.test(id)) return undefined;
  const prefix = prefixOf(id);
  if (Object.hasOwn(undocumented, prefix)) return undocumented[prefix];
  return Object.hasOwn(kinds, prefix) ? ec2TypeOf(kinds[prefix]!) : undefined;
}

/**
 * The ARN carries the owner's account, who for a shared subnet is another than the caller. Of what is another's, and not to be
 * seen, nothing is known; of what is, all but its tags, which stay the owner's
 * (https://docs.aws.amazon.com/vpc/latest/userguide/vpc-share-limitations.html). A peering connection is each side's own.
 */
function existing(network: Network, request: Request, id: string, type: string): NamedResource {
  const { account, region } = request;
  const kind = kinds[prefixOf(id)];
  const document = kind === undefined ? undefined : seenBy(network, request, kind, id);
  // A peering is each side's own, of VPCs and of gateways.
  const isOwn =
    document?.account === account ||
    document?.kind === 'vpc-peering-connection' ||
    (document?.kind === 'transit-gateway-attachment' && isAccepter(document, request));
  const owner = ownerless.has(type) ? '' : isOwn ? account : (document?.account ?? account);
  const tags = document && isOwn ? tagsSeenBy(network, request, document) : {};
  return { arn: `arn:aws:ec2:${region}:${owner}:${type}/${id}`, tags, document };
}
