/**
 * The API's speed with signatures verified and every commit on the disk, against moto_server in the same minutes: requests
 * that the stock SDK made and signed, sent in turns to one server and then the other. No two writes that follow each other
 * ask for the same, so that each has something to commit.
 */

import { fileURLToPath } from 'node:url';
import * as ec2 from '@aws-sdk/client-ec2';
import { median, output, startMoto, startPostern } from './process.ts';

const loadProgram = fileURLToPath(new URL('./load.ts', import.meta.url));
const connections = 64;
const seconds = 3;
const rounds = 3;
const vpcs = 100;

export interface Target {
  readonly name: string;
  readonly port: number;
  readonly client: ec2.EC2Client;
}

/** The bytes of a signed request, as the SDK would send it. */
export async function signedBytes(target: Target, command: Parameters<ec2.EC2Client['send']>[0]): Promise<string> {
  let captured = '';
  const requestHandler = {
    handle: async (request: { method: string; path: string; headers: Record<string, string>; body: string }) => {
      const headers = { ...request.headers, 'content-length': String(Buffer.byteLength(request.body)) };
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
      captured = `${request.method} ${request.path} HTTP/1.1\r\n${lines.join('')}\r\n${request.body}`;
      throw new Error('captured');
    },
  };
  const { endpoint, region, credentials } = target.client.config;
  const client = new ec2.EC2Client({
    endpoint: (await endpoint?.()) ?? '',
    region: await region(),
    credentials: await credentials(),
    maxAttempts: 1,
    requestHandler: requestHandler as never,
  });
  await client.send(command as ec2.DescribeVpcsCommand).catch(() => {});
  return captured;
}

async function prepare(client: ec2.EC2Client): Promise<readonly string[]> {
  const ids: string[] = [];
  const { Vpcs = [] } = await client.send(new ec2.DescribeVpcsCommand({}));
  for (let index = Vpcs.length; index < vpcs; index += 1) {
    const made = await client.send(new ec2.CreateVpcCommand({ CidrBlock: `10.${index}.0.0/16` }));
    ids.push(made.Vpc?.VpcId ?? '');
  }
  return ids;
}

/** How many requests a server answers in a second, sent over and over on many connections. */
export async function load(
  target: Target,
  requests: readonly string[],
): Promise<{ perSecond: number; refusals: number; p99: number }> {
  const words = [String(target.port), String(connections), String(seconds)];
  return JSON.parse(await output([process.execPath, loadProgram, ...words], JSON.stringify(requests)));
}

/** More than there are connections, so that a value is not written over itself. */
const variants = 256;

function tags(variant: number): { Key: string; Value: string }[] {
  return Array.from({ length: 5 }, (_, index) => ({ Key: `key-${index}`, Value: `value-${variant}-${index}` }));
}

export async function benchApi(): Promise<object> {
  const postern = await startPostern('--fabric', 'none', '--quota', 'vpcsPerRegion=200');
  const moto = await startMoto();
  const clientOf = (endpoint: string, credentials = { accessKeyId: 'test', secretAccessKey: 'test' }): ec2.EC2Client =>
    new ec2.EC2Client({ endpoint, region: 'us-east-1', credentials });
  try {
    const targets: Target[] = [
      { name: 'postern', port: postern.port, client: clientOf(postern.endpoint, postern.credentials) },
      ...(moto ? [{ name: 'moto_server', port: moto.port, client: clientOf(moto.endpoint) }] : []),
    ];
    const ids = new Map<string, readonly string[]>();
    for (const target of targets) ids.set(target.name, await prepare(target.client));
    const operations = {
      CreateTags: (target: Target, variant: number) =>
        new ec2.CreateTagsCommand({ Resources: [...(ids.get(target.name) ?? []).slice(0, 2)], Tags: tags(variant) }),
      DescribeVpcs: () => new ec2.DescribeVpcsCommand({}),
    };
    const result: Record<string, object> = {};
    for (const [name, command] of Object.entries(operations)) {
      const measured = new Map<string, number[]>(targets.map((target) => [target.name, []]));
      for (let round = 0; round < rounds; round += 1) {
        for (const target of targets) {
          const signed = Array.from({ length: variants }, (_, variant) =>
            signedBytes(target, command(target, variant) as never),
          );
          const { perSecond, refusals } = await load(target, await Promise.all(signed));
          if (refusals > 0) throw new Error(`${target.name} refused ${refusals} ${name} requests`);
          measured.get(target.name)?.push(perSecond);
        }
      }
      const own = median(measured.get('postern') ?? []);
      const other = median(measured.get('moto_server') ?? []);
      result[name] = {
        posternPerSecond: Math.round(own),
        ...(moto
          ? { motoPerSecond: Math.round(other), ratio: Math.round((own / other) * 10) / 10 }
          : { skipped: 'moto_server is not installed' }),
      };
    }
    return result;
  } finally {
    moto?.stop();
    await postern.stop();
  }
}
