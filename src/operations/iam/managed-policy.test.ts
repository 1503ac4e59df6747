import { describe, expect, test } from 'vitest';
import { parsePolicy } from '../../policy/parse.ts';
import { harness } from '../harness.ts';
import { awsManagedPolicies } from './aws-managed-policy.ts';
import { managedPolicyText } from './managed-policy-text.ts';
import { iamOperations as iam } from './table.ts';

const PolicyDocument = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}';
const own = 'arn:aws:iam::111122223333:policy/team/p';
const administrator = 'arn:aws:iam::aws:policy/AdministratorAccess';

async function world() {
  const h = harness();
  await h.call(iam, 'CreateUser', { UserName: 'ann' });
  await h.call(iam, 'CreatePolicy', { PolicyName: 'p', Path: '/team/', PolicyDocument, Description: 'd' });
  return h;
}

describe('managed policies', () => {
  test('are made, attached, counted, detached and deleted', async () => {
    const h = await world();
    await h.call(iam, 'AttachUserPolicy', { UserName: 'ann', PolicyArn: own });
    await h.call(iam, 'AttachUserPolicy', { UserName: 'ann', PolicyArn: own });
    expect((await h.call(iam, 'GetPolicy', { PolicyArn: own })).Policy).toMatchObject({
      PolicyName: 'p',
      PolicyId: expect.stringMatching(/^ANPA/),
      Arn: own,
      DefaultVersionId: 'v1',
      AttachmentCount: 1,
      Description: 'd',
    });
    expect((await h.call(iam, 'ListAttachedUserPolicies', { UserName: 'ann' })).AttachedPolicies).toEqual([
      { PolicyName: 'p', PolicyArn: own },
    ]);
    expect(await h.refused(iam, 'DeletePolicy', { PolicyArn: own })).toBe(
      'DeleteConflict: Cannot delete a policy attached to entities.',
    );
    await h.call(iam, 'DetachUserPolicy', { UserName: 'ann', PolicyArn: own });
    expect(await h.refused(iam, 'DetachUserPolicy', { UserName: 'ann', PolicyArn: own })).toBe(
      `NoSuchEntity: Policy ${own} was not found.`,
    );
    await h.call(iam, 'DeletePolicy', { PolicyArn: own });
    expect(await h.refused(iam, 'GetPolicy', { PolicyArn: own })).toBe(`NoSuchEntity: Policy ${own} was not found.`);
  });

  test('in use are listed by how they are used', async () => {
    const h = await world();
    await h.call(iam, 'AttachUserPolicy', { UserName: 'ann', PolicyArn: administrator });
    await h.call(iam, 'CreateUser', { UserName: 'bob', PermissionsBoundary: own });
    const listed = async (input: Parameters<typeof iam.ListPolicies>[1]) =>
      (await h.call(iam, 'ListPolicies', input)).Policies!.map(({ Arn }) => Arn);
    expect(await listed({ OnlyAttached: true })).toEqual([own, administrator]);
    expect(await listed({ OnlyAttached: true, PolicyUsageFilter: 'PermissionsPolicy' })).toEqual([administrator]);
    expect(await listed({ PolicyUsageFilter: 'PermissionsBoundary' })).toEqual([own]);
    expect(await h.refused(iam, 'ListPolicies', { Scope: 'Mine' as never })).toBe(
      "ValidationError: 1 validation error detected: Value 'Mine' at 'scope' failed to satisfy constraint: Member must satisfy enum value set: [All, AWS, Local]",
    );
  });

  test.each([
    [
      'one that is there',
      { PolicyName: 'P', PolicyDocument },
      'EntityAlreadyExists: A policy called P already exists. Duplicate names are not allowed.',
    ],
    [
      'an old version',
      { PolicyName: 'q', PolicyDocument: PolicyDocument.replace('2012-10-17', '2008-10-17') },
      'MalformedPolicyDocument: Policy document must be version 2012-10-17 or greater.',
    ],
  ])('refuse %s', async (_, input, answer) => {
    expect(await (await world()).refused(iam, 'CreatePolicy', input)).toBe(answer);
  });

  test.each([
    ['All', { Scope: 'All' as const }, awsManagedPolicies.length + 1],
    ['AWS', { Scope: 'AWS' as const }, awsManagedPolicies.length],
    ['Local', { Scope: 'Local' as const }, 1],
    ['attached', { OnlyAttached: true }, 0],
    ['in a path', { PathPrefix: '/team/' }, 1],
    ['of jobs', { PathPrefix: '/job-function/' }, 3],
    ['boundaries', { PolicyUsageFilter: 'PermissionsBoundary' as const }, 0],
  ])('are listed: %s', async (_, input, count) => {
    expect((await (await world()).call(iam, 'ListPolicies', input)).Policies).toHaveLength(count);
  });

  test.each([
    [
      "another account's",
      'arn:aws:iam::444455556666:policy/p',
      'NoSuchEntity: Policy arn:aws:iam::444455556666:policy/p does not exist or is not attachable.',
    ],
    [
      'of another path',
      'arn:aws:iam::111122223333:policy/p',
      'NoSuchEntity: Policy arn:aws:iam::111122223333:policy/p does not exist or is not attachable.',
    ],
    ['no ARN', 'p', 'InvalidInput: ARN p is not valid.'],
    [
      "a role's",
      'arn:aws:iam::111122223333:role/p',
      'InvalidInput: ARN arn:aws:iam::111122223333:role/p is not valid.',
    ],
  ])('that are not attached: %s', async (_, PolicyArn, answer) => {
    expect(await (await world()).refused(iam, 'AttachUserPolicy', { UserName: 'ann', PolicyArn })).toBe(answer);
  });

  test('are ten on an entity', async () => {
    const h = harness();
    await h.call(iam, 'CreateUser', { UserName: 'ann' });
    for (let count = 0; count < 11; count += 1)
      await h.call(iam, 'CreatePolicy', { PolicyName: `p${count}`, PolicyDocument });
    const attach = (count: number) => ({ UserName: 'ann', PolicyArn: `arn:aws:iam::111122223333:policy/p${count}` });
    for (let count = 0; count < 10; count += 1) await h.call(iam, 'AttachUserPolicy', attach(count));
    expect(await h.refused(iam, 'AttachUserPolicy', attach(10))).toBe(
      'LimitExceeded: Cannot exceed quota for PoliciesPerUser: 10',
    );
  });
});

describe('managedPolicyText', () => {
  test("finds AWS's and the account's, and nothing else", async () => {
    const { network } = await world();
    expect(managedPolicyText(network, own)).toBe(PolicyDocument);
    expect(JSON.parse(managedPolicyText(network, administrator)!).Statement).toEqual([
      { Effect: 'Allow', Action: '*', Resource: '*' },
    ]);
    for (const arn of ['arn:aws:iam::aws:policy/None', 'arn:aws:iam::111122223333:policy/p', 'x']) {
      expect(managedPolicyText(network, arn)).toBeUndefined();
    }
  });

  test.each(awsManagedPolicies.map((policy) => [policy.name, policy.document]))('%s can be read', (_, document) => {
    expect(parsePolicy(document, 'identity', { managed: true }).statements.length).toBeGreaterThan(0);
  });
});
