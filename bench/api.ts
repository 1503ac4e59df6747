/**
 * The API's speed with signatures verified and every commit on the disk, against moto_server in the same minutes: requests
 * that the stock SDK made and signed, sent in turns to one server and then the other. No two writes that follow each other
 * ask for the same, so that each has something to commit.
 */

import * as ec2 from '@aws-sdk/client-ec2';
import { median, startMoto, startPostern } from './process.ts';
import { fillWithVpcs, load, signedBytes, variants, variantTags } from './signed-load.ts';

const rounds = 3;
const vpcs = 100;

export interface Target {
  readonly name: string;
  readonly port: number;
  readonly client: ec2.EC2Client;
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
    for (const target of targets) ids.set(target.name, await fillWithVpcs(target.client, vpcs));
    const operations = {
      CreateTags: (target: Target, variant: number) =>
        new ec2.CreateTagsCommand({
          Resources: [...(ids.get(target.name) ?? []).slice(0, 2)],
          Tags: variantTags(variant),
        }),
      DescribeVpcs: () => new ec2.DescribeVpcsCommand({}),
    };
    const result: Record<string, object> = {};
    for (const [name, command] of Object.entries(operations)) {
      const measured = new Map<string, number[]>(targets.map((target) => [target.name, []]));
      for (let round = 0; round < rounds; round += 1) {
        for (const target of targets) {
          const signed = Array.from({ length: variants }, (_, variant) =>
            signedBytes(target.client, command(target, variant) as never),
          );
          const { perSecond, refusals } = await load(target.port, await Promise.all(signed));
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
