import { describe, expect, test } from 'vitest';
import { harness } from '../harness.ts';
import { managedPolicyText } from './managed-policy-text.ts';
import { iamOperations as iam } from './table.ts';

const document = (action: string) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] });
const PolicyArn = 'arn:aws:iam::111122223333:policy/p';
const readOnly = 'arn:aws:iam::aws:policy/ReadOnlyAccess';

async function world() {
  const h = harness();
  await h.call(iam, 'CreatePolicy', { PolicyName: 'p', PolicyDocument: document('s3:one') });
  return h;
}

const add = (h: Awaited<ReturnType<typeof world>>, action: string, SetAsDefault?: boolean) =>
  h.call(iam, 'CreatePolicyVersion', {
    PolicyArn,
    PolicyDocument: document(action),
    ...(SetAsDefault === undefined ? {} : { SetAsDefault }),
  });

async function versions(h: Awaited<ReturnType<typeof world>>): Promise<readonly string[]> {
  const { Versions } = await h.call(iam, 'ListPolicyVersions', { PolicyArn });
  return Versions!.map(({ VersionId, IsDefaultVersion }) => `${VersionId}${IsDefaultVersion ? '*' : ''}`);
}

describe('versions of a managed policy', () => {
  test('count only as the default, which may be made so later', async () => {
    const h = await world();
    expect((await add(h, 's3:two')).PolicyVersion).toMatchObject({ VersionId: 'v2', IsDefaultVersion: false });
    expect(managedPolicyText(h.network, PolicyArn)).toBe(document('s3:one'));
    h.clock.advance(1000);
    await h.call(iam, 'SetDefaultPolicyVersion', { PolicyArn, VersionId: 'v2' });
    expect(managedPolicyText(h.network, PolicyArn)).toBe(document('s3:two'));
    const { Policy } = await h.call(iam, 'GetPolicy', { PolicyArn });
    expect(Policy).toMatchObject({ DefaultVersionId: 'v2', UpdateDate: new Date(h.clock.now()) });
    expect(await versions(h)).toEqual(['v2*', 'v1']);
    await add(h, 's3:three', true);
    expect(managedPolicyText(h.network, PolicyArn)).toBe(document('s3:three'));
    expect(await versions(h)).toEqual(['v3*', 'v2', 'v1']);
  });

  test('are shown encoded, and the first one too', async () => {
    const h = await world();
    await add(h, 's3:two', true);
    const { PolicyVersion } = await h.call(iam, 'GetPolicyVersion', { PolicyArn, VersionId: 'v1' });
    expect(PolicyVersion).toMatchObject({ VersionId: 'v1', IsDefaultVersion: false });
    expect(decodeURIComponent(PolicyVersion!.Document!)).toBe(document('s3:one'));
  });

  test('are five at most, and no number is given twice', async () => {
    const h = await world();
    for (const action of ['s3:2', 's3:3', 's3:4', 's3:5']) await add(h, action);
    const more = { PolicyArn, PolicyDocument: document('s3:6') };
    expect(await h.refused(iam, 'CreatePolicyVersion', more)).toBe(
      'LimitExceeded: A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.',
    );
    await h.call(iam, 'DeletePolicyVersion', { PolicyArn, VersionId: 'v5' });
    await h.call(iam, 'CreatePolicyVersion', more);
    expect(await versions(h)).toEqual(['v6', 'v4', 'v3', 'v2', 'v1*']);
  });

  test('come in pages', async () => {
    const h = await world();
    for (const action of ['s3:2', 's3:3']) await add(h, action);
    const first = await h.call(iam, 'ListPolicyVersions', { PolicyArn, MaxItems: 2 });
    const second = await h.call(iam, 'ListPolicyVersions', { PolicyArn, MaxItems: 2, Marker: first.Marker! });
    expect([...first.Versions!, ...second.Versions!].map((one) => one.VersionId)).toEqual(['v3', 'v2', 'v1']);
    expect([first.IsTruncated, second.IsTruncated]).toEqual([true, false]);
  });

  test('must be gone, but for the default, before the policy is deleted', async () => {
    const h = await world();
    await add(h, 's3:two', true);
    expect(await h.refused(iam, 'DeletePolicyVersion', { PolicyArn, VersionId: 'v2' })).toBe(
      'DeleteConflict: Cannot delete the default version of a policy.',
    );
    expect(await h.refused(iam, 'DeletePolicy', { PolicyArn })).toBe(
      "DeleteConflict: This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
    );
    await h.call(iam, 'DeletePolicyVersion', { PolicyArn, VersionId: 'v1' });
    await h.call(iam, 'DeletePolicy', { PolicyArn });
    expect(managedPolicyText(h.network, PolicyArn)).toBeUndefined();
  });

  test.each([
    ['that is not there', 'v9', `NoSuchEntity: Policy ${PolicyArn} version v9 does not exist or is not attachable.`],
    [
      'whose name is none',
      '1',
      "ValidationError: 1 validation error detected: Value '1' at 'versionId' failed to satisfy constraint: Member must satisfy regular expression pattern: v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?",
    ],
  ])('one %s is refused', async (_, VersionId, answer) => {
    const h = await world();
    for (const name of ['GetPolicyVersion', 'DeletePolicyVersion', 'SetDefaultPolicyVersion'] as const) {
      expect(await h.refused(iam, name, { PolicyArn, VersionId })).toBe(answer);
    }
  });

  test("of AWS's own policies are not made by customers", async () => {
    const h = await world();
    const input = { PolicyArn: readOnly, PolicyDocument: document('s3:*') };
    expect(await h.refused(iam, 'CreatePolicyVersion', input)).toBe(`NoSuchEntity: Policy ${readOnly} was not found.`);
    expect((await h.call(iam, 'ListPolicyVersions', { PolicyArn: readOnly })).Versions).toMatchObject([
      { VersionId: 'v182', IsDefaultVersion: true },
    ]);
  });

  test.each([
    ['too long', document(`s3:${'x'.repeat(6144)}`), 'LimitExceeded: Cannot exceed quota for PolicySize: 6144'],
    ['unreadable', '{', 'MalformedPolicyDocument: '],
  ])('are refused where the document is %s', async (_, PolicyDocument, answer) => {
    expect(await (await world()).refused(iam, 'CreatePolicyVersion', { PolicyArn, PolicyDocument })).toContain(answer);
  });
});
