/**
 * Which resources a request is about, as ARNs, for the `Resource` element of policies: read from the ids and names in its
 * input. It knows the forms of ids, and of single operations only what the Service Authorization Reference says otherwise
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html).
 * A request that names nothing is about everything: `*`.
 */

import type { Network } from '../model/network.ts';
import type { Kind, Tags } from '../model/resource.ts';
import { hostedZoneResources } from './named-hosted-zone.ts';
import { federatedUsers, iamResources } from './named-identity.ts';
import { elasticLoadBalancingResources } from './named-load-balancer.ts';
import { organizationResources } from './named-organization.ts';
import { ramResources } from './named-resource-share.ts';
import { topicResources } from './named-topic.ts';

export interface NamedResource {
  readonly arn: string;
  /** Of a resource that is there. */
  readonly tags: Tags;
  /** The owner, where it may be another than the caller. */
  readonly account?: string;
  /** Where it has one of its own. */
  readonly policy?: string;
  /** The service's condition keys that go with it. */
  readonly keys?: Keys;
}

export type Keys = Readonly<Record<string, string | readonly string[]>>;

export interface Request {
  readonly service: string;
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly account: string;
  readonly region: string;
  /** The user who calls: IAM's usual answer to a missing UserName. */
  readonly userName?: string | undefined;
}

const everything: readonly NamedResource[] = [{ arn: '*', tags: {} }];

const readers: Readonly<Record<string, (network: Network, request: Request) => readonly NamedResource[]>> = {
  ec2: ec2Resources,
  elasticloadbalancing: elasticLoadBalancingResources,
  iam: iamResources,
  organizations: organizationResources,
  ram: ramResources,
  route53: hostedZoneResources,
  sns: topicResources,
  sts: federatedUsers,
};

/** Every one must be allowed. */
export function namedResources(network: Network, request: Request): readonly NamedResource[] {
  const read = Object.hasOwn(readers, request.service) ? readers[request.service]! : () => [];
  const named = read(network, request);
  return named.length === 0 ? everything : named;
}

/** An id's prefix: its kind, and the type in its ARN. */
const types: Readonly<Record<string, readonly [kind: Kind, type: string]>> = {
  acl: ['network-acl', 'network-acl'],
  dopt: ['dhcp-options', 'dhcp-options'],
  eipalloc: ['elastic-address', 'elastic-ip'],
  eni: ['network-interface', 'network-interface'],
  i: ['instance', 'instance'],
  igw: ['internet-gateway', 'internet-gateway'],
  nat: ['nat-gateway', 'natgateway'],
  nia: ['network-insights-analysis', 'network-insights-analysis'],
  nip: ['network-insights-path', 'network-insights-path'],
  nis: ['network-insights-access-scope', 'network-insights-access-scope'],
  nisa: ['network-insights-access-scope-analysis', 'network-insights-access-scope-analysis'],
  pl: ['prefix-list', 'prefix-list'],
  rtb: ['route-table', 'route-table'],
  sg: ['security-group', 'security-group'],
  sgr: ['security-group-rule', 'security-group-rule'],
  subnet: ['subnet', 'subnet'],
  vpc: ['vpc', 'vpc'],
  vpce: ['vpc-endpoint', 'vpc-endpoint'],
  'vpce-svc': ['vpc-endpoint-service', 'vpc-endpoint-service'],
};

/** What an operation makes: the new resource has no id yet. */
const made: Readonly<Record<string, readonly string[]>> = {
  AllocateAddress: ['elastic-ip'],
  CreateDhcpOptions: ['dhcp-options'],
  CreateInternetGateway: ['internet-gateway'],
  CreateManagedPrefixList: ['prefix-list'],
  CreateNatGateway: ['natgateway'],
  CreateNetworkAcl: ['network-acl'],
  CreateNetworkInsightsAccessScope: ['network-insights-access-scope'],
  CreateNetworkInsightsPath: ['network-insights-path'],
  CreateNetworkInterface: ['network-interface'],
  CreateRouteTable: ['route-table'],
  CreateSecurityGroup: ['security-group'],
  CreateSubnet: ['subnet'],
  CreateVpc: ['vpc'],
  CreateVpcEndpoint: ['vpc-endpoint'],
  CreateVpcEndpointServiceConfiguration: ['vpc-endpoint-service'],
  RunInstances: ['instance', 'network-interface', 'volume'],
  StartNetworkInsightsAccessScopeAnalysis: ['network-insights-access-scope-analysis'],
  StartNetworkInsightsAnalysis: ['network-insights-analysis'],
};

/** Operations that are about one member's resource alone: not a route's target, not the endpoints of other accounts. */
const onlyMembers: Readonly<Record<string, string>> = {
  AcceptVpcEndpointConnections: 'ServiceId',
  CreateRoute: 'RouteTableId',
  DeleteRoute: 'RouteTableId',
  RejectVpcEndpointConnections: 'ServiceId',
  ReplaceRoute: 'RouteTableId',
  StartNetworkInsightsAnalysis: 'NetworkInsightsPathId',
};

function ec2Resources(network: Network, request: Request): readonly NamedResource[] {
  const { operation, input, account, region } = request;
  const isListing = /^Describe(?!.*Attribute$)/.test(operation);
  if (isListing) return [];
  const members = Object.hasOwn(onlyMembers, operation) ? [input[onlyMembers[operation]!]] : Object.values(input);
  const ids = [...strings(members), ...nestedStrings(input.NetworkInterfaces)].map(withoutArn);
  const named = [...new Set(ids.flatMap((id) => owners(network, request, id)))].flatMap((id) =>
    existing(network, request, id),
  );
  const fresh = (made[operation] ?? []).map((type) => ({
    arn: `arn:aws:ec2:${region}:${account}:${type}/*`,
    tags: {},
  }));
  return [...named, ...fresh];
}

/** Where an id may be given, some operations take the ARN as well. */
function withoutArn(text: string): string {
  return /^arn:aws:ec2:[^/]*\/([^/]+)$/.exec(text)?.[1] ?? text;
}

/** The strings among members and in lists of them. */
function strings(members: readonly unknown[]): readonly string[] {
  return members.flat().filter((member) => typeof member === 'string');
}

/** A launch names subnets and groups inside its interfaces. */
function nestedStrings(interfaces: unknown): readonly string[] {
  return Array.isArray(interfaces) ? interfaces.flatMap((one: object) => strings(Object.values(one))) : [];
}

/** The id itself, or those of the resources whose association or public address it is. */
function owners(network: Network, { account, region }: Request, id: string): readonly string[] {
  const of = <K extends Kind>(kind: K) => network.owned(kind, account, region);
  switch (id.slice(0, id.lastIndexOf('-'))) {
    case 'rtbassoc':
      return of('route-table')
        .filter((one) => one.associations.some((each) => each.id === id))
        .map((one) => one.id);
    case 'aclassoc':
      return of('network-acl')
        .filter((one) => one.associations.some((each) => each.id === id))
        .map((one) => one.id);
    case 'eipassoc':
      return of('elastic-address')
        .filter((one) => one.association?.id === id)
        .map((one) => one.id);
    case 'eni-attach':
      return of('network-interface')
        .filter((one) => one.attachment?.id === id)
        .map((one) => one.id);
    case 'vpc-cidr-assoc':
      return of('vpc')
        .filter((one) => one.cidrs.some((each) => each.id === id))
        .map((one) => one.id);
    case 'iip-assoc':
      return of('instance')
        .filter((one) => one.profileAssociation === id)
        .map((one) => one.id);
    default:
      return /^\d+\.\d+\.\d+\.\d+$/.test(id)
        ? network.find('elastic-address', `public:${id}`).map((one) => one.id)
        : [id];
  }
}

function existing(network: Network, { account, region }: Request, id: string): readonly NamedResource[] {
  const [, prefix = ''] = /^([a-z]+(?:-svc)?)-[0-9a-zA-Z]+$/.exec(id) ?? [];
  if (prefix === 'ami') return [{ arn: `arn:aws:ec2:${region}::image/${id}`, tags: {} }];
  if (!Object.hasOwn(types, prefix)) return [];
  const [kind, type] = types[prefix]!;
  const found = network.get(kind, id);
  return [{ arn: `arn:aws:ec2:${region}:${found?.account ?? account}:${type}/${id}`, tags: found?.tags ?? {} }];
}
