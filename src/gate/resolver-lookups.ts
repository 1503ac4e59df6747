/**
 * What names mean inside a VPC: one lookup for each family of names that Amazon itself gives, all of them pure functions of
 * the Network. A lookup answers undefined where the name is not of its family or does not exist; an empty list where it
 * exists without any record that is kept here. Customers' hosted zones are in resolver-zones.ts.
 */

import { formatAddress, parseAddress } from '../base/address.ts';
import { containsAddress, parseCidr } from '../base/cidr.ts';
import {
  endpointAddresses,
  endpointOfName,
  type HealthView,
  loadBalancerAddresses,
  loadBalancerOfName,
} from '../model/amazon-address.ts';
import { suffixesOf } from '../model/domain-name.ts';
import { isConnected } from '../model/endpoint-connection.ts';
import { coversName, privateNames, regionalName, serviceOf } from '../model/endpoint-name.ts';
import {
  internalDomain,
  privateLabel,
  publicDnsName,
  readPrivateName,
  readPublicName,
  readReverseName,
  regionOfPublicAddress,
} from '../model/host-name.ts';
import { isSellerNameDelegated } from '../model/marketplace-product.ts';
import type { Network } from '../model/network.ts';
import { servicePublicAddress } from '../model/region.ts';
import type { Vpc } from '../model/vpc.ts';
import type { VpcEndpoint } from '../model/vpc-endpoint.ts';
import type { RecordData } from './dns-record.ts';
import { hostNamed } from './internet-hosts.ts';
import { showsPrivateAddresses, vpcsKnownByName } from './resolver-peers.ts';
import { serviceOfName } from './service-name.ts';
import { isZone, soaOf, zoneOf } from './zone.ts';

/** How the answer to one question may differ from that to the same question a moment later. */
export interface View extends HealthView {
  /** Counts up with each question: addresses of an endpoint or load balancer take turns. */
  readonly turn?: number;
  /** It came in through an inbound resolver endpoint. */
  readonly inbound?: true;
}

export interface Asked {
  readonly network: Network;
  readonly vpc: Vpc;
  /** In lower case, without the closing dot. */
  readonly name: string;
  readonly view: View;
}

export type Lookup = (asked: Asked) => readonly RecordData[] | undefined;

const a = (address: string): RecordData => ({ kind: 'A', address });

function rotated<T>(list: readonly T[], turn: number): readonly T[] {
  const start = list.length === 0 ? 0 : turn % list.length;
  return [...list.slice(start), ...list.slice(0, start)];
}

export function ownsAddress(vpc: Vpc, address: string): boolean {
  const number = parseAddress(address);
  if (number === undefined) return false;
  return vpc.cidrs.some(({ cidr }) => containsAddress(parseCidr(cidr)!, number));
}

function inTurn({ view }: Asked, addresses: readonly string[]): readonly RecordData[] {
  return rotated(addresses, view.turn ?? 0).map(a);
}

/** A seller's name of endpoints is a zone of Amazon's own once the seller has delegated it. */
function isSellersZone(network: Network, name: string): boolean {
  return network
    .find('vpc-endpoint-service', `seller:${name}`)
    .some(({ product }) => product !== undefined && isSellerNameDelegated(network, product));
}

/** The closest of Amazon's zones above a name, sellers' among them; the empty text where none is. */
export function amazonsZoneOf({ network, name }: Pick<Asked, 'network' | 'name'>): string {
  const suffixes = suffixesOf(`${name}.`).map((suffix) => suffix.slice(0, -1));
  return suffixes.find((suffix) => isSellersZone(network, suffix)) ?? zoneOf(name);
}

const zoneApex: Lookup = ({ network, name }) =>
  isZone(name) || isSellersZone(network, name) ? [soaOf(name)] : undefined;

/** An endpoint's private name, and what of it covers the name that was asked for. */
export interface PrivateServiceName {
  readonly endpoint: VpcEndpoint;
  /** `*.s3.us-east-1.amazonaws.com` */
  readonly covered: string;
}

/**
 * An endpoint's private names hold in its own VPC only, and only with both DNS attributes. S3's stay public where they are
 * meant for inbound resolver endpoints, which the VPC's own instances don't use.
 */
export function privateServiceName({ network, vpc, name, view }: Asked): PrivateServiceName | undefined {
  if (!vpc.enableDnsHostnames) return undefined;
  for (const endpoint of network.find('vpc-endpoint', `vpc:${vpc.id}`)) {
    if (!isConnected(endpoint) || (endpoint.privateDnsOnlyForInboundResolver && !view.inbound)) continue;
    const covered = privateNames(network, endpoint).find((one) => coversName(one, name));
    if (covered !== undefined) return { endpoint, covered };
  }
  return undefined;
}

/** A customer's private name is another name of the endpoint's regional one; AWS's own have addresses. */
export function privateServiceRecords(asked: Asked, { endpoint }: PrivateServiceName): readonly RecordData[] {
  const service = endpoint.service === undefined ? undefined : serviceOf(asked.network, endpoint);
  if (service) return [{ kind: 'CNAME', target: regionalName(endpoint, service) }];
  return inTurn(asked, endpointAddresses(asked.network, { endpoint }, asked.view));
}

/** Public names of private addresses: every VPC may ask for every endpoint's. */
const endpointName: Lookup = (asked) => {
  const named = endpointOfName(asked.network, asked.name);
  return named && inTurn(asked, endpointAddresses(asked.network, named, asked.view));
};

const loadBalancerName: Lookup = (asked) => {
  const named = loadBalancerOfName(asked.network, asked.name);
  return named && inTurn(asked, loadBalancerAddresses(asked.network, named, asked.view));
};

/**
 * Names of private addresses and of instances. Amazon answers for an address of the VPC whether or not anything has it
 * (observed, not documented); an instance's own name must have been asked for with its subnet.
 */
const privateHost: Lookup = ({ network, vpc, name }) => {
  for (const known of vpcsKnownByName(network, vpc)) {
    const found = privateHostIn(network, known, name);
    if (found) return found;
  }
  return undefined;
};

function privateHostIn(network: Network, vpc: Vpc, name: string): readonly RecordData[] | undefined {
  const read = readPrivateName(vpc.region, name);
  if (read === undefined) return undefined;
  if (read.kind === 'address') return ownsAddress(vpc, read.address) ? [a(read.address)] : undefined;
  const instance = network.get('instance', read.instance);
  if (instance?.vpc !== vpc.id || !network.get('subnet', instance.subnet)?.privateDns.resourceNameA) return undefined;
  const primary = network
    .find('network-interface', `instance:${instance.id}`)
    .find((one) => one.attachment?.deviceIndex === 0);
  return primary?.privateAddresses.slice(0, 1).map(a);
}

/** Where a public address leads: the VPC and private address behind it. */
function behind(network: Network, address: string): { readonly vpc: string; readonly address: string } | undefined {
  const association = network.find('elastic-address', `public:${address}`)[0]?.association;
  const elastic = association && network.get('network-interface', association.networkInterface);
  if (association && elastic) return { vpc: elastic.vpc, address: association.privateAddress };
  const automatic = network.find('network-interface', `public:${address}`)[0];
  return automatic && { vpc: automatic.vpc, address: automatic.privateAddresses[0]! };
}

/** The private address inside the VPC that has the public one and for peers that may know, the public address elsewhere. */
const publicHost: Lookup = ({ network, vpc, name }) => {
  const address = readPublicName(name);
  if (address === undefined) return undefined;
  const owner = behind(network, address);
  return [a(owner && showsPrivateAddresses(network, vpc, owner.vpc) ? owner.address : address)];
};

const serviceName: Lookup = ({ name }) => {
  const service = serviceOfName(name);
  return service && [a(formatAddress(servicePublicAddress(service.region, service.service)))];
};

const internetHost: Lookup = ({ name }) => {
  const host = hostNamed(name);
  return host && [a(host.address)];
};

const reverseName: Lookup = ({ network, vpc, name }) => {
  const address = readReverseName(name);
  if (address === undefined) return undefined;
  const target = (text: string): readonly RecordData[] => [{ kind: 'PTR', target: text }];
  const known = vpcsKnownByName(network, vpc).find((one) => ownsAddress(one, address));
  if (known) {
    const found = network.find('network-interface', `address:${known.id}/${address}`)[0];
    const subnet = found && network.get('subnet', found.subnet);
    const instance = subnet?.privateDns.hostnameType === 'resource-name' ? found?.attachment?.instance : undefined;
    return target(`${instance ?? privateLabel(address)}.${internalDomain(known.region)}`);
  }
  const region = ownsAddress(vpc, address) ? undefined : regionOfPublicAddress(address);
  return region === undefined ? undefined : target(publicDnsName(region, address));
};

/** The first that knows a name decides. */
export const lookups: readonly Lookup[] = [
  zoneApex,
  endpointName,
  loadBalancerName,
  privateHost,
  publicHost,
  serviceName,
  internetHost,
  reverseName,
];
