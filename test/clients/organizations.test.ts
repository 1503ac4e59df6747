/**
 * Units and service control policies through stock clients: who is stopped by a policy, with AWS's words, and who isn't; what is
 * refused; and pages. The member's root user gets its key while the server trusts any, as nobody else could make it one.
 */

import { CreateAccessKeyCommand, IAMClient, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import * as organizations from '@aws-sdk/client-organizations';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ec2At, type Reply } from './ec2-call.ts';
import {
  aws,
  awsJson,
  type Credentials,
  codeOf,
  hasAws,
  refusalOf,
  type Server,
  settings,
  startServer,
} from './server.ts';

const Type = 'SERVICE_CONTROL_POLICY' as const;
const noVpcs = '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"ec2:DescribeVpcs","Resource":"*"}]}';
const onlyEc2 = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ec2:*","Resource":"*"}]}';

let server: Server;
let client: organizations.OrganizationsClient;
let member: string;
let root: string;
/** The member's two ways to act: its root user, and a session of the role that the management account may assume. */
let principals: readonly (readonly [arn: string, credentials: Credentials])[];

afterAll(() => server.stop());

beforeAll(async () => {
  const trusting = await startServer(['--auth', 'trust']);
  const first = new organizations.OrganizationsClient(settings(trusting));
  await first.send(new organizations.CreateOrganizationCommand({ FeatureSet: 'ALL' }));
  const account = { AccountName: 'dev', Email: 'dev@example.com' };
  const { CreateAccountStatus: asked } = await first.send(new organizations.CreateAccountCommand(account));
  const status = new organizations.DescribeCreateAccountStatusCommand({ CreateAccountRequestId: asked!.Id! });
  member = (await first.send(status)).CreateAccountStatus!.AccountId!;
  const asRoot = settings(trusting, 'us-east-1', { accessKeyId: member, secretAccessKey: 'any' });
  const { AccessKey: key } = await new IAMClient(asRoot).send(new CreateAccessKeyCommand({}));
  await trusting.kill();

  server = await startServer([], trusting.state);
  client = new organizations.OrganizationsClient(settings(server));
  root = (await client.send(new organizations.ListRootsCommand({}))).Roots![0]!.Id!;
  const RoleArn = `arn:aws:iam::${member}:role/OrganizationAccountAccessRole`;
  const assumed = await new STSClient(settings(server)).send(
    new AssumeRoleCommand({ RoleArn, RoleSessionName: 'a-b' }),
  );
  const { AccessKeyId, SecretAccessKey, SessionToken } = assumed.Credentials!;
  principals = [
    [`arn:aws:iam::${member}:root`, { accessKeyId: key!.AccessKeyId!, secretAccessKey: key!.SecretAccessKey! }],
    [
      `arn:aws:sts::${member}:assumed-role/OrganizationAccountAccessRole/a-b`,
      { accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey!, sessionToken: SessionToken! },
    ],
  ];
  await client.send(new organizations.EnablePolicyTypeCommand({ RootId: root, PolicyType: Type }));
});

async function unitNamed(Name: string, ParentId = root): Promise<string> {
  const made = await client.send(new organizations.CreateOrganizationalUnitCommand({ ParentId, Name }));
  return made.OrganizationalUnit!.Id!;
}

async function policyNamed(Name: string, Content: string): Promise<string> {
  const command = new organizations.CreatePolicyCommand({ Name, Content, Description: '', Type });
  return (await client.send(command)).Policy!.PolicySummary!.Id!;
}

const attach = (PolicyId: string, TargetId: string) =>
  client.send(new organizations.AttachPolicyCommand({ PolicyId, TargetId }));
const detach = (PolicyId: string, TargetId: string) =>
  client.send(new organizations.DetachPolicyCommand({ PolicyId, TargetId }));
const move = (SourceParentId: string, DestinationParentId: string) =>
  client.send(new organizations.MoveAccountCommand({ AccountId: member, SourceParentId, DestinationParentId }));

/** What each of the member's principals hears when it lists VPCs. */
const listingVpcs = () =>
  Promise.all(principals.map(([, keys]) => refusalOf(ec2At(server, 'us-east-1', keys).call('DescribeVpcs'))));

/** What a simulation in the member account says of its role, which may do everything but for these policies. */
async function simulated(...ActionNames: readonly string[]): Promise<readonly (string | undefined)[]> {
  const PolicySourceArn = `arn:aws:iam::${member}:role/OrganizationAccountAccessRole`;
  const credentials = principals[0]![1];
  const iam = new IAMClient({ ...settings(server), credentials });
  const found = await iam.send(new SimulatePrincipalPolicyCommand({ PolicySourceArn, ActionNames: [...ActionNames] }));
  return found.EvaluationResults!.map(({ EvalDecision }) => EvalDecision);
}

test('a deny in a unit stops the root user and the role sessions of an account in it, until the account is moved out', async () => {
  const unit = await unitNamed('sandbox');
  await attach(await policyNamed('no-vpcs', noVpcs), unit);
  expect(await listingVpcs()).toEqual(['success', 'success']);
  await move(root, unit);
  expect(await listingVpcs()).toEqual(
    principals.map(
      ([arn]) =>
        'UnauthorizedOperation: You are not authorized to perform this operation. ' +
        `User: ${arn} is not authorized to perform: ec2:DescribeVpcs with an explicit deny in a service control policy`,
    ),
  );
  expect(await ec2At(server).code('DescribeVpcs')).toBe('success');
  expect(await simulated('ec2:DescribeVpcs', 'ec2:DescribeSubnets')).toEqual(['explicitDeny', 'allowed']);
  await move(unit, root);
  expect(await simulated('ec2:DescribeVpcs')).toEqual(['allowed']);
  expect(await listingVpcs()).toEqual(['success', 'success']);
});

test('without FullAWSAccess an account may what its own policies allow, and still ask who it is', async () => {
  const only = await policyNamed('only-ec2', onlyEc2);
  await attach(only, member);
  await detach('p-FullAWSAccess', member);
  const s3 = (credentials: Credentials) => new S3Client({ ...settings(server), credentials, forcePathStyle: true });
  for (const [arn, credentials] of principals) {
    expect(await refusalOf(s3(credentials).send(new ListBucketsCommand({})))).toBe(
      `AccessDenied: User: ${arn} is not authorized to perform: s3:ListAllMyBuckets because no service control policy allows the s3:ListAllMyBuckets action`,
    );
    const sts = new STSClient(settings(server, 'us-east-1', credentials));
    expect((await sts.send(new GetCallerIdentityCommand({}))).Arn).toBe(arn);
  }
  expect(await listingVpcs()).toEqual(['success', 'success']);
  expect(await refusalOf(detach(only, member))).toBe(
    'ConstraintViolationException: You cannot remove the last policy attached to the specified target. You must have at least one attached at all times.',
  );
  await attach('p-FullAWSAccess', member);
  await detach(only, member);
  for (const [, credentials] of principals) {
    expect(await codeOf(s3(credentials).send(new ListBucketsCommand({})))).toBe('success');
  }
});

test('what is in use stays, and members change nothing', async () => {
  const [outer, policy] = [await unitNamed('outer'), await policyNamed('used', noVpcs)];
  const inner = await unitNamed('inner', outer);
  await attach(policy, inner);
  const { DeleteOrganizationalUnitCommand, DeletePolicyCommand } = organizations;
  const asMember = new organizations.OrganizationsClient(settings(server, 'us-east-1', principals[0]![1]));
  const answers = [
    await codeOf(client.send(new DeleteOrganizationalUnitCommand({ OrganizationalUnitId: outer }))),
    await codeOf(client.send(new DeletePolicyCommand({ PolicyId: policy }))),
    await codeOf(asMember.send(new DeletePolicyCommand({ PolicyId: policy }))),
    await codeOf(asMember.send(new organizations.ListRootsCommand({}))),
    await codeOf(client.send(new DeleteOrganizationalUnitCommand({ OrganizationalUnitId: inner }))),
    await codeOf(client.send(new DeletePolicyCommand({ PolicyId: policy }))),
  ];
  expect(answers).toEqual([
    'OrganizationalUnitNotEmptyException',
    'PolicyInUseException',
    'AccessDeniedException',
    'AccessDeniedException',
    'success',
    'success',
  ]);
});

test('lists come in pages that the SDK walks through', async () => {
  const parent = await unitNamed('many');
  const names = Array.from({ length: 23 }, (_, index) => `team-${String(index).padStart(2, '0')}`);
  for (const name of names) await unitNamed(name, parent);
  const seen: string[] = [];
  for await (const page of organizations.paginateListOrganizationalUnitsForParent({ client }, { ParentId: parent })) {
    expect(page.OrganizationalUnits!.length).toBeLessThanOrEqual(20);
    seen.push(...page.OrganizationalUnits!.map(({ Name }) => Name!));
  }
  expect(seen.sort()).toEqual(names);
  const children = { ParentId: parent, ChildType: 'ORGANIZATIONAL_UNIT' as const };
  const ids: string[] = [];
  for await (const page of organizations.paginateListChildren({ client, pageSize: 4 }, children)) {
    ids.push(...page.Children!.map(({ Id }) => Id!));
  }
  expect(new Set(ids).size).toBe(names.length);
});

describe.skipIf(!hasAws)('the aws command', () => {
  const ask = (...words: readonly string[]) => awsJson<Reply>(server, ['organizations', ...words]);

  test('builds a guarded unit, and reads AWS’s sentence where it is refused', async () => {
    const made = await ask('create-organizational-unit', '--parent-id', root, '--name', 'guarded');
    const unit: string = made.OrganizationalUnit.Id;
    const words = ['--name', 'guard', '--description', 'd', '--type', Type, '--content', noVpcs];
    const { Policy } = await ask('create-policy', ...words);
    const policy: string = Policy.PolicySummary.Id;
    await ask('attach-policy', '--policy-id', policy, '--target-id', unit);
    const between = (from: string, to: string) => ['--source-parent-id', from, '--destination-parent-id', to];
    await ask('move-account', '--account-id', member, ...between(root, unit));
    const parents = await ask('list-parents', '--child-id', member);
    expect(parents.Parents).toEqual([{ Id: unit, Type: 'ORGANIZATIONAL_UNIT' }]);
    const refused = await aws(server, ['ec2', 'describe-vpcs'], principals[0]![1]);
    expect(refused.stderr).toContain('(UnauthorizedOperation) when calling the DescribeVpcs operation');
    expect(refused.stderr).toContain('with an explicit deny in a service control policy');
    await ask('move-account', '--account-id', member, ...between(unit, root));
    expect((await aws(server, ['ec2', 'describe-vpcs'], principals[0]![1])).code).toBe(0);
  });

  test('pages through policies, AWS’s own among them', async () => {
    const all = (await ask('list-policies', '--filter', Type)).Policies;
    const paged = (await ask('list-policies', '--filter', Type, '--page-size', '1')).Policies;
    expect(paged).toEqual(all);
    expect(all.map(({ Name }: Reply) => Name)).toContain('FullAWSAccess');
  });
});
