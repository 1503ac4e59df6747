import { describe, expect, test } from 'vitest';
import { Network } from '../model/network.ts';
import { placeKey, placeOf, socketsOf, wantedListeners } from './listeners.ts';
import { gatewayEndpoint, ids, s3Endpoint, sampleNetwork, stsEndpoint, vpc } from './sample-network.ts';

const sockets = (network: Network): readonly string[] =>
  wantedListeners(network)
    .flatMap((one) =>
      socketsOf(one).map((each) => `${placeKey(placeOf(one))} ${each.protocol} ${each.address}:${each.port}`),
    )
    .sort();

const of = (network: Network, place: string) => sockets(network).filter((one) => one.startsWith(`${place} `));

describe('wanted listeners', () => {
  test('of a VPC', () => {
    expect(of(sampleNetwork(), `router/${ids.vpc}`)).toEqual([
      `router/${ids.vpc} tcp 10.0.0.2:53`,
      `router/${ids.vpc} tcp 169.254.169.253:53`,
      `router/${ids.vpc} tcp 169.254.169.254:80`,
      `router/${ids.vpc} udp 10.0.0.2:53`,
      `router/${ids.vpc} udp 169.254.169.253:53`,
    ]);
  });

  test('of endpoints', () => {
    expect(sockets(sampleNetwork()).filter((one) => one.startsWith('endpoint/'))).toEqual([
      `endpoint/${ids.stsA} tcp 10.0.1.10:443`,
      `endpoint/${ids.stsA} tcp 10.0.1.10:80`,
      `endpoint/${ids.stsB} tcp 10.0.2.10:443`,
      `endpoint/${ids.stsB} tcp 10.0.2.10:80`,
      `endpoint/${ids.s3A} tcp 10.0.1.11:443`,
      `endpoint/${ids.s3A} tcp 10.0.1.11:80`,
      `endpoint/${ids.gateway} tcp 0.0.0.0:443`,
      `endpoint/${ids.gateway} tcp 0.0.0.0:80`,
    ]);
  });

  test.each([
    ['us-east-1', 'com.amazonaws.eu-west-1.s3', { region: 'eu-west-1', service: 's3' }],
    ['eu-west-1', 'com.amazonaws.iam', { region: 'us-east-1', service: 'iam' }],
    ['us-east-1', 'com.amazonaws.us-east-1.kms', { region: 'us-east-1', service: 'kms' }],
  ])('of an endpoint in %s for %s lead to the service where it is', (region, serviceName, service) => {
    const network = sampleNetwork({ ...s3Endpoint, region, serviceName });
    const found = wantedListeners(network).find((one) => one.kind === 'endpoint' && one.endpoint === ids.s3);
    expect(found).toMatchObject({ service });
  });

  test('of the internet', () => {
    expect(of(sampleNetwork(), 'internet')).toContain('internet tcp 0.0.0.0:443');
    expect(of(sampleNetwork(), 'internet')).toContain('internet udp 203.0.113.7:7');
  });

  test('none of a VPC without interfaces, and none at all of an empty Network', () => {
    expect(of(sampleNetwork(), `router/${ids.empty}`)).toEqual([]);
    expect(sockets(Network.empty().with(vpc))).toEqual([]);
  });

  test('no resolver without DNS support', () => {
    const network = sampleNetwork({ ...vpc, enableDnsSupport: false });
    expect(of(network, `router/${ids.vpc}`)).toEqual([`router/${ids.vpc} tcp 169.254.169.254:80`]);
  });

  test.each([
    ['an interface endpoint', { ...stsEndpoint, desired: 'deleted' }, ids.stsA],
    ['S3', { ...s3Endpoint, desired: 'deleted' }, ids.s3A],
    ['a gateway endpoint', { ...gatewayEndpoint, desired: 'deleted' }, ids.gateway],
    ['a service that the catalogue lacks', { ...stsEndpoint, serviceName: 'com.amazonaws.us-east-1.none' }, ids.stsA],
  ] as const)('none of %s that is gone', (_, change, node) => {
    expect(of(sampleNetwork(change), `endpoint/${node}`)).toEqual([]);
  });
});
