import { beforeEach, describe, expect, test } from 'vitest';
import type { Harness } from '../harness.ts';
import { denying, management, policyText, type SampleOrganization, sampleOrganization } from './sample-organization.ts';
import { organizationsOperations as organizations } from './table.ts';

let sample: SampleOrganization;
let h: Harness;
let member: string;
let unit: string;

beforeEach(async () => {
  sample = await sampleOrganization();
  h = sample.h;
  member = await sample.account('policies');
  unit = await sample.unit('team');
});

const as = (account: string): Harness => h.as({ account });
const letting = (Action: readonly string[], more: object = {}) =>
  policyText({ Effect: 'Allow', Principal: { AWS: member }, Action, Resource: '*', ...more });
const put = (Content: string) => h.call(organizations, 'PutResourcePolicy', { Content });

describe('a resource policy', () => {
  test('is made, changed, tagged, shown and deleted', async () => {
    const { ResourcePolicy: made } = await put(letting(['organizations:ListRoots']));
    const { Id, Arn } = made!.ResourcePolicySummary!;
    const organization = h.network.get('account', management)!.organization!;
    expect(Arn).toBe(`arn:aws:organizations::${management}:resourcepolicy/${organization}/${Id}`);
    const Content = letting(['organizations:List*']);
    expect((await put(Content)).ResourcePolicy!.ResourcePolicySummary!.Id).toBe(Id);
    const shown = async () => (await h.call(organizations, 'DescribeResourcePolicy', {})).ResourcePolicy;
    expect(await shown()).toEqual({ ResourcePolicySummary: { Id, Arn }, Content });
    const Tags = [{ Key: 'team', Value: 'a' }];
    await h.call(organizations, 'TagResource', { ResourceId: Id!, Tags });
    expect((await h.call(organizations, 'ListTagsForResource', { ResourceId: Id! })).Tags).toEqual(Tags);
    await h.call(organizations, 'DeleteResourcePolicy', {});
    for (const name of ['DescribeResourcePolicy', 'DeleteResourcePolicy'] as const) {
      expect(await h.refused(organizations, name, {})).toMatch(/^ResourcePolicyNotFoundException: /);
    }
  });

  test.each([
    ['no JSON', 'hello', /^InvalidInputException: .*not valid/],
    ['no principal', denying('organizations:ListRoots'), /^InvalidInputException: .*not valid/],
    ['nothing', '', /^InvalidInputException: /],
    ['too much', ' '.repeat(40_001), /^ConstraintViolationException: /],
    [
      'what is never delegated',
      policyText({ Effect: 'Allow', Principal: '*', Action: 'organizations:CreateAccount', Resource: '*' }),
      /^InvalidInputException: .*action/,
    ],
    [
      'another service',
      policyText({ Effect: 'Allow', Principal: '*', Action: ['organizations:ListRoots', 's3:*'], Resource: '*' }),
      /^InvalidInputException: .*action/,
    ],
  ])('is not %s', async (_, Content, answer) => {
    expect(await h.refused(organizations, 'PutResourcePolicy', { Content })).toMatch(answer);
  });
});

describe('a member', () => {
  test('that it lets manage policies does, and nothing else', async () => {
    await put(letting(['organizations:CreatePolicy', 'organizations:AttachPolicy', 'organizations:ListPolicies']));
    const by = as(member);
    const input = { Name: 'guard', Content: denying('s3:*'), Description: '', Type: 'SERVICE_CONTROL_POLICY' as const };
    const { Policy } = await by.call(organizations, 'CreatePolicy', input);
    const PolicyId = Policy!.PolicySummary!.Id!;
    await by.call(organizations, 'AttachPolicy', { PolicyId, TargetId: unit });
    expect(h.network.get('service-control-policy', PolicyId)).toMatchObject({ account: management, targets: [unit] });
    expect((await by.call(organizations, 'ListPolicies', { Filter: input.Type })).Policies).toHaveLength(2);
    const attached = { PolicyId, TargetId: unit };
    expect(await by.refused(organizations, 'DetachPolicy', attached)).toMatch(/^AccessDeniedException: /);
    expect(await by.refused(organizations, 'ListRoots', {})).toMatch(/^AccessDeniedException: /);
    expect(
      await as(await sample.account('other')).refused(organizations, 'ListPolicies', { Filter: input.Type }),
    ).toMatch(/^AccessDeniedException: /);
  });

  test('is let attach only to what the policy names, in the types that it names', async () => {
    const PolicyId = await sample.policy('guard');
    const organization = h.network.get('account', management)!.organization!;
    const Resource = [
      `arn:aws:organizations::${management}:ou/${organization}/${unit}`,
      `arn:aws:organizations::${management}:policy/${organization}/service_control_policy/*`,
    ];
    const type = (name: string) => ({ Condition: { StringEquals: { 'organizations:PolicyType': name } } });
    const attach = (TargetId: string) => as(member).call(organizations, 'AttachPolicy', { PolicyId, TargetId });
    await put(letting(['organizations:AttachPolicy'], { Resource, ...type('TAG_POLICY') }));
    await expect(attach(unit)).rejects.toThrow("You don't have permissions");
    await put(letting(['organizations:AttachPolicy'], { Resource, ...type('SERVICE_CONTROL_POLICY') }));
    await expect(attach(sample.root)).rejects.toThrow("You don't have permissions");
    await attach(unit);
  });

  test('is let do nothing that is never delegated, by no wildcard', async () => {
    await put(letting(['organizations:*']));
    const by = as(member);
    expect((await by.call(organizations, 'ListRoots', {})).Roots).toHaveLength(1);
    expect(await by.refused(organizations, 'CloseAccount', { AccountId: member })).toMatch(/^AccessDeniedException: /);
    expect(await by.refused(organizations, 'DeleteResourcePolicy', {})).toMatch(/^AccessDeniedException: /);
  });

  test('is denied by it where it denies, also as an administrator of a service', async () => {
    const [ServicePrincipal, AccountId] = ['config.amazonaws.com', member];
    await h.call(organizations, 'EnableAWSServiceAccess', { ServicePrincipal });
    await h.call(organizations, 'RegisterDelegatedAdministrator', { AccountId, ServicePrincipal });
    expect((await as(member).call(organizations, 'ListRoots', {})).Roots).toHaveLength(1);
    const deny = { Effect: 'Deny', Principal: '*', Action: 'organizations:ListRoots', Resource: '*' };
    const allow = { Effect: 'Allow', Principal: { AWS: member }, Action: 'organizations:List*', Resource: '*' };
    await put(policyText(allow, deny));
    expect((await as(member).call(organizations, 'ListAccounts', {})).Accounts).toHaveLength(2);
    expect(await as(member).refused(organizations, 'ListRoots', {})).toMatch(/^AccessDeniedException: /);
  });
});
