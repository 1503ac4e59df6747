/**
 * Images. An instance is a network namespace, so an image has nothing in it: a few public ones are listed for clients that
 * look one up, and any other id is answered as an image of that id, because any may be launched.
 */

import { Fault } from '../../base/fault.ts';
import type { Tags } from '../../model/resource.ts';
import { applyFilters, type FilterTable, page } from './describe.ts';
import type { Ec2Handlers } from './handlers.ts';
import { rootDeviceName } from './instance-shape.ts';

interface Image {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly owner: string;
  readonly ownerAlias?: string;
  readonly architecture: 'x86_64' | 'arm64';
  readonly created: string;
  readonly tags: Tags;
}

/** The accounts that publish these images. */
const amazon = '137112412989';
const canonical = '099720109477';

type Row = readonly [id: string, name: string, description: string, owner: string, created: string];

const rows: readonly Row[] = [
  [
    'ami-0a1b2c3d4e5f60011',
    'al2023-ami-2023.6.20250128.0-kernel-6.1-x86_64',
    'Amazon Linux 2023 AMI 2023.6.20250128.0 x86_64 HVM kernel-6.1',
    amazon,
    '2025-01-28T18:51:09.000Z',
  ],
  [
    'ami-0a1b2c3d4e5f60012',
    'al2023-ami-2023.6.20250128.0-kernel-6.1-arm64',
    'Amazon Linux 2023 AMI 2023.6.20250128.0 arm64 HVM kernel-6.1',
    amazon,
    '2025-01-28T18:51:12.000Z',
  ],
  [
    'ami-0a1b2c3d4e5f60013',
    'amzn2-ami-hvm-2.0.20250123.4-x86_64-gp2',
    'Amazon Linux 2 AMI 2.0.20250123.4 x86_64 HVM gp2',
    amazon,
    '2025-01-24T22:04:41.000Z',
  ],
  [
    'ami-0a1b2c3d4e5f60014',
    'ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-20250112',
    'Canonical, Ubuntu, 22.04 LTS, amd64 jammy image build on 2025-01-12',
    canonical,
    '2025-01-12T06:32:18.000Z',
  ],
  [
    'ami-0a1b2c3d4e5f60015',
    'ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-amd64-server-20250115',
    'Canonical, Ubuntu, 24.04 LTS, amd64 noble image build on 2025-01-15',
    canonical,
    '2025-01-15T07:10:55.000Z',
  ],
  [
    'ami-0a1b2c3d4e5f60016',
    'ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-arm64-server-20250115',
    'Canonical, Ubuntu, 24.04 LTS, arm64 noble image build on 2025-01-15',
    canonical,
    '2025-01-15T07:11:03.000Z',
  ],
];

const publicImages: readonly Image[] = rows.map(([id, name, description, owner, created]) => ({
  id,
  name,
  description,
  owner,
  ...(owner === amazon ? { ownerAlias: 'amazon' } : {}),
  architecture: name.includes('arm64') ? 'arm64' : 'x86_64',
  created,
  tags: {},
}));

function imageOf(id: string): Image {
  const known = publicImages.find((image) => image.id === id);
  if (known) return known;
  if (!/^ami-[0-9a-zA-Z]+$/.test(id)) {
    throw new Fault('InvalidAMIID.Malformed', `Invalid id: "${id}" (expecting "ami-...")`);
  }
  return { ...publicImages[0]!, id, name: id, description: '' };
}

/** `self` owns none: images cannot be made here. */
function isOwnedBy(image: Image, owners: readonly string[]): boolean {
  return owners.length === 0 || owners.some((owner) => owner === image.owner || owner === image.ownerAlias);
}

const rootVolume = {
  DeleteOnTermination: true,
  SnapshotId: 'snap-0a1b2c3d4e5f60001',
  VolumeSize: 8,
  VolumeType: 'gp3' as const,
  Encrypted: false,
};

function imageShape(image: Image) {
  return {
    ImageId: image.id,
    Name: image.name,
    Description: image.description,
    ImageLocation: `${image.ownerAlias ?? image.owner}/${image.name}`,
    OwnerId: image.owner,
    ...(image.ownerAlias ? { ImageOwnerAlias: image.ownerAlias } : {}),
    Architecture: image.architecture,
    CreationDate: image.created,
    BlockDeviceMappings: [{ DeviceName: rootDeviceName, Ebs: rootVolume }],
    BootMode: 'uefi-preferred' as const,
    EnaSupport: true,
    Hypervisor: 'xen' as const,
    ImageType: 'machine' as const,
    PlatformDetails: 'Linux/UNIX',
    Public: true,
    RootDeviceName: rootDeviceName,
    RootDeviceType: 'ebs' as const,
    SriovNetSupport: 'simple',
    State: 'available' as const,
    Tags: [],
    UsageOperation: 'RunInstances',
    VirtualizationType: 'hvm' as const,
  };
}

const filters: FilterTable<Image> = {
  architecture: (image) => image.architecture,
  'block-device-mapping.delete-on-termination': () => true,
  'block-device-mapping.device-name': () => rootDeviceName,
  'block-device-mapping.encrypted': () => false,
  'block-device-mapping.snapshot-id': () => rootVolume.SnapshotId,
  'block-device-mapping.volume-size': () => rootVolume.VolumeSize,
  'block-device-mapping.volume-type': () => rootVolume.VolumeType,
  'creation-date': (image) => image.created,
  description: (image) => image.description,
  'ena-support': () => true,
  hypervisor: () => 'xen',
  'image-id': (image) => image.id,
  'image-type': () => 'machine',
  'is-public': () => true,
  'kernel-id': () => undefined,
  'manifest-location': (image) => `${image.ownerAlias ?? image.owner}/${image.name}`,
  name: (image) => image.name,
  'owner-alias': (image) => image.ownerAlias,
  'owner-id': (image) => image.owner,
  platform: () => undefined,
  'free-tier-eligible': () => true,
  'image-allowed': () => true,
  'product-code': () => undefined,
  'product-code.type': () => undefined,
  'source-image-id': () => undefined,
  'source-image-region': () => undefined,
  'source-instance-id': () => undefined,
  'state-reason-code': () => undefined,
  'state-reason-message': () => undefined,
  'ramdisk-id': () => undefined,
  'root-device-name': () => rootDeviceName,
  'root-device-type': () => 'ebs',
  'sriov-net-support': () => 'simple',
  state: () => 'available',
  'virtualization-type': () => 'hvm',
};

export const imageOperations = {
  DescribeImages(_context, input) {
    const ids = [...new Set(input.ImageIds ?? [])].sort();
    const named = ids.length > 0 ? ids.map(imageOf) : publicImages;
    const listed = named.filter((image) => isOwnedBy(image, input.Owners ?? []));
    const { items, nextToken } = page(applyFilters(listed, input.Filters, filters), input);
    return { Images: items.map(imageShape), NextToken: nextToken };
  },
} satisfies Ec2Handlers;
