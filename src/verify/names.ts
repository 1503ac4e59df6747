/**
 * What a question's words mean: ids, Name tags and addresses. A name that several things have is refused, with all of them
 * in the message; so is what does not exist.
 */

import { parseAddress } from '../base/address.ts';
import { Fault } from '../base/fault.ts';
import type { Instance } from '../model/instance.ts';
import type { InternetGateway } from '../model/internet-gateway.ts';
import type { LoadBalancer } from '../model/load-balancer.ts';
import type { NatGateway } from '../model/nat-gateway.ts';
import type { Network } from '../model/network.ts';
import type { NetworkInterface } from '../model/network-interface.ts';
import type { ResourceBase } from '../model/resource.ts';
import type { TransitGateway, TransitGatewayAttachment } from '../model/transit-gateway.ts';
import type { VpcEndpoint } from '../model/vpc-endpoint.ts';
import type { VpcEndpointService } from '../model/vpc-endpoint-service.ts';
import type { VpcPeeringConnection } from '../model/vpc-peering-connection.ts';
import type { VpnGateway } from '../model/vpn-gateway.ts';

export type Named =
  | Instance
  | NetworkInterface
  | VpcEndpoint
  | VpcEndpointService
  | LoadBalancer
  | InternetGateway
  | NatGateway
  | VpcPeeringConnection
  | VpnGateway
  | TransitGateway
  | TransitGatewayAttachment
  | { readonly kind: 'address'; readonly address: string };

const kinds = [
  'instance',
  'network-interface',
  'vpc-endpoint',
  'vpc-endpoint-service',
  'load-balancer',
  'internet-gateway',
  'nat-gateway',
  'vpc-peering-connection',
] as const;

/** By their names nobody asks for them. */
const kindsById = ['transit-gateway', 'transit-gateway-attachment', 'vpn-gateway'] as const;

/** @throws Fault */
export function named(network: Network, text: string): Named {
  if (parseAddress(text) !== undefined) return { kind: 'address', address: text };
  const byId = [...kinds, ...kindsById].map((kind) => network.get(kind, text)).find((one) => one !== undefined);
  const found = byId ? [byId] : withoutOwnInterfaces(byName(network, text));
  const [first, ...others] = found.filter(isThere);
  if (first === undefined) throw new Fault('UnknownName', `There is no ${kindsText} with the id or name ${text}.`);
  if (others.length === 0) return first;
  throw ambiguous(`are called ${text}`, [first, ...others]);
}

/** Each with its owner, where they are not all one account's. */
export function ambiguous(what: string, found: readonly Pick<ResourceBase, 'id' | 'account'>[]): Fault {
  const areOnes = new Set(found.map(({ account }) => account)).size === 1;
  const named = found.map(({ id, account }) => (areOnes ? id : `${id} of ${account}`)).sort();
  return new Fault('AmbiguousName', `Several ${what}: ${named.join(', ')}. Give an id.`);
}

const kindsText =
  'instance, interface, endpoint, endpoint service, load balancer, gateway, attachment or peering connection';

type Candidate = Exclude<Named, { kind: 'address' }>;

/** By Name tag; load balancers have a name besides. */
function byName(network: Network, text: string): readonly Candidate[] {
  return kinds.flatMap((kind) => network.find(kind, `name:${text}`));
}

/** An interface that is called as its instance is no second thing. */
function withoutOwnInterfaces(found: readonly Candidate[]): readonly Candidate[] {
  const ids = new Set(found.map(({ id }) => id));
  return found.filter((one) => one.kind !== 'network-interface' || !ids.has(one.attachment?.instance ?? ''));
}

/** What is terminated or deleted is listed for a while, and is not there any more. */
function isThere(one: Candidate): boolean {
  if (one.kind === 'instance') return one.desired !== 'terminated';
  return !('desired' in one) || one.desired === 'available';
}

/** The interfaces of an instance, the primary one first. */
export function interfacesOf(network: Network, instance: Instance): readonly NetworkInterface[] {
  return network
    .find('network-interface', `instance:${instance.id}`)
    .sort((one, other) => (one.attachment?.deviceIndex ?? 0) - (other.attachment?.deviceIndex ?? 0));
}
