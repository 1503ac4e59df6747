/**
 * ModifyVpcEndpoint: each part of an endpoint that a request names is changed in turn, all or nothing. The endpoint is
 * pending again until the change is in force.
 */

import { present, unreachable } from '../../base/assert.ts';
import type { EndpointService } from '../../model/endpoint-service.ts';
import type { VpcEndpoint } from '../../model/vpc-endpoint.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { notFound, owned, required } from './faults.ts';
import type { Ec2Handlers, InputOf } from './handlers.ts';
import { checkModifiable, checkServiceZones, nameObstacle, serviceOfEndpoint } from './vpc-endpoint-customer.ts';
import { checkPrivateDns, chosenDns } from './vpc-endpoint-dns.ts';
import { invalidParameter, notAssociated, subnetStays } from './vpc-endpoint-fault.ts';
import { checkMembers } from './vpc-endpoint-member.ts';
import {
  addEndpointInterface,
  addEndpointRoute,
  endpointGroups,
  endpointInterfaces,
  endpointSubnets,
  pinnedAddresses,
  removeEndpointInterfaces,
  removeEndpointRoute,
} from './vpc-endpoint-parts.ts';
import { defaultPolicies, readEndpointPolicy } from './vpc-endpoint-policy.ts';
import { rememberVerification } from './vpc-endpoint-service-private-dns.ts';

type ModifyInput = InputOf<'ModifyVpcEndpoint'>;

function checkInput(input: ModifyInput, endpoint: VpcEndpoint): void {
  if (input.ResetPolicy && input.PolicyDocument !== undefined) {
    // Likeliest sentence.
    throw invalidParameter('ResetPolicy and PolicyDocument cannot be specified together.');
  }
  const subnets = [input.AddSubnetIds, input.RemoveSubnetIds, input.SubnetConfigurations];
  checkMembers(endpoint.endpointType, {
    routeTables: [input.AddRouteTableIds, input.RemoveRouteTableIds],
    subnets,
    groups: [input.AddSecurityGroupIds, input.RemoveSecurityGroupIds],
    privateDns: input.PrivateDnsEnabled,
  });
  const namesSubnets = subnets.some((list) => list?.length);
  if (endpoint.endpointType === 'GatewayLoadBalancer' && namesSubnets) throw subnetStays(endpoint.id);
}

function withPolicy(input: ModifyInput, endpoint: VpcEndpoint, service: EndpointService): VpcEndpoint {
  if (input.ResetPolicy) return { ...endpoint, policy: defaultPolicies[endpoint.endpointType] };
  if (input.PolicyDocument === undefined) return endpoint;
  return { ...endpoint, policy: readEndpointPolicy(input.PolicyDocument, service) };
}

function withDns(draft: Draft, input: ModifyInput, endpoint: VpcEndpoint, service: EndpointService): VpcEndpoint {
  if (input.PrivateDnsEnabled === undefined && input.DnsOptions === undefined && input.IpAddressType === undefined) {
    return endpoint;
  }
  const offered = endpoint.service === undefined ? undefined : draft.get('vpc-endpoint-service', endpoint.service);
  const obstacle = offered && nameObstacle(draft.network, offered, endpoint.connection);
  // What was on before stays on, whatever became of the name.
  if (obstacle && input.PrivateDnsEnabled && !endpoint.privateDnsEnabled) throw obstacle;
  if (offered) rememberVerification(draft, offered);
  const dns = chosenDns(input, service, endpoint, endpoint.region);
  const vpc = present(draft.get('vpc', endpoint.vpc), `the VPC of ${endpoint.id}`);
  checkPrivateDns(draft.network, vpc, service, dns, endpoint.id);
  return { ...endpoint, ...dns };
}

function withRoutes(draft: Draft, context: Context, input: ModifyInput, endpoint: VpcEndpoint): VpcEndpoint {
  const removed = input.RemoveRouteTableIds ?? [];
  for (const id of removed) {
    if (!endpoint.routeTables.includes(id)) throw notAssociated('Route table', id, endpoint.id);
    removeEndpointRoute(draft, endpoint, id);
  }
  const kept = endpoint.routeTables.filter((id) => !removed.includes(id));
  // AWS takes a table that is associated already without a word.
  const added = [...new Set(input.AddRouteTableIds ?? [])].filter((id) => !kept.includes(id));
  for (const id of added) addEndpointRoute(draft, context, endpoint, id);
  return { ...endpoint, routeTables: [...kept, ...added] };
}

function withGroups(draft: Draft, context: Context, input: ModifyInput, endpoint: VpcEndpoint): VpcEndpoint {
  const removed = input.RemoveSecurityGroupIds ?? [];
  const added = input.AddSecurityGroupIds ?? [];
  if (removed.length === 0 && added.length === 0) return endpoint;
  const missing = removed.find((id) => !endpoint.groups.includes(id));
  if (missing !== undefined) throw notAssociated('Security group', missing, endpoint.id);
  const wanted = [...endpoint.groups.filter((id) => !removed.includes(id)), ...added];
  // Likeliest sentence; the console insists on one.
  if (wanted.length === 0) throw invalidParameter(`The VPC endpoint ${endpoint.id} must have a security group.`);
  const groups = endpointGroups(draft, context, endpoint.vpc, wanted);
  for (const one of endpointInterfaces(draft, endpoint)) draft.put({ ...one, groups });
  return { ...endpoint, groups };
}

/** An address for a subnet that is there already brings a new interface in place of the old one, as AWS does it. */
function withSubnets(
  draft: Draft,
  context: Context,
  input: ModifyInput,
  endpoint: VpcEndpoint,
  service: EndpointService,
): VpcEndpoint {
  const removed = input.RemoveSubnetIds ?? [];
  const missing = removed.find((id) => !endpoint.subnets.includes(id));
  if (missing !== undefined) throw notAssociated('Subnet', missing, endpoint.id);
  const kept = endpoint.subnets.filter((id) => !removed.includes(id));
  const fresh = endpointSubnets(draft, context, endpoint.vpc, input.AddSubnetIds ?? [], kept);
  const offered = endpoint.service === undefined ? undefined : draft.get('vpc-endpoint-service', endpoint.service);
  checkServiceZones(service, offered, fresh);
  const added = fresh.map((one) => one.id);
  const subnets = [...kept, ...added];
  const pinned = pinnedAddresses(input.SubnetConfigurations, subnets);
  const moved = kept.filter((id) => {
    const address = pinned.get(id);
    const held = endpointInterfaces(draft, endpoint).find((one) => one.subnet === id)?.privateAddresses[0];
    return address !== undefined && address !== held;
  });
  removeEndpointInterfaces(draft, endpoint, [...removed, ...moved]);
  for (const id of [...moved, ...added]) {
    addEndpointInterface(draft, context, endpoint, owned(draft, context, 'subnet', id), pinned.get(id));
  }
  const bySubnet = new Map(endpointInterfaces(draft, endpoint).map((one) => [one.subnet, one.id]));
  const networkInterfaces = subnets.map((id) => present(bySubnet.get(id), `the interface of ${endpoint.id} in ${id}`));
  return { ...endpoint, subnets, networkInterfaces };
}

function withParts(
  draft: Draft,
  context: Context,
  input: ModifyInput,
  endpoint: VpcEndpoint,
  service: EndpointService,
): VpcEndpoint {
  switch (endpoint.endpointType) {
    case 'Gateway':
      return withRoutes(draft, context, input, endpoint);
    case 'Interface':
      return withSubnets(draft, context, input, withGroups(draft, context, input, endpoint), service);
    case 'GatewayLoadBalancer':
      return endpoint;
    default:
      return unreachable(endpoint.endpointType);
  }
}

export const vpcEndpointModifyOperations = {
  ModifyVpcEndpoint(context, input) {
    const id = required(input.VpcEndpointId, 'VpcEndpointId');
    return context.transact((draft) => {
      const before = owned(draft, context, 'vpc-endpoint', id);
      if (before.desired === 'deleted') throw notFound('vpc-endpoint', id);
      checkInput(input, before);
      checkModifiable(context, before);
      const service = serviceOfEndpoint(draft.network, before);
      const named = withDns(draft, input, withPolicy(input, before, service), service);
      draft.put({ ...withParts(draft, context, input, named, service), stateRevision: draft.revision });
      return { Return: true };
    });
  },
} satisfies Ec2Handlers;
