/**
 * What a path can begin and end at: interfaces of instances, internet gateways, peering connections and attachments of transit
 * gateways, behind which there are interfaces again, and endpoints, which only take. Interfaces of NAT gateways and load
 * balancers are on the way, never its end
 * (https://docs.aws.amazon.com/vpc/latest/network-access-analyzer/how-network-access-analyzer-works.html).
 */

import { formatAddress } from '../base/address.ts';
import { readEc2Arn } from '../model/ec2-arn.ts';
import { endpointService } from '../model/endpoint-service.ts';
import type { InternetGateway } from '../model/internet-gateway.ts';
import type { Network } from '../model/network.ts';
import type { NetworkInterface } from '../model/network-interface.ts';
import type { EndPattern, ResourcePattern } from '../model/path-pattern.ts';
import { servicePublicAddress } from '../model/region.ts';
import type { Resource } from '../model/resource.ts';
import type { VpcEndpoint } from '../model/vpc-endpoint.ts';
import { peeringsOf } from '../model/vpc-peering-connection.ts';
import type { Hop } from './answer.ts';
import { gatewaysAround } from './joined.ts';

export type PathEnd =
  | { readonly kind: 'interface'; readonly at: NetworkInterface }
  | { readonly kind: 'internet'; readonly gateway: InternetGateway & { readonly vpc: string } }
  | { readonly kind: 'gateway-endpoint'; readonly endpoint: VpcEndpoint };

export const vpcOf = (end: PathEnd): string =>
  end.kind === 'interface' ? end.at.vpc : end.kind === 'internet' ? end.gateway.vpc : end.endpoint.vpc;

/** Every end that one of the patterns speaks of. */
export function endsOf(
  network: Network,
  side: 'source' | 'destination',
  patterns: readonly (EndPattern | undefined)[],
): readonly PathEnd[] {
  const isWanted = (end: PathEnd): boolean =>
    patterns.some((one) => isAmong(network, end, one?.resources) || isBehind(network, end, one?.resources));
  return everyEnd(network, side).filter(isWanted);
}

function everyEnd(network: Network, side: 'source' | 'destination'): readonly PathEnd[] {
  const interfaceTypes = side === 'source' ? ['interface'] : ['interface', 'vpc_endpoint'];
  const interfaces = [...network.all('network-interface')]
    .filter(({ interfaceType, attachment }) => interfaceTypes.includes(interfaceType) && attachment !== undefined)
    .map((at) => ({ kind: 'interface', at }) as const);
  const gateways = [...network.all('internet-gateway')].flatMap((gateway) =>
    gateway.vpc === undefined ? [] : [{ kind: 'internet', gateway: { ...gateway, vpc: gateway.vpc } } as const],
  );
  const endpoints = [...network.all('vpc-endpoint')]
    .filter((one) => side === 'destination' && one.endpointType === 'Gateway' && one.desired === 'available')
    .map((endpoint) => ({ kind: 'gateway-endpoint', endpoint }) as const);
  const nameOf = (end: PathEnd): string =>
    end.kind === 'interface' ? end.at.id : end.kind === 'internet' ? end.gateway.id : end.endpoint.id;
  return [...interfaces, ...gateways, ...endpoints].sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));
}

interface Names {
  readonly ids: readonly string[];
  readonly types: readonly string[];
}

export function isAmong(network: Network, end: PathEnd, pattern: ResourcePattern | undefined): boolean {
  return pattern === undefined || matches(namesOf(network, end), pattern);
}

function matches({ ids, types }: Names, pattern: ResourcePattern): boolean {
  const wanted = pattern.ids?.map((text) => readEc2Arn(text)?.id ?? text) ?? [];
  return wanted.some((id) => ids.includes(id)) || (pattern.types?.some((type) => types.includes(type)) ?? false);
}

/** Whether it is an interface in a VPC of one of the connections or attachments that the pattern speaks of. */
function isBehind(network: Network, end: PathEnd, pattern: ResourcePattern | undefined): boolean {
  if (end.kind !== 'interface' || pattern === undefined) return false;
  const isNamed = (types: readonly string[], id: string): boolean => matches({ ids: [id], types }, pattern);
  return (
    peeringsOf(network, end.at.vpc).some(({ id }) => isNamed([peeringType], id)) ||
    attachmentsAround(network, end.at.vpc).some((id) => isNamed([attachmentType], id))
  );
}

/** A peering connection or an attachment is an end for those behind it: of the paths that lead through it. */
export function isEnd(
  network: Network,
  end: PathEnd,
  pattern: ResourcePattern | undefined,
  hops: readonly Hop[],
): boolean {
  if (pattern === undefined || isAmong(network, end, pattern)) return true;
  const isBetween = ({ component, transit }: Hop): boolean =>
    transit !== undefined || network.get('vpc-peering-connection', component) !== undefined;
  const crossed = hops.filter(isBetween);
  return end.kind === 'interface' && leadsThrough(network, crossed, pattern);
}

const peeringType = 'AWS::EC2::VPCPeeringConnection';
const attachmentType = 'AWS::EC2::TransitGatewayAttachment';

/** Ids of all attachments of the gateways that packets of a VPC may pass. */
function attachmentsAround(network: Network, vpc: string): readonly string[] {
  return gatewaysAround(network, vpc).flatMap((id) =>
    network.ids('transit-gateway-attachment', `transit-gateway:${id}`),
  );
}

const endpointTypes = ({ service }: VpcEndpoint): readonly string[] => [
  'AWS::EC2::VPCEndpoint',
  ...(service === undefined ? [] : ['AWS::EC2::VPCEndpointService']),
];

/** An interface also goes by the names of what it belongs to and is in. */
function namesOf(network: Network, end: PathEnd): Names {
  if (end.kind === 'internet') return { ids: [end.gateway.id], types: ['AWS::EC2::InternetGateway'] };
  if (end.kind === 'gateway-endpoint') {
    return { ids: [end.endpoint.id, end.endpoint.vpc], types: endpointTypes(end.endpoint) };
  }
  const { id, subnet, vpc, groups, attachment, parent } = end.at;
  const endpoint = parent === undefined ? undefined : network.get('vpc-endpoint', parent);
  const owners = [attachment?.instance, endpoint?.id, endpoint?.service].filter((one) => one !== undefined);
  return {
    ids: [id, subnet, vpc, ...groups, ...owners],
    types: ['AWS::EC2::NetworkInterface', ...(endpoint ? endpointTypes(endpoint) : [])],
  };
}

const typesOnTheWay: Partial<Record<Resource['kind'], string>> = {
  'internet-gateway': 'AWS::EC2::InternetGateway',
  'load-balancer': 'AWS::ElasticLoadBalancingV2::LoadBalancer',
  'nat-gateway': 'AWS::EC2::NatGateway',
  'vpc-peering-connection': peeringType,
};

const kindsOnTheWay = ['internet-gateway', 'load-balancer', 'nat-gateway', 'vpc-peering-connection'] as const;

/** Whether a way leads through one of these resources. */
export function leadsThrough(network: Network, hops: readonly Hop[], pattern: ResourcePattern): boolean {
  return hops.some(({ component, transit }) => {
    if (transit) {
      const ids = [transit.attachment, ...(transit.route?.attachment ? [transit.route.attachment] : [])];
      return matches({ ids, types: [attachmentType] }, pattern);
    }
    const endpoint = network.get('vpc-endpoint', component);
    if (endpoint) {
      const ids = endpoint.service === undefined ? [component] : [component, endpoint.service];
      return matches({ ids, types: endpointTypes(endpoint) }, pattern);
    }
    const found = kindsOnTheWay.map((kind) => network.get(kind, component)).find((one) => one !== undefined);
    return found !== undefined && matches({ ids: [component], types: [typesOnTheWay[found.kind] ?? ''] }, pattern);
  });
}

/** The address that stands for an AWS service behind a gateway endpoint. */
export function serviceAddress({ region, serviceName }: VpcEndpoint): string {
  const short = endpointService(region, serviceName, 'Gateway')?.short ?? serviceName;
  return formatAddress(servicePublicAddress(region, short));
}
