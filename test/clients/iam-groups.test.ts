/** Groups: what a policy of theirs lets members do, and nobody else; with the `aws` command and AWS's SDK. */

import {
  AddUserToGroupCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreateUserCommand,
  DeleteUserCommand,
  IAMClient,
  ListGroupsForUserCommand,
  PutGroupPolicyCommand,
  paginateGetGroup,
  RemoveUserFromGroupCommand,
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
