/** What a branch in another region reaches privately, and what peering does not carry. */

import { objectKey } from './bucket.ts';
import type { SharedServices } from './network.ts';
import type { Probe } from './probes.ts';
import type { Regions } from './regions.ts';

const from = 'branch';

export function regionsProbes(services: SharedServices, { vpc, stsUrl, serviceName }: Regions): readonly Probe[] {
  return [
    {
      name: 'over peering from another region',
      from,
      to: 'app-a:8080',
      vpc: services.vpc,
      words: ['connect', services.addresses['app-a'], '8080'],
      expected: 'allowed',
      decidedBy: /^security group rule sgr-/,
    },
    {
      name: "STS through the peer's interface endpoint",
      from,
      to: stsUrl,
      vpc: services.vpc,
      words: ['sts-identity', stsUrl, services.connection.region],
      expected: 'allowed',
      decidedBy: new RegExp(services.endpoints.sts),
    },
    {
      name: "S3 through the peer's gateway endpoint",
      from,
      to: `s3://${services.buckets.shared}`,
      vpc,
      words: ['s3-get', services.buckets.shared, objectKey],
      expected: 'no answer',
      decidedBy: /^route/,
    },
    {
      name: "a service of another region, by the consumer's own endpoint",
      from,
      to: `${serviceName}:80`,
      vpc,
      words: ['connect', serviceName, '80'],
      expected: 'allowed',
      decidedBy: /^security group rule sgr-/,
    },
  ];
}
