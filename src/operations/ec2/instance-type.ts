/**
 * Instance types: a short table with what AWS says of each, and the limits that networking takes from it. Other types may be
 * launched too; they get the limits of the common case. Values: the EC2 instance type pages
 * (https://docs.aws.amazon.com/ec2/latest/instancetypes/).
 */

import { Fault } from '../../base/fault.ts';
import { applyFilters, type FilterTable, page } from './describe.ts';
import { invalidParameterValue } from './faults.ts';
import type { Ec2Handlers } from './handlers.ts';

/** What a launch gets that names no type. */
export const defaultInstanceType = 'm1.small';

export interface InstanceType {
  readonly name: string;
  readonly processors: number;
  readonly memoryMebibytes: number;
  readonly interfaces: number;
  readonly addressesPerInterface: number;
  readonly architecture: 'x86_64' | 'arm64';
  readonly networkPerformance: string;
}

type Row = readonly [
  name: string,
  processors: number,
  gibibytes: number,
  interfaces: number,
  addresses: number,
  network: string,
];

const burst = 'Up to 5 Gigabit';
const ten = 'Up to 10 Gigabit';

const rows: readonly Row[] = [
  ['c5.large', 2, 4, 3, 10, ten],
  ['c5.xlarge', 4, 8, 4, 15, ten],
  ['c6g.large', 2, 4, 3, 10, ten],
  ['m5.large', 2, 8, 3, 10, ten],
  ['m5.xlarge', 4, 16, 4, 15, ten],
  ['m5.2xlarge', 8, 32, 4, 15, ten],
  ['m6i.large', 2, 8, 3, 10, 'Up to 12.5 Gigabit'],
  ['m7g.large', 2, 8, 3, 10, 'Up to 12.5 Gigabit'],
  ['r5.large', 2, 16, 3, 10, ten],
  ['t2.micro', 1, 1, 2, 2, 'Low to Moderate'],
  ['t2.small', 1, 2, 3, 4, 'Low to Moderate'],
  ['t3.nano', 2, 0.5, 2, 2, burst],
  ['t3.micro', 2, 1, 2, 2, burst],
  ['t3.small', 2, 2, 3, 4, burst],
  ['t3.medium', 2, 4, 3, 6, burst],
  ['t3.large', 2, 8, 3, 12, burst],
  ['t4g.nano', 2, 0.5, 2, 2, burst],
  ['t4g.micro', 2, 1, 2, 2, burst],
  ['t4g.small', 2, 2, 3, 4, burst],
  ['t4g.medium', 2, 4, 3, 6, burst],
  ['t4g.large', 2, 8, 3, 12, burst],
];

const types = new Map(rows.map((row) => [row[0], typeOf(row)]));

function typeOf([
  name,
  processors,
  gibibytes,
  interfaces,
  addressesPerInterface,
  networkPerformance,
]: Row): InstanceType {
  return {
    name,
    processors,
    memoryMebibytes: gibibytes * 1024,
    interfaces,
    addressesPerInterface,
    architecture: architectureOf(name),
    networkPerformance,
  };
}

/** Families of AWS's own processors have a `g` after their generation: `t4g`, `m7gd`. */
function architectureOf(name: string): 'x86_64' | 'arm64' {
  return /^[a-z]+\d+g/.test(name) ? 'arm64' : 'x86_64';
}

/** The type that a launch names; any name of the usual form. @throws Fault InvalidParameterValue */
export function instanceTypeOf(name: string): InstanceType {
  const known = types.get(name);
  if (known) return known;
  if (!/^[a-z][a-z0-9-]*\.[a-z0-9-]+$/.test(name))
    throw invalidParameterValue(`Invalid value '${name}' for InstanceType.`);
  return typeOf([name, 4, 16, 4, 15, ten]);
}

export function isBurstable(name: string): boolean {
  return /^t\d/.test(name);
}

const shapeOf = (type: InstanceType) => ({
  InstanceType: type.name as 't3.micro',
  CurrentGeneration: !type.name.startsWith('t2.'),
  FreeTierEligible: type.name === 't2.micro' || type.name === 't3.micro',
  SupportedUsageClasses: ['on-demand' as const, 'spot' as const],
  SupportedRootDeviceTypes: ['ebs' as const],
  SupportedVirtualizationTypes: ['hvm' as const],
  BareMetal: false,
  Hypervisor: type.name.startsWith('t2.') ? ('xen' as const) : ('nitro' as const),
  ProcessorInfo: { SupportedArchitectures: [type.architecture] },
  VCpuInfo: { DefaultVCpus: type.processors },
  MemoryInfo: { SizeInMiB: type.memoryMebibytes },
  InstanceStorageSupported: false,
  NetworkInfo: {
    NetworkPerformance: type.networkPerformance,
    MaximumNetworkInterfaces: type.interfaces,
    MaximumNetworkCards: 1,
    DefaultNetworkCardIndex: 0,
    NetworkCards: [
      {
        NetworkCardIndex: 0,
        NetworkPerformance: type.networkPerformance,
        MaximumNetworkInterfaces: type.interfaces,
      },
    ],
    Ipv4AddressesPerInterface: type.addressesPerInterface,
    Ipv6AddressesPerInterface: type.addressesPerInterface,
    Ipv6Supported: true,
    EnaSupport: type.name.startsWith('t2.') ? ('unsupported' as const) : ('required' as const),
    EfaSupported: false,
  },
  PlacementGroupInfo: { SupportedStrategies: ['partition' as const, 'spread' as const] },
  HibernationSupported: false,
  BurstablePerformanceSupported: isBurstable(type.name),
  DedicatedHostsSupported: !isBurstable(type.name),
  AutoRecoverySupported: true,
  SupportedBootModes: ['legacy-bios' as const, 'uefi' as const],
});

type Listed = InstanceType & { readonly id: string; readonly tags: Readonly<Record<string, string>> };

const filters: FilterTable<Listed> = {
  'auto-recovery-supported': () => true,
  'bare-metal': () => false,
  'burstable-performance-supported': (type) => isBurstable(type.name),
  'current-generation': (type) => !type.name.startsWith('t2.'),
  'dedicated-hosts-supported': (type) => !isBurstable(type.name),
  'free-tier-eligible': (type) => type.name === 't2.micro' || type.name === 't3.micro',
  hypervisor: (type) => (type.name.startsWith('t2.') ? 'xen' : 'nitro'),
  'hibernation-supported': () => false,
  'instance-storage-info.disk.count': () => undefined,
  'instance-storage-info.disk.size-in-gb': () => undefined,
  'instance-storage-info.disk.type': () => undefined,
  'instance-storage-info.encryption-support': () => undefined,
  'instance-storage-info.nvme-support': () => undefined,
  'instance-storage-info.total-size-in-gb': () => undefined,
  'instance-storage-supported': () => false,
  'instance-type': (type) => type.name,
  'memory-info.size-in-mib': (type) => type.memoryMebibytes,
  'network-info.efa-supported': () => false,
  'network-info.ena-support': (type) => (type.name.startsWith('t2.') ? 'unsupported' : 'required'),
  'network-info.ipv4-addresses-per-interface': (type) => type.addressesPerInterface,
  'network-info.ipv6-addresses-per-interface': (type) => type.addressesPerInterface,
  'network-info.ipv6-supported': () => true,
  'network-info.maximum-network-cards': () => 1,
  'network-info.maximum-network-interfaces': (type) => type.interfaces,
  'network-info.network-performance': (type) => type.networkPerformance,
  'processor-info.supported-architecture': (type) => type.architecture,
  'supported-boot-mode': () => ['legacy-bios', 'uefi'],
  'supported-root-device-type': () => 'ebs',
  'supported-usage-class': () => ['on-demand', 'spot'],
  'supported-virtualization-type': () => 'hvm',
  'vcpu-info.default-vcpus': (type) => type.processors,
};

export const instanceTypeOperations = {
  DescribeInstanceTypes(_context, input) {
    const names = input.InstanceTypes ?? [];
    const unknown = names.filter((name) => !types.has(name));
    if (unknown.length > 0) {
      throw new Fault(
        'InvalidInstanceType',
        `The following supplied instance types do not exist: [${unknown.join(', ')}]`,
      );
    }
    const listed = [...types.values()]
      .filter((type) => names.length === 0 || names.some((name) => name === type.name))
      .map((type) => ({ ...type, id: type.name, tags: {} }))
      .sort((one, other) => (one.id < other.id ? -1 : 1));
    const { items, nextToken } = page(applyFilters(listed, input.Filters, filters), input, { most: 100 });
    return { InstanceTypes: items.map(shapeOf), NextToken: nextToken };
  },
} satisfies Ec2Handlers;
