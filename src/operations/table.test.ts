import { describe, expect, test } from 'vitest';
import { operations as carried } from '../../tools/schemas/operations.ts';
import { encode, findOperation } from '../wire/operation.ts';
import type { ServiceName } from '../wire/services.ts';
import { ec2Operations } from './ec2/table.ts';
import { type Harness, harness } from './harness.ts';
import { iamOperations } from './iam/table.ts';
import { organizationsOperations } from './organizations/table.ts';
import { stsOperations } from './sts/table.ts';

const tables = {
  ec2: ec2Operations,
  iam: iamOperations,
  organizations: organizationsOperations,
  sts: stsOperations,
} as const;

describe('each table has what the wire carries', () => {
  test.each(['iam', 'organizations', 'sts'] as const)('%s', (service) => {
    expect(Object.keys(tables[service]).sort()).toEqual([...carried[service]].sort());
  });
});

const trust =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}';
const PolicyDocument = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}';
const PolicyArn = 'arn:aws:iam::aws:policy/ReadOnlyAccess';

type Call = readonly [service: ServiceName, name: string, input: object];

/** Makes one of everything and asks for it. */
const calls: readonly Call[] = [
  ['sts', 'GetCallerIdentity', {}],
  ['sts', 'GetSessionToken', {}],
  ['iam', 'GetUser', {}],
  ['iam', 'CreateUser', { UserName: 'ann', Tags: [{ Key: 'a', Value: 'b' }], PermissionsBoundary: PolicyArn }],
  ['iam', 'CreateAccessKey', {}],
  ['iam', 'ListAccessKeys', {}],
  ['iam', 'ListUsers', {}],
  ['iam', 'CreateRole', { RoleName: 'app', AssumeRolePolicyDocument: trust }],
  ['iam', 'ListRoles', {}],
  ['iam', 'PutRolePolicy', { RoleName: 'app', PolicyName: 'p', PolicyDocument }],
  ['iam', 'GetRolePolicy', { RoleName: 'app', PolicyName: 'p' }],
  ['iam', 'ListRolePolicies', { RoleName: 'app' }],
  ['iam', 'AttachRolePolicy', { RoleName: 'app', PolicyArn }],
  ['iam', 'ListAttachedRolePolicies', { RoleName: 'app' }],
  ['iam', 'CreatePolicy', { PolicyName: 'p', PolicyDocument }],
  ['iam', 'GetPolicy', { PolicyArn }],
  ['iam', 'GetPolicyVersion', { PolicyArn, VersionId: 'v182' }],
  ['iam', 'ListPolicyVersions', { PolicyArn }],
  ['iam', 'ListPolicies', {}],
  ['iam', 'CreateInstanceProfile', { InstanceProfileName: 'web' }],
  ['iam', 'AddRoleToInstanceProfile', { InstanceProfileName: 'web', RoleName: 'app' }],
  ['iam', 'ListInstanceProfiles', {}],
  ['organizations', 'CreateOrganization', {}],
  ['organizations', 'ListRoots', {}],
  ['organizations', 'CreateAccount', { AccountName: 'dev', Email: 'dev@example.com' }],
  ['organizations', 'ListCreateAccountStatus', {}],
  ['organizations', 'ListAccounts', {}],
  ['ec2', 'DescribeVpcEndpointServices', { MaxResults: 3 }],
  ['ec2', 'DescribeVpcEndpointAssociations', {}],
];

async function written(service: ServiceName, name: string, output: unknown): Promise<string> {
  const protocol = service === 'ec2' ? 'ec2Query' : service === 'organizations' ? 'awsJson1_1' : 'awsQuery';
  const target = { service, protocol, operation: name, region: 'us-east-1' } as const;
  const head = { method: 'POST', path: '/', query: '', headers: {} };
  const operation = await findOperation(target as never, head as never);
  return String(encode(operation, output, 'id', { strict: true }).body);
}

async function answer(h: Harness, [service, name, input]: Call): Promise<string> {
  const output = await h.call(tables[service] as never, name as never, input as never);
  return written(service, name, output);
}

test('every answer is one that the schema knows', async () => {
  const h = harness();
  for (const call of calls) expect(await answer(h, call), call[1]).not.toBe('');
});

test('endpoints are answered as EC2 writes them', async () => {
  const h = harness();
  const vpc = (await h.call(ec2Operations, 'CreateVpc', { CidrBlock: '10.0.0.0/16' })).Vpc!.VpcId!;
  const input = { VpcId: vpc, ServiceName: 'com.amazonaws.us-east-1.s3' };
  expect(await answer(h, ['ec2', 'CreateVpcEndpoint', input])).toContain('<state>pending</state>');
  const shown = await answer(h, ['ec2', 'DescribeVpcEndpoints', {}]);
  expect(shown).toContain('<state>available</state>');
  expect(shown).toContain('<networkInterfaceIdSet/>');
  expect(shown).toMatch(/<dnsRecordIpType>service-defined<\/dnsRecordIpType>/);
  const ids = h.network.owned('vpc-endpoint', '111122223333', 'us-east-1').map((endpoint) => endpoint.id);
  expect(await answer(h, ['ec2', 'ModifyVpcEndpoint', { VpcEndpointId: ids[0], ResetPolicy: true }])).toContain(
    '<return>true</return>',
  );
  expect(await answer(h, ['ec2', 'DeleteVpcEndpoints', { VpcEndpointIds: [...ids, 'vpce-x'] }])).toContain(
    '<code>InvalidVpcEndpointId.Malformed</code>',
  );
});
