/**
 * Route 53 Resolver's endpoints: made, shown, renamed, deleted. Their addresses afterwards are resolver-endpoint-address.ts's.
 * Outposts, IPv6 and encrypted DNS are refused by name.
 * https://docs.aws.amazon.com/Route53/latest/APIReference/API_route53resolver_CreateResolverEndpoint.html
 */

import { present } from '../../base/assert.ts';
import { resourceId } from '../../base/ids.ts';
import type { ResolverEndpoint } from '../../model/resolver-endpoint.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { checkProtocols, checkRequestId, oneOf, readName } from './constraint.ts';
import { endpointHasRules, exists, invalidRequest, limitExceeded, notOffered, tooFewAddresses } from './faults.ts';
import type { InputOf, Route53ResolverHandlers } from './handlers.ts';
import { leastAddresses, mostAddresses, mostEndpoints } from './limits.ts';
import { ownEndpoint } from './lookup.ts';
import { type FilterTable, filtered, listed } from './page.ts';
import { addAddress, endpointGroups, removeAddress, subnetOf } from './resolver-endpoint-parts.ts';
import { endpointShape, endpointStatus } from './resolver-endpoint-shape.ts';
import { withTags } from './tags.ts';

type CreateInput = InputOf<'CreateResolverEndpoint'>;

const prefixes = { INBOUND: 'rslvr-in', OUTBOUND: 'rslvr-out' } as const;

function checkAddressType(type: string = 'IPV4'): void {
  if (oneOf(type, 'resolverEndpointType', ['IPV4', 'IPV6', 'DUALSTACK']) !== 'IPV4') {
    throw notOffered(`The resolver endpoint type ${type}`);
  }
}

function checkUnoffered(input: CreateInput): void {
  checkAddressType(input.ResolverEndpointType);
  checkProtocols(input.Protocols);
  if (input.OutpostArn !== undefined || input.PreferredInstanceType !== undefined) throw notOffered('An Outpost');
}

function checkRoom(draft: Draft, { account, region }: Context, requestId: string): void {
  const own = draft.network.owned('resolver-endpoint', account, region);
  if (own.some((one) => one.creatorRequestId === requestId)) {
    const message = `Resolver endpoint with creator request ID '${requestId}' already exists`;
    throw exists('resolver-endpoint', message);
  }
  if (own.length >= mostEndpoints) {
    throw limitExceeded('resolver-endpoint', `Account '${account}' has exceeded 'max-endpoints'`);
  }
}

function createEndpoint(draft: Draft, context: Context, input: CreateInput): ResolverEndpoint {
  const { CreatorRequestId: creatorRequestId, IpAddresses: wanted } = input;
  checkRoom(draft, context, checkRequestId(creatorRequestId));
  if (wanted.length < leastAddresses) throw tooFewAddresses();
  if (wanted.length > mostAddresses) {
    throw limitExceeded('ip-address', `Resolver endpoint can have at most ${mostAddresses} IP addresses`);
  }
  const subnets = wanted.map((one) => subnetOf(draft, context, one));
  const { vpc } = present(subnets[0], 'the first of two subnets');
  if (subnets.some((subnet) => subnet.vpc !== vpc)) {
    throw invalidRequest('All subnets of a Resolver endpoint must be in the same VPC');
  }
  const direction = oneOf(input.Direction, 'direction', ['INBOUND', 'OUTBOUND']);
  const groups = endpointGroups(draft, context, vpc, input.SecurityGroupIds);
  const id = resourceId(context.random, prefixes[direction]);
  const addresses = subnets.map((subnet, place) =>
    addAddress(draft, context, { id, groups }, subnet, wanted[place]?.Ip),
  );
  const made: ResolverEndpoint = {
    kind: 'resolver-endpoint',
    id,
    account: context.account,
    region: context.region,
    created: context.now,
    tags: withTags({}, input.Tags),
    direction,
    vpc,
    ...readName(input.Name),
    creatorRequestId,
    groups,
    addresses,
    updated: context.now,
    stateRevision: draft.revision,
    updateRevision: draft.revision,
  };
  draft.put(made);
  return made;
}

function deleteEndpoint(draft: Draft, endpoint: ResolverEndpoint): void {
  const rules = draft.network.ids('resolver-rule', `endpoint:${endpoint.id}`);
  if (rules.length > 0) throw endpointHasRules(rules);
  for (const address of endpoint.addresses) removeAddress(draft, address);
  draft.remove('resolver-endpoint', endpoint.id);
}

const filters = (context: Context): FilterTable<ResolverEndpoint> => ({
  CreatorRequestId: (one) => [one.creatorRequestId],
  Direction: (one) => [one.direction],
  HostVPCId: (one) => [one.vpc],
  IpAddressCount: (one) => [`${one.addresses.length}`],
  Name: (one) => [one.name],
  SecurityGroupIds: (one) => one.groups,
  Status: (one) => [endpointStatus(context, one)],
});

type Operations =
  | 'CreateResolverEndpoint'
  | 'GetResolverEndpoint'
  | 'ListResolverEndpoints'
  | 'UpdateResolverEndpoint'
  | 'DeleteResolverEndpoint';

export const resolverEndpointOperations: Route53ResolverHandlers<Operations> = {
  CreateResolverEndpoint(context, input) {
    checkUnoffered(input);
    return context.transact((draft) => {
      // What was just made is not in force yet, whatever the revision before was.
      const made = createEndpoint(draft, context, input);
      return { ResolverEndpoint: endpointShape(context, made, 'CREATING') };
    });
  },

  GetResolverEndpoint(context, { ResolverEndpointId: id }) {
    return { ResolverEndpoint: endpointShape(context, ownEndpoint(context.network, context, id)) };
  },

  ListResolverEndpoints(context, input) {
    const own = context.network.owned('resolver-endpoint', context.account, context.region);
    const { items, next, MaxResults } = listed(filtered(own, input.Filters, filters(context)), input);
    return { ResolverEndpoints: items.map((one) => endpointShape(context, one)), MaxResults, ...next };
  },

  UpdateResolverEndpoint(context, input) {
    checkAddressType(input.ResolverEndpointType);
    checkProtocols(input.Protocols);
    if (input.UpdateIpAddresses?.length) throw notOffered('An IPv6 address');
    return context.transact((draft) => {
      const { name, ...nameless } = ownEndpoint(draft, context, input.ResolverEndpointId);
      const named = input.Name === undefined && name !== undefined ? { name } : readName(input.Name);
      const updated: ResolverEndpoint = { ...nameless, ...named, updated: context.now };
      draft.put(updated);
      return { ResolverEndpoint: endpointShape(context, updated) };
    });
  },

  DeleteResolverEndpoint(context, { ResolverEndpointId: id }) {
    return context.transact((draft) => {
      const endpoint = ownEndpoint(draft, context, id);
      deleteEndpoint(draft, endpoint);
      return { ResolverEndpoint: endpointShape(context, endpoint, 'DELETING') };
    });
  },
};
