/**
 * Groups: what a policy of theirs lets members do, and nobody else; and simulations, which must agree with what the calls
 * themselves answer. With the `aws` command and AWS's SDK.
 */

import {
  AddUserToGroupCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreateUserCommand,
  DeleteUserCommand,
  IAMClient,
  ListGroupsCommand,
  ListGroupsForUserCommand,
  ListUsersCommand,
  PutGroupPolicyCommand,
  PutUserPolicyCommand,
  paginateGetGroup,
  paginateSimulateCustomPolicy,
  RemoveUserFromGroupCommand,
  SimulatePrincipalPolicyCommand,
  UpdateGroupCommand,
} from '@aws-sdk/client-iam';
import { afterAll, expect, test } from 'vitest';
import { type Ec2, ec2At } from './ec2-call.ts';
import { awsJson, type Credentials, hasAws, refusalOf, settings, startServer } from './server.ts';

const server = await startServer();
afterAll(() => server.stop());
const iam = new IAMClient(settings(server));

async function newUser(UserName: string): Promise<Credentials> {
  await iam.send(new CreateUserCommand({ UserName }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  return { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! };
}

const as = (credentials: Credentials): Ec2 => ec2At(server, 'us-east-1', credentials);
const policy = (...statements: readonly object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });
const describeAll = policy({ Effect: 'Allow', Action: 'ec2:Describe*', Resource: '*' });

test("a group's policy counts for its members from the next request on, and for nobody else", async () => {
  const member = as(await newUser('member'));
  const stranger = as(await newUser('stranger'));
  const group = { GroupName: 'readers' };
  await iam.send(new CreateGroupCommand(group));
  await iam.send(new AddUserToGroupCommand({ ...group, UserName: 'member' }));
  const seen = async () => [await member.code('DescribeVpcs'), await stranger.code('DescribeVpcs')];
  expect(await seen()).toEqual(['UnauthorizedOperation', 'UnauthorizedOperation']);
  await iam.send(new PutGroupPolicyCommand({ ...group, PolicyName: 'read', PolicyDocument: describeAll }));
  expect(await seen()).toEqual(['success', 'UnauthorizedOperation']);
  expect(await member.code('CreateVpc', { CidrBlock: '10.0.0.0/16' })).toBe('UnauthorizedOperation');
  await iam.send(new UpdateGroupCommand({ ...group, NewGroupName: 'lookers', NewPath: '/team/' }));
  expect(await seen()).toEqual(['success', 'UnauthorizedOperation']);
  expect(await refusalOf(iam.send(new DeleteUserCommand({ UserName: 'stranger' })))).toMatch(/^DeleteConflict/);
  await iam.send(new RemoveUserFromGroupCommand({ GroupName: 'lookers', UserName: 'member' }));
  expect(await seen()).toEqual(['UnauthorizedOperation', 'UnauthorizedOperation']);
});

test('members are paged by the SDK, and a user lists its groups', async () => {
  await iam.send(new CreateGroupCommand({ GroupName: 'many' }));
  for (const UserName of ['many-a', 'many-b', 'many-c']) {
    await iam.send(new CreateUserCommand({ UserName }));
    await iam.send(new AddUserToGroupCommand({ GroupName: 'many', UserName }));
  }
  const pages: (string | undefined)[][] = [];
  for await (const { Users } of paginateGetGroup({ client: iam, pageSize: 2 }, { GroupName: 'many' })) {
    pages.push(Users!.map((user) => user.UserName));
  }
  expect(pages).toEqual([['many-a', 'many-b'], ['many-c']]);
  const { Groups } = await iam.send(new ListGroupsForUserCommand({ UserName: 'many-b' }));
  expect(Groups!.map((group) => group.GroupName)).toEqual(['many']);
});

test.runIf(hasAws)('the aws command manages groups and their policies', async () => {
  const call = <T>(...words: readonly string[]) => awsJson<T>(server, ['iam', ...words]);
  const group = ['--group-name', 'ops'] as const;
  const arn = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
  const made = await call<{ Group: { Arn: string } }>('create-group', ...group, '--path', '/net/');
  expect(made.Group.Arn).toBe(`arn:aws:iam::${server.account}:group/net/ops`);
  await call('attach-group-policy', ...group, '--policy-arn', arn);
  const inline = [...group, '--policy-name', 'p'];
  await call('put-group-policy', ...inline, '--policy-document', describeAll);
  expect(await call('get-group-policy', ...inline)).toMatchObject({ PolicyDocument: JSON.parse(describeAll) });
  expect(await call('list-group-policies', ...group)).toEqual({ PolicyNames: ['p'] });
  expect(await call('list-attached-group-policies', ...group)).toEqual({
    AttachedPolicies: [{ PolicyName: 'ReadOnlyAccess', PolicyArn: arn }],
  });
  expect((await call<{ Groups: object[] }>('list-groups', '--path-prefix', '/net/')).Groups).toHaveLength(1);
  await call('delete-group-policy', ...inline);
  await call('detach-group-policy', ...group, '--policy-arn', arn);
  await call('delete-group', ...group);
  expect((await call<{ Groups: object[] }>('list-groups', '--path-prefix', '/net/')).Groups).toEqual([]);
});

test('a simulation agrees with what the calls themselves answer', async () => {
  const { account } = server;
  const user = { UserName: 'simulated' };
  const credentials = await newUser(user.UserName);
  const ec2 = as(credentials);
  await iam.send(new CreateGroupCommand({ GroupName: 'simulated' }));
  await iam.send(new AddUserToGroupCommand({ GroupName: 'simulated', ...user }));
  const vpcs = `arn:aws:ec2:us-east-1:${account}:vpc/*`;
  const groupPolicy = policy(
    { Effect: 'Allow', Action: ['ec2:Describe*', 'ec2:CreateVpc', 'ec2:CreateInternetGateway'], Resource: '*' },
    { Effect: 'Allow', Action: 'iam:List*', Resource: `arn:aws:iam::${account}:group/*` },
  );
  await iam.send(new PutGroupPolicyCommand({ GroupName: 'simulated', PolicyName: 'p', PolicyDocument: groupPolicy }));
  const own = policy({ Effect: 'Deny', Action: ['ec2:CreateInternetGateway', 'ec2:DescribeSubnets'], Resource: '*' });
  await iam.send(new PutUserPolicyCommand({ ...user, PolicyName: 'p', PolicyDocument: own }));
  const member = new IAMClient(settings(server, 'us-east-1', credentials));
  const codeOfEc2 = async (...call: Parameters<Ec2['code']>) =>
    (await ec2.code(...call)) === 'UnauthorizedOperation' ? 'denied' : 'allowed';
  const listed = async (answer: Promise<unknown>) =>
    (await refusalOf(answer)).startsWith('AccessDenied') ? 'denied' : 'allowed';
  const dry = { DryRun: true };
  const table = [
    ['ec2:DescribeVpcs', '*', await codeOfEc2('DescribeVpcs')],
    ['ec2:DescribeSubnets', '*', await codeOfEc2('DescribeSubnets')],
    ['ec2:CreateVpc', vpcs, await codeOfEc2('CreateVpc', { CidrBlock: '10.0.0.0/16', ...dry })],
    ['ec2:CreateInternetGateway', '*', await codeOfEc2('CreateInternetGateway', dry)],
    ['ec2:AllocateAddress', '*', await codeOfEc2('AllocateAddress', dry)],
    ['iam:ListGroups', `arn:aws:iam::${account}:group/`, await listed(member.send(new ListGroupsCommand({})))],
    ['iam:ListUsers', `arn:aws:iam::${account}:user/`, await listed(member.send(new ListUsersCommand({})))],
  ] as const;
  expect(table.map(([, , answer]) => answer)).toEqual([
    'allowed',
    'denied',
    'allowed',
    'denied',
    'denied',
    'allowed',
    'denied',
  ]);
  for (const [action, resource, answer] of table) {
    const { EvaluationResults } = await iam.send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: `arn:aws:iam::${account}:user/simulated`,
        ActionNames: [action],
        ResourceArns: [resource],
      }),
    );
    const [result] = EvaluationResults!;
    expect(result!.EvalDecision === 'allowed' ? 'allowed' : 'denied', action).toBe(answer);
  }
  expect(
    await refusalOf(
      member.send(
        new SimulatePrincipalPolicyCommand({
          PolicySourceArn: `arn:aws:iam::${account}:user/simulated`,
          ActionNames: ['ec2:DescribeVpcs'],
        }),
      ),
    ),
  ).toMatch(/^AccessDenied.*iam:SimulatePrincipalPolicy on resource: arn:aws:iam::\d{12}:user\/simulated/);
});

test('results of a simulation are paged by the SDK', async () => {
  const asked = { PolicyInputList: [describeAll], ActionNames: ['ec2:DescribeVpcs', 'ec2:CreateVpc', 'ec2:DeleteVpc'] };
  const pages: (string | undefined)[][] = [];
  for await (const { EvaluationResults } of paginateSimulateCustomPolicy({ client: iam, pageSize: 2 }, asked)) {
    pages.push(EvaluationResults!.map((result) => `${result.EvalActionName} ${result.EvalDecision}`));
  }
  expect(pages).toEqual([['ec2:DescribeVpcs allowed', 'ec2:CreateVpc implicitDeny'], ['ec2:DeleteVpc implicitDeny']]);
});

test.runIf(hasAws)(
  'the aws command simulates, and shows which statement decided and which key is missing',
  async () => {
    const document = policy({
      Effect: 'Allow',
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::b/*',
      Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-1' } },
    });
    const simulate = (...words: readonly string[]) =>
      awsJson<{ EvaluationResults: object[] }>(server, [
        ...['iam', 'simulate-custom-policy', '--policy-input-list', document, '--action-names', 's3:GetObject'],
        ...['--resource-arns', 'arn:aws:s3:::b/k', ...words],
      ]);
    const key = 'ContextKeyName=aws:SourceVpce,ContextKeyType=string,ContextKeyValues=vpce-1';
    expect((await simulate()).EvaluationResults).toMatchObject([
      { EvalDecision: 'implicitDeny', MatchedStatements: [], MissingContextValues: ['aws:SourceVpce'] },
    ]);
    expect((await simulate('--context-entries', key)).EvaluationResults).toMatchObject([
      {
        EvalActionName: 's3:GetObject',
        EvalResourceName: 'arn:aws:s3:::b/k',
        EvalDecision: 'allowed',
        MatchedStatements: [{ SourcePolicyId: 'PolicyInputList.1', SourcePolicyType: 'IAM Policy' }],
        MissingContextValues: [],
        ResourceSpecificResults: [{ EvalResourceName: 'arn:aws:s3:::b/k', EvalResourceDecision: 'allowed' }],
      },
    ]);
  },
);
