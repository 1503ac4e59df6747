/**
 * The calls that Terraform's AWS provider makes to create, read back, change and delete IAM's resources, by resource and in its
 * order: none may be unknown, and none may find less than the one before it made.
 */

import * as iam from '@aws-sdk/client-iam';
import { afterAll, expect, test } from 'vitest';
import { codeOf, settings, startServer } from './server.ts';

const server = await startServer();
afterAll(() => server.stop());
const client = new iam.IAMClient(settings(server));
const commands = iam as unknown as Record<string, new (input: object) => Parameters<typeof client.send>[0]>;
const code = (operation: string, input: object) => codeOf(client.send(new commands[`${operation}Command`]!(input)));

const policy = (action: string) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] });
const trust = (service: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
  });
const arnOf = (name: string) => `arn:aws:iam::${server.account}:policy/${name}`;

type Call = readonly [operation: string, input: object];

const resources: readonly (readonly [resource: string, calls: readonly Call[]])[] = [
  [
    'aws_iam_policy',
    [
      ['CreatePolicy', { PolicyName: 'a', PolicyDocument: policy('s3:*'), Tags: [{ Key: 'a', Value: 'b' }] }],
      ['GetPolicy', { PolicyArn: arnOf('a') }],
      ['GetPolicyVersion', { PolicyArn: arnOf('a'), VersionId: 'v1' }],
      ['ListPolicyVersions', { PolicyArn: arnOf('a') }],
      ['CreatePolicyVersion', { PolicyArn: arnOf('a'), PolicyDocument: policy('s3:Get*'), SetAsDefault: true }],
      ['TagPolicy', { PolicyArn: arnOf('a'), Tags: [{ Key: 'a', Value: 'c' }] }],
      ['UntagPolicy', { PolicyArn: arnOf('a'), TagKeys: ['a'] }],
      ['ListPolicyVersions', { PolicyArn: arnOf('a') }],
      ['DeletePolicyVersion', { PolicyArn: arnOf('a'), VersionId: 'v1' }],
      ['DeletePolicy', { PolicyArn: arnOf('a') }],
    ],
  ],
  [
    'aws_iam_role with aws_iam_role_policy and aws_iam_instance_profile',
    [
      ['CreateRole', { RoleName: 'r', AssumeRolePolicyDocument: trust('ec2.amazonaws.com'), MaxSessionDuration: 7200 }],
      ['GetRole', { RoleName: 'r' }],
      ['ListRolePolicies', { RoleName: 'r' }],
      ['ListAttachedRolePolicies', { RoleName: 'r' }],
      ['PutRolePolicy', { RoleName: 'r', PolicyName: 'p', PolicyDocument: policy('s3:*') }],
      ['GetRolePolicy', { RoleName: 'r', PolicyName: 'p' }],
      ['CreateInstanceProfile', { InstanceProfileName: 'i' }],
      ['AddRoleToInstanceProfile', { InstanceProfileName: 'i', RoleName: 'r' }],
      ['GetInstanceProfile', { InstanceProfileName: 'i' }],
      ['TagInstanceProfile', { InstanceProfileName: 'i', Tags: [{ Key: 'a', Value: 'b' }] }],
      ['UpdateAssumeRolePolicy', { RoleName: 'r', PolicyDocument: trust('lambda.amazonaws.com') }],
      ['UpdateRoleDescription', { RoleName: 'r', Description: 'new' }],
      ['UpdateRole', { RoleName: 'r', MaxSessionDuration: 3600 }],
      ['PutRolePermissionsBoundary', { RoleName: 'r', PermissionsBoundary: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }],
      ['DeleteRolePermissionsBoundary', { RoleName: 'r' }],
      ['TagRole', { RoleName: 'r', Tags: [{ Key: 'a', Value: 'b' }] }],
      ['ListInstanceProfilesForRole', { RoleName: 'r' }],
      ['RemoveRoleFromInstanceProfile', { InstanceProfileName: 'i', RoleName: 'r' }],
      ['DeleteInstanceProfile', { InstanceProfileName: 'i' }],
      ['DeleteRolePolicy', { RoleName: 'r', PolicyName: 'p' }],
      ['DeleteRole', { RoleName: 'r' }],
    ],
  ],
  [
    'aws_iam_user with force_destroy, its login profile and its groups',
    [
      ['CreateUser', { UserName: 'u', Path: '/' }],
      ['GetUser', { UserName: 'u' }],
      ['CreateGroup', { GroupName: 'g', Path: '/' }],
      ['AddUserToGroup', { GroupName: 'g', UserName: 'u' }],
      ['GetGroup', { GroupName: 'g' }],
      ['CreateLoginProfile', { UserName: 'u', Password: 'Correct-Horse-7' }],
      ['GetLoginProfile', { UserName: 'u' }],
      ['UpdateUser', { UserName: 'u', NewUserName: 'v', NewPath: '/' }],
      ['ListGroupsForUser', { UserName: 'v' }],
      ['RemoveUserFromGroup', { GroupName: 'g', UserName: 'v' }],
      ['ListAccessKeys', { UserName: 'v' }],
      ['ListSSHPublicKeys', { UserName: 'v' }],
      ['ListVirtualMFADevices', { AssignmentStatus: 'Assigned' }],
      ['ListMFADevices', { UserName: 'v' }],
      ['DeleteLoginProfile', { UserName: 'v' }],
      ['ListSigningCertificates', { UserName: 'v' }],
      ['ListServiceSpecificCredentials', { UserName: 'v' }],
      ['DeleteUser', { UserName: 'v' }],
      ['DeleteGroup', { GroupName: 'g' }],
    ],
  ],
  [
    'aws_iam_account_alias and the data sources',
    [
      ['CreateAccountAlias', { AccountAlias: 'net-team' }],
      ['ListAccountAliases', {}],
      ['ListPolicies', { Scope: 'All', PathPrefix: '/job-function/' }],
      ['ListRoles', {}],
      ['ListUsers', {}],
      ['DeleteAccountAlias', { AccountAlias: 'net-team' }],
    ],
  ],
];

test.each(resources)('%s', async (_, calls) => {
  for (const [operation, input] of calls) {
    expect([operation, await code(operation, input)]).toEqual([operation, 'success']);
  }
});
