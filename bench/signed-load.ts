/** Requests that the stock SDK made and signed, as bytes, and the load generator that sends them. */

import { fileURLToPath } from 'node:url';
import * as ec2 from '@aws-sdk/client-ec2';
import { output } from './process.ts';

const loadProgram = fileURLToPath(new URL('./load.ts', import.meta.url));
const connections = 64;
const usualSeconds = 3;

/** The bytes of a signed request, as the SDK would send it. */
export async function signedBytes(
  client: ec2.EC2Client,
  command: Parameters<ec2.EC2Client['send']>[0],
): Promise<string> {
  let captured = '';
  const requestHandler = {
    handle: async (request: { method: string; path: string; headers: Record<string, string>; body: string }) => {
      const headers = { ...request.headers, 'content-length': String(Buffer.byteLength(request.body)) };
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
      captured = `${request.method} ${request.path} HTTP/1.1\r\n${lines.join('')}\r\n${request.body}`;
      throw new Error('captured');
    },
  };
  const { endpoint, region, credentials } = client.config;
  const silent = new ec2.EC2Client({
    endpoint: (await endpoint?.()) ?? '',
    region: await region(),
    credentials: await credentials(),
    maxAttempts: 1,
    requestHandler: requestHandler as never,
  });
  await silent.send(command as ec2.DescribeVpcsCommand).catch(() => {});
  return captured;
}

/** Sends the requests in turns for a while. */
export async function load(
  port: number,
  requests: readonly string[],
  seconds = usualSeconds,
): Promise<{ perSecond: number; refusals: number; p99: number; all: number }> {
  const words = [String(port), String(connections), String(seconds)];
  return JSON.parse(await output([process.execPath, loadProgram, ...words], JSON.stringify(requests)));
}

/** Ids of the VPCs that were made: as many as it takes until there are so many. */
export async function fillWithVpcs(client: ec2.EC2Client, count: number): Promise<readonly string[]> {
  const ids: string[] = [];
  const { Vpcs = [] } = await client.send(new ec2.DescribeVpcsCommand({}));
  for (let index = Vpcs.length; index < count; index += 1) {
    const made = await client.send(new ec2.CreateVpcCommand({ CidrBlock: `10.${index}.0.0/16` }));
    ids.push(made.Vpc?.VpcId ?? '');
  }
  return ids;
}

/** More than there are connections, so that a value is not written over itself. */
export const variants = 256;

export function variantTags(variant: number): { Key: string; Value: string }[] {
  return Array.from({ length: 5 }, (_, index) => ({ Key: `key-${index}`, Value: `value-${variant}-${index}` }));
}
