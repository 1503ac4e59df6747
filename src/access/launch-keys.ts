/**
 * EC2's condition keys about instances and what comes with them: of an instance that is there, or of one that RunInstances is
 * asked for, with the defaults that a launch takes. Instances here have no volumes, so volumes are what the request says.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html#amazonec2-policy-keys
 */

import type { Instance, MetadataOptions } from '../model/instance.ts';
import type { Facts, KeyReader, KeyTable } from './facts.ts';
import { typeIn } from './request.ts';

interface Launch {
  readonly InstanceType?: string;
  readonly EbsOptimized?: boolean;
  readonly Placement?: { readonly Tenancy?: string };
  readonly IamInstanceProfile?: { readonly Arn?: string; readonly Name?: string };
  readonly MetadataOptions?: {
    readonly HttpEndpoint?: string;
    readonly HttpTokens?: string;
    readonly HttpPutResponseHopLimit?: number;
    readonly InstanceMetadataTags?: string;
  };
  readonly BlockDeviceMappings?: readonly { readonly Ebs?: Ebs }[];
}

interface Ebs {
  readonly Encrypted?: boolean;
  readonly Iops?: number;
  readonly SnapshotId?: string;
  readonly Throughput?: number;
  readonly VolumeSize?: number;
  readonly VolumeType?: string;
}

/** The request, where it launches and the resource is of the type. */
function launchOf({ request, resource }: Facts, type: string): Launch | undefined {
  return request?.operation === 'RunInstances' && typeIn(resource.arn) === type ? request.input : undefined;
}

/** From the instance that is there, or from the launch. */
function ofInstance(
  there: (instance: Instance) => string | undefined,
  asked: (launch: Launch) => string | undefined,
): KeyReader {
  return (facts) => {
    const { document } = facts.resource;
    if (document?.kind === 'instance') return there(document);
    const launch = launchOf(facts, 'instance');
    return launch && asked(launch);
  };
}

function metadata(
  there: (options: MetadataOptions) => string,
  asked: (options: NonNullable<Launch['MetadataOptions']>) => string,
): KeyReader {
  return ofInstance(
    (instance) => there(instance.metadata),
    (launch) => asked(launch.MetadataOptions ?? {}),
  );
}

function profileArn({ network, request }: Facts): string | undefined {
  const { Arn, Name } = (request?.input as Launch | undefined)?.IamInstanceProfile ?? {};
  if (Arn !== undefined || Name === undefined || request === undefined) return Arn;
  const profile = network.get('instance-profile', `${request.account}/${Name}`);
  return `arn:aws:iam::${request.account}:instance-profile${profile?.path ?? '/'}${Name}`;
}

/** Volumes of a launch that differ are one resource to a policy here: what holds for one of them is in the key. */
function ofVolumes(read: (volume: Ebs) => string | number | boolean | undefined): KeyReader {
  return (facts) => {
    const mappings = launchOf(facts, 'volume')?.BlockDeviceMappings ?? [];
    const values = mappings.flatMap(({ Ebs }) => (Ebs === undefined ? [] : (read(Ebs) ?? [])));
    return [...new Set(values.map(String))];
  };
}

/** All types that a launch is judged on and that AWS gives the key. */
const fromTemplate: ReadonlySet<string> = new Set([
  'image',
  'instance',
  'key-pair',
  'network-interface',
  'security-group',
  'snapshot',
  'subnet',
  'volume',
]);

export const launchKeys: KeyTable = {
  'ec2:EbsOptimized': ofInstance(
    () => 'false',
    (launch) => String(launch.EbsOptimized ?? false),
  ),
  'ec2:Encrypted': ofVolumes(({ Encrypted }) => Encrypted ?? false),
  'ec2:InstanceMarketType': ofInstance(
    () => undefined,
    () => 'on-demand',
  ),
  'ec2:InstanceMetadataTags': metadata(
    ({ instanceTags }) => instanceTags,
    ({ InstanceMetadataTags }) => InstanceMetadataTags ?? 'disabled',
  ),
  'ec2:InstanceProfile': (facts) =>
    ofInstance(
      (instance) => instance.instanceProfile,
      () => profileArn(facts),
    )(facts),
  'ec2:InstanceType': ofInstance(
    (instance) => instance.instanceType,
    (launch) => launch.InstanceType ?? 'm1.small',
  ),
  'ec2:IsLaunchTemplateResource': ({ request, resource }) =>
    request?.operation === 'RunInstances' && fromTemplate.has(typeIn(resource.arn)) ? 'false' : undefined,
  'ec2:MetadataHttpEndpoint': metadata(
    ({ httpEndpoint }) => httpEndpoint,
    ({ HttpEndpoint }) => HttpEndpoint ?? 'enabled',
  ),
  'ec2:MetadataHttpPutResponseHopLimit': metadata(
    ({ hopLimit }) => String(hopLimit),
    ({ HttpPutResponseHopLimit }) => String(HttpPutResponseHopLimit ?? 1),
  ),
  'ec2:MetadataHttpTokens': metadata(
    ({ httpTokens }) => httpTokens,
    ({ HttpTokens }) => HttpTokens ?? 'optional',
  ),
  'ec2:NewInstanceProfile': (facts) =>
    facts.request?.operation.endsWith('InstanceProfile') || facts.request?.operation.endsWith('ProfileAssociation')
      ? profileArn(facts)
      : undefined,
  'ec2:ParentSnapshot': (facts) => {
    const [id] = ofVolumes(({ SnapshotId }) => SnapshotId)(facts) ?? [];
    return id === undefined ? undefined : `arn:aws:ec2:${facts.circumstances.region}::snapshot/${id}`;
  },
  'ec2:RootDeviceType': (facts) =>
    typeIn(facts.resource.arn) === 'image'
      ? 'ebs'
      : ofInstance(
          () => 'ebs',
          () => 'ebs',
        )(facts),
  'ec2:Tenancy': (facts) => {
    const { document, arn } = facts.resource;
    if (document?.kind === 'vpc') return document.instanceTenancy;
    if (typeIn(arn) === 'vpc') return String(facts.request?.input.InstanceTenancy ?? 'default');
    return ofInstance(
      () => 'default',
      (launch) => launch.Placement?.Tenancy ?? 'default',
    )(facts);
  },
  'ec2:VolumeIops': ofVolumes(({ Iops }) => Iops),
  'ec2:VolumeSize': ofVolumes(({ VolumeSize }) => VolumeSize),
  'ec2:VolumeThroughput': ofVolumes(({ Throughput }) => Throughput),
  'ec2:VolumeType': ofVolumes(({ VolumeType }) => VolumeType),
};
