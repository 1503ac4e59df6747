/**
 * What a launch is about beyond the ids in its input: the default subnet and groups that it falls back to, groups by name, and
 * the interfaces that it makes. RunInstances reads them the same way (operations/ec2/launch-interface.ts), and refuses what is
 * read here wrongly put together.
 */

import { findDefaultGroup, findDefaultSubnet, findDefaultVpc, findNamedGroup } from '../model/default-place.ts';
import type { Network } from '../model/network.ts';
import type { LaunchedInterface, Request } from './request.ts';
import { seenBy } from './seen.ts';

interface Specification {
  readonly NetworkInterfaceId?: string;
  readonly SubnetId?: string;
  readonly Groups?: readonly string[];
  readonly AssociatePublicIpAddress?: boolean;
}

/** One for each interface that the launch makes; existing ones are not among them. */
function specifications({ input }: Request): readonly Specification[] {
  const { NetworkInterfaces } = input;
  if (Array.isArray(NetworkInterfaces) && NetworkInterfaces.length > 0) {
    return (NetworkInterfaces as readonly Specification[]).filter((one) => one.NetworkInterfaceId === undefined);
  }
  const { SubnetId, SecurityGroupIds, SecurityGroups } = input as {
    readonly SubnetId?: string;
    readonly SecurityGroupIds?: readonly string[];
    readonly SecurityGroups?: readonly string[];
  };
  const Groups = [...(SecurityGroupIds ?? []), ...(SecurityGroups ?? [])];
  return [{ ...(SubnetId === undefined ? {} : { SubnetId }), Groups }];
}

function subnetOf(network: Network, request: Request, { SubnetId }: Specification): string | undefined {
  const { Placement } = request.input as { readonly Placement?: { readonly AvailabilityZone?: string } };
  return SubnetId ?? findDefaultSubnet(network, request, Placement?.AvailabilityZone)?.id;
}

/** Where an interface is that is already there, and its groups: with it, the launch uses them. */
function placesOf(network: Network, request: Request): readonly string[] {
  const { input } = request;
  const all = (Array.isArray(input.NetworkInterfaces) ? input.NetworkInterfaces : []) as readonly Specification[];
  return all.flatMap(({ NetworkInterfaceId: id }) => {
    const found = id === undefined ? undefined : seenBy(network, request, 'network-interface', id);
    return found === undefined ? [] : [found.subnet, ...found.groups];
  });
}

/** Ids of the subnets and groups that the request leaves to defaults or to its interfaces, and of groups that it names. */
export function launchNames(network: Network, request: Request): readonly string[] {
  const fallbacks = specifications(request).flatMap((one) => {
    const subnet = subnetOf(network, request, one) ?? '';
    const vpc = seenBy(network, request, 'subnet', subnet)?.vpc;
    const group = one.Groups?.length || vpc === undefined ? undefined : findDefaultGroup(network, vpc);
    // That of a shared VPC is its owner's alone.
    return [subnet, group?.account === request.account ? group.id : ''];
  });
  const vpc = findDefaultVpc(network, request);
  const { SecurityGroups } = request.input;
  const names: readonly string[] = Array.isArray(SecurityGroups) ? SecurityGroups : [];
  return [
    ...placesOf(network, request),
    ...fallbacks,
    ...names.map((name) => (vpc && findNamedGroup(network, vpc.id, name)?.id) ?? ''),
  ];
}

/** Without two that no policy could tell apart. */
export function launchedInterfaces(network: Network, request: Request): readonly LaunchedInterface[] {
  const made = specifications(request).map((one) => ({
    subnet: subnetOf(network, request, one),
    associatePublicAddress: one.AssociatePublicIpAddress,
  }));
  return made.filter(
    (one, index) =>
      made.findIndex(
        (other) => other.subnet === one.subnet && other.associatePublicAddress === one.associatePublicAddress,
      ) === index,
  );
}
