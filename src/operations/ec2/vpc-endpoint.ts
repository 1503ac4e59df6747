/**
 * VPC endpoints, for services of AWS and of customers: create, describe, delete. Changes are in vpc-endpoint-modify.ts,
 * routes and interfaces in vpc-endpoint-parts.ts, DNS in vpc-endpoint-dns.ts, what only customers' services have in
 * vpc-endpoint-customer.ts, the service that a request asks for in vpc-endpoint-wanted.ts.
 */

import { Fault } from '../../base/fault.ts';
import { resourceId } from '../../base/ids.ts';
import { randomText } from '../../base/random.ts';
import type { EndpointService } from '../../model/endpoint-service.ts';
import type { Network } from '../../model/network.ts';
import type { Vpc } from '../../model/vpc.ts';
import type { VpcEndpoint } from '../../model/vpc-endpoint.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { applyFilters, page } from './describe.ts';
import { notFound, owned, required } from './faults.ts';
import type { Ec2Handlers, InputOf } from './handlers.ts';
import { checkQuota } from './quotas.ts';
import { specifiedTags } from './tags.ts';
import { checkNameKept, checkServiceZones, nameObstacle, newConnection } from './vpc-endpoint-customer.ts';
import { chosenDns, dependentOnGateway, privateDnsObstacle, usualDns } from './vpc-endpoint-dns.ts';
import { gatewayStillNeeded, oneSubnet, stillRouted } from './vpc-endpoint-fault.ts';
import { checkMembers } from './vpc-endpoint-member.ts';
import { announce } from './vpc-endpoint-notification.ts';
import {
  addEndpointInterface,
  addEndpointRoute,
  endpointGroups,
  endpointSubnets,
  isRouteTarget,
  pinnedAddresses,
  removeEndpointInterfaces,
  removeEndpointRoute,
} from './vpc-endpoint-parts.ts';
import { readEndpointPolicy } from './vpc-endpoint-policy.ts';
import { rememberVerification } from './vpc-endpoint-service-private-dns.ts';
import { endpointFilters, endpointShape, isGone } from './vpc-endpoint-shape.ts';
import { type Wanted, wantedService } from './vpc-endpoint-wanted.ts';

type CreateInput = InputOf<'CreateVpcEndpoint'>;
type Connection = VpcEndpoint['connection'];

const suffixAlphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';

function checkEndpointQuota(draft: Draft, context: Context, vpc: Vpc, service: EndpointService): void {
  // Those of gateway load balancers count as interface endpoints do.
  const gateway = service.type === 'Gateway';
  const key = gateway ? `owner:${context.account}/${context.region}` : `vpc:${vpc.id}`;
  const count = draft
    .find('vpc-endpoint', key)
    .filter((one) => (one.endpointType === 'Gateway') === gateway && one.desired === 'available').length;
  checkQuota(context, gateway ? 'gatewayEndpointsPerRegion' : 'endpointsPerVpc', count + 1);
}

/** Documents of endpoints that nobody sees any more go with the next change. */
export function purgeEndpoints(draft: Draft, context: Context): void {
  for (const endpoint of draft.network.owned('vpc-endpoint', context.account, context.region)) {
    if (isGone(context, endpoint)) draft.remove('vpc-endpoint', endpoint.id);
  }
}

/**
 * AWS's service turns its private names on by itself. A customer's does where nothing stands in the way; likeliest, because
 * a consumer who never asked for the name could do nothing about what its owner has done.
 */
function dnsOf(network: Network, vpc: Vpc, { service, offered }: Wanted, input: CreateInput, connection: Connection) {
  const obstacle = offered && nameObstacle(network, offered, connection);
  if (obstacle && input.PrivateDnsEnabled) throw obstacle;
  const usual = usualDns(service);
  const dns = chosenDns(input, service, obstacle ? { ...usual, privateDnsEnabled: false } : usual, vpc.region);
  const inTheWay = privateDnsObstacle(network, vpc, service, dns);
  if (inTheWay === undefined) return dns;
  if (offered && input.PrivateDnsEnabled === undefined) return { ...dns, privateDnsEnabled: false };
  throw inTheWay;
}

/** The endpoint without what comes with it. */
function bareEndpoint(draft: Draft, context: Context, vpc: Vpc, wanted: Wanted, input: CreateInput): VpcEndpoint {
  const { service, offered } = wanted;
  const connection = offered && newConnection(context, offered);
  const dns = dnsOf(draft.network, vpc, wanted, input, connection);
  return {
    kind: 'vpc-endpoint',
    id: resourceId(context.random, 'vpce'),
    account: context.account,
    region: context.region,
    created: context.now,
    tags: specifiedTags(input.TagSpecifications, 'vpc-endpoint'),
    endpointType: service.type,
    vpc: vpc.id,
    serviceName: service.name,
    ...(offered && connection ? { service: offered.id, connection } : {}),
    policy: readEndpointPolicy(input.PolicyDocument, service),
    routeTables: [],
    subnets: [],
    groups: service.type === 'Interface' ? endpointGroups(draft, context, vpc.id, input.SecurityGroupIds) : [],
    networkInterfaces: [],
    ...dns,
    dnsSuffix: randomText(context.random, 8, suffixAlphabet),
    desired: 'available',
    stateRevision: draft.revision,
  };
}

/** A gateway endpoint gets its routes, any other its interfaces. */
function wholeEndpoint(
  draft: Draft,
  context: Context,
  bare: VpcEndpoint,
  { service, offered }: Wanted,
  input: CreateInput,
): VpcEndpoint {
  if (bare.endpointType === 'Gateway') {
    const routeTables = [...new Set(input.RouteTableIds ?? [])];
    for (const table of routeTables) addEndpointRoute(draft, context, bare, table);
    return { ...bare, routeTables };
  }
  const ids = input.SubnetIds ?? (input.SubnetConfigurations ?? []).map((one) => required(one.SubnetId, 'SubnetId'));
  if (bare.endpointType === 'GatewayLoadBalancer' && ids.length !== 1) throw oneSubnet();
  const pinned = pinnedAddresses(input.SubnetConfigurations, ids);
  const subnets = endpointSubnets(draft, context, bare.vpc, ids);
  checkServiceZones(service, offered, subnets);
  const made = subnets.map((subnet) => addEndpointInterface(draft, context, bare, subnet, pinned.get(subnet.id)));
  return { ...bare, subnets: subnets.map((one) => one.id), networkInterfaces: made.map((one) => one.id) };
}

/** @throws Fault where the endpoint isn't there or must stay */
function deleteEndpoint(draft: Draft, context: Context, id: string): void {
  const endpoint = owned(draft, context, 'vpc-endpoint', id);
  if (isGone(context, endpoint)) throw notFound('vpc-endpoint', id);
  if (endpoint.desired === 'deleted') return;
  const dependent = endpoint.endpointType === 'Gateway' ? dependentOnGateway(draft.network, endpoint) : undefined;
  if (dependent !== undefined) throw gatewayStillNeeded(dependent.id);
  if (endpoint.endpointType === 'GatewayLoadBalancer' && isRouteTarget(draft, endpoint)) throw stillRouted();
  for (const table of endpoint.routeTables) removeEndpointRoute(draft, endpoint, table);
  removeEndpointInterfaces(draft, endpoint, endpoint.subnets);
  const gone = { ...endpoint, networkInterfaces: [], desired: 'deleted', stateRevision: draft.revision } as const;
  draft.put(gone);
  announce(draft, context, 'Delete', gone);
  for (const one of draft.find('connection-notification', `endpoint:${id}`)) draft.remove(one.kind, one.id);
}

export const vpcEndpointOperations = {
  CreateVpcEndpoint(context, input) {
    return context.transact((draft) => {
      purgeEndpoints(draft, context);
      const wanted = wantedService(draft.network, context, input);
      checkMembers(wanted.service.type, {
        routeTables: [input.RouteTableIds],
        subnets: [input.SubnetIds, input.SubnetConfigurations],
        groups: [input.SecurityGroupIds],
        privateDns: input.PrivateDnsEnabled,
      });
      const vpc = owned(draft, context, 'vpc', required(input.VpcId, 'VpcId'));
      checkEndpointQuota(draft, context, vpc, wanted.service);
      if (wanted.offered) checkNameKept(draft.network, wanted.offered);
      const bare = bareEndpoint(draft, context, vpc, wanted, input);
      const endpoint = wholeEndpoint(draft, context, bare, wanted, input);
      draft.put(endpoint);
      if (wanted.offered) rememberVerification(draft, wanted.offered);
      announce(draft, context, 'Connect', endpoint);
      const token = input.ClientToken === undefined ? {} : { ClientToken: input.ClientToken };
      return { VpcEndpoint: endpointShape(context, draft.network, endpoint), ...token };
    });
  },

  DescribeVpcEndpoints(context, input) {
    const { network, account, region } = context;
    const ids = input.VpcEndpointIds ?? [];
    const asked = [...new Set(ids)].sort().map((id) => owned(network, context, 'vpc-endpoint', id));
    for (const endpoint of asked) if (isGone(context, endpoint)) throw notFound('vpc-endpoint', endpoint.id);
    const all = ids.length > 0 ? asked : network.owned('vpc-endpoint', account, region);
    const seen = all.filter((endpoint) => !isGone(context, endpoint));
    const { items, nextToken } = page(applyFilters(seen, input.Filters, endpointFilters(context)), input, { least: 1 });
    return {
      VpcEndpoints: items.map((endpoint) => endpointShape(context, network, endpoint)),
      ...(nextToken === undefined ? {} : { NextToken: nextToken }),
    };
  },

  DeleteVpcEndpoints(context, input) {
    const ids = required(input.VpcEndpointIds, 'VpcEndpointId');
    return context.transact((draft) => {
      const Unsuccessful = [];
      for (const id of ids) {
        try {
          deleteEndpoint(draft, context, id);
        } catch (error) {
          // Each id stands for itself: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteVpcEndpoints.html
          if (!(error instanceof Fault)) throw error;
          Unsuccessful.push({ ResourceId: id, Error: { Code: error.code, Message: error.message } });
        }
      }
      purgeEndpoints(draft, context);
      return { Unsuccessful };
    });
  },

  /** Associations are of endpoints for VPC Lattice, of which there are none. */
  DescribeVpcEndpointAssociations(context, input) {
    for (const id of input.VpcEndpointIds ?? []) owned(context.network, context, 'vpc-endpoint', id);
    return { VpcEndpointAssociations: [] };
  },
} satisfies Ec2Handlers;
