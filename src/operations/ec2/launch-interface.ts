/**
 * The interfaces of a launch: read from `NetworkInterfaces`, or from the members that describe a single one, with defaults
 * for all that isn't said. Existing interfaces are attached, new ones are made by instance-launch.ts.
 */

import { Fault } from '../../base/fault.ts';
import type { NetworkInterface } from '../../model/network-interface.ts';
import type { Tags } from '../../model/resource.ts';
import type { Subnet } from '../../model/subnet.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { invalidCombination, invalidParameterValue, notOffered, owned, usable } from './faults.ts';
import type { InputOf } from './handlers.ts';
import { defaultInstanceType, instanceTypeOf } from './instance-type.ts';
import { interfaceGroups, manageable, requestedAddresses, type WantedInterface } from './network-interface.ts';
import { defaultSubnet } from './placement.ts';
import { namedGroup } from './security-group.ts';
import { specifiedTags } from './tags.ts';

type Input = InputOf<'RunInstances'>;
type Specification = NonNullable<Input['NetworkInterfaces']>[number];

interface Place {
  readonly deviceIndex: number;
  readonly deleteOnTermination: boolean;
  readonly subnet: Subnet;
  readonly sourceDestCheck: boolean;
}

export type LaunchInterface =
  | (Place & { readonly kind: 'existing'; readonly id: string })
  | (Place &
      WantedInterface & { readonly kind: 'new'; readonly addressCount: number; readonly assignPublicAddress: boolean });

function subnetOf(draft: Draft, context: Context, id: string | undefined, input: Input): Subnet {
  if (id) return usable(draft, context, 'subnet', id);
  return defaultSubnet(draft.network, context, input.Placement?.AvailabilityZone);
}

/** Group ids of a request that may also name groups of the default VPC. */
function requestedGroups(draft: Draft, context: Context, input: Input): readonly string[] {
  const names = input.SecurityGroups ?? [];
  if (names.length > 0 && input.SubnetId) {
    throw invalidCombination('The parameter groupName cannot be used with the parameter subnet');
  }
  const byName = names.map((GroupName) => namedGroup(draft.network, context, { GroupName }).id);
  return [...(input.SecurityGroupIds ?? []), ...byName];
}

/** A launch without `NetworkInterfaces`: one new interface from the members of the request itself. */
function soleInterface(draft: Draft, context: Context, input: Input, tags: Tags): LaunchInterface {
  const subnet = subnetOf(draft, context, input.SubnetId, input);
  return {
    kind: 'new',
    deviceIndex: 0,
    deleteOnTermination: true,
    subnet,
    sourceDestCheck: true,
    groups: interfaceGroups(draft, context, subnet, requestedGroups(draft, context, input)),
    address: input.PrivateIpAddress,
    addressCount: 1,
    assignPublicAddress: subnet.mapPublicIpOnLaunch,
    tags,
  };
}

function existingInterface(draft: Draft, context: Context, spec: Specification, id: string): LaunchInterface {
  if (spec.SubnetId || spec.Groups?.length || spec.PrivateIpAddress || spec.AssociatePublicIpAddress !== undefined) {
    throw invalidCombination(
      'A network interface ID may not be specified together with a subnet, security groups, addresses or associatePublicIPAddress.',
    );
  }
  const one = manageable(draft, context, id);
  if (one.attachment) throw new Fault('InvalidNetworkInterface.InUse', `Interface: [${id}] in use.`);
  // It stays when its subnet is no longer shared, but a launch would be something new there.
  const subnet = usable(draft, context, 'subnet', one.subnet);
  // No instance is launched with a group that is no longer shared; the code is the likeliest
  // (https://docs.aws.amazon.com/vpc/latest/userguide/security-group-sharing.html).
  for (const group of one.groups) usable(draft, context, 'security-group', group);
  const deleteOnTermination = spec.DeleteOnTermination ?? false;
  const { sourceDestCheck } = one;
  return { kind: 'existing', id, deviceIndex: spec.DeviceIndex ?? 0, deleteOnTermination, subnet, sourceDestCheck };
}

function newInterface(draft: Draft, context: Context, spec: Specification, input: Input, tags: Tags): LaunchInterface {
  const subnet = subnetOf(draft, context, spec.SubnetId, input);
  const addresses = requestedAddresses(spec);
  const alone = input.NetworkInterfaces?.length === 1;
  if (spec.AssociatePublicIpAddress && !alone) {
    throw invalidCombination(
      'The associatePublicIPAddress parameter cannot be specified when launching with multiple network interfaces.',
    );
  }
  return {
    kind: 'new',
    deviceIndex: spec.DeviceIndex ?? 0,
    deleteOnTermination: spec.DeleteOnTermination ?? true,
    subnet,
    sourceDestCheck: true,
    groups: interfaceGroups(draft, context, subnet, spec.Groups),
    ...addresses,
    addressCount: 1 + (addresses.secondary?.length ?? 0) + (addresses.moreAddresses ?? 0),
    description: spec.Description,
    assignPublicAddress: alone && (spec.AssociatePublicIpAddress ?? subnet.mapPublicIpOnLaunch),
    tags,
  };
}

/** Members that `NetworkInterfaces` leaves no room for, and how EC2 names each. */
const instanceLevel: readonly (readonly [string, (input: Input) => unknown])[] = [
  ['subnet ID', (input) => input.SubnetId],
  ['security groups', (input) => input.SecurityGroupIds?.length || input.SecurityGroups?.length],
  ['private address', (input) => input.PrivateIpAddress],
];

function checkSpecifications(input: Input, specs: readonly Specification[]): void {
  for (const [noun, read] of instanceLevel) {
    if (!read(input)) continue;
    const article = noun === 'security groups' ? '' : 'an ';
    throw invalidCombination(
      `Network interfaces and ${article}instance-level ${noun} may not be specified on the same request`,
    );
  }
  const indexes = specs.map((spec) => spec.DeviceIndex ?? 0);
  if (new Set(indexes).size < indexes.length) {
    throw invalidCombination('Each network interface requires a unique device index.');
  }
  if (!indexes.includes(0)) {
    throw invalidCombination('When specifying network interfaces, you must include a device at index 0.');
  }
  if (specs.some((spec) => spec.Ipv6AddressCount || spec.Ipv6Addresses?.length)) {
    throw notOffered('An IPv6 address on a network interface');
  }
}

function checkTogether(plan: readonly LaunchInterface[], input: Input, most: number): void {
  const [primary] = plan;
  if (plan.some((one) => one.subnet.zoneId !== primary!.subnet.zoneId || one.subnet.vpc !== primary!.subnet.vpc)) {
    throw invalidCombination('Network interfaces must be in subnets of the same availability zone.');
  }
  const named = plan.some((one) => one.kind === 'existing' || one.address || one.secondary?.length);
  if (named && most > 1) {
    throw invalidCombination(
      'Network interface IDs and private IP addresses may not be specified when launching more than one instance.',
    );
  }
  const type = instanceTypeOf(input.InstanceType ?? defaultInstanceType);
  if (plan.length > type.interfaces) {
    throw new Fault('AttachmentLimitExceeded', `Interface count ${plan.length} exceeds the limit for ${type.name}`);
  }
  const crowded = plan.find((one) => one.kind === 'new' && one.addressCount > type.addressesPerInterface);
  if (crowded) throw new Fault('PrivateIpAddressLimitExceeded', 'Number of private addresses will exceed limit.');
  if (input.Placement?.AvailabilityZoneId && input.Placement.AvailabilityZoneId !== primary!.subnet.zoneId) {
    throw invalidParameterValue('The subnet and the placement name different availability zones.');
  }
}

/** The interfaces of each instance of a launch, the primary one first. @throws Fault */
export function launchInterfaces(
  draft: Draft,
  context: Context,
  input: Input,
  most: number,
): readonly LaunchInterface[] {
  const tags = specifiedTags(input.TagSpecifications, 'network-interface', [
    'instance',
    'volume',
    'spot-instances-request',
    'elastic-gpu',
  ]);
  const specs = input.NetworkInterfaces ?? [];
  if (specs.length > 0) checkSpecifications(input, specs);
  const plan =
    specs.length === 0
      ? [soleInterface(draft, context, input, tags)]
      : specs.map((spec) =>
          spec.NetworkInterfaceId
            ? existingInterface(draft, context, spec, spec.NetworkInterfaceId)
            : newInterface(draft, context, spec, input, tags),
        );
  plan.sort((one, other) => one.deviceIndex - other.deviceIndex);
  checkTogether(plan, input, most);
  return plan;
}

export function attachExisting(
  draft: Draft,
  context: Context,
  id: string,
  attachment: NonNullable<NetworkInterface['attachment']>,
): void {
  draft.put({ ...owned(draft, context, 'network-interface', id), attachment });
}
