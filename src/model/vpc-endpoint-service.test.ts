import { describe, expect, test } from 'vitest';
import { recordSetId } from './hosted-zone.ts';
import { Network } from './network.ts';
import {
  endpointServiceBaseName,
  endpointServiceName,
  readEndpointServiceName,
  verificationState,
} from './vpc-endpoint-service.ts';

const service = { id: 'vpce-svc-0123456789abcdef0', region: 'us-east-1' };
const base = { account: '111122223333', region: 'aws-global', created: 0, tags: {} };

function zoneWith(name: string, text: string, isPrivate = false): Network {
  const zone = { private: isPrivate, vpcs: [], callerReference: 'r', nameServers: [] };
  const record = { zone: 'Z1', name, type: 'TXT', ttl: 60, values: [`"${text}"`] };
  return Network.empty()
    .with({ ...base, ...zone, kind: 'hosted-zone', id: 'Z1', name: 'example.com.' })
    .with({ ...base, ...record, kind: 'record-set', id: recordSetId('Z1', name, 'TXT') });
}

test('a service’s name is read back, and others are not', () => {
  expect(endpointServiceName(service)).toBe('com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0');
  expect(endpointServiceBaseName(service)).toBe('vpce-svc-0123456789abcdef0.us-east-1.vpce.amazonaws.com');
  expect(readEndpointServiceName(endpointServiceName(service))).toEqual(service);
  for (const name of ['com.amazonaws.us-east-1.s3', 'com.amazonaws.vpce.us-east-1.vpce-svc-1', '']) {
    expect(readEndpointServiceName(name)).toBeUndefined();
  }
});

describe('a private name', () => {
  const name = '_abcdefghijklmnopqrst';
  const value = 'vpce:AbCdEfGhIjKlMnOpQrSt';

  test.each([
    ['api.example.com', `${name}.api.example.com.`, value, 'verified'],
    ['api.example.com', 'api.example.com.', value, 'verified'],
    ['api.example.com', `${name}.example.com.`, value, 'verified'],
    ['*.api.example.com', `${name}.api.example.com.`, value, 'verified'],
    ['api.example.com', `${name}.other.example.com.`, value, 'pendingVerification'],
    ['api.example.com', `${name}.api.example.com.`, value.toLowerCase(), 'pendingVerification'],
    ['api.example.com', `${name}.com.`, value, 'pendingVerification'],
  ] as const)('%s with the record %s %s is %s', (domain, record, text, answer) => {
    const privateDns = { domain, name, value, state: 'pendingVerification' } as const;
    expect(verificationState(zoneWith(record, text), { privateDns })).toBe(answer);
  });

  test('is not proven by a private zone, and has failed when it was verified before', () => {
    const network = zoneWith(`${name}.example.com.`, value, true);
    const privateDns = { domain: 'example.com', name, value, state: 'verified' } as const;
    expect(verificationState(network, { privateDns })).toBe('failed');
    expect(verificationState(network, {})).toBeUndefined();
  });
});
