/** The AWS CLI and boto3 against a small server made of this room's pieces, where these clients are installed. */

import { execFile, execFileSync } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { ChangeResourceRecordSetsCommand, InvalidChangeBatch, Route53Client } from '@aws-sdk/client-route-53';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Fault } from '../base/fault.ts';
import { encodeFault } from './fault-document.ts';
import { headOf } from './head.ts';
import { readBody, writeResponse } from './http.ts';
import { identify } from './identify.ts';
import { bodyLimit } from './limits.ts';
import { decode, encode, findOperation } from './operation.ts';
import { parseSignature } from './signature.ts';
import { sha256 } from './signing-key.ts';
import { verifySignature } from './verify-signature.ts';

const secret = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
/** These clients take a second to start on an idle machine. */
const patience = 60_000;

const moment = new Date('2026-01-02T03:04:05Z');

const answers: Readonly<Record<string, (input: Record<string, unknown>) => unknown>> = {
  DescribeVpcs: (input) => {
    const ids = (input.VpcIds ?? ['vpc-1']) as string[];
    return { Vpcs: ids.map((VpcId) => ({ VpcId, Tags: [], IsDefault: false, CidrBlock: '10.0.0.0/16' })) };
  },
  DeleteVpc: ({ VpcId }) => {
    throw new Fault('InvalidVpcID.NotFound', `The vpc ID '${VpcId}' does not exist`);
  },
  CreateUser: ({ UserName, Tags }) => {
    return {
      User: { Path: '/', UserName, UserId: 'AIDA1', Arn: 'arn:aws:iam::123456789012:user/a', CreateDate: moment, Tags },
    };
  },
  GetUser: ({ UserName }) => {
    throw new Fault('NoSuchEntity', `The user with name ${UserName} cannot be found.`);
  },
  ListAccounts: () => ({ Accounts: [{ Id: '123456789012', JoinedTimestamp: moment }] }),
  GetMetricStatistics: ({ MetricName, StartTime }) => ({
    Label: MetricName,
    Datapoints: [{ Timestamp: StartTime, Sum: 1.5, Minimum: -2, SampleCount: 3_000_000_000, Unit: 'Bytes' }],
  }),
  GetHostedZone: ({ Id }) => ({
    HostedZone: { Id: `/hostedzone/${Id}`, Name: 'a&b.', CallerReference: 'r', ResourceRecordSetCount: 2 },
    VPCs: [],
  }),
  ChangeResourceRecordSets: ({ ChangeBatch }) => {
    const { Changes } = ChangeBatch as { Changes: { ResourceRecordSet: { Name: string } }[] };
    const messages = Changes.map(({ ResourceRecordSet }) => `${ResourceRecordSet.Name} < no`);
    throw new Fault('InvalidChangeBatch', `[${messages.join(', ')}]`, 400, { messages });
  },
  GetCallerIdentity: () => ({ Account: '123456789012', Arn: 'arn:aws:iam::123456789012:root', UserId: '123456789012' }),
};

let server: Server;
let environment: Record<string, string>;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const head = headOf(request);
    const body = (await readBody(request, bodyLimit))!;
    const target = identify(head, body);
    try {
      const signature = parseSignature(head, target.protocol)!;
      verifySignature({ head, signature, secret, target, bodyHash: sha256(body), now: Date.now() });
      const operation = await findOperation(target, head);
      const output = answers[operation.name]!(decode(operation, head, body));
      writeResponse(request, response, encode(operation, output, 'request-1', { strict: true }));
    } catch (error) {
      writeResponse(request, response, encodeFault(target, error as Fault, 'request-1'));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  environment = {
    PATH: process.env.PATH!,
    HOME: '/nonexistent',
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: secret,
    AWS_DEFAULT_REGION: 'eu-west-1',
    AWS_MAX_ATTEMPTS: '1',
  };
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function isInstalled(command: string, ...words: string[]): boolean {
  try {
    execFileSync(command, words, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

async function run(command: string, words: readonly string[]): Promise<{ stdout: string; stderr: string }> {
  try {
    return await promisify(execFile)(command, [...words], { env: environment });
  } catch (error) {
    return error as { stdout: string; stderr: string };
  }
}

describe.skipIf(!isInstalled('aws', '--version'))('AWS CLI', { timeout: patience }, () => {
  test('ec2, an empty list of the answer stays a list', async () => {
    const { stdout } = await run('aws', ['ec2', 'describe-vpcs', '--vpc-ids', 'vpc-7', 'vpc-8']);
    expect(JSON.parse(stdout).Vpcs).toEqual([
      { VpcId: 'vpc-7', Tags: [], IsDefault: false, CidrBlock: '10.0.0.0/16' },
      { VpcId: 'vpc-8', Tags: [], IsDefault: false, CidrBlock: '10.0.0.0/16' },
    ]);
  });

  test('ec2, a fault', async () => {
    const { stderr } = await run('aws', ['ec2', 'delete-vpc', '--vpc-id', 'vpc-9']);
    expect(stderr).toContain(
      "An error occurred (InvalidVpcID.NotFound) when calling the DeleteVpc operation: The vpc ID 'vpc-9' does not exist",
    );
  });

  test('route53, a zone whose id is given with its prefix', async () => {
    const { stdout } = await run('aws', ['route53', 'get-hosted-zone', '--id', '/hostedzone/Z1']);
    expect(JSON.parse(stdout)).toEqual({
      HostedZone: { Id: '/hostedzone/Z1', Name: 'a&b.', CallerReference: 'r', ResourceRecordSetCount: 2 },
      VPCs: [],
    });
  });

  test('an operation without a schema', async () => {
    const { stderr } = await run('aws', ['ec2', 'describe-bundle-tasks']);
    expect(stderr).toContain('(InvalidAction)');
    expect(stderr).toContain('The action DescribeBundleTasks is not valid for this web service.');
  });

  test('a wrong secret', async () => {
    environment = { ...environment, AWS_SECRET_ACCESS_KEY: 'wrong' };
    const { stderr } = await run('aws', ['sts', 'get-caller-identity']);
    environment = { ...environment, AWS_SECRET_ACCESS_KEY: secret };
    expect(stderr).toContain('(SignatureDoesNotMatch)');
  });
});

const records = ['a', 'b'].map((name) => ({
  Action: 'CREATE' as const,
  ResourceRecordSet: { Name: name, Type: 'A' as const, TTL: 1, ResourceRecords: [{ Value: '10.0.0.1' }] },
}));

test("the SDK's Route 53 reads every message of a batch that is refused", async () => {
  const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: secret };
  const endpoint = environment.AWS_ENDPOINT_URL!;
  const client = new Route53Client({ region: 'us-east-1', endpoint, credentials, maxAttempts: 1 });
  const change = new ChangeResourceRecordSetsCommand({ HostedZoneId: 'Z1', ChangeBatch: { Changes: records } });
  const error: unknown = await client.send(change).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(InvalidChangeBatch);
  expect(error).toMatchObject({ message: '[a < no, b < no]', messages: ['a < no', 'b < no'] });
});

const metrics = `
import boto3, botocore.model, datetime, json
botocore.model.PRIORITY_ORDERED_SUPPORTED_PROTOCOLS = ['smithy-rpc-v2-cbor']
start = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)
words = dict(Namespace='n', MetricName='é' * 300, StartTime=start, EndTime=start, Period=60, Statistics=['Sum'])
answer = boto3.client('cloudwatch').get_metric_statistics(**words)
answer.pop('ResponseMetadata')
print(json.dumps(answer, default=lambda moment: moment.isoformat()))
`;

const script = `
import boto3, json
from botocore.exceptions import ClientError
def answer(value):
    value.pop('ResponseMetadata')
    return value
iam = boto3.client('iam')
try:
    iam.get_user(UserName='ada')
except ClientError as error:
    missing = [error.response['Error']['Code'], error.response['ResponseMetadata']['HTTPStatusCode']]
route53 = boto3.client('route53')
try:
    route53.change_resource_record_sets(HostedZoneId='Z1', ChangeBatch={'Changes': json.loads('''${JSON.stringify(records)}''')})
except route53.exceptions.InvalidChangeBatch as error:
    batch = [error.response['Error']['Message'], error.response['messages']]
print(json.dumps([
    answer(boto3.client('ec2').describe_vpcs()),
    answer(iam.create_user(UserName='ada', Tags=[{'Key': 'a=&b', 'Value': 'é'}])),
    answer(boto3.client('organizations').list_accounts()),
    answer(boto3.client('sts').get_caller_identity()),
    missing,
    batch,
], default=lambda moment: moment.isoformat()))
`;

test.skipIf(!isInstalled('python3', '-c', 'import boto3'))('boto3', { timeout: patience }, async () => {
  const { stdout, stderr } = await run('python3', ['-c', script]);
  expect(stderr).toBe('');
  const [vpcs, user, accounts, identity, missing, batch] = JSON.parse(stdout);
  expect(vpcs.Vpcs).toEqual([{ VpcId: 'vpc-1', Tags: [], IsDefault: false, CidrBlock: '10.0.0.0/16' }]);
  expect(user.User).toMatchObject({
    UserName: 'ada',
    CreateDate: '2026-01-02T03:04:05+00:00',
    Tags: [{ Key: 'a=&b', Value: 'é' }],
  });
  expect(Date.parse(accounts.Accounts[0].JoinedTimestamp)).toBe(moment.getTime());
  expect(identity.Account).toBe('123456789012');
  expect(missing).toEqual(['NoSuchEntity', 404]);
  expect(batch).toEqual(['[a < no, b < no]', ['a < no', 'b < no']]);
});

test.skipIf(!isInstalled('python3', '-c', 'import boto3'))('boto3 by CBOR', { timeout: patience }, async () => {
  const { stdout, stderr } = await run('python3', ['-c', metrics]);
  expect(stderr).toBe('');
  const point = { Timestamp: '2026-01-02T03:04:05+00:00', Sum: 1.5, Minimum: -2, SampleCount: 3_000_000_000 };
  const [found] = JSON.parse(stdout).Datapoints;
  expect({ ...found, Timestamp: new Date(found.Timestamp) }).toEqual({
    ...point,
    Timestamp: new Date(point.Timestamp),
    Unit: 'Bytes',
  });
  expect(JSON.parse(stdout).Label).toBe('é'.repeat(300));
});
