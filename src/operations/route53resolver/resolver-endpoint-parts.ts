/**
 * What an endpoint brings with it: a requester-managed interface for each of its addresses, with its groups. Whatever is made
 * here goes with it.
 */

import { Fault } from '../../base/fault.ts';
import { resourceId } from '../../base/ids.ts';
import type { NetworkInterface } from '../../model/network-interface.ts';
import type { ResolverEndpoint, ResolverEndpointAddress } from '../../model/resolver-endpoint.ts';
import { vpcsOfGroup } from '../../model/security-group.ts';
import type { Subnet } from '../../model/subnet.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { createInterface, deleteInterface, serviceAttachment } from '../ec2/network-interface.ts';
import { quotaOf } from '../ec2/quotas.ts';
import { exists, invalidParameter, invalidRequest, limitExceeded, notFound, notOffered } from './faults.ts';

/** An account of AWS's, as such interfaces show it; not documented. */
const requester = '351545484286';

export interface WantedAddress {
  readonly SubnetId?: string | undefined;
  readonly Ip?: string | undefined;
  readonly Ipv6?: string | undefined;
}

/** The subnet of an address: of the caller's own, also where others' are shared with it. @throws Fault InvalidParameterException */
export function subnetOf(
  draft: Draft,
  { account, region }: Context,
  { SubnetId: id = '', Ipv6 }: WantedAddress,
): Subnet {
  if (Ipv6 !== undefined) throw notOffered('An IPv6 address');
  const subnet = draft.get('subnet', id);
  if (subnet?.account !== account || subnet.region !== region) {
    throw invalidParameter(`The subnet ID '${id}' does not exist`, 'SubnetId');
  }
  return subnet;
}

/** @throws Fault ResourceNotFoundException, InvalidRequestException */
export function endpointGroups(draft: Draft, context: Context, vpc: string, ids: readonly string[]): readonly string[] {
  const groups = [...new Set(ids)];
  if (groups.length === 0) throw invalidParameter('At least one security group must be specified', 'SecurityGroupIds');
  const most = quotaOf(context, 'securityGroupsPerInterface');
  if (groups.length > most)
    throw invalidParameter(`Maximum of ${most} security groups are allowed`, 'SecurityGroupIds');
  for (const id of groups) {
    const group = draft.get('security-group', id);
    if (group?.account !== context.account || group.region !== context.region) {
      throw notFound('security-group', `The security group '${id}' does not exist`);
    }
    if (!vpcsOfGroup(group).includes(vpc)) {
      throw invalidRequest(`The security group '${id}' does not belong to VPC '${vpc}'`);
    }
  }
  return groups;
}

/** EC2's refusals in this service's words. */
const translated: Readonly<Record<string, (subnet: string, address: string) => Fault>> = {
  'InvalidIPAddress.InUse': (subnet, address) =>
    exists('ip-address', `The IP address '${address}' in subnet '${subnet}' is already in use`),
  InvalidParameterValue: (subnet, address) =>
    invalidRequest(`IP address '${address}' is either not in subnet '${subnet}' CIDR range or is reserved`),
  InsufficientFreeAddressesInSubnet: (subnet) => invalidRequest(`The subnet '${subnet}' has no free IP address`),
  NetworkInterfaceLimitExceeded: () =>
    limitExceeded('network-interface', 'The maximum number of network interfaces has been reached.'),
};

function makeInterface(
  draft: Draft,
  context: Context,
  endpoint: Pick<ResolverEndpoint, 'id' | 'groups'>,
  subnet: Subnet,
  address: string | undefined,
  description: string,
): NetworkInterface {
  try {
    return createInterface(draft, context, {
      subnet,
      address,
      groups: endpoint.groups,
      interfaceType: 'resolver_endpoint',
      description,
      requester,
      parent: endpoint.id,
      attachment: serviceAttachment(context),
    });
  } catch (error) {
    if (!(error instanceof Fault) || !Object.hasOwn(translated, error.code)) throw error;
    throw translated[error.code]!(subnet.id, address ?? '');
  }
}

export function addAddress(
  draft: Draft,
  context: Context,
  endpoint: Pick<ResolverEndpoint, 'id' | 'groups'>,
  subnet: Subnet,
  address: string | undefined,
): ResolverEndpointAddress {
  const id = resourceId(context.random, 'rni');
  const description = `Route 53 Resolver: ${endpoint.id}:${id}`;
  const made = makeInterface(draft, context, endpoint, subnet, address, description);
  const { now: created } = context;
  return { id, subnet: subnet.id, networkInterface: made.id, created, stateRevision: draft.revision };
}

export function removeAddress(draft: Draft, { networkInterface: id }: ResolverEndpointAddress): void {
  deleteInterface(draft, { id });
}
