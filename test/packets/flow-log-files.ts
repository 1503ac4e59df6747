/** Flow logs asked for by one account of a running Postern, and their files as the stock S3 client reads them. */

import { gunzipSync } from 'node:zlib';
import * as ec2 from '@aws-sdk/client-ec2';
import * as s3 from '@aws-sdk/client-s3';
import { pause } from './postern.ts';
import type { Member } from './vpc-sharing-ground.ts';

/** A record by the names of its fields. */
export type Line = Readonly<Record<string, string>>;

export function bucketsOf(member: Member): s3.S3Client {
  return new s3.S3Client({ ...member.connection, forcePathStyle: true, maxAttempts: 1 });
}

/** Its id, or why there is none. */
export async function flowLog(
  { client }: Member,
  ResourceType: ec2.FlowLogsResourceType,
  id: string,
  LogDestination: string,
  more: Partial<ec2.CreateFlowLogsRequest> = {},
): Promise<string> {
  const request: ec2.CreateFlowLogsRequest = {
    ResourceType,
    ResourceIds: [id],
    LogDestinationType: 's3',
    LogDestination,
    TrafficType: 'ALL',
    ...more,
  };
  const made = await client.send(new ec2.CreateFlowLogsCommand(request));
  return made.FlowLogIds?.[0] ?? made.Unsuccessful?.[0]?.Error?.Message ?? '';
}

export async function keysIn(member: Member, Bucket: string, log: string): Promise<readonly string[]> {
  const { Contents = [] } = await bucketsOf(member).send(new s3.ListObjectsV2Command({ Bucket }));
  return Contents.map(({ Key = '' }) => Key).filter((key) => key.includes(log));
}

/** Every record of a flow log so far. */
export async function linesIn(member: Member, Bucket: string, log: string): Promise<readonly Line[]> {
  const lines: Line[] = [];
  for (const Key of await keysIn(member, Bucket, log)) {
    const { Body } = await bucketsOf(member).send(new s3.GetObjectCommand({ Bucket, Key }));
    const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
    const [names = [], ...records] = gunzipSync(bytes)
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => line.split(' '));
    for (const values of records)
      lines.push(Object.fromEntries(names.map((name, place) => [name, values[place] ?? ''])));
  }
  return lines;
}

/** Reads again until there is a record like each. */
export async function linesWith(
  member: Member,
  Bucket: string,
  log: string,
  wanted: readonly Line[],
): Promise<readonly Line[]> {
  const deadline = Date.now() + 15_000;
  for (;;) {
    const lines = await linesIn(member, Bucket, log);
    const isLike = (one: Line) => (line: Line) => Object.entries(one).every(([name, value]) => line[name] === value);
    const lacking = wanted.filter((one) => !lines.some(isLike(one)));
    if (lacking.length === 0) return lines;
    if (Date.now() > deadline) {
      throw new Error(
        `no ${JSON.stringify(lacking)} among ${lines.length} records:\n${JSON.stringify(lines, null, 1)}`,
      );
    }
    await pause(200);
  }
}

export async function statusOf({ client }: Member, log: string): Promise<string> {
  const { FlowLogs = [] } = await client.send(new ec2.DescribeFlowLogsCommand({ FlowLogIds: [log] }));
  const [{ DeliverLogsStatus, DeliverLogsErrorMessage } = {}] = FlowLogs;
  return [DeliverLogsStatus, DeliverLogsErrorMessage].filter(Boolean).join(': ');
}
