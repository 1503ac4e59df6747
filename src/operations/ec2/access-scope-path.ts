/**
 * The conditions of a Network Access Scope as requests bring them and answers show them. What each may say, and where, is
 * https://docs.aws.amazon.com/vpc/latest/network-access-analyzer/resource-statement.html and …/packet-header-statement.html.
 * Kinds that there are none of here are taken and match nothing.
 */

import { parseAddress } from '../../base/address.ts';
import { parseCidr } from '../../base/cidr.ts';
import { isPort } from '../../base/port-range.ts';
import { readEc2Arn } from '../../model/ec2-arn.ts';
import type { EndPattern, HeaderPattern, PathPattern, ResourcePattern } from '../../model/path-pattern.ts';
import { invalidCombination, invalidParameterValue, missingParameter } from './faults.ts';
import type { InputOf } from './handlers.ts';

type PathInput = NonNullable<InputOf<'CreateNetworkInsightsAccessScope'>['MatchPaths']>[number];
type EndInput = NonNullable<PathInput['Source']>;
type ResourceInput = NonNullable<EndInput['ResourceStatement']>;
type HeaderInput = NonNullable<EndInput['PacketHeaderStatement']>;

type Place = 'source' | 'destination' | 'through';

const ends: readonly Place[] = ['source', 'destination'];
const everywhere: readonly Place[] = [...ends, 'through'];

/** Where a type may be named. Interfaces are not in AWS's table, and are in the scopes that Amazon itself made. */
const types: Readonly<Record<string, readonly Place[]>> = {
  'AWS::EC2::InternetGateway': ends,
  'AWS::EC2::NatGateway': ['through'],
  'AWS::EC2::NetworkInterface': ends,
  'AWS::EC2::TransitGatewayAttachment': everywhere,
  'AWS::EC2::VPCEndpoint': ['destination', 'through'],
  'AWS::EC2::VPCEndpointService': everywhere,
  'AWS::EC2::VPCPeeringConnection': everywhere,
  'AWS::EC2::VPNGateway': ends,
  'AWS::ElasticLoadBalancing::LoadBalancer': ['through'],
  'AWS::ElasticLoadBalancingV2::LoadBalancer': ['through'],
  'AWS::NetworkFirewall::Firewall': ['through'],
  'AWS::NetworkFirewall::NetworkFirewall': ['through'],
};

/** Where a resource with this prefix may be named. */
const prefixes: Readonly<Record<string, readonly Place[]>> = {
  eni: ends,
  i: ends,
  igw: ends,
  nat: ['through'],
  pcx: everywhere,
  sg: ends,
  subnet: ends,
  'tgw-attach': everywhere,
  vgw: ends,
  vpc: ends,
  vpce: everywhere,
  'vpce-svc': everywhere,
};

/** ARNs of other services: load balancers and firewalls on the way, resource groups anywhere. */
const arns: readonly (readonly [form: RegExp, places: readonly Place[]])[] = [
  [/^arn:aws:elasticloadbalancing:[a-z0-9-]+:\d{12}:loadbalancer\/\S+$/, ['through']],
  [/^arn:aws:network-firewall:[a-z0-9-]+:\d{12}:firewall\/\S+$/, ['through']],
  [/^arn:aws:resource-groups:[a-z0-9-]+:\d{12}:group\/\S+$/, everywhere],
];

function placesOf(resource: string): readonly Place[] {
  const id = readEc2Arn(resource)?.id ?? resource;
  const [, prefix = ''] = /^([a-z]+(?:-[a-z]+)?)-[0-9a-f]+$/.exec(id) ?? [];
  if (Object.hasOwn(prefixes, prefix)) return prefixes[prefix]!;
  return arns.find(([form]) => form.test(resource))?.[1] ?? [];
}

const longestList = 200;

function checkEach(values: readonly string[], name: string, isFine: (value: string) => boolean): void {
  if (values.length > longestList) throw invalidParameterValue(`${name} may have at most ${longestList} values.`);
  const flawed = values.find((value) => !isFine(value));
  if (flawed !== undefined) throw invalidParameterValue(`Value (${flawed}) for parameter ${name} is invalid.`);
}

function readResources(input: ResourceInput, place: Place): ResourcePattern {
  const { Resources: ids = [], ResourceTypes: names = [] } = input;
  if (ids.length > 0 && names.length > 0) {
    throw invalidCombination('A resource statement can have Resources or ResourceTypes, not both.');
  }
  if (ids.length === 0 && names.length === 0) throw missingParameter('Resources or ResourceTypes');
  checkEach(ids, 'Resources', (id) => placesOf(id).includes(place));
  checkEach(names, 'ResourceTypes', (name) => Object.hasOwn(types, name) && types[name]!.includes(place));
  return ids.length > 0 ? { ids } : { types: names };
}

function isAddressOrBlock(text: string): boolean {
  return parseAddress(text) !== undefined || parseCidr(text) !== undefined;
}

function isPortOrRange(text: string): boolean {
  const [, from, to = from] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text) ?? [];
  return from !== undefined && isPort(Number(from)) && isPort(Number(to)) && Number(from) <= Number(to);
}

const isPrefixList = (text: string): boolean => /^pl-[0-9a-f]+$/.test(text.split('/').at(-1) ?? '');

const headerMembers = [
  ['Protocols', 'protocols', (text: string) => text === 'tcp' || text === 'udp'],
  ['SourceAddresses', 'sourceAddresses', isAddressOrBlock],
  ['DestinationAddresses', 'destinationAddresses', isAddressOrBlock],
  ['SourcePorts', 'sourcePorts', isPortOrRange],
  ['DestinationPorts', 'destinationPorts', isPortOrRange],
  ['SourcePrefixLists', 'sourcePrefixLists', isPrefixList],
  ['DestinationPrefixLists', 'destinationPrefixLists', isPrefixList],
] as const;

function readHeader(input: HeaderInput): HeaderPattern {
  const given = headerMembers.flatMap(([member, name, isFine]) => {
    const values: readonly string[] = input[member] ?? [];
    checkEach(values, member, isFine);
    return values.length > 0 ? [[name, values] as const] : [];
  });
  if (given.length === 0) throw missingParameter('a field of PacketHeaderStatement');
  const header: HeaderPattern = Object.fromEntries(given);
  for (const side of ['source', 'destination'] as const) {
    if (header[`${side}Addresses`] && header[`${side}PrefixLists`]) {
      throw invalidCombination(`A packet header statement can have ${side} addresses or prefix lists, not both.`);
    }
  }
  return header;
}

function readEnd(input: EndInput, place: Place): EndPattern {
  const { ResourceStatement: resources, PacketHeaderStatement: packet } = input;
  return {
    ...(resources ? { resources: readResources(resources, place) } : {}),
    ...(packet ? { packet: readHeader(packet) } : {}),
  };
}

/** @throws Fault InvalidParameterValue, InvalidParameterCombination, MissingParameter */
export function readPath({ Source, Destination, ThroughResources = [] }: PathInput): PathPattern {
  if (!Source && !Destination && ThroughResources.length === 0) {
    throw missingParameter('Source, Destination or ThroughResources');
  }
  const through = ThroughResources.map(({ ResourceStatement: one }) => readResources(one ?? {}, 'through'));
  return {
    ...(Source ? { source: readEnd(Source, 'source') } : {}),
    ...(Destination ? { destination: readEnd(Destination, 'destination') } : {}),
    ...(through.length > 0 ? { through } : {}),
  };
}

function resourceShape({ ids, types: names }: ResourcePattern) {
  return { ...(ids ? { Resources: ids } : {}), ...(names ? { ResourceTypes: names } : {}) };
}

function headerShape(header: HeaderPattern) {
  const shown = headerMembers.flatMap(([member, name]) => (header[name] ? [[member, header[name]] as const] : []));
  // The members that the API names; protocols were checked when they were read.
  return Object.fromEntries(shown) as Readonly<Record<string, readonly never[]>>;
}

function endShape({ resources, packet }: EndPattern) {
  return {
    ...(resources ? { ResourceStatement: resourceShape(resources) } : {}),
    ...(packet ? { PacketHeaderStatement: headerShape(packet) } : {}),
  };
}

export function pathShape({ source, destination, through }: PathPattern) {
  return {
    ...(source ? { Source: endShape(source) } : {}),
    ...(destination ? { Destination: endShape(destination) } : {}),
    ...(through ? { ThroughResources: through.map((one) => ({ ResourceStatement: resourceShape(one) })) } : {}),
  };
}
