/**
 * Managed policies with their versions, boundaries, tags, roles linked to services, keys and accounts' details, with AWS's own
 * clients; and that what policies say counts for real calls: a version from the moment that it is the default, a boundary from
 * the moment that it is set.
 */

import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateUserCommand,
  DeleteUserPermissionsBoundaryCommand,
  GetAccessKeyLastUsedCommand,
  GetAccountSummaryCommand,
  IAMClient,
  PutUserPermissionsBoundaryCommand,
  PutUserPolicyCommand,
  paginateGetAccountAuthorizationDetails,
  paginateListEntitiesForPolicy,
  SetDefaultPolicyVersionCommand,
  UpdateAccessKeyCommand,
  UpdateUserCommand,
} from '@aws-sdk/client-iam';
import { afterAll, expect, test } from 'vitest';
import { type Ec2, ec2At } from './ec2-call.ts';
import {
  aws,
  awsJson,
  type Credentials,
  hasAws,
  hasBoto3,
  python,
  refusalOf,
  settings,
  startServer,
} from './server.ts';

const server = await startServer();
afterAll(() => server.stop());
const iam = new IAMClient(settings(server));
const { account } = server;

async function newUser(UserName: string): Promise<Credentials> {
  await iam.send(new CreateUserCommand({ UserName }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  return { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! };
}

const as = (credentials: Credentials): Ec2 => ec2At(server, 'us-east-1', credentials);
const document = (Action: string) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });

test('a version of a policy counts from the moment that it is the default', async () => {
  const { code } = as(await newUser('versioned'));
  const { Policy } = await iam.send(
    new CreatePolicyCommand({ PolicyName: 'versioned', PolicyDocument: document('ec2:DescribeVpcs') }),
  );
  const PolicyArn = Policy!.Arn!;
  await iam.send(new AttachUserPolicyCommand({ UserName: 'versioned', PolicyArn }));
  const seen = async () => [await code('DescribeVpcs'), await code('DescribeSubnets')];
  expect(await seen()).toEqual(['success', 'UnauthorizedOperation']);
  const PolicyDocument = document('ec2:DescribeSubnets');
  await iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument }));
  expect(await seen()).toEqual(['success', 'UnauthorizedOperation']);
  await iam.send(new SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: 'v2' }));
  expect(await seen()).toEqual(['UnauthorizedOperation', 'success']);
});

test('a boundary counts while it is set', async () => {
  const { code } = as(await newUser('bounded'));
  const UserName = 'bounded';
  await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'p', PolicyDocument: document('ec2:*') }));
  const create = () => code('CreateVpc', { CidrBlock: '10.0.0.0/16', DryRun: true });
  const seen = [await create()];
  const PermissionsBoundary = 'arn:aws:iam::aws:policy/AmazonVPCReadOnlyAccess';
  await iam.send(new PutUserPermissionsBoundaryCommand({ UserName, PermissionsBoundary }));
  seen.push(await create(), await code('DescribeVpcs'));
  await iam.send(new DeleteUserPermissionsBoundaryCommand({ UserName }));
  expect([...seen, await create()]).toEqual(['DryRunOperation', 'UnauthorizedOperation', 'success', 'DryRunOperation']);
});

test("AWS's policies let a network team do its work, and nothing else", async () => {
  const table = [
    ['AmazonVPCReadOnlyAccess', ['DescribeVpcs'], ['CreateVpc']],
    ['job-function/NetworkAdministrator', ['DescribeVpcs', 'CreateVpc'], ['RunInstances']],
    ['AmazonEC2ReadOnlyAccess', ['DescribeInstances'], ['RunInstances']],
    ['PowerUserAccess', ['CreateVpc', 'RunInstances'], []],
  ] as const;
  const inputs: Readonly<Record<string, object>> = {
    CreateVpc: { CidrBlock: '10.0.0.0/16', DryRun: true },
    RunInstances: { ImageId: 'ami-12345678', MinCount: 1, MaxCount: 1, DryRun: true },
  };
  for (const [policy, allowed, denied] of table) {
    const UserName = policy.replace('/', '-');
    const { code } = as(await newUser(UserName));
    await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn: `arn:aws:iam::aws:policy/${policy}` }));
    for (const name of allowed)
      expect([policy, name, await code(name, inputs[name])]).not.toContain('UnauthorizedOperation');
    for (const name of denied)
      expect([policy, name, await code(name, inputs[name])]).toContain('UnauthorizedOperation');
  }
});

test('a renamed user signs on with its key, whose use is told, until the key is switched off', async () => {
  const credentials = await newUser('before');
  await iam.send(new UpdateUserCommand({ UserName: 'before', NewUserName: 'after', NewPath: '/team/' }));
  const AccessKeyId = credentials.accessKeyId;
  const lastUsed = async () => (await iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId }))).AccessKeyLastUsed!;
  expect(await lastUsed()).toEqual({ ServiceName: 'N/A', Region: 'N/A' });
  expect(await refusalOf(as(credentials).call('DescribeVpcs'))).toContain(`arn:aws:iam::${account}:user/team/after`);
  expect(await lastUsed()).toMatchObject({ ServiceName: 'ec2', Region: 'us-east-1', LastUsedDate: expect.any(Date) });
  const key = { UserName: 'after', AccessKeyId };
  await iam.send(new UpdateAccessKeyCommand({ ...key, Status: 'Inactive' }));
  expect(await as(credentials).code('DescribeVpcs')).toBe('AuthFailure');
  await iam.send(new UpdateAccessKeyCommand({ ...key, Status: 'Active' }));
  expect(await as(credentials).code('DescribeVpcs')).toBe('UnauthorizedOperation');
});

test('entities and details are paged by the SDK', async () => {
  const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: 'many', PolicyDocument: document('s3:*') }));
  const PolicyArn = Policy!.Arn!;
  for (const UserName of ['many-a', 'many-b', 'many-c']) {
    await iam.send(new CreateUserCommand({ UserName }));
    await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn }));
  }
  const pages: (string | undefined)[][] = [];
  for await (const { PolicyUsers } of paginateListEntitiesForPolicy({ client: iam, pageSize: 2 }, { PolicyArn })) {
    pages.push(PolicyUsers!.map((user) => user.UserName));
  }
  expect(pages).toEqual([['many-a', 'many-b'], ['many-c']]);
  const names: (string | undefined)[] = [];
  const users = { Filter: ['User' as const] };
  for await (const { UserDetailList } of paginateGetAccountAuthorizationDetails({ client: iam, pageSize: 2 }, users)) {
    names.push(...UserDetailList!.map((user) => user.UserName));
  }
  expect(names).toEqual(expect.arrayContaining(['many-a', 'many-b', 'many-c']));
  const { SummaryMap } = await iam.send(new GetAccountSummaryCommand({}));
  expect(SummaryMap).toMatchObject({ Users: names.length, AccessKeysPerUserQuota: 2 });
});

test.runIf(hasAws)('the aws command tags, waits for, and versions what it made', async () => {
  const call = <T>(...words: readonly string[]) => awsJson<T>(server, ['iam', ...words]);
  const arn = `arn:aws:iam::${account}:policy/cli`;
  await call('create-policy', '--policy-name', 'cli', '--policy-document', document('s3:*'));
  await call('wait', 'policy-exists', '--policy-arn', arn);
  await call('tag-policy', '--policy-arn', arn, '--tags', 'Key=c,Value=d');
  expect(await call('list-policy-tags', '--policy-arn', arn)).toEqual({ Tags: [{ Key: 'c', Value: 'd' }] });
  await call('create-policy-version', '--policy-arn', arn, '--policy-document', document('s3:A'), '--set-as-default');
  const first = ['iam', 'delete-policy', '--policy-arn', arn];
  expect((await aws(server, first)).stderr).toContain('(DeleteConflict)');
});

test.runIf(hasAws)('the aws command names the account, and links a role to a service', async () => {
  const call = <T>(...words: readonly string[]) => awsJson<T>(server, ['iam', ...words]);
  await call('create-account-alias', '--account-alias', 'net-team');
  expect(await call('list-account-aliases')).toMatchObject({ AccountAliases: ['net-team'] });
  const service = ['--aws-service-name', 'elasticloadbalancing.amazonaws.com'] as const;
  const linked = await call<{ Role: { RoleName: string } }>('create-service-linked-role', ...service);
  const named = ['--role-name', linked.Role.RoleName] as const;
  expect((await aws(server, ['iam', 'delete-role', ...named])).stderr).toContain('(UnmodifiableEntity)');
  const { DeletionTaskId } = await call<{ DeletionTaskId: string }>('delete-service-linked-role', ...named);
  expect(await call('get-service-linked-role-deletion-status', '--deletion-task-id', DeletionTaskId)).toEqual({
    Status: 'SUCCEEDED',
  });
});

test.runIf(hasBoto3)('boto3 gets AWS’s codes, for what exceeds a quota too', async () => {
  const answers = await python<readonly string[]>(
    server,
    `
iam = boto3.client('iam')
trust = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}'
iam.create_user(UserName='py')
iam.create_role(RoleName='py', AssumeRolePolicyDocument=trust)
iam.create_instance_profile(InstanceProfileName='py')
iam.get_waiter('instance_profile_exists').wait(InstanceProfileName='py')
iam.add_role_to_instance_profile(InstanceProfileName='py', RoleName='py')
for _ in range(2): iam.create_access_key(UserName='py')
many = [{'Key': str(n), 'Value': ''} for n in range(50)]
iam.tag_role(RoleName='py', Tags=many)
aws_policies = [p['Arn'] for p in iam.list_policies(Scope='AWS', PathPrefix='/')['Policies'] if p['IsAttachable']]
own = iam.create_policy(PolicyName='py', PolicyDocument=json.dumps({'Version': '2012-10-17', 'Statement': [{'Effect': 'Allow', 'Action': 's3:*', 'Resource': '*'}]}))['Policy']['Arn']
text = iam.get_policy_version(PolicyArn=own, VersionId='v1')['PolicyVersion']['Document']
for _ in range(4): iam.create_policy_version(PolicyArn=own, PolicyDocument=json.dumps(text))
for arn in aws_policies[:10]: iam.attach_role_policy(RoleName='py', PolicyArn=arn)
show([
    code(iam.create_access_key, UserName='py'),
    code(iam.add_role_to_instance_profile, InstanceProfileName='py', RoleName='py'),
    code(iam.tag_role, RoleName='py', Tags=[{'Key': 'more', 'Value': ''}]),
    code(iam.attach_role_policy, RoleName='py', PolicyArn=aws_policies[10]),
    code(iam.put_user_policy, UserName='py', PolicyName='p', PolicyDocument='{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:' + 'a' * 2048 + '","Resource":"*"}]}'),
    code(iam.create_policy_version, PolicyArn=own, PolicyDocument=json.dumps(text)),
    code(iam.create_role, RoleName='linked', Path='/aws-service-role/x/', AssumeRolePolicyDocument=trust),
    code(iam.delete_user, UserName='py'),
    code(iam.get_policy_version, PolicyArn=aws_policies[0], VersionId='v999'),
])
`,
  );
  expect(answers).toEqual([
    'LimitExceeded',
    'LimitExceeded',
    'LimitExceeded',
    'LimitExceeded',
    'LimitExceeded',
    'LimitExceeded',
    'InvalidInput',
    'DeleteConflict',
    'NoSuchEntity',
  ]);
});
