/** The AWS CLI and boto3 against a small server made of this room's pieces, where these clients are installed. */

import { execFile, execFileSync } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
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
print(json.dumps([
    answer(boto3.client('ec2').describe_vpcs()),
    answer(iam.create_user(UserName='ada', Tags=[{'Key': 'a=&b', 'Value': 'é'}])),
    answer(boto3.client('organizations').list_accounts()),
    answer(boto3.client('sts').get_caller_identity()),
    missing,
], default=lambda moment: moment.isoformat()))
`;

test.skipIf(!isInstalled('python3', '-c', 'import boto3'))('boto3', { timeout: patience }, async () => {
  const { stdout, stderr } = await run('python3', ['-c', script]);
  expect(stderr).toBe('');
  const [vpcs, user, accounts, identity, missing] = JSON.parse(stdout);
  expect(vpcs.Vpcs).toEqual([{ VpcId: 'vpc-1', Tags: [], IsDefault: false, CidrBlock: '10.0.0.0/16' }]);
  expect(user.User).toMatchObject({
    UserName: 'ada',
    CreateDate: '2026-01-02T03:04:05+00:00',
    Tags: [{ Key: 'a=&b', Value: 'é' }],
  });
  expect(Date.parse(accounts.Accounts[0].JoinedTimestamp)).toBe(moment.getTime());
  expect(identity.Account).toBe('123456789012');
  expect(missing).toEqual(['NoSuchEntity', 404]);
});
