/** Instances as answers show them, alone and by reservation. Reads the Network, changes nothing. */

import type { Instance as InstanceShape, Reservation } from '@aws-sdk/client-ec2';
import { privateDnsName, publicDnsName, resourceDnsName } from '../../model/host-name.ts';
import type { Instance } from '../../model/instance.ts';
import type { Network } from '../../model/network.ts';
import type { NetworkInterface } from '../../model/network-interface.ts';
import { zoneNameOf } from '../../model/region.ts';
import { profileShape } from './instance-profile-association.ts';
import { instanceTypeOf } from './instance-type.ts';
import { interfacesOf } from './network-interface-attachment.ts';
import { groupIdentifiers, hasHostnames, instanceInterfaceShape, publicAddressOf } from './network-interface-shape.ts';
import { type Applied, instanceState } from './state.ts';
import { tagList } from './tags.ts';

export const rootDeviceName = '/dev/xvda';

export function metadataShape(instance: Instance, State: 'applied' | 'pending') {
  const { metadata } = instance;
  return {
    State,
    HttpTokens: metadata.httpTokens,
    HttpPutResponseHopLimit: metadata.hopLimit,
    HttpEndpoint: metadata.httpEndpoint,
    HttpProtocolIpv6: 'disabled' as const,
    InstanceMetadataTags: metadata.instanceTags,
  };
}

/** `User initiated (2026-01-01 00:00:00 GMT)`, once somebody stopped or terminated it. */
export function transitionReason(instance: Instance): string {
  if (instance.desired === 'running') return '';
  const at = new Date(instance.stateChanged).toISOString().slice(0, 19).replace('T', ' ');
  return `User initiated (${at} GMT)`;
}

function dnsNameOf(network: Network, instance: Instance, primary: NetworkInterface): string {
  const resourceNamed = network.get('subnet', instance.subnet)?.privateDns.hostnameType === 'resource-name';
  if (resourceNamed) return resourceDnsName(instance.region, instance.id);
  return privateDnsName(instance.region, primary.privateAddresses[0]!);
}

/** Addresses, names and groups, which are those of the primary interface; a terminated instance has none left. */
export function networkShape(network: Network, instance: Instance) {
  const interfaces = interfacesOf(network, instance.id);
  const [primary] = interfaces;
  if (primary === undefined) {
    return { NetworkInterfaces: [], SecurityGroups: [], PrivateDnsName: '', PublicDnsName: '' };
  }
  const address = primary.privateAddresses[0]!;
  const publicAddress = publicAddressOf(network, primary, address);
  const named = publicAddress !== undefined && hasHostnames(network, instance.vpc);
  return {
    NetworkInterfaces: interfaces.map((one) => instanceInterfaceShape(network, one)),
    SecurityGroups: groupIdentifiers(network, primary.groups),
    SourceDestCheck: primary.sourceDestCheck,
    PrivateDnsName: dnsNameOf(network, instance, primary),
    PrivateIpAddress: address,
    PublicDnsName: named ? publicDnsName(instance.region, publicAddress) : '',
    ...(publicAddress === undefined ? {} : { PublicIpAddress: publicAddress }),
    SubnetId: instance.subnet,
    VpcId: instance.vpc,
  };
}

/** What is the same for every instance that can be had here. */
const constants = {
  BlockDeviceMappings: [],
  CapacityReservationSpecification: { CapacityReservationPreference: 'open' as const },
  ClientToken: '',
  CurrentInstanceBootMode: 'legacy-bios' as const,
  EbsOptimized: false,
  EnaSupport: true,
  EnclaveOptions: { Enabled: false },
  HibernationOptions: { Configured: false },
  Hypervisor: 'xen' as const,
  MaintenanceOptions: { AutoRecovery: 'default' as const },
  Monitoring: { State: 'disabled' as const },
  PlatformDetails: 'Linux/UNIX',
  ProductCodes: [],
  RootDeviceName: rootDeviceName,
  RootDeviceType: 'ebs' as const,
  UsageOperation: 'RunInstances',
  VirtualizationType: 'hvm' as const,
};

export function instanceShape(network: Network, context: Applied, instance: Instance): InstanceShape {
  const type = instanceTypeOf(instance.instanceType);
  const privateDns = network.get('subnet', instance.subnet)?.privateDns;
  return {
    ...constants,
    AmiLaunchIndex: instance.launchIndex,
    Architecture: type.architecture,
    CpuOptions: { CoreCount: Math.max(1, type.processors / 2), ThreadsPerCore: type.processors > 1 ? 2 : 1 },
    ImageId: instance.image,
    InstanceId: instance.id,
    InstanceType: instance.instanceType as 't3.micro',
    LaunchTime: new Date(instance.launched),
    UsageOperationUpdateTime: new Date(instance.launched),
    MetadataOptions: metadataShape(instance, 'applied'),
    Placement: {
      AvailabilityZone: zoneNameOf(instance.account, instance.region, instance.zoneId),
      AvailabilityZoneId: instance.zoneId,
      GroupName: '',
      Tenancy: 'default' as const,
    },
    PrivateDnsNameOptions: {
      HostnameType: privateDns?.hostnameType ?? 'ip-name',
      EnableResourceNameDnsARecord: privateDns?.resourceNameA ?? false,
      EnableResourceNameDnsAAAARecord: privateDns?.resourceNameAaaa ?? false,
    },
    State: instanceState(context, instance),
    StateTransitionReason: transitionReason(instance),
    Tags: tagList(instance.tags),
    ...networkShape(network, instance),
    ...(instance.keyName === undefined ? {} : { KeyName: instance.keyName }),
    ...(instance.instanceProfile ? { IamInstanceProfile: profileShape(network, instance.instanceProfile) } : {}),
    ...(instance.stateReason
      ? { StateReason: { Code: instance.stateReason.code, Message: instance.stateReason.message } }
      : {}),
  };
}

/** Instances that were launched together, together; `instances` come ordered by id. */
export function reservations(network: Network, context: Applied, instances: readonly Instance[]): Reservation[] {
  const groups = new Map<string, Instance[]>();
  for (const instance of instances) {
    const group = groups.get(instance.reservation);
    if (group) group.push(instance);
    else groups.set(instance.reservation, [instance]);
  }
  return [...groups].map(([ReservationId, members]) => ({
    ReservationId,
    OwnerId: members[0]!.account,
    Groups: [],
    Instances: [...members]
      .sort((one, other) => one.launchIndex - other.launchIndex)
      .map((instance) => instanceShape(network, context, instance)),
  }));
}
