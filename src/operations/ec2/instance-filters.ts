/**
 * The filters of DescribeInstances, every one that its documentation names: those on what no instance here has (volumes,
 * IPv6, capacity reservations, …) are known and find nothing.
 */

import type { Instance } from '../../model/instance.ts';
import type { Network } from '../../model/network.ts';
import { zoneNameOf } from '../../model/region.ts';
import type { Tags } from '../../model/resource.ts';
import type { Context } from '../context.ts';
import type { FilterTable } from './describe.ts';
import { profileByArn } from './instance-profile-association.ts';
import { networkShape, rootDeviceName, transitionReason } from './instance-shape.ts';
import { instanceTypeOf } from './instance-type.ts';
import { interfacesOf } from './network-interface-attachment.ts';
import { interfaceFilters, publicAddressOf } from './network-interface-shape.ts';
import { type Applied, instanceState } from './state.ts';

const nothingUnder: FilterTable<Instance> = Object.fromEntries(
  [
    'affinity',
    'block-device-mapping.attach-time',
    'block-device-mapping.delete-on-termination',
    'block-device-mapping.device-name',
    'block-device-mapping.status',
    'block-device-mapping.volume-id',
    'boot-mode',
    'capacity-reservation-id',
    'capacity-reservation-specification.capacity-reservation-target.capacity-reservation-id',
    'capacity-reservation-specification.capacity-reservation-target.capacity-reservation-resource-group-arn',
    'client-token',
    'host-id',
    'instance-lifecycle',
    'ipv6-address',
    'kernel-id',
    'network-interface.addresses.association.carrier-ip',
    'network-interface.addresses.association.customer-owned-ip',
    'network-interface.association.carrier-ip',
    'network-interface.association.customer-owned-ip',
    'network-interface.deny-all-igw-traffic',
    'network-interface.ipv4-prefixes.ipv4-prefix',
    'network-interface.ipv6-addresses.is-primary-ipv6',
    'network-interface.ipv6-native',
    'network-interface.ipv6-prefixes.ipv6-prefix',
    'network-interface.outpost-arn',
    'network-performance-options.bandwidth-weighting',
    'operator.principal',
    'outpost-arn',
    'placement-group-name',
    'placement-partition-number',
    'platform',
    'product-code',
    'product-code.type',
    'ramdisk-id',
    'requester-id',
    'spot-instance-request-id',
    'tpm-support',
  ].map((name) => [name, () => undefined]),
);

function ofNames(network: Network): FilterTable<Instance> {
  const options = (instance: Instance) => network.get('subnet', instance.subnet)?.privateDns;
  return {
    'private-dns-name-options.enable-resource-name-dns-a-record': (instance) => options(instance)?.resourceNameA,
    'private-dns-name-options.enable-resource-name-dns-aaaa-record': (instance) => options(instance)?.resourceNameAaaa,
    'private-dns-name-options.hostname-type': (instance) => options(instance)?.hostnameType,
  };
}

/** Every filter on network interfaces, under `network-interface.`: true where one interface has the value. */
function ofInterfaces(network: Network, viewer: string): FilterTable<Instance> {
  const filters: [string, FilterTable<Instance>[string]][] = Object.entries(interfaceFilters(network, viewer)).map(
    ([name, read]) => [
      `network-interface.${name}`,
      (instance) =>
        interfacesOf(network, instance.id).flatMap((one) => {
          const found = read(one);
          return Array.isArray(found) ? found : [found === undefined ? undefined : String(found)];
        }),
    ],
  );
  const tagged = (read: (tags: Tags) => string[]) => (instance: Instance) =>
    interfacesOf(network, instance.id).flatMap((one) => read(one.tags));
  return {
    ...Object.fromEntries(filters),
    'network-interface.tag-key': tagged((tags) => Object.keys(tags)),
    'network-interface.tag-value': tagged((tags) => Object.values(tags)),
  };
}

export function instanceFilters(network: Network, context: Applied & Pick<Context, 'account'>): FilterTable<Instance> {
  const primary = (instance: Instance) => interfacesOf(network, instance.id)[0];
  const shown = (instance: Instance) => networkShape(network, instance);
  return {
    ...nothingUnder,
    ...ofInterfaces(network, context.account),
    ...ofNames(network),
    architecture: (instance) => instanceTypeOf(instance.instanceType).architecture,
    'availability-zone': (instance) => zoneNameOf(instance.account, instance.region, instance.zoneId),
    'availability-zone-id': (instance) => instance.zoneId,
    'dns-name': (instance) => shown(instance).PublicDnsName,
    'ebs-optimized': () => false,
    'capacity-reservation-specification.capacity-reservation-preference': () => 'open',
    'current-instance-boot-mode': () => 'legacy-bios',
    'ena-support': () => true,
    'enclave-options.enabled': () => false,
    'hibernation-options.configured': () => false,
    hypervisor: () => 'xen',
    'iam-instance-profile.arn': (instance) => instance.instanceProfile,
    'iam-instance-profile.id': (instance) =>
      instance.instanceProfile && profileByArn(network, instance.instanceProfile)?.uniqueId,
    'image-id': (instance) => instance.image,
    'instance-id': (instance) => instance.id,
    'instance-state-code': (instance) => instanceState(context, instance).Code,
    'instance-state-name': (instance) => instanceState(context, instance).Name,
    'instance-type': (instance) => instance.instanceType,
    'instance.group-id': (instance) => primary(instance)?.groups,
    'instance.group-name': (instance) => shown(instance).SecurityGroups.map((group) => group.GroupName),
    'ip-address': (instance) => {
      const one = primary(instance);
      return one && publicAddressOf(network, one, one.privateAddresses[0]!);
    },
    'key-name': (instance) => instance.keyName,
    'launch-index': (instance) => instance.launchIndex,
    'launch-time': (instance) => new Date(instance.launched).toISOString(),
    'maintenance-options.auto-recovery': () => 'default',
    'metadata-options.http-protocol-ipv4': () => 'enabled',
    'metadata-options.http-protocol-ipv6': () => 'disabled',
    'metadata-options.state': () => 'applied',
    'metadata-options.http-endpoint': (instance) => instance.metadata.httpEndpoint,
    'metadata-options.http-put-response-hop-limit': (instance) => instance.metadata.hopLimit,
    'metadata-options.http-tokens': (instance) => instance.metadata.httpTokens,
    'metadata-options.instance-metadata-tags': (instance) => instance.metadata.instanceTags,
    'monitoring-state': () => 'disabled',
    'operator.managed': () => false,
    'owner-id': (instance) => instance.account,
    'platform-details': () => 'Linux/UNIX',
    'private-dns-name': (instance) => shown(instance).PrivateDnsName,
    'private-ip-address': (instance) => primary(instance)?.privateAddresses[0],
    reason: transitionReason,
    'reservation-id': (instance) => instance.reservation,
    'root-device-name': () => rootDeviceName,
    'root-device-type': () => 'ebs',
    'source-dest-check': (instance) => instance.sourceDestCheck,
    'state-reason-code': (instance) => instance.stateReason?.code,
    'state-reason-message': (instance) => instance.stateReason?.message,
    'subnet-id': (instance) => instance.subnet,
    tenancy: () => 'default',
    'usage-operation': () => 'RunInstances',
    'usage-operation-update-time': (instance) => new Date(instance.launched).toISOString(),
    'virtualization-type': () => 'hvm',
    'vpc-id': (instance) => instance.vpc,
  };
}
