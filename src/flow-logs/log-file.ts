/**
 * The files of flow logs: where they lie in a bucket, and their names. A file begins with the names of the fields.
 * https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-path.html
 */

import { type Random, randomText } from '../base/random.ts';
import { bucketOf, type FlowLog } from '../model/flow-log.ts';

type Named = readonly (readonly [name: string, value: string])[];

const two = (value: number): string => String(value).padStart(2, '0');

/** @param time milliseconds since 1970 at which the file is closed */
export function keyOfFile(log: FlowLog, time: number, random: Random): string {
  const { account, region, id, hiveCompatiblePartitions, perHourPartition } = log;
  const date = new Date(time);
  const [year, month, day] = [`${date.getUTCFullYear()}`, two(date.getUTCMonth() + 1), two(date.getUTCDate())];
  const hour = two(date.getUTCHours());
  const folders: Named = [
    ['aws-account-id', account],
    ['aws-service', 'vpcflowlogs'],
    ['aws-region', region],
    ['year', year],
    ['month', month],
    ['day', day],
    ...(perHourPartition ? [['hour', hour] as const] : []),
  ];
  const path = folders.map(([name, value]) => (hiveCompatiblePartitions ? `${name}=${value}` : value)).join('/');
  const minute = `${year}${month}${day}T${hour}${two(date.getUTCMinutes())}Z`;
  const name = `${account}_vpcflowlogs_${region}_${id}_${minute}_${randomText(random, 8)}.log.gz`;
  return `${bucketOf(log.destination)?.folder ?? ''}AWSLogs/${path}/${name}`;
}
