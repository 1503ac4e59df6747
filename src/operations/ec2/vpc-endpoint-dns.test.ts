import { describe, expect, test } from 'vitest';
import { endpointService } from '../../model/endpoint-service.ts';
import { chosenDns, type DnsInput, usualDns } from './vpc-endpoint-dns.ts';

const service = (name: string, type: 'Gateway' | 'Interface' = 'Interface') =>
  endpointService('us-east-1', `com.amazonaws.us-east-1.${name}`, type)!;

const onlyResolver = (on: boolean): DnsInput => ({ DnsOptions: { PrivateDnsOnlyForInboundResolverEndpoint: on } });

describe('the choice of a request', () => {
  test.each<[string, string, DnsInput, boolean, boolean]>([
    ['STS, unasked', 'sts', {}, true, false],
    ['STS, off', 'sts', { PrivateDnsEnabled: false }, false, false],
    ['S3, unasked', 's3', {}, false, false],
    ['S3, on: for the resolver', 's3', { PrivateDnsEnabled: true }, true, true],
    ['S3, on for all', 's3', { PrivateDnsEnabled: true, ...onlyResolver(false) }, true, false],
    ['S3, the option without names', 's3', onlyResolver(true), false, false],
    ['DynamoDB, unasked', 'dynamodb', {}, false, false],
  ])('%s', (_, name, input, enabled, resolver) => {
    expect(chosenDns(input, service(name), usualDns(service(name)))).toEqual({
      privateDnsEnabled: enabled,
      privateDnsOnlyForInboundResolver: resolver,
      dnsRecordIpType: 'ipv4',
      ipAddressType: 'ipv4',
    });
  });

  test('keeps what it does not speak of', () => {
    const before = { ...usualDns(service('s3')), privateDnsEnabled: true, privateDnsOnlyForInboundResolver: false };
    expect(chosenDns({ PrivateDnsEnabled: true }, service('s3'), before)).toEqual(before);
    expect(chosenDns({ PrivateDnsEnabled: false }, service('s3'), before).privateDnsEnabled).toBe(false);
  });

  test.each<[string, 'Gateway' | 'Interface', string, DnsInput, string]>([
    [
      'a name that is not there',
      'Interface',
      'dynamodb',
      { PrivateDnsEnabled: true },
      'does not provide a private DNS name',
    ],
    ["another service's option", 'Interface', 'sts', onlyResolver(true), 'is not supported for the service'],
    [
      'records of IPv6',
      'Interface',
      'sts',
      { DnsOptions: { DnsRecordIpType: 'dualstack' } },
      'dualstack is not supported',
    ],
    ['the option of an interface', 'Gateway', 's3', onlyResolver(false), 'applicable only to Interface VPC Endpoints'],
    [
      'preferences of VPC Lattice',
      'Interface',
      'sts',
      { DnsOptions: { PrivateDnsPreference: 'ALL_DOMAINS' } },
      'applicable only to',
    ],
  ])('refuses %s', (_, type, name, input, sentence) => {
    const one = service(name, type);
    expect(() => chosenDns(input, one, usualDns(one))).toThrow(sentence);
  });

  test('lets a gateway say where its records come from', () => {
    const s3 = service('s3', 'Gateway');
    expect(chosenDns({}, s3, usualDns(s3)).dnsRecordIpType).toBe('service-defined');
    expect(chosenDns({ DnsOptions: { DnsRecordIpType: 'ipv4' } }, s3, usualDns(s3)).dnsRecordIpType).toBe('ipv4');
  });
});
