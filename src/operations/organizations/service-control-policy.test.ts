import { describe, expect, test } from 'vitest';
import { harness } from '../harness.ts';
import { denying, management, policyText, sampleOrganization } from './sample-organization.ts';
import { organizationsOperations as organizations } from './table.ts';

const Type = 'SERVICE_CONTROL_POLICY' as const;
const full = 'p-FullAWSAccess';
const given = { Name: 'p', Description: 'd', Type, Content: denying('s3:*') };

describe('a service control policy', () => {
  test('is made, shown, changed and deleted', async () => {
    const { h } = await sampleOrganization();
    const { Policy } = await h.call(organizations, 'CreatePolicy', given);
    const PolicyId = Policy!.PolicySummary!.Id!;
    const organization = h.network.get('account', management)!.organization!;
    expect(Policy).toEqual({
      PolicySummary: {
        Id: expect.stringMatching(/^p-[0-9a-z]{8}$/),
        Arn: `arn:aws:organizations::${management}:policy/${organization}/service_control_policy/${PolicyId}`,
        Name: 'p',
        Description: 'd',
        Type,
        AwsManaged: false,
      },
      Content: given.Content,
    });
    await h.call(organizations, 'UpdatePolicy', { PolicyId, Name: 'q', Content: denying('ec2:*') });
    expect((await h.call(organizations, 'DescribePolicy', { PolicyId })).Policy).toMatchObject({
      PolicySummary: { Name: 'q', Description: 'd' },
      Content: denying('ec2:*'),
    });
    await h.call(organizations, 'DeletePolicy', { PolicyId });
    expect(await h.refused(organizations, 'DescribePolicy', { PolicyId })).toMatch(/^PolicyNotFoundException/);
  });

  test.each<[string, object, string]>([
    ['a text that is no policy', { Content: '{' }, 'MalformedPolicyDocumentException'],
    [
      'a principal',
      { Content: policyText({ Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' }) },
      'MalformedPolicyDocumentException',
    ],
    ['another version', { Content: denying('*').replace('2012-10-17', '2008-10-17') }, 'MalformedPolicyDocument'],
    ['too long a text', { Content: denying('s3:*').padEnd(5121) }, 'ConstraintViolationException'],
    ['a name that AWS has', { Name: 'FullAWSAccess' }, 'DuplicatePolicyException'],
    ['no name', { Name: '' }, 'InvalidInputException'],
    ['a long description', { Description: 'x'.repeat(513) }, 'InvalidInputException'],
    ['another type of policy', { Type: 'TAG_POLICY' }, 'PolicyTypeNotAvailableForOrganizationException'],
    ['a type that there is not', { Type: 'SCP' }, 'InvalidInputException'],
  ])('is refused with %s', async (_, more, code) => {
    const { h } = await sampleOrganization();
    const input = { ...given, ...more };
    expect(await h.refused(organizations, 'CreatePolicy', input)).toMatch(new RegExp(`^${code}`));
  });

  test('may be as long as AWS lets it be', async () => {
    const { policy } = await sampleOrganization();
    await policy('long', denying('s3:*').padEnd(5120));
  });

  test('of AWS is shown, and nobody changes it', async () => {
    const { h } = await sampleOrganization();
    const { Policy } = await h.call(organizations, 'DescribePolicy', { PolicyId: full });
    expect(Policy!.PolicySummary).toMatchObject({
      Arn: 'arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess',
      AwsManaged: true,
    });
    for (const operation of ['UpdatePolicy', 'DeletePolicy'] as const) {
      expect(await h.refused(organizations, operation, { PolicyId: full })).toBe(
        "InvalidInputException: You specified a policy that is managed by AWS and can't be modified.",
      );
    }
    expect(await h.refused(organizations, 'DescribePolicy', { PolicyId: 'x' })).toMatch(/^InvalidInputException/);
  });

  test('comes in pages with the others, AWS’s among them', async () => {
    const { h, policy } = await sampleOrganization();
    for (let count = 0; count < 4; count += 1) await policy(`p${count}`);
    const names: string[] = [];
    let NextToken: string | undefined;
    do {
      const page = { Filter: Type, MaxResults: 2, ...(NextToken === undefined ? {} : { NextToken }) };
      const answer = await h.call(organizations, 'ListPolicies', page);
      names.push(...answer.Policies!.map(({ Name }) => Name!));
      NextToken = answer.NextToken;
    } while (NextToken !== undefined);
    expect(names.sort()).toEqual(['FullAWSAccess', 'p0', 'p1', 'p2', 'p3']);
    expect((await h.call(organizations, 'ListPolicies', { Filter: 'TAG_POLICY' })).Policies).toEqual([]);
  });
});

describe('attachments', () => {
  test('are made and undone at roots, units and accounts, and listed from both ends', async () => {
    const { h, root, unit, account, policy, attach } = await sampleOrganization();
    const [team, member, PolicyId] = [await unit('team'), await account('dev'), await policy('p')];
    const at = async (TargetId: string) =>
      (await h.call(organizations, 'ListPoliciesForTarget', { TargetId, Filter: Type })).Policies!.map(({ Id }) => Id);
    for (const target of [root, team, member]) {
      expect(await at(target)).toEqual([full]);
      await attach(PolicyId, target);
      expect((await at(target)).sort()).toEqual([full, PolicyId].sort());
    }
    const { Targets } = await h.call(organizations, 'ListTargetsForPolicy', { PolicyId });
    expect(Targets!.map((one) => [one.TargetId, one.Name, one.Type])).toEqual(
      [
        [root, 'Root', 'ROOT'],
        [team, 'team', 'ORGANIZATIONAL_UNIT'],
        [member, 'dev', 'ACCOUNT'],
      ].sort(),
    );
    expect((await h.call(organizations, 'ListTargetsForPolicy', { PolicyId: full })).Targets).toHaveLength(4);
    await h.call(organizations, 'DetachPolicy', { PolicyId: full, TargetId: team });
    expect(await at(team)).toEqual([PolicyId]);
    expect((await h.call(organizations, 'ListTargetsForPolicy', { PolicyId: full })).Targets).toHaveLength(3);
    await attach(full, team);
    await h.call(organizations, 'DetachPolicy', { PolicyId, TargetId: team });
    expect(await at(team)).toEqual([full]);
  });

  test('the last of a target stays', async () => {
    const { h, root } = await sampleOrganization();
    expect(await h.refused(organizations, 'DetachPolicy', { PolicyId: full, TargetId: root })).toBe(
      'ConstraintViolationException: You cannot remove the last policy attached to the specified target. You must have at least one attached at all times.',
    );
  });

  test('a target has at most five', async () => {
    const { h, root, policy, attach } = await sampleOrganization();
    for (let count = 0; count < 4; count += 1) await attach(await policy(`p${count}`), root);
    const input = { PolicyId: await policy('one more'), TargetId: root };
    expect(await h.refused(organizations, 'AttachPolicy', input)).toMatch(/^ConstraintViolationException/);
  });

  test('are refused twice, for what is not there, and undone where they are not', async () => {
    const { h, root, policy, attach } = await sampleOrganization();
    const PolicyId = await policy('p');
    const refused = async (name: 'AttachPolicy' | 'DetachPolicy', input: object) =>
      (await h.refused(organizations, name, { PolicyId, TargetId: root, ...input })).replace(/: .*/, '');
    expect(await refused('DetachPolicy', {})).toBe('PolicyNotAttachedException');
    await attach(PolicyId, root);
    expect([
      await refused('AttachPolicy', {}),
      await refused('AttachPolicy', { TargetId: '999999999999' }),
      await refused('AttachPolicy', { TargetId: 'x' }),
      await refused('DetachPolicy', { PolicyId: 'p-aaaaaaaa' }),
    ]).toEqual([
      'DuplicatePolicyAttachmentException',
      'TargetNotFoundException',
      'InvalidInputException',
      'PolicyNotFoundException',
    ]);
    expect(await h.refused(organizations, 'DeletePolicy', { PolicyId })).toMatch(/^PolicyInUseException/);
  });
});

describe('the policy type', () => {
  test('switched off takes every attachment away, and on again begins anew', async () => {
    const { h, root, policy, attach } = await sampleOrganization();
    const PolicyId = await policy('p');
    await attach(PolicyId, root);
    await h.call(organizations, 'DetachPolicy', { PolicyId: full, TargetId: root });
    const input = { RootId: root, PolicyType: Type };
    expect(await h.refused(organizations, 'EnablePolicyType', input)).toMatch(/^PolicyTypeAlreadyEnabledException/);
    expect((await h.call(organizations, 'DisablePolicyType', input)).Root!.PolicyTypes).toEqual([]);
    const at = async () =>
      (await h.call(organizations, 'ListPoliciesForTarget', { TargetId: root, Filter: Type })).Policies!;
    expect(await at()).toEqual([]);
    expect(await h.refused(organizations, 'AttachPolicy', { PolicyId, TargetId: root })).toBe(
      'PolicyTypeNotEnabledException: This operation can be performed only for enabled policy types.',
    );
    expect(await h.refused(organizations, 'DisablePolicyType', input)).toMatch(/^PolicyTypeNotEnabledException/);
    const { Root } = await h.call(organizations, 'EnablePolicyType', input);
    expect(Root!.PolicyTypes).toEqual([{ Type, Status: 'ENABLED' }]);
    expect((await at()).map(({ Id }) => Id)).toEqual([full]);
  });

  test('belongs to the root, and to organizations with all features', async () => {
    const { h } = await sampleOrganization();
    const input = { RootId: 'r-zzzz', PolicyType: Type };
    expect(await h.refused(organizations, 'DisablePolicyType', input)).toMatch(/^RootNotFoundException/);
    const billing = harness();
    await billing.call(organizations, 'CreateOrganization', { FeatureSet: 'CONSOLIDATED_BILLING' });
    expect(await billing.refused(organizations, 'EnablePolicyType', input)).toMatch(
      /^PolicyTypeNotAvailableForOrganizationException/,
    );
  });
});

test('a member account may do none of it', async () => {
  const { h, root, unit, account, policy } = await sampleOrganization();
  const [team, member, PolicyId] = [await unit('team'), await account('dev'), await policy('p')];
  const target = { PolicyId, TargetId: member };
  const type = { RootId: root, PolicyType: Type };
  const calls: readonly (readonly [keyof typeof organizations, object])[] = [
    ['AttachPolicy', target],
    ['CreateOrganizationalUnit', { ParentId: root, Name: 'mine' }],
    ['CreatePolicy', given],
    ['DeleteOrganizationalUnit', { OrganizationalUnitId: team }],
    ['DeletePolicy', { PolicyId }],
    ['DescribeOrganizationalUnit', { OrganizationalUnitId: team }],
    ['DescribePolicy', { PolicyId }],
    ['DetachPolicy', target],
    ['DisablePolicyType', type],
    ['EnablePolicyType', type],
    ['ListAccountsForParent', { ParentId: root }],
    ['ListChildren', { ParentId: root, ChildType: 'ACCOUNT' }],
    ['ListOrganizationalUnitsForParent', { ParentId: root }],
    ['ListParents', { ChildId: member }],
    ['ListPolicies', { Filter: Type }],
    ['ListPoliciesForTarget', { TargetId: member, Filter: Type }],
    ['ListTargetsForPolicy', { PolicyId }],
    ['MoveAccount', { AccountId: member, SourceParentId: root, DestinationParentId: team }],
    ['UpdateOrganizationalUnit', { OrganizationalUnitId: team, Name: 'mine' }],
    ['UpdatePolicy', { PolicyId }],
  ];
  for (const [name, input] of calls) {
    expect(await h.as({ account: member }).refused(organizations, name, input as never), name).toBe(
      "AccessDeniedException: You don't have permissions to access this resource.",
    );
  }
});
