/**
 * Which resources an EC2 request is about: those whose ids, names or addresses stand in its input, as far as the Service
 * Authorization Reference lists their type for the action, and what it makes. Ids in filters, in rules and in tags are not
 * what a request is about. What an operation falls back to where the request is silent (the default subnet, a default group)
 * is named as if the request had said it.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
 */

import { ec2TypeOf } from '../model/ec2-arn.ts';
import type { Network } from '../model/network.ts';
import type { Kind } from '../model/resource.ts';
import { tagsSeenBy } from '../model/shared-resource-tags.ts';
import { isAccepter } from '../model/transit-gateway.ts';
import actions from './ec2-actions.gen.json' with { type: 'json' };
import { idsOf, prefixOf } from './ec2-ids.ts';
import { launchedInterfaces } from './named-launch.ts';
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

/** What an id's prefix tells: the type in ARNs, and the kind where there are documents. */
interface Identified {
  readonly type: string;
  readonly kind?: Kind;
}

const identified: ReadonlyMap<string, Identified> = new Map<string, Identified>([
  ...Object.entries(kinds).map(([prefix, kind]) => [prefix, { kind, type: ec2TypeOf(kind) ?? kind }] as const),
  ...Object.entries(undocumented).map(([prefix, type]) => [prefix, { type }] as const),
]);
const ownerless: ReadonlySet<string> = new Set(['image', 'snapshot']);

/** An action's types, and those that must be there. */
interface Types {
  readonly all: ReadonlySet<string>;
  readonly required: readonly string[];
}

const typesOfActions = new Map(Object.entries(actions).map(([action, text]) => [action, typesIn(text)]));

/** From `image* key-pair`. */
function typesIn(text: string): Types {
  const words = text.split(' ').filter(Boolean);
  const required = words.filter((word) => word.endsWith('*')).map((word) => word.slice(0, -1));
  return { all: new Set([...words.filter((word) => !word.endsWith('*')), ...required]), required };
}

const isId = /^[a-z-]+-[0-9a-zA-Z]+$/;
const isListing = /^Describe(?!.*Attribute$)/;

export function ec2Resources(network: Network, request: Request): readonly NamedResource[] {
  const types = typesOfActions.get(request.operation);
  if (types === undefined ? isListing.test(request.operation) : types.all.size === 0) return [];
  const found = new Map<string, NamedResource>();
  const add = (one: NamedResource, type: string): void => {
    if (types === undefined || types.all.has(type)) found.set(one.arn, one);
  };
  for (const id of idsOf(network, request)) {
    const known = isId.test(id) ? identified.get(prefixOf(id)) : undefined;
    if (known !== undefined) add(existing(network, request, id, known), known.type);
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
 * The ARN carries the owner's account, who for a shared subnet is another than the caller. Of what is another's, and not to be
 * seen, nothing is known; of what is, all but its tags, which stay the owner's
 * (https://docs.aws.amazon.com/vpc/latest/userguide/vpc-share-limitations.html). A peering connection is each side's own.
 */
function existing(network: Network, request: Request, id: string, { type, kind }: Identified): NamedResource {
  const { account, region } = request;
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
