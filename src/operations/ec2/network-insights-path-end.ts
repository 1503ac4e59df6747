/**
 * The ends of a path as requests name them, by id or ARN, and what a packet must look like there. An end is the caller's
 * own, or another's that the caller sees in a shared VPC, in the region of the request; a destination may also be another's
 * endpoint service that the caller may connect to. What else belongs to others does not exist for the caller: cross-account
 * analyses need an organization's trusted access
 * (https://docs.aws.amazon.com/vpc/latest/reachability/multi-account.html), which nobody can give here.
 */

import type { PathRequestFilter } from '@aws-sdk/client-ec2';
import { parseAddress } from '../../base/address.ts';
import { Fault } from '../../base/fault.ts';
import { isPort, type PortRange } from '../../base/port-range.ts';
import { arnOf, readEc2Arn } from '../../model/ec2-arn.ts';
import { isEndThere, type PathEnd, type PathFilter } from '../../model/network-insights-path.ts';
import type { Resource } from '../../model/resource.ts';
import { roleOf } from '../../model/vpc-peering-connection.ts';
import { sees } from '../../model/vpc-sharing.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { invalidParameterValue } from './faults.ts';
import { mayConnect } from './vpc-endpoint-service-permission.ts';

export type Side = 'source' | 'destination';

/** Prefix of an id → what can be an end of a path. */
const endKinds = {
  eni: 'network-interface',
  i: 'instance',
  igw: 'internet-gateway',
  pcx: 'vpc-peering-connection',
  tgw: 'transit-gateway',
  'tgw-attach': 'transit-gateway-attachment',
  vgw: 'vpn-gateway',
  vpce: 'vpc-endpoint',
  'vpce-svc': 'vpc-endpoint-service',
} as const;

const endForm = /^([a-z]+(?:-[a-z]+)*)-[0-9a-f]+$/;

type EndKind = (typeof endKinds)[keyof typeof endKinds];

/** AWS's codes (its resource provider for CloudFormation knows them by name); likeliest sentences. */
function notFoundEnd(side: Side, given: string): Fault {
  const noun = side === 'source' ? 'Source' : 'Destination';
  return new Fault(`NetworkInsights${noun}.NotFound`, `The ${side} '${given}' does not exist.`);
}

/** @throws Fault NetworkInsightsSource.NotFound, NetworkInsightsDestination.NotFound, InvalidParameterValue */
export function readEnd(draft: Draft, context: Context, side: Side, given: string): PathEnd {
  const arn = readEc2Arn(given);
  const id = arn?.id ?? given;
  const [, prefix = ''] = endForm.exec(id) ?? [];
  if (!Object.hasOwn(endKinds, prefix)) {
    throw invalidParameterValue(
      `Value (${given}) for parameter ${side} is invalid. The resource type is not supported.`,
    );
  }
  const found = draft.get<EndKind>(endKinds[prefix as keyof typeof endKinds], id);
  const isMeant = found !== undefined && (arn === undefined || arnOf(found) === given);
  if (!isMeant || !isEndThere(found) || !isSeen(draft, context, side, found)) throw notFoundEnd(side, given);
  return { id, arn: arnOf(found) };
}

type End = Extract<Resource, { readonly kind: EndKind }>;

function isSeen({ network }: Draft, context: Context, side: Side, end: End): boolean {
  if (end.kind === 'vpc-endpoint-service' && side === 'destination') return mayConnect(network, context, end);
  if (end.kind === 'vpc-peering-connection') return roleOf(end, context) !== undefined;
  return end.region === context.region && (end.account === context.account || sees(network, context, end));
}

/** @throws Fault InvalidParameterValue */
export function readAddress(given: string | undefined, name: string): string | undefined {
  if (given === undefined) return undefined;
  if (parseAddress(given) === undefined) {
    throw invalidParameterValue(`Value (${given}) for parameter ${name} is invalid. Expecting an IPv4 address.`);
  }
  return given;
}

/** @throws Fault InvalidParameterValue */
export function readPort(given: number | undefined, name: string): number | undefined {
  if (given !== undefined && !isPort(given)) {
    throw invalidParameterValue(`Value (${given}) for parameter ${name} is invalid. Expecting a port from 0 to 65535.`);
  }
  return given;
}

type RangeInput = { readonly FromPort?: number | undefined; readonly ToPort?: number | undefined } | undefined;

function readRange(given: RangeInput, name: string): PortRange | undefined {
  if (given === undefined) return undefined;
  const from = readPort(given.FromPort, `${name}.FromPort`);
  const to = readPort(given.ToPort, `${name}.ToPort`);
  if (from === undefined || to === undefined || from > to) {
    throw invalidParameterValue(
      `The port range of ${name} is invalid: it needs FromPort and a ToPort that is not lower.`,
    );
  }
  return { from, to };
}

interface FilterInput {
  readonly SourceAddress?: PathRequestFilter['SourceAddress'];
  readonly SourcePortRange?: RangeInput;
  readonly DestinationAddress?: PathRequestFilter['DestinationAddress'];
  readonly DestinationPortRange?: RangeInput;
}

/** @throws Fault InvalidParameterValue */
export function readFilter(given: FilterInput | undefined, name: string): PathFilter | undefined {
  if (given === undefined) return undefined;
  const sourceAddress = readAddress(given.SourceAddress, `${name}.SourceAddress`);
  const sourcePorts = readRange(given.SourcePortRange, `${name}.SourcePortRange`);
  const destinationAddress = readAddress(given.DestinationAddress, `${name}.DestinationAddress`);
  const destinationPorts = readRange(given.DestinationPortRange, `${name}.DestinationPortRange`);
  return {
    ...(sourceAddress === undefined ? {} : { sourceAddress }),
    ...(sourcePorts === undefined ? {} : { sourcePorts }),
    ...(destinationAddress === undefined ? {} : { destinationAddress }),
    ...(destinationPorts === undefined ? {} : { destinationPorts }),
  };
}
