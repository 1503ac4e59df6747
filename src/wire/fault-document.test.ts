import { describe, expect, test } from 'vitest';
import { Fault } from '../base/fault.ts';
import { decodeCbor } from './decode-cbor.ts';
import { bodyTooLargeFault, encodeFault, internalFault } from './fault-document.ts';
import type { Protocol } from './protocol.ts';
import { loadSchema } from './schema.ts';

const fault = new Fault('NoSuchEntity', 'a < b', 404, { Resource: 'x&y' });
const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';

describe('documents', () => {
  test.each<[string, Protocol, string]>([
    [
      'ec2',
      'ec2Query',
      `${declaration}<Response><Errors><Error><Code>NoSuchEntity</Code><Message>a &lt; b</Message><Resource>x&amp;y</Resource>` +
        '</Error></Errors><RequestID>r-1</RequestID></Response>',
    ],
    [
      'iam',
      'awsQuery',
      '<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error><Type>Sender</Type><Code>NoSuchEntity</Code>' +
        '<Message>a &lt; b</Message><Resource>x&amp;y</Resource></Error><RequestId>r-1</RequestId></ErrorResponse>',
    ],
    ['organizations', 'awsJson1_1', '{"Resource":"x&y","__type":"NoSuchEntity","message":"a < b"}'],
    ['ram', 'restJson1', '{"Resource":"x&y","message":"a < b"}'],
    [
      's3',
      's3',
      `${declaration}<Error><Code>NoSuchEntity</Code><Message>a &lt; b</Message><Resource>x&amp;y</Resource>` +
        '<RequestId>r-1</RequestId><HostId>r-1</HostId></Error>',
    ],
  ])('%s in %s', (service, protocol, body) => {
    const answer = encodeFault({ service, protocol }, fault, 'r-1');
    expect(answer).toMatchObject({ status: 404, body });
    expect(answer.headers['x-amzn-requestid']).toBe('r-1');
    expect(answer.headers['x-amzn-errortype']).toBe(body.startsWith('{') ? 'NoSuchEntity' : undefined);
  });
});

test("IAM's modelled errors bring their status, and what is not modelled keeps its own", async () => {
  await loadSchema('iam');
  const status = (code: string, given?: number) => {
    return encodeFault({ service: 'iam', protocol: 'awsQuery' }, new Fault(code, '', given), 'r-1').status;
  };
  expect(
    ['NoSuchEntity', 'EntityAlreadyExists', 'MalformedPolicyDocument', 'constructor'].map((code) => status(code)),
  ).toEqual([404, 409, 400, 400]);
  expect(status('NoSuchEntity', 403)).toBe(403);
});

describe('a query service spoken to in another protocol keeps its codes, beside the names that the other has', () => {
  const combination = new Fault('InvalidParameterCombination', 'no');

  test('JSON', async () => {
    await loadSchema('monitoring');
    expect(encodeFault({ service: 'monitoring', protocol: 'awsJson1_0' }, combination, 'r-1')).toEqual({
      status: 400,
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amzn-requestid': 'r-1',
        'x-amzn-errortype': 'InvalidParameterCombination',
        'x-amzn-query-error': 'InvalidParameterCombination;Sender',
      },
      body: '{"__type":"com.amazonaws.cloudwatch#InvalidParameterCombinationException","message":"no"}',
    });
  });

  test.each([
    ['InvalidParameterCombination', 'com.amazonaws.cloudwatch#InvalidParameterCombinationException', undefined],
    ['ValidationException', 'com.amazonaws.cloudwatch#ValidationException', 'ValidationError'],
    ['UnrecognizedClientException', 'UnrecognizedClientException', undefined],
  ])('CBOR: %s', async (code, type, queryCode = code) => {
    await loadSchema('monitoring');
    const answer = encodeFault({ service: 'monitoring', protocol: 'rpcV2Cbor' }, new Fault(code, 'no'), 'r-1');
    expect(answer.headers).toMatchObject({
      'content-type': 'application/cbor',
      'smithy-protocol': 'rpc-v2-cbor',
      'x-amzn-query-error': `${queryCode};Sender`,
    });
    expect({ ...(decodeCbor(answer.body as Uint8Array) as object) }).toEqual({ __type: type, message: 'no' });
  });

  test('a service that was never one says nothing of it', () => {
    const { headers } = encodeFault({ service: 'organizations', protocol: 'awsJson1_1' }, combination, 'r-1');
    expect(headers).not.toHaveProperty('x-amzn-query-error');
  });
});

test('a list that no model describes repeats its element', () => {
  const given = new Fault('Bogus', 'no', 400, { Name: ['a', '<'] });
  expect(encodeFault({ service: 'iam', protocol: 'awsQuery' }, given, 'r-1').body).toContain(
    '<Message>no</Message><Name>a</Name><Name>&lt;</Name></Error>',
  );
});

test.each<[Protocol, string]>([
  ['ec2Query', 'InternalError'],
  ['awsQuery', 'InternalFailure'],
  ['awsJson1_1', 'InternalFailure'],
  ['s3', 'InternalError'],
])('our own mistakes in %s', (protocol, code) => {
  expect(internalFault({ service: 'x', protocol })).toMatchObject({ code, status: 500 });
});

test("the query services call our mistakes the receiver's", () => {
  const where = { service: 'iam', protocol: 'awsQuery' } as const;
  expect(encodeFault(where, internalFault(where), 'r-1').body).toContain('<Type>Receiver</Type>');
});

test.each<[Protocol, number]>([
  ['ec2Query', 413],
  ['s3', 400],
])('a body too large in %s', (protocol, status) => {
  expect(bodyTooLargeFault({ service: 'x', protocol }).status).toBe(status);
});
