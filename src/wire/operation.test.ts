import { describe, expect, test } from 'vitest';
import { AssertionFailure } from '../base/assert.ts';
import { Fault } from '../base/fault.ts';
import { encodeCbor } from './encode-cbor.ts';
import { headOf } from './head.ts';
import { identify } from './identify.ts';
import { listLimit, parameterLimit } from './limits.ts';
import { decode, encode, findOperation } from './operation.ts';

function form(text: string, service = 'ec2') {
  const authorization = `AWS4-HMAC-SHA256 Credential=AKIA/20260102/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`;
  const rawHeaders = ['Content-Type', 'application/x-www-form-urlencoded', 'Authorization', authorization];
  return { head: headOf({ method: 'POST', url: '/', rawHeaders }), body: Buffer.from(text) };
}

function json(operation: string, text: string) {
  const rawHeaders = [
    'Content-Type',
    'application/x-amz-json-1.1',
    'X-Amz-Target',
    `AWSOrganizationsV20161128.${operation}`,
  ];
  return { head: headOf({ method: 'POST', url: '/', rawHeaders }), body: Buffer.from(text) };
}

async function decoded({ head, body }: ReturnType<typeof form>): Promise<unknown> {
  const operation = await findOperation(identify(head, body), head);
  try {
    return decode(operation, head, body);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return `${error.code}: ${error.message}`;
  }
}

const many = (amount: number) => Array.from({ length: amount }, (_, index) => `&VpcId.${index + 1}=vpc-1`).join('');

describe('ec2Query input', () => {
  test.each<[string, unknown]>([
    ['Action=DescribeVpcs', {}],
    ['Action=DescribeVpcs&Version=2016-11-15&DryRun=true&MaxResults=5', { DryRun: true, MaxResults: 5 }],
    ['Action=DescribeVpcs&VpcId.2=b&VpcId.1=a&VpcId.10=c', { VpcIds: ['a', 'b', 'c'] }],
    ['Action=DescribeVpcs&VpcId.3=a', { VpcIds: ['a'] }],
    [
      'Action=DescribeVpcs&Filter.1.Name=vpc-id&Filter.1.Value.1=a%20b%2Bc+d',
      { Filters: [{ Name: 'vpc-id', Values: ['a b+c d'] }] },
    ],
    ['Action=DescribeVpcs&X-Amz-Date=20260102T030405Z&AWSAccessKeyId=a', {}],
    ['Action=DescribeVpcs&Bogus=1', 'UnknownParameter: The parameter Bogus is not recognized'],
    ['Action=DescribeVpcs&__proto__.x=1', 'UnknownParameter: The parameter __proto__ is not recognized'],
    ['Action=DescribeVpcs&constructor=1', 'UnknownParameter: The parameter constructor is not recognized'],
    ['Action=DescribeVpcs&Filter.1.Bogus=1', 'UnknownParameter: The parameter Filter.1.Bogus is not recognized'],
    ['Action=DescribeVpcs&VpcId.x=1', 'UnknownParameter: The parameter VpcId.x is not recognized'],
    ['Action=DescribeVpcs&VpcId.0=1', 'UnknownParameter: The parameter VpcId.0 is not recognized'],
    ['Action=DescribeVpcs&DryRun.1=x', 'UnknownParameter: The parameter DryRun.1 is not recognized'],
    [
      'Action=DescribeVpcs&MaxResults=many',
      'InvalidParameterValue: Value (many) for parameter MaxResults is invalid. Expected a valid number.',
    ],
    [
      'Action=DescribeVpcs&DryRun=',
      'InvalidParameterValue: Value () for parameter DryRun is invalid. Expected a valid boolean.',
    ],
    [
      'Action=DescribeVpcs&VpcId=vpc-1',
      'InvalidParameterValue: Value (vpc-1) for parameter VpcId is invalid. Expected a valid list.',
    ],
    ['Action=DeleteVpc', 'MissingParameter: The request must contain the parameter VpcId'],
    ['Action=DeleteVpc&VpcId=', 'MissingParameter: The request must contain the parameter VpcId'],
    ['Action=DeleteVpc&VpcId=%ff', { VpcId: '%ff' }],
    [`Action=DescribeVpcs&${'a.'.repeat(40)}=1`, 'MalformedQueryString: The query string contains a syntax error.'],
    [
      `Action=DescribeVpcs${many(listLimit + 1)}`,
      `InvalidParameterValue: The maximum number of values for parameter VpcId is ${listLimit}`,
    ],
    [
      `Action=DescribeVpcs${'&a=1'.repeat(parameterLimit)}`,
      'MalformedQueryString: The query string contains a syntax error.',
    ],
  ])('%.70s', async (text, expected) => {
    expect(await decoded(form(text))).toEqual(expected);
  });

  test('a list at its limit', async () => {
    const { VpcIds } = (await decoded(form(`Action=DescribeVpcs${many(listLimit)}`))) as { VpcIds: string[] };
    expect(VpcIds).toHaveLength(listLimit);
  });

  test('parameters in the query string', async () => {
    const head = headOf({ method: 'GET', url: '/?Action=DeleteVpc&Version=2016-11-15&VpcId=vpc-1', rawHeaders: [] });
    expect(await decoded({ head, body: Buffer.from('') })).toEqual({ VpcId: 'vpc-1' });
  });
});

describe('awsQuery input', () => {
  const nulls = (...paths: string[]) =>
    paths.map((path) => `Value null at '${path}' failed to satisfy constraint: Member must not be null`);
  test.each<[string, unknown]>([
    [
      'Action=CreateUser&UserName=a&Bogus=1&Tags.member.1.Key=k&Tags.member.1.Value=',
      { UserName: 'a', Tags: [{ Key: 'k', Value: '' }] },
    ],
    ['Action=CreateUser&UserName=a&Tags=', { UserName: 'a', Tags: [] }],
    ['Action=CreateUser', `ValidationError: 1 validation error detected: ${nulls('userName')}`],
    [
      'Action=CreateUser&UserName=a&Tags.member.1.Key=k',
      `ValidationError: 1 validation error detected: ${nulls('tags.member.1.value')}`,
    ],
    [
      'Action=CreateRole',
      `ValidationError: 2 validation errors detected: ${nulls('roleName', 'assumeRolePolicyDocument').join('; ')}`,
    ],
    ['Action=ListUsers&MaxItems=x', 'MalformedInput: Invalid value for maxItems: x is not a valid number'],
  ])('%s', async (text, expected) => {
    expect(await decoded(form(text, 'iam'))).toEqual(expected);
  });
});

describe('awsJson input', () => {
  test.each<[string, string, unknown]>([
    ['ListAccounts', '', {}],
    ['ListAccounts', '{"MaxResults":3,"NextToken":null,"Bogus":[]}', { MaxResults: 3 }],
    ['ListAccounts', '{"MaxResults":"3"}', 'SerializationException: STRING_VALUE can not be converted to a Number'],
    ['DescribeAccount', '{"AccountId":12}', 'SerializationException: NUMBER_VALUE can not be converted to a String'],
    [
      'DescribeAccount',
      '{"AccountId":{}}',
      'SerializationException: Start of structure or map found where not expected.',
    ],
    [
      'DescribeAccount',
      '{"__proto__":{"AccountId":"1"}}',
      "ValidationException: 1 validation error detected: Value null at 'accountId' failed to satisfy constraint: Member must not be null",
    ],
    ['ListCreateAccountStatus', '{"States":"x"}', 'SerializationException: Expected list or null'],
    ['ListAccounts', '{', 'SerializationException: Unexpected token received from parser'],
    ['ListAccounts', '[]', 'SerializationException: Start of list found where not expected'],
    ['ListAccounts', '"x"', 'SerializationException: Unexpected value type in payload'],
    ['ListAccounts', 'null', 'SerializationException: Unexpected value type in payload'],
  ])('%s %s', async (operation, text, expected) => {
    expect(await decoded(json(operation, text))).toEqual(expected);
  });
});

describe('CBOR input', () => {
  const cbor = (operation: string, body: Uint8Array) => {
    const url = `/service/GraniteServiceVersion20100801/operation/${operation}`;
    const rawHeaders = ['Smithy-Protocol', 'rpc-v2-cbor', 'Content-Type', 'application/cbor'];
    return { head: headOf({ method: 'POST', url, rawHeaders }), body: Buffer.from(body) };
  };
  const metric = { Namespace: 'n', MetricName: 'm', Period: 60 };
  const times = { StartTime: new Date(0), EndTime: new Date(1500) };

  test.each<[string, Uint8Array, unknown]>([
    ['ListMetrics', new Uint8Array(), {}],
    ['ListMetrics', encodeCbor({ Namespace: 'n', Bogus: [], NextToken: null }), { Namespace: 'n' }],
    ['ListMetrics', new Uint8Array([0xbf, 0xff]), {}],
    ['GetMetricStatistics', encodeCbor({ ...metric, ...times }), { ...metric, ...times }],
    ['ListMetrics', new Uint8Array([0xff]), 'SerializationException: Unexpected token received from parser'],
    ['ListMetrics', encodeCbor([]), 'SerializationException: Start of list found where not expected'],
    ['ListMetrics', encodeCbor('x'), 'SerializationException: Unexpected value type in payload'],
    [
      'ListMetrics',
      encodeCbor({ Namespace: 1 }),
      'SerializationException: NUMBER_VALUE can not be converted to a String',
    ],
    [
      'GetMetricStatistics',
      encodeCbor({ ...metric, StartTime: new Date(0) }),
      "ValidationException: 1 validation error detected: Value null at 'endTime' failed to satisfy constraint: Member must not be null",
    ],
  ])('%s %#', async (operation, body, expected) => {
    expect(await decoded(cbor(operation, body))).toEqual(expected);
  });

  test('an operation that there is not', async () => {
    const { head, body } = cbor('Nonsense', encodeCbor({}));
    await expect(findOperation(identify(head, body), head)).rejects.toMatchObject({
      code: 'UnknownOperationException',
    });
  });
});

describe('operations that there are not', () => {
  test.each([
    [form('Action=Nonsense'), 'InvalidAction: The action Nonsense is not valid for this web service. 400'],
    [form('Action=constructor'), 'InvalidAction: The action constructor is not valid for this web service. 400'],
    [form('Version=2016-11-15'), 'MissingAction: The request is missing an action or operation parameter. 400'],
    [form('Action=Nonsense', 'iam'), 'InvalidAction: Could not find operation Nonsense for version 2010-05-08 400'],
    [
      form('Action=Nonsense', 'sqs'),
      'InvalidAction: Could not find operation Nonsense for version NO_VERSION_SPECIFIED 400',
    ],
    [json('Nonsense', '{}'), 'UnknownOperationException:  400'],
  ])('%#', async ({ head, body }, expected) => {
    const fault = await findOperation(identify(head, body), head).catch((error: Fault) => error);
    expect(`${(fault as Fault).code}: ${(fault as Fault).message} ${(fault as Fault).status}`).toBe(expected);
  });
});

describe('output', () => {
  async function encoded(request: ReturnType<typeof form>, output: unknown, strict = true) {
    const operation = await findOperation(identify(request.head, request.body), request.head);
    return encode(operation, output, 'r-1', { strict });
  }

  test('ec2Query: empty lists are elements, absent ones are not, text is escaped', async () => {
    const output = {
      Vpcs: [{ VpcId: 'a<&>"\u0000\r', Tags: [], CidrBlockAssociationSet: undefined, IsDefault: false }],
    };
    const { body, headers, status } = await encoded(form('Action=DescribeVpcs'), output);
    expect(body).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n' +
        '<DescribeVpcsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r-1</requestId><vpcSet><item>' +
        '<isDefault>false</isDefault><tagSet/><vpcId>a&lt;&amp;&gt;&quot;\ufffd&#xD;</vpcId></item></vpcSet></DescribeVpcsResponse>',
    );
    expect(headers).toEqual({ 'content-type': 'text/xml;charset=UTF-8', 'x-amzn-requestid': 'r-1' });
    expect(status).toBe(200);
  });

  test('ec2Query: nothing to answer is true', async () => {
    const { body } = await encoded(form('Action=DeleteVpc'), undefined);
    expect(body).toContain('<requestId>r-1</requestId><return>true</return></DeleteVpcResponse>');
  });

  test('ec2Query and awsQuery write whole seconds differently', async () => {
    const moment = new Date('2026-01-02T03:04:05Z');
    const ec2 = await encoded(form('Action=CreateNatGateway&SubnetId=s'), { NatGateway: { CreateTime: moment } });
    expect(ec2.body).toContain('<createTime>2026-01-02T03:04:05.000Z</createTime>');
    const iam = await encoded(form('Action=GetUser', 'iam'), { User: { CreateDate: moment } });
    expect(iam.body).toBe(
      '<GetUserResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><GetUserResult><User><CreateDate>2026-01-02T03:04:05Z' +
        '</CreateDate></User></GetUserResult><ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></GetUserResponse>',
    );
  });

  test('awsQuery: nothing to answer has no result', async () => {
    const { body } = await encoded(form('Action=DeleteUser&UserName=a', 'iam'), undefined);
    expect(body).not.toContain('Result');
  });

  test('awsJson', async () => {
    const output = { Accounts: [{ Id: '1', JoinedTimestamp: new Date(1500) }] };
    const { body, headers } = await encoded(json('ListAccounts', '{}'), output);
    expect(body).toBe('{"Accounts":[{"Id":"1","JoinedTimestamp":1.5}]}');
    expect(headers['content-type']).toBe('application/x-amz-json-1.1');
  });

  test.each<[string, unknown]>([
    ['has no member Bogus', { Bogus: 1 }],
    ['has no member Bogus', { Vpcs: [{ Bogus: 1 }] }],
    ['a number where a string belongs', { Vpcs: [{ VpcId: 1 }] }],
    ['a list of the output is an array', { Vpcs: {} }],
    ['a string where a boolean belongs', { Vpcs: [{ IsDefault: 'true' }] }],
  ])('strict: %s', async (message, output) => {
    const failure = await encoded(form('Action=DescribeVpcs'), output).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(AssertionFailure);
    expect((failure as Error).message).toContain(message);
  });

  test('not strict: unknown members are left out', async () => {
    const { body } = await encoded(form('Action=DescribeVpcs'), { Vpcs: [], Bogus: 1 }, false);
    expect(body).toContain('<requestId>r-1</requestId><vpcSet/></DescribeVpcsResponse>');
  });
});
