/**
 * A flow log: whose packets are written down (those of one interface, or of every interface of a subnet or a VPC), which of them,
 * in what form, and where the files go. What may stand in its format is flow-log-field.ts; how traffic becomes records is
 * src/flow-logs'. https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html
 */

import type { Network } from './network.ts';
import type { NetworkInterface } from './network-interface.ts';
import type { ResourceBase } from './resource.ts';

/** What a flow log may be of, as the API calls it: the kind here. */
export const flowLogResourceTypes = { VPC: 'vpc', Subnet: 'subnet', NetworkInterface: 'network-interface' } as const;
export type FlowLogResourceType = keyof typeof flowLogResourceTypes;

export const trafficTypes = ['ACCEPT', 'REJECT', 'ALL'] as const;

export interface FlowLog extends ResourceBase {
  readonly kind: 'flow-log';
  readonly resourceType: FlowLogResourceType;
  /** The id of what it is of. */
  readonly resource: string;
  /** Where that is. */
  readonly vpc: string;
  readonly trafficType: (typeof trafficTypes)[number];
  /** The ARN of a bucket, with a folder behind it or not. */
  readonly destination: string;
  /** Fields as `${name}`. */
  readonly format: string;
  /** Seconds. */
  readonly maxAggregationInterval: number;
  readonly hiveCompatiblePartitions: boolean;
  readonly perHourPartition: boolean;
  /** Why the last file did not arrive; absent where it did. */
  readonly deliveryError?: string;
}

/** The bucket of a destination, and the folder with a slash at its end; undefined for what is no ARN of a bucket. */
export function bucketOf(destination: string): { readonly bucket: string; readonly folder: string } | undefined {
  const [, bucket, folder = ''] =
    /^arn:aws:s3:::([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/s.exec(destination) ?? [];
  if (bucket === undefined) return undefined;
  return { bucket, folder: folder === '' || folder.endsWith('/') ? folder : `${folder}/` };
}

/** A place for files of an account's logs. */
export interface LogDestination {
  readonly bucket: string;
  readonly key: string;
  readonly account: string;
  readonly region: string;
}

/** Whether a bucket would take such a file now. */
export type LogDestinations = (destination: LogDestination) => Promise<'open' | 'closed' | 'missing'>;

/** For those who have no buckets to look at. */
export const openLogDestinations: LogDestinations = async () => 'open';

/** The flow logs that cover an interface, whoever's they are. */
export function flowLogsOf(network: Network, { id, subnet, vpc }: NetworkInterface): readonly FlowLog[] {
  return network.find('flow-log', `vpc:${vpc}`).filter(({ resource }) => [id, subnet, vpc].includes(resource));
}
