/**
 * Temporary credentials with AWS's SDK: tags and source identities from session to session, federated users, and what none of
 * them may be used for.
 */

import {
  AddUserToGroupCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreateRoleCommand,
  CreateUserCommand,
  GetUserCommand,
  IAMClient,
  ListUsersCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import {
  AssumeRoleCommand,
  GetAccessKeyInfoCommand,
  GetCallerIdentityCommand,
  GetFederationTokenCommand,
  GetSessionTokenCommand,
  type Credentials as Shown,
  STSClient,
} from '@aws-sdk/client-sts';
import { afterAll, expect, test } from 'vitest';
import { ec2At } from './ec2-call.ts';
import { type Credentials, codeOf, refusalOf, settings, startServer } from './server.ts';

const server = await startServer();
afterAll(() => server.stop());
const iam = new IAMClient(settings(server));
const { account } = server;
const policy = (...statements: readonly object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });
const allow = (Action: string | readonly string[], more: object = {}) => ({
  Effect: 'Allow',
  Action,
  Resource: '*',
  ...more,
});

async function newUser(UserName: string, ...statements: readonly object[]): Promise<Credentials> {
  await iam.send(new CreateUserCommand({ UserName }));
  if (statements.length > 0) {
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'p', PolicyDocument: policy(...statements) }));
  }
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  return { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! };
}

const stsOf = (credentials: Credentials) => new STSClient({ ...settings(server), credentials });
const iamOf = (credentials: Credentials) => new IAMClient({ ...settings(server), credentials });
const ec2Of = (credentials: Credentials) => ec2At(server, 'us-east-1', credentials);

function usable({ Credentials }: { readonly Credentials?: Shown | undefined }): Credentials {
  const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials!;
  return { accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey!, sessionToken: SessionToken! };
}

const role = (name: string) => `arn:aws:iam::${account}:role/${name}`;

async function newRole(RoleName: string, actions: readonly string[], statements: readonly object[]): Promise<void> {
  const trust = { Effect: 'Allow', Principal: { AWS: account }, Action: actions };
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: policy(trust) }));
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'p', PolicyDocument: policy(...statements) }));
}

test('session tags and a source identity reach the next role, and each needs its permission', async () => {
  const all = ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'];
  await newRole('first', all, [allow('sts:*')]);
  await newRole('second', all, [allow('ec2:DescribeVpcs')]);
  await newRole('untagged', ['sts:AssumeRole', 'sts:SetSourceIdentity'], [allow('ec2:DescribeVpcs')]);
  const trusted = stsOf(await newUser('tagger', allow(all)));
  const plain = stsOf(await newUser('plain', allow('sts:AssumeRole')));
  const asked = {
    RoleArn: role('first'),
    RoleSessionName: 'work',
    Tags: [{ Key: 'team', Value: 'red' }],
    TransitiveTagKeys: ['team'],
    SourceIdentity: 'tagger',
  };
  expect(await refusalOf(plain.send(new AssumeRoleCommand(asked)))).toContain('sts:TagSession');
  const { Tags: _, TransitiveTagKeys: __, ...named } = asked;
  expect(await refusalOf(plain.send(new AssumeRoleCommand(named)))).toContain('sts:SetSourceIdentity');
  const first = stsOf(usable(await trusted.send(new AssumeRoleCommand(asked))));
  const next = (RoleArn: string, more: object = {}) =>
    first.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'next', ...more }));
  expect((await next(role('second'))).SourceIdentity).toBe('tagger');
  expect(await refusalOf(next(role('untagged')))).toContain('sts:TagSession');
  expect(await codeOf(next(role('second'), { Tags: [{ Key: 'team', Value: 'blue' }] }))).toBe('InvalidParameterValue');
  expect(await codeOf(next(role('second'), { SourceIdentity: 'other' }))).toBe('AccessDenied');
  expect(await refusalOf(next(role('second'), { DurationSeconds: 3601 }))).toContain('1 hour session limit');
});

test('credentials of GetSessionToken need no permission to get, and are not for IAM and most of STS', async () => {
  const user = await newUser('tokened');
  await iam.send(new CreateGroupCommand({ GroupName: 'tokened' }));
  await iam.send(new AddUserToGroupCommand({ GroupName: 'tokened', UserName: 'tokened' }));
  const token = usable(await stsOf(user).send(new GetSessionTokenCommand({ DurationSeconds: 900 })));
  const PolicyDocument = policy(allow(['ec2:Describe*', 'iam:*', 'sts:*']));
  await iam.send(new PutUserPolicyCommand({ UserName: 'tokened', PolicyName: 'p', PolicyDocument }));
  expect(await ec2Of(token).code('DescribeVpcs')).toBe('success');
  expect(await refusalOf(iamOf(token).send(new GetUserCommand({})))).toBe(
    'InvalidClientTokenId: The security token included in the request is invalid',
  );
  const sts = stsOf(token);
  expect((await sts.send(new GetCallerIdentityCommand({}))).Arn).toBe(`arn:aws:iam::${account}:user/tokened`);
  expect([
    await refusalOf(sts.send(new GetSessionTokenCommand({}))),
    await codeOf(sts.send(new GetFederationTokenCommand({ Name: 'guest' }))),
  ]).toEqual(['AccessDenied: Cannot call GetSessionToken with session credentials', 'AccessDenied']);
  const ofRoot = usable(await stsOf(server.credentials).send(new GetSessionTokenCommand({})));
  expect(await codeOf(iamOf(ofRoot).send(new ListUsersCommand({})))).toBe('InvalidClientTokenId');
  expect(await ec2Of(ofRoot).code('DescribeVpcs')).toBe('success');
});

test('a federated user may what its user may and its policy allows', async () => {
  const sts = stsOf(await newUser('broker', allow(['ec2:Describe*', 'sts:GetFederationToken'])));
  const federate = async (Policy?: string) =>
    sts.send(new GetFederationTokenCommand({ Name: 'guest', ...(Policy === undefined ? {} : { Policy }) }));
  const answer = await federate(policy(allow(['ec2:DescribeVpcs', 'ec2:CreateVpc'])));
  const arn = `arn:aws:sts::${account}:federated-user/guest`;
  expect(answer.FederatedUser).toEqual({ FederatedUserId: `${account}:guest`, Arn: arn });
  const guest = usable(answer);
  const { code, call } = ec2Of(guest);
  expect([
    await code('DescribeVpcs'),
    await code('DescribeSubnets'),
    await code('CreateVpc', { CidrBlock: '10.0.0.0/16' }),
  ]).toEqual(['success', 'UnauthorizedOperation', 'UnauthorizedOperation']);
  expect(await refusalOf(call('DescribeSubnets'))).toContain(`User: ${arn} is not authorized`);
  expect(await stsOf(guest).send(new GetCallerIdentityCommand({}))).toMatchObject({
    UserId: `${account}:guest`,
    Arn: arn,
  });
  expect(await codeOf(iamOf(guest).send(new ListUsersCommand({})))).toBe('InvalidClientTokenId');
  expect(await ec2Of(usable(await federate())).code('DescribeVpcs')).toBe('UnauthorizedOperation');
  const refused = stsOf(await newUser('nobody')).send(new GetFederationTokenCommand({ Name: 'guest' }));
  expect(await refusalOf(refused)).toContain(`sts:GetFederationToken on resource: ${arn}`);
});

test("the root user's federated user may what its policy allows", async () => {
  const answer = await stsOf(server.credentials).send(
    new GetFederationTokenCommand({ Name: 'guest', Policy: policy(allow('ec2:DescribeVpcs')) }),
  );
  const { code } = ec2Of(usable(answer));
  expect([await code('DescribeVpcs'), await code('DescribeSubnets')]).toEqual(['success', 'UnauthorizedOperation']);
});

test('a key tells whose it is, a temporary one too', async () => {
  const sts = stsOf(server.credentials);
  const token = usable(await sts.send(new GetSessionTokenCommand({})));
  for (const AccessKeyId of [server.credentials.accessKeyId, token.accessKeyId]) {
    expect((await sts.send(new GetAccessKeyInfoCommand({ AccessKeyId }))).Account).toBe(account);
  }
});
