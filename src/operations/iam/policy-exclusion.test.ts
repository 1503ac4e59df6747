import { describe, expect, test } from 'vitest';
import { type Harness, harness } from '../harness.ts';
import { iamOperations as iam } from './table.ts';

const account = '111122223333';
const policy = (...statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });
const allow = (Action: string, Resource = '*', more: object = {}) => ({ Effect: 'Allow', Action, Resource, ...more });
const userArn = (name: string) => `arn:aws:iam::${account}:user/${name}`;

async function principal(h: Harness, PolicySourceArn: string, ActionNames: string[], more: object = {}) {
  const answer = await h.call(iam, 'SimulatePrincipalPolicy', { PolicySourceArn, ActionNames, ...more });
  return answer.EvaluationResults!;
}

describe('policies that are left out', () => {
  type Exclusions = NonNullable<Parameters<typeof iam.SimulatePrincipalPolicy>[1]['PolicyExclusionList']>;
  const own = `arn:aws:iam::${account}:policy/net/own`;

  async function decisions(PolicyExclusionList: Exclusions): Promise<string> {
    const h = harness();
    await h.call(iam, 'CreatePolicy', {
      PolicyName: 'own',
      Path: '/net/',
      PolicyDocument: policy(allow('ec2:CreateVpc')),
    });
    await h.call(iam, 'CreateGroup', { GroupName: 'group' });
    await h.call(iam, 'CreateUser', { UserName: 'ann' });
    await h.call(iam, 'AddUserToGroup', { GroupName: 'group', UserName: 'ann' });
    for (const PolicyArn of [own, 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess']) {
      await h.call(iam, 'AttachUserPolicy', { UserName: 'ann', PolicyArn });
    }
    const inline = { PolicyName: 'p', PolicyDocument: policy(allow('sns:Publish')) };
    await h.call(iam, 'PutGroupPolicy', { GroupName: 'group', ...inline });
    const actions = ['ec2:CreateVpc', 's3:GetObject', 'sns:Publish'];
    const results = await principal(h, userArn('ann'), actions, { PolicyExclusionList });
    return results.map((result) => (result.EvalDecision === 'allowed' ? 'yes' : 'no')).join(' ');
  }

  const inlineOf = (AttachmentName: string, AttachmentType = 'group') =>
    [{ InlinePolicyIdentifier: { PolicyName: 'p', AttachmentType, AttachmentName } }] as Exclusions;

  test.each<[string, Exclusions, string]>([
    ['none', [], 'yes yes yes'],
    ["AWS's", [{ PolicyType: 'aws-managed' }], 'yes no yes'],
    ["the account's", [{ PolicyType: 'user-managed' }], 'no yes yes'],
    ['inline ones', [{ PolicyType: 'inline' }], 'yes yes no'],
    ['one by ARN', [{ PolicyArn: own }], 'no yes yes'],
    ['some by a wildcard', [{ PolicyArn: 'arn:aws:iam::aws:policy/AmazonS3*' }], 'yes no yes'],
    ['what is not attached', [{ PolicyArn: 'arn:aws:iam::aws:policy/AmazonEC2*' }], 'yes yes yes'],
    ["a group's inline one", inlineOf('gr?up'), 'yes yes no'],
    ["another group's", inlineOf('other*'), 'yes yes yes'],
    ["a user's of that name", inlineOf('group', 'user'), 'yes yes yes'],
    ['resource control policies', [{ PolicyType: 'rcp' }], 'yes yes yes'],
  ])('%s', async (_, excluded, answer) => {
    expect(await decisions(excluded)).toBe(answer);
  });

  test('a boundary', async () => {
    const h = harness();
    const PermissionsBoundary = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
    await h.call(iam, 'CreateUser', { UserName: 'ann', PermissionsBoundary });
    await h.call(iam, 'PutUserPolicy', { UserName: 'ann', PolicyName: 'p', PolicyDocument: policy(allow('*')) });
    const decide = async (more: object) =>
      (await principal(h, userArn('ann'), ['ec2:CreateVpc'], more))[0]!.EvalDecision;
    expect(await decide({})).toBe('implicitDeny');
    expect(await decide({ PolicyExclusionList: [{ PolicyType: 'permission-boundary' }] })).toBe('allowed');
  });

  test.each<[string, object]>([
    ['a malformed ARN', { PolicyArn: 'x' }],
    ['a wildcard in the account', { PolicyArn: 'arn:aws:iam::*:policy/p' }],
    ['two stars', { PolicyArn: 'arn:aws:iam::aws:policy/*a*' }],
    ['an unknown type', { PolicyType: 'cat' }],
  ])('are refused by %s', async (_, identifier) => {
    await expect(decisions([identifier as Exclusions[number]])).rejects.toMatchObject({ code: 'InvalidInput' });
  });
});
