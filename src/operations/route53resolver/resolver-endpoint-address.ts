/**
 * Addresses of an endpoint that is there: added and removed one at a time, never fewer than two.
 * https://docs.aws.amazon.com/Route53/latest/APIReference/API_route53resolver_AssociateResolverEndpointIpAddress.html
 */

import type { ResolverEndpoint, ResolverEndpointAddress } from '../../model/resolver-endpoint.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { invalidRequest, limitExceeded, notFound, tooFewAddresses } from './faults.ts';
import type { InputOf, Route53ResolverHandlers } from './handlers.ts';
import { leastAddresses, mostAddresses } from './limits.ts';
import { ownEndpoint } from './lookup.ts';
import { listed } from './page.ts';
import { addAddress, removeAddress, subnetOf } from './resolver-endpoint-parts.ts';
import { addressShape, endpointShape } from './resolver-endpoint-shape.ts';

type AddressInput = InputOf<'DisassociateResolverEndpointIpAddress'>['IpAddress'];

/** By its id, or by subnet and address. */
function addressIn(draft: Draft, endpoint: ResolverEndpoint, input: AddressInput): ResolverEndpointAddress {
  const { IpId: id, SubnetId: subnet, Ip: address } = input;
  const ipOf = (one: ResolverEndpointAddress) =>
    draft.get('network-interface', one.networkInterface)?.privateAddresses[0];
  const found = endpoint.addresses.find((one) =>
    id === undefined ? one.subnet === subnet && (address === undefined || ipOf(one) === address) : one.id === id,
  );
  if (found === undefined) {
    const what = id === undefined ? `IP address '${address}' in subnet '${subnet}'` : `IP address with ID '${id}'`;
    throw notFound('ip-address', `${what} does not exist in resolver endpoint '${endpoint.id}'`);
  }
  return found;
}

function withAddresses(
  draft: Draft,
  context: Context,
  endpoint: ResolverEndpoint,
  addresses: readonly ResolverEndpointAddress[],
): ResolverEndpoint {
  const changed = { ...endpoint, addresses, updated: context.now, updateRevision: draft.revision };
  draft.put(changed);
  return changed;
}

type Operations =
  | 'AssociateResolverEndpointIpAddress'
  | 'DisassociateResolverEndpointIpAddress'
  | 'ListResolverEndpointIpAddresses';

export const resolverEndpointAddressOperations: Route53ResolverHandlers<Operations> = {
  AssociateResolverEndpointIpAddress(context, { ResolverEndpointId: id, IpAddress: input }) {
    return context.transact((draft) => {
      const endpoint = ownEndpoint(draft, context, id);
      if (endpoint.addresses.length >= mostAddresses) {
        throw limitExceeded('ip-address', `Resolver endpoint can have at most ${mostAddresses} IP addresses`);
      }
      const subnet = subnetOf(draft, context, input);
      if (subnet.vpc !== endpoint.vpc) {
        throw invalidRequest('All subnets of a Resolver endpoint must be in the same VPC');
      }
      const added = addAddress(draft, context, endpoint, subnet, input.Ip);
      const changed = withAddresses(draft, context, endpoint, [...endpoint.addresses, added]);
      return { ResolverEndpoint: endpointShape(context, changed, 'UPDATING') };
    });
  },

  DisassociateResolverEndpointIpAddress(context, { ResolverEndpointId: id, IpAddress: input }) {
    return context.transact((draft) => {
      const endpoint = ownEndpoint(draft, context, id);
      const removed = addressIn(draft, endpoint, input);
      if (endpoint.addresses.length <= leastAddresses) throw tooFewAddresses();
      removeAddress(draft, removed);
      const left = endpoint.addresses.filter((one) => one !== removed);
      const changed = withAddresses(draft, context, endpoint, left);
      return { ResolverEndpoint: endpointShape(context, changed, 'UPDATING') };
    });
  },

  ListResolverEndpointIpAddresses(context, input) {
    const { addresses } = ownEndpoint(context.network, context, input.ResolverEndpointId);
    const { items, next, MaxResults } = listed(addresses, input);
    return { IpAddresses: items.map((one) => addressShape(context, context.network, one)), MaxResults, ...next };
  },
};
