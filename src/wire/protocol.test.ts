import { expect, test } from 'vitest';
import { contentTypeOf, familyOf, type Protocol } from './protocol.ts';

test.each<[Protocol, string, string]>([
  ['ec2Query', 'ec2', 'text/xml;charset=UTF-8'],
  ['awsQuery', 'query', 'text/xml'],
  ['awsJson1_0', 'json', 'application/x-amz-json-1.0'],
  ['awsJson1_1', 'json', 'application/x-amz-json-1.1'],
  ['restJson1', 'json', 'application/json'],
  ['rpcV2Cbor', 'json', 'application/cbor'],
  ['restXml', 'query', 'text/xml'],
  ['s3', 's3', 'application/xml'],
])('%s', (protocol, family, contentType) => {
  expect([familyOf(protocol), contentTypeOf(protocol)]).toEqual([family, contentType]);
});
