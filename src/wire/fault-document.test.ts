import { describe, expect, test } from 'vitest';
import { Fault } from '../base/fault.ts';
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
      'restXml',
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

test.each<[Protocol, string]>([
  ['ec2Query', 'InternalError'],
  ['awsQuery', 'InternalFailure'],
  ['awsJson1_1', 'InternalFailure'],
  ['restXml', 'InternalError'],
])('our own mistakes in %s', (protocol, code) => {
  expect(internalFault({ service: 'x', protocol })).toMatchObject({ code, status: 500 });
});

test("the query services call our mistakes the receiver's", () => {
  const where = { service: 'iam', protocol: 'awsQuery' } as const;
  expect(encodeFault(where, internalFault(where), 'r-1').body).toContain('<Type>Receiver</Type>');
});

test.each<[Protocol, number]>([
  ['ec2Query', 413],
  ['restXml', 400],
])('a body too large in %s', (protocol, status) => {
  expect(bodyTooLargeFault({ service: 'x', protocol }).status).toBe(status);
});
