import { describe, expect, test } from 'vitest';
import { headOf } from './head.ts';
import { identify, identifyWithBody } from './identify.ts';

const form = ['Content-Type', 'application/x-www-form-urlencoded; charset=utf-8'];
const signedFor = (service: string, region = 'eu-west-1') => [
  'Authorization',
  `AWS4-HMAC-SHA256 Credential=AKIA/20260102/${region}/${service}/aws4_request, SignedHeaders=host, Signature=00`,
];
const target = (name: string, version = '1.1') => [
  'X-Amz-Target',
  name,
  'Content-Type',
  `application/x-amz-json-${version}`,
];
const host = (name: string) => ['Host', name];

function identified(rawHeaders: string[], url = '/', body = '', method = 'POST'): string {
  const { service, region, operation, protocol } = identify(headOf({ method, url, rawHeaders }), Buffer.from(body));
  return [service, region, operation ?? '-', protocol].join(' ');
}

describe('signed', () => {
  test.each([
    [[...signedFor('ec2'), ...form], 'Action=DescribeVpcs&Version=2016-11-15', 'ec2 eu-west-1 DescribeVpcs ec2Query'],
    [[...signedFor('sts'), ...form], 'Version=2011-06-15&Action=AssumeRole', 'sts eu-west-1 AssumeRole awsQuery'],
    [[...signedFor('iam', 'us-east-1'), ...form], 'Action=GetUser', 'iam us-east-1 GetUser awsQuery'],
    [[...signedFor('ec2'), ...form], '', 'ec2 eu-west-1 - ec2Query'],
    [signedFor('ec2'), '', 'ec2 eu-west-1 - ec2Query'],
    [
      [...signedFor('organizations'), ...target('AWSOrganizationsV20161128.ListRoots')],
      '{}',
      'organizations eu-west-1 ListRoots awsJson1_1',
    ],
    [
      [...signedFor('dynamodb'), ...target('DynamoDB_20120810.GetItem', '1.0')],
      '{}',
      'dynamodb eu-west-1 GetItem awsJson1_0',
    ],
    [
      [...signedFor('organizations'), ...target('DynamoDB_20120810.GetItem')],
      '{}',
      'organizations eu-west-1 - awsJson1_1',
    ],
    [[...signedFor('sts'), ...target('AWSOrganizationsV20161128.ListRoots')], '{}', 'sts eu-west-1 - awsJson1_1'],
    [[...signedFor('sqs'), ...target('AmazonSQS.SendMessage', '1.0')], '{}', 'sqs eu-west-1 SendMessage awsJson1_0'],
    [[...signedFor('sqs'), ...form], 'Action=SendMessage', 'sqs eu-west-1 SendMessage awsQuery'],
    [signedFor('lambda'), '', 'lambda eu-west-1 - restJson1'],
    [signedFor('s3'), 'x', 's3 eu-west-1 - s3'],
    [[...signedFor('s3'), ...form], 'Action=DescribeVpcs&Version=2016-11-15', 's3 eu-west-1 - s3'],
  ])('%#: %s %s', (rawHeaders, body, expected) => {
    expect(identified(rawHeaders, '/', body)).toBe(expected);
  });

  test('presigned', () => {
    const scope = 'X-Amz-Credential=AKIA%2F20260102%2Feu-west-1%2Fsts%2Faws4_request';
    const url = `/?Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Algorithm=AWS4-HMAC-SHA256&${scope}`;
    expect(identified([], url, '', 'GET')).toBe('sts eu-west-1 GetCallerIdentity awsQuery');
  });

  test('an access key with slashes in it', () => {
    const rawHeaders = ['Authorization', 'AWS4-HMAC-SHA256 Credential=a/b/20260102/eu-west-1/s3/aws4_request,'];
    expect(identified(rawHeaders)).toBe('s3 eu-west-1 - s3');
  });
});

describe('anonymous', () => {
  test.each([
    [[], '/', 's3 us-east-1 - s3'],
    [[], '/bucket/key?Action=x', 's3 us-east-1 - s3'],
    [host('localhost:4566'), '/?Action=AssumeRole&Version=2011-06-15', 'sts us-east-1 AssumeRole awsQuery'],
    [target('DynamoDB_20120810.GetItem', '1.0'), '/', 'dynamodb us-east-1 GetItem awsJson1_0'],
    [host('bucket.s3.eu-west-1.amazonaws.com'), '/key', 's3 eu-west-1 - s3'],
    [host('ec2.s3.amazonaws.com'), '/key', 's3 us-east-1 - s3'],
    [host('ec2.eu-central-1.amazonaws.com:443'), '/', 'ec2 eu-central-1 - ec2Query'],
    [host('vpce-1.dynamodb.eu-west-1.vpce.amazonaws.com'), '/', 'dynamodb eu-west-1 - awsJson1_0'],
    [host('sts.cn-north-1.amazonaws.com.cn'), '/', 'sts cn-north-1 - awsQuery'],
    [host('amazonaws.com'), '/', 's3 us-east-1 - s3'],
    [['Authorization', 'AWS4-HMAC-SHA256 Credential=garbage'], '/', 's3 us-east-1 - s3'],
  ])('%#: %s %s', (rawHeaders, url, expected) => {
    expect(identified(rawHeaders, url)).toBe(expected);
  });
});

describe('RPC v2', () => {
  const rpc = ['Smithy-Protocol', 'rpc-v2-cbor', 'Content-Type', 'application/cbor'];
  const path = (prefix: string, operation: string) => `/service/${prefix}/operation/${operation}`;
  const metrics = path('GraniteServiceVersion20100801', 'ListMetrics');
  test.each([
    [[...signedFor('monitoring'), ...rpc], metrics, 'monitoring eu-west-1 ListMetrics rpcV2Cbor'],
    [rpc, metrics, 'monitoring us-east-1 ListMetrics rpcV2Cbor'],
    [[...signedFor('monitoring'), ...rpc], path('Other', 'ListMetrics'), 'monitoring eu-west-1 - rpcV2Cbor'],
    [[...signedFor('sts'), ...rpc], metrics, 'sts eu-west-1 - rpcV2Cbor'],
    [[...signedFor('monitoring'), ...rpc], '/', 'monitoring eu-west-1 - awsQuery'],
    [[...signedFor('monitoring'), ...rpc], '/service/x', 'monitoring eu-west-1 - awsQuery'],
    [signedFor('monitoring'), metrics, 'monitoring eu-west-1 - awsQuery'],
    [[...signedFor('s3'), ...rpc], metrics, 's3 eu-west-1 - s3'],
    [[], metrics, 's3 us-east-1 - s3'],
  ])('%#: %s %s', (rawHeaders, url, expected) => {
    expect(identified(rawHeaders, url)).toBe(expected);
  });
});

test('CloudWatch is spoken to in three protocols', () => {
  const json = target('GraniteServiceVersion20100801.ListMetrics', '1.0');
  expect(identified([...signedFor('monitoring'), ...json])).toBe('monitoring eu-west-1 ListMetrics awsJson1_0');
  const query = 'Action=ListMetrics&Version=2010-08-01';
  expect(identified([...signedFor('monitoring'), ...form], '/', query)).toBe(
    'monitoring eu-west-1 ListMetrics awsQuery',
  );
});

describe('Route 53', () => {
  test.each([
    [signedFor('route53', 'us-east-1'), 'route53 us-east-1 - restXml'],
    [host('route53.amazonaws.com'), 'route53 us-east-1 - restXml'],
    [[...signedFor('route53'), ...form], 'route53 eu-west-1 - restXml'],
  ])('%#', (rawHeaders, expected) => {
    expect(identified(rawHeaders, '/2013-04-01/hostedzone', '', 'GET')).toBe(expected);
  });
});

test('without a body yet', () => {
  const rawHeaders = [...signedFor('ec2'), ...form];
  expect(identify(headOf({ method: 'POST', url: '/', rawHeaders }))).toMatchObject({
    service: 'ec2',
    operation: undefined,
  });
});

test('with the body, a request is what it is when read at once', () => {
  const form = new TextEncoder().encode('Action=DescribeVpcs&Version=2016-11-15');
  const authorization =
    'AWS4-HMAC-SHA256 Credential=AKID/20260102/eu-west-1/ec2/aws4_request, SignedHeaders=host, Signature=0';
  const contentType = { 'content-type': 'application/x-www-form-urlencoded' };
  for (const headers of [contentType, { ...contentType, authorization }, { authorization }, {}]) {
    const head = { method: 'POST', path: '/', query: '', headers: { host: 'localhost', ...headers } };
    expect(identifyWithBody(identify(head), head, form)).toEqual(identify(head, form));
  }
});
