/**
 * Paths that no packet needs to be tried for: an end that is gone, or is joined to nothing, or is none that packets come
 * from; conditions that nothing fulfils. In AWS's codes for configurations and filters
 * (https://docs.aws.amazon.com/vpc/latest/reachability/explanation-codes.html).
 */

import type { Network } from '../model/network.ts';
import { isEndThere, type PathQuestion } from '../model/network-insights-path.ts';
import type { Explanation } from '../model/path-component.ts';
import type { Resource } from '../model/resource.ts';
import { isAttached } from '../model/transit-gateway.ts';
import { isPeered } from '../model/vpc-peering-connection.ts';
import { isPublic } from '../verify/internet-space.ts';
import { areJoined } from '../verify/joined.ts';
import { resourceOf } from '../verify/resource-of.ts';
import { named, type View } from './component.ts';
import { conditionsOf, wantedPorts } from './path-attempt.ts';

export interface Missing {
  readonly message: string;
  readonly explanations: readonly Explanation[];
}

/** The ends were there when the path was made. */
export function missingEnd(network: Network, { source, destination }: PathQuestion): Missing | undefined {
  const isGone = ({ id }: { readonly id: string }): boolean => {
    const end = resourceOf(network, id);
    return end === undefined || !isEndThere(end);
  };
  const [side, end] = isGone(source) ? (['source', source] as const) : (['destination', destination] as const);
  if (end === undefined || !isGone(end)) return undefined;
  const Component = { Id: end.id, Arn: end.arn };
  return {
    // Likeliest sentence.
    message: `The ${side} resource ${end.id} does not exist.`,
    explanations: [{ ExplanationCode: 'NO_SOURCE_OR_DESTINATION', Component }],
  };
}

/** @param asked with ends that are there */
export function impossible(view: View, asked: PathQuestion): readonly Explanation[] {
  const source = resourceOf(view.network, asked.source.id)!;
  const destination = asked.destination && resourceOf(view.network, asked.destination.id);
  return [
    ...withoutPorts(view, asked),
    ...silent(view, source),
    ...[source, destination].flatMap((end) => (end ? loose(view, end) : [])),
    ...[source, destination].flatMap((end) => (end ? unjoined(view, end) : [])),
    ...withPrivateAddresses(view, source, asked),
    ...withoutEndpoint(view.network, source, asked),
  ];
}

function about(view: View, ExplanationCode: string, id: string, more: Partial<Explanation> = {}): Explanation {
  return { ExplanationCode, ...named(view, 'Component', id), ...more };
}

function withoutPorts(view: View, asked: PathQuestion): readonly Explanation[] {
  if (wantedPorts(conditionsOf(asked)) !== undefined) return [];
  return [about(view, 'FILTER_AT_SOURCE_DESTINATION_PORT_RANGE', asked.source.id)];
}

/** Interface endpoints are told so by the trace, which knows their interfaces. */
function silent(view: View, source: Resource): readonly Explanation[] {
  if (source.kind === 'vpc-endpoint-service') return [about(view, 'UNSUPPORTED_COMPONENT', source.id)];
  const isGateway = source.kind === 'vpc-endpoint' && source.endpointType === 'Gateway';
  return isGateway ? [about(view, 'VPCE_INTRA_VPC_TRAFFIC', source.id)] : [];
}

function loose(view: View, end: Resource): readonly Explanation[] {
  const lacking = (MissingComponent: string) => [about(view, 'UNASSOCIATED_COMPONENT', end.id, { MissingComponent })];
  if (end.kind === 'internet-gateway') return end.vpc === undefined ? lacking('AWS::EC2::VPC') : [];
  if (end.kind === 'vpn-gateway') return end.vpc === undefined ? lacking('AWS::EC2::VPC') : [];
  const isBare = end.kind === 'instance' && view.network.count('network-interface', `instance:${end.id}`) === 0;
  return isBare ? lacking('AWS::EC2::NetworkInterface') : [];
}

/** A peering connection or an attachment that carries nothing. */
function unjoined(view: View, end: Resource): readonly Explanation[] {
  if (end.kind === 'transit-gateway-attachment' && !isAttached(view.network, end)) {
    const gateway = named(view, 'TransitGateway', end.transitGateway);
    const attachment = named(view, 'TransitGatewayAttachment', end.id);
    return [about(view, 'BAD_STATE_ATTACHMENT', end.id, { ...gateway, ...attachment })];
  }
  if (end.kind !== 'vpc-peering-connection' || isPeered(view.network, end)) return [];
  return [about(view, 'BAD_STATE', end.id, named(view, 'VpcPeeringConnection', end.id))];
}

function withPrivateAddresses(view: View, source: Resource, asked: PathQuestion): readonly Explanation[] {
  if (source.kind !== 'internet-gateway') return [];
  const { sourceAddress, destinationAddress } = conditionsOf(asked).atSource;
  return [sourceAddress, destinationAddress]
    .filter((address) => address !== undefined && !isPublic(address))
    .map((address) => about(view, 'IGW_EXPECTS_PUBLIC_ADDRESS', source.id, { Address: `${address}/32` }));
}

/** A service is reached through an endpoint in the source's own VPC or one that is joined with it; the internet has none. */
function withoutEndpoint(network: Network, source: Resource, { destination }: PathQuestion): readonly Explanation[] {
  if (destination === undefined || network.get('vpc-endpoint-service', destination.id) === undefined) return [];
  const vpc = source.kind === 'instance' || source.kind === 'network-interface' ? source.vpc : undefined;
  const endpoints = network.find('vpc-endpoint', `service:${destination.id}`);
  const isNear = (one: string): boolean => vpc !== undefined && (one === vpc || areJoined(network, vpc, one));
  const hasOne = endpoints.some((one) => one.desired === 'available' && isNear(one.vpc));
  // The service may be another account's: its id is what the path itself says.
  return hasOne ? [] : [{ ExplanationCode: 'NO_PATH', Destination: { Id: destination.id, Arn: destination.arn } }];
}
