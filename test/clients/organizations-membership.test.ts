/**
 * Who is in an organization, through stock clients: invitations and their answers, leaving, closing, services that are trusted
 * and their administrators, tags, and what members are let do. Accounts that stand alone are created, then removed; their root
 * users get keys while the server trusts any.
 */

import { CreateAccessKeyCommand, CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import * as organizations from '@aws-sdk/client-organizations';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ec2At, type Reply } from './ec2-call.ts';
import {
  aws,
  awsJson,
  type Credentials,
  codeOf,
  hasAws,
  hasBoto3,
  python,
  refusalOf,
  type Server,
  settings,
  startServer,
} from './server.ts';

const Type = 'SERVICE_CONTROL_POLICY' as const;
const noVpcs = '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"ec2:DescribeVpcs","Resource":"*"}]}';
const names = ['guest', 'visitor', 'member', 'doomed'] as const;
type Name = (typeof names)[number];

let server: Server;
/** The management account's. */
let client: organizations.OrganizationsClient;
let root: string;
const ids = {} as Record<Name, string>;
const keys = {} as Record<Name, Credentials>;

afterAll(() => server.stop());

async function created(first: organizations.OrganizationsClient, AccountName: string): Promise<string> {
  const account = { AccountName, Email: `${AccountName}@example.com` };
  const { CreateAccountStatus: asked } = await first.send(new organizations.CreateAccountCommand(account));
  const status = new organizations.DescribeCreateAccountStatusCommand({ CreateAccountRequestId: asked!.Id! });
  return (await first.send(status)).CreateAccountStatus!.AccountId!;
}

beforeAll(async () => {
  const trusting = await startServer(['--auth', 'trust']);
  const first = new organizations.OrganizationsClient(settings(trusting));
  await first.send(new organizations.CreateOrganizationCommand({}));
  for (const name of names) {
    ids[name] = await created(first, name);
    const asRoot = settings(trusting, 'us-east-1', { accessKeyId: ids[name], secretAccessKey: 'any' });
    const { AccessKey: key } = await new IAMClient(asRoot).send(new CreateAccessKeyCommand({}));
    keys[name] = { accessKeyId: key!.AccessKeyId!, secretAccessKey: key!.SecretAccessKey! };
  }
  for (const AccountId of [ids.guest, ids.visitor]) {
    await first.send(new organizations.RemoveAccountFromOrganizationCommand({ AccountId }));
  }
  await trusting.kill();

  server = await startServer([], trusting.state);
  client = new organizations.OrganizationsClient(settings(server));
  root = (await client.send(new organizations.ListRootsCommand({}))).Roots![0]!.Id!;
});

const as = (name: Name) => new organizations.OrganizationsClient(settings(server, 'us-east-1', keys[name]));
const listingVpcs = (name: Name) => codeOf(ec2At(server, 'us-east-1', keys[name]).call('DescribeVpcs'));

async function invite(Target: organizations.HandshakeParty, more: object = {}): Promise<organizations.Handshake> {
  const command = new organizations.InviteAccountToOrganizationCommand({ Target, ...more });
  return (await client.send(command)).Handshake!;
}

test('an invited account is bound by the organization’s policies from its acceptance until it leaves', async () => {
  await client.send(new organizations.EnablePolicyTypeCommand({ RootId: root, PolicyType: Type }));
  const policy = { Name: 'no-vpcs', Description: '', Content: noVpcs, Type };
  const { Policy } = await client.send(new organizations.CreatePolicyCommand(policy));
  const attachment = { PolicyId: Policy!.PolicySummary!.Id!, TargetId: root };
  await client.send(new organizations.AttachPolicyCommand(attachment));
  const { Id: HandshakeId } = await invite({ Type: 'EMAIL', Id: 'guest@example.com' }, { Notes: 'please' });
  const { Handshakes } = await as('guest').send(new organizations.ListHandshakesForAccountCommand({}));
  expect(Handshakes).toMatchObject([{ Id: HandshakeId, State: 'OPEN', Action: 'INVITE' }]);
  expect(await listingVpcs('guest')).toBe('success');

  const accept = new organizations.AcceptHandshakeCommand({ HandshakeId });
  const stranger = await refusalOf(as('visitor').send(new organizations.AcceptHandshakeCommand({ HandshakeId })));
  expect(stranger).toMatch(/^HandshakeNotFoundException/);
  expect((await as('guest').send(accept)).Handshake!.State).toBe('ACCEPTED');
  expect(await listingVpcs('guest')).toBe('UnauthorizedOperation');
  const again = as('guest').send(new organizations.AcceptHandshakeCommand({ HandshakeId }));
  expect(await codeOf(again)).toBe('HandshakeAlreadyInStateException');

  await as('guest').send(new organizations.LeaveOrganizationCommand({}));
  expect(await listingVpcs('guest')).toBe('success');
  expect(await codeOf(as('guest').send(new organizations.DescribeOrganizationCommand({})))).toBe(
    'AWSOrganizationsNotInUseException',
  );
  await client.send(new organizations.DetachPolicyCommand(attachment));
});

test('a refusal says its reason, and what is open is no duplicate once it is answered', async () => {
  const target = { Type: 'ACCOUNT', Id: ids.visitor } as const;
  const { Id: HandshakeId } = await invite(target);
  expect(await codeOf(invite(target))).toBe('DuplicateHandshakeException');
  await as('visitor').send(new organizations.DeclineHandshakeCommand({ HandshakeId }));
  const late = client.send(new organizations.CancelHandshakeCommand({ HandshakeId }));
  expect(await codeOf(late)).toBe('InvalidHandshakeTransitionException');
  await expect(invite({ Type: 'ACCOUNT', Id: ids.member })).rejects.toMatchObject({
    name: 'HandshakeConstraintViolationException',
    Reason: 'ALREADY_IN_AN_ORGANIZATION',
  });
});

test('handshakes come in pages that the SDK walks through', async () => {
  const addresses = Array.from({ length: 23 }, (_, index) => `nobody${index}@example.com`);
  for (const Id of addresses) await invite({ Type: 'EMAIL', Id });
  const seen: (string | undefined)[] = [];
  const filter = { Filter: { ActionType: 'INVITE' as const } };
  for await (const page of organizations.paginateListHandshakesForOrganization({ client }, filter)) {
    expect(page.Handshakes!.length).toBeLessThanOrEqual(20);
    seen.push(...page.Handshakes!.flatMap(({ Parties }) => Parties!.map(({ Id }) => Id)));
  }
  for (const address of addresses) expect(seen).toContain(address);
});

test('nobody acts for a closed account, by key, session or role', async () => {
  const RoleArn = `arn:aws:iam::${ids.doomed}:role/OrganizationAccountAccessRole`;
  const assume = () => new STSClient(settings(server)).send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'a-b' }));
  const { AccessKeyId, SecretAccessKey, SessionToken } = (await assume()).Credentials!;
  const session = { accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey!, sessionToken: SessionToken! };
  const bySession = () => codeOf(ec2At(server, 'us-east-1', session).call('DescribeVpcs'));
  expect([await listingVpcs('doomed'), await bySession()]).toEqual(['success', 'success']);
  const AccountId = ids.doomed;
  await client.send(new organizations.CloseAccountCommand({ AccountId }));
  expect([await listingVpcs('doomed'), await bySession()]).toEqual(['AuthFailure', 'AuthFailure']);
  expect(await codeOf(assume())).toBe('AccessDenied');
  await expect
    .poll(async () => (await client.send(new organizations.DescribeAccountCommand({ AccountId }))).Account)
    .toMatchObject({ Status: 'SUSPENDED', State: 'CLOSED' });
  const again = client.send(new organizations.CloseAccountCommand({ AccountId }));
  expect(await codeOf(again)).toBe('AccountAlreadyClosedException');
  expect(await codeOf(client.send(new organizations.DeleteOrganizationCommand({})))).toBe(
    'OrganizationNotEmptyException',
  );
});

test('a member manages policies where the resource policy lets it', async () => {
  const list = () => codeOf(as('member').send(new organizations.ListPoliciesCommand({ Filter: Type })));
  expect(await list()).toBe('AccessDeniedException');
  const Content = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: ids.member },
        Action: ['organizations:ListPolicies'],
        Resource: '*',
        Condition: { StringEquals: { 'organizations:PolicyType': Type } },
      },
    ],
  });
  await client.send(new organizations.PutResourcePolicyCommand({ Content }));
  expect(await list()).toBe('success');
  expect(await codeOf(as('member').send(new organizations.ListRootsCommand({})))).toBe('AccessDeniedException');
  await client.send(new organizations.DeleteResourcePolicyCommand({}));
  expect(await list()).toBe('AccessDeniedException');
});

test('roles that are linked to a service are nobody’s to make', async () => {
  const AssumeRolePolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: ids.member }, Action: 'sts:AssumeRole' }],
  });
  const role = { RoleName: 'exempt', Path: '/aws-service-role/ram.amazonaws.com/', AssumeRolePolicyDocument };
  const iam = new IAMClient({ ...settings(server), credentials: keys.member });
  expect(await refusalOf(iam.send(new CreateRoleCommand(role)))).toMatch(/^InvalidInput/);
});

test.skipIf(!hasBoto3)('boto3 trusts a service, makes an administrator of it and pages through both', async () => {
  const answer = await python<Reply>(
    server,
    `
client = boto3.client('organizations')
member, config = '${ids.member}', 'config.amazonaws.com'
early = code(client.register_delegated_administrator, AccountId=member, ServicePrincipal=config)
for name in ('ram', 'config', 'macie'):
    client.enable_aws_service_access(ServicePrincipal=name + '.amazonaws.com')
client.register_delegated_administrator(AccountId=member, ServicePrincipal=config)
def walk(operation, member, **words):
    pages = client.get_paginator(operation).paginate(PaginationConfig={'PageSize': 1}, **words)
    return [one for page in pages for one in page[member]]
trusted = [one['ServicePrincipal'] for one in walk('list_aws_service_access_for_organization', 'EnabledServicePrincipals')]
administrators = [one['Id'] for one in walk('list_delegated_administrators', 'DelegatedAdministrators')]
services = [one['ServicePrincipal'] for one in walk('list_delegated_services_for_account', 'DelegatedServices', AccountId=member)]
try:
    client.enable_aws_service_access(ServicePrincipal='castle.amazonaws.com')
except client.exceptions.InvalidInputException as error:
    reason = error.response['Reason']
stays = code(client.remove_account_from_organization, AccountId=member)
none = code(client.describe_effective_policy, PolicyType='TAG_POLICY')
client.tag_resource(ResourceId=member, Tags=[{'Key': 'k%02d' % one, 'Value': ''} for one in range(25)])
tags = client.get_paginator('list_tags_for_resource').paginate(ResourceId=member)
tags = [one['Key'] for page in tags for one in page['Tags']]
show([early, trusted, administrators, services, reason, stays, none, len(tags)])
`,
  );
  expect(answer).toEqual([
    'ConstraintViolationException',
    ['config.amazonaws.com', 'macie.amazonaws.com', 'ram.amazonaws.com'],
    [ids.member],
    ['config.amazonaws.com'],
    'UNRECOGNIZED_SERVICE_PRINCIPAL',
    'ConstraintViolationException',
    'EffectivePolicyNotFoundException',
    25,
  ]);
  const read = await as('member').send(new organizations.ListAccountsCommand({}));
  expect(read.Accounts!.map(({ Id }) => Id)).toContain(ids.member);
});

describe.skipIf(!hasAws)('the aws command', () => {
  const ask = (...words: readonly string[]) => awsJson<Reply>(server, ['organizations', ...words]);

  test('invites, shows and cancels', async () => {
    const words = ['--target', `Id=${ids.visitor},Type=ACCOUNT`, '--notes', 'join us', '--tags', 'Key=team,Value=a'];
    const { Handshake } = await ask('invite-account-to-organization', ...words);
    expect(Handshake.Resources).toContainEqual({ Type: 'NOTES', Value: 'join us' });
    const id = ['--handshake-id', Handshake.Id as string];
    expect((await ask('describe-handshake', ...id)).Handshake).toEqual(Handshake);
    expect((await ask('cancel-handshake', ...id)).Handshake.State).toBe('CANCELED');
    const late = await aws(server, ['organizations', 'accept-handshake', ...id], keys.visitor);
    expect(late.stderr).toContain('(InvalidHandshakeTransitionException) when calling the AcceptHandshake operation');
  });

  test('tags a unit and reads its tags', async () => {
    const made = await ask(
      'create-organizational-unit',
      '--parent-id',
      root,
      '--name',
      'tagged',
      '--tags',
      'Key=a,Value=1',
    );
    const id = ['--resource-id', made.OrganizationalUnit.Id as string];
    await ask('tag-resource', ...id, '--tags', 'Key=b,Value=2');
    await ask('untag-resource', ...id, '--tag-keys', 'a');
    expect(await ask('list-tags-for-resource', ...id)).toEqual({ Tags: [{ Key: 'b', Value: '2' }] });
  });

  test('asks for all features of an organization that has only billing', async () => {
    const by = async (...words: readonly string[]) => {
      const { code, stdout, stderr } = await aws(server, ['organizations', ...words], keys.guest);
      return code === 0 ? (stdout.trim() === '' ? {} : JSON.parse(stdout)) : stderr;
    };
    await by('create-organization', '--feature-set', 'CONSOLIDATED_BILLING');
    const { Handshake } = await by('enable-all-features');
    expect(Handshake).toMatchObject({ Action: 'ENABLE_ALL_FEATURES', State: 'OPEN' });
    await by('accept-handshake', '--handshake-id', Handshake.Id);
    expect((await by('describe-organization')).Organization.FeatureSet).toBe('ALL');
    expect(await by('enable-all-features')).toContain('HandshakeConstraintViolationException');
    expect(await by('delete-organization')).toEqual({});
  });
});
