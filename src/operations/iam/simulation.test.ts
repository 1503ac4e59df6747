import { describe, expect, test } from 'vitest';
import { type Harness, harness } from '../harness.ts';
import { iamOperations as iam } from './table.ts';

const account = '111122223333';
const other = '444455556666';
const policy = (...statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });
const allow = (Action: string, Resource = '*', more: object = {}) => ({ Effect: 'Allow', Action, Resource, ...more });
const deny = (Action: string, Resource = '*', more: object = {}) => ({ Effect: 'Deny', Action, Resource, ...more });
const userArn = (name: string) => `arn:aws:iam::${account}:user/${name}`;
const everyone = { Principal: '*' };
const bucket = 'arn:aws:s3:::b/k';

type Custom = Parameters<typeof iam.SimulateCustomPolicy>[1];

/** The answer about one action. */
async function custom(input: Partial<Custom>, h: Harness = harness()) {
  const asked = { PolicyInputList: [policy(allow('s3:*'))], ActionNames: ['s3:GetObject'], ...input };
  return (await h.call(iam, 'SimulateCustomPolicy', asked)).EvaluationResults![0]!;
}

async function principal(h: Harness, PolicySourceArn: string, ActionNames: string[], more: object = {}) {
  const answer = await h.call(iam, 'SimulatePrincipalPolicy', { PolicySourceArn, ActionNames, ...more });
  return answer.EvaluationResults!;
}

describe('policies of the request', () => {
  test('are judged action by action, and the statement is pointed at', async () => {
    const { EvaluationResults, ...rest } = await harness().call(iam, 'SimulateCustomPolicy', {
      PolicyInputList: [policy(allow('ec2:Describe*')), policy(allow('s3:Get*'), deny('s3:Put*'))],
      ActionNames: ['s3:GetObject', 's3:PutObject', 's3:ListBucket'],
    });
    const source = { SourcePolicyId: 'PolicyInputList.2', SourcePolicyType: 'IAM Policy' };
    const place = (column: number) => ({ Line: 1, Column: column });
    const result = { EvalResourceName: '*', MissingContextValues: [] };
    expect(rest).toEqual({ IsTruncated: false });
    expect(EvaluationResults).toEqual([
      {
        ...result,
        EvalActionName: 's3:GetObject',
        EvalDecision: 'allowed',
        MatchedStatements: [{ ...source, StartPosition: place(38), EndPosition: place(90) }],
      },
      {
        ...result,
        EvalActionName: 's3:PutObject',
        EvalDecision: 'explicitDeny',
        MatchedStatements: [{ ...source, StartPosition: place(91), EndPosition: place(142) }],
      },
      { ...result, EvalActionName: 's3:ListBucket', EvalDecision: 'implicitDeny', MatchedStatements: [] },
    ]);
  });

  test('answer the strictest of the resources, and each of them', async () => {
    const answer = await custom({
      PolicyInputList: [policy(allow('s3:*', 'arn:aws:s3:::b/*'), deny('s3:*', 'arn:aws:s3:::b/secret'))],
      ResourceArns: ['arn:aws:s3:::b/k', 'arn:aws:s3:::b/secret', 'arn:aws:s3:::c'],
    });
    expect(answer).toMatchObject({ EvalResourceName: '*', EvalDecision: 'explicitDeny' });
    expect(answer.MatchedStatements).toHaveLength(1);
    expect(answer.ResourceSpecificResults!.map((one) => [one.EvalResourceName, one.EvalResourceDecision])).toEqual([
      ['arn:aws:s3:::b/k', 'allowed'],
      ['arn:aws:s3:::b/secret', 'explicitDeny'],
      ['arn:aws:s3:::c', 'implicitDeny'],
    ]);
  });

  test('are held against the context keys given, and say which are missing', async () => {
    const Condition = { StringEquals: { 'aws:SourceVpce': 'vpce-1' } };
    const input = { PolicyInputList: [policy(allow('s3:*', '*', { Condition }))] };
    const entry = (value: string) => ({
      ContextEntries: [
        { ContextKeyName: 'aws:sourcevpce', ContextKeyType: 'string', ContextKeyValues: [value] },
      ] as const,
    });
    expect(await custom(input)).toMatchObject({
      EvalDecision: 'implicitDeny',
      MissingContextValues: ['aws:SourceVpce'],
    });
    expect(await custom({ ...input, ...entry('vpce-1') })).toMatchObject({
      EvalDecision: 'allowed',
      MissingContextValues: [],
    });
    expect(await custom({ ...input, ...entry('vpce-2') })).toMatchObject({ EvalDecision: 'implicitDeny' });
  });

  test('are limited by a boundary, which is told', async () => {
    const boundary = (action: string) => ({ PermissionsBoundaryPolicyInputList: [policy(allow(action))] });
    expect(await custom(boundary('ec2:*'))).toMatchObject({
      EvalDecision: 'implicitDeny',
      PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: false },
    });
    expect(await custom(boundary('s3:*'))).toMatchObject({
      EvalDecision: 'allowed',
      PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: true },
    });
    const denied = await custom({ PermissionsBoundaryPolicyInputList: [policy(deny('*'))] });
    expect(denied.MatchedStatements).toMatchObject([{ SourcePolicyId: 'PermissionsBoundaryPolicyInputList.1' }]);
  });

  test('are limited by every level of service control policies', async () => {
    const level = (...actions: string[]) => ({
      ServiceControlPolicyInputList: actions.map((action) => policy(allow(action))),
    });
    const levels = (...list: object[]) => ({ OrderedOrganizationPolicyInputList: list });
    expect(await custom(levels(level('*'), level('ec2:*', 's3:*')))).toMatchObject({
      EvalDecision: 'allowed',
      OrganizationsDecisionDetail: { AllowedByOrganizations: true },
    });
    expect(await custom(levels(level('*'), level('ec2:*')))).toMatchObject({
      EvalDecision: 'implicitDeny',
      OrganizationsDecisionDetail: { AllowedByOrganizations: false },
    });
  });
});

describe("a resource's policy", () => {
  const input = {
    CallerArn: userArn('ann'),
    ResourceArns: [bucket],
    ResourcePolicy: policy(allow('s3:*', '*', { Principal: { AWS: userArn('ann') } })),
    PolicyInputList: [policy(allow('ec2:*'))],
  };

  test('is enough for the caller that it names, within one account', async () => {
    expect(await custom(input)).toMatchObject({
      EvalResourceName: bucket,
      EvalDecision: 'allowed',
      MatchedStatements: [{ SourcePolicyId: 'ResourcePolicy', SourcePolicyType: 'Resource Policy' }],
    });
    expect(await custom({ ...input, CallerArn: userArn('bob') })).toMatchObject({ EvalDecision: 'implicitDeny' });
  });

  test('is not enough across accounts, and both sides are told', async () => {
    const across = { ...input, ResourceOwner: `arn:aws:iam::${other}:root` };
    expect(await custom(across)).toMatchObject({
      EvalDecision: 'implicitDeny',
      EvalDecisionDetails: { 'IAM Policy': 'implicitDeny', 'Resource Policy': 'allowed' },
    });
    expect(await custom({ ...across, PolicyInputList: [policy(allow('s3:*'))] })).toMatchObject({
      EvalDecision: 'allowed',
    });
  });

  test('that names a role lets the role in', async () => {
    const role = `arn:aws:iam::${account}:role/app`;
    const named = { ...input, ResourcePolicy: policy(allow('s3:*', '*', { Principal: { AWS: role } })) };
    expect(await custom({ ...named, CallerArn: role })).toMatchObject({ EvalDecision: 'allowed' });
    expect(await custom(named)).toMatchObject({ EvalDecision: 'implicitDeny' });
  });
});

describe('policies of an identity', () => {
  async function world(): Promise<Harness> {
    const h = harness();
    await h.call(iam, 'CreateUser', { UserName: 'ann', Path: '/net/' });
    await h.call(iam, 'CreateGroup', { GroupName: 'team' });
    await h.call(iam, 'AddUserToGroup', { GroupName: 'team', UserName: 'ann' });
    const PolicyName = 'p';
    await h.call(iam, 'PutUserPolicy', { UserName: 'ann', PolicyName, PolicyDocument: policy(allow('s3:GetObject')) });
    await h.call(iam, 'PutGroupPolicy', {
      GroupName: 'team',
      PolicyName,
      PolicyDocument: policy(allow('s3:PutObject')),
    });
    await h.call(iam, 'AttachGroupPolicy', {
      GroupName: 'team',
      PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess',
    });
    return h;
  }
  const sources = (results: Awaited<ReturnType<typeof principal>>) =>
    results.map((one) => [one.EvalDecision, ...one.MatchedStatements!.map((statement) => statement.SourcePolicyId)]);
  const actions = ['s3:GetObject', 's3:PutObject', 'ec2:DescribeVpcs', 'ec2:CreateVpc'];

  test('are a user’s own and its groups’, inline and managed', async () => {
    expect(sources(await principal(await world(), userArn('net/ann'), actions))).toEqual([
      ['allowed', 'user_ann_p', 'ReadOnlyAccess'],
      ['allowed', 'group_team_p'],
      ['allowed', 'ReadOnlyAccess'],
      ['implicitDeny'],
    ]);
  });

  test('are a group’s alone', async () => {
    expect(sources(await principal(await world(), `arn:aws:iam::${account}:group/team`, actions))).toEqual([
      ['allowed', 'ReadOnlyAccess'],
      ['allowed', 'group_team_p'],
      ['allowed', 'ReadOnlyAccess'],
      ['implicitDeny'],
    ]);
  });

  test('are joined by those of the request', async () => {
    const more = { PolicyInputList: [policy(allow('ec2:CreateVpc'), deny('s3:PutObject'))] };
    const results = await principal(await world(), userArn('net/ann'), actions, more);
    expect(sources(results).map(([decision]) => decision)).toEqual(['allowed', 'explicitDeny', 'allowed', 'allowed']);
  });

  test('know the name of the user that calls', async () => {
    const h = await world();
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a policy variable looks like it
    const document = policy(allow('s3:DeleteObject', 'arn:aws:s3:::b/${aws:username}/*'));
    const more = { PolicyInputList: [document], ResourceArns: ['arn:aws:s3:::b/ann/k'] };
    const decisions = async (arn: string, input: object = {}) =>
      (await principal(h, arn, ['s3:DeleteObject'], { ...more, ...input })).map((one) => [
        one.EvalDecision,
        one.MissingContextValues,
      ]);
    expect(await decisions(userArn('net/ann'))).toEqual([['allowed', []]]);
    expect(await decisions(userArn('net/ann'), { CallerArn: userArn('bob') })).toEqual([['implicitDeny', []]]);
    expect(await decisions(`arn:aws:iam::${account}:group/team`)).toEqual([['implicitDeny', ['aws:username']]]);
  });

  test('are limited by its boundary, unless the request brings another', async () => {
    const h = harness();
    const { Policy } = await h.call(iam, 'CreatePolicy', { PolicyName: 'b', PolicyDocument: policy(allow('ec2:*')) });
    await h.call(iam, 'CreateUser', { UserName: 'ann', PermissionsBoundary: Policy!.Arn! });
    const more = { PolicyInputList: [policy(allow('s3:*'))] };
    const ask = (input: object) => principal(h, userArn('ann'), ['s3:GetObject'], { ...more, ...input });
    expect(await ask({})).toMatchObject([
      { EvalDecision: 'implicitDeny', PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: false } },
    ]);
    expect(await ask({ PermissionsBoundaryPolicyInputList: [policy(allow('s3:*'))] })).toMatchObject([
      { EvalDecision: 'allowed', PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: true } },
    ]);
  });

  test.each([
    [userArn('bob'), 'NoSuchEntity: The user with name bob cannot be found.'],
    [userArn('ann'), 'NoSuchEntity: The user with name ann cannot be found.'],
    [
      `arn:aws:iam::${other}:user/ann`,
      `InvalidInput: Invalid Policy Source Arn: caller's account ${account} does not have access to policies in account ${other}`,
    ],
    [
      `arn:aws:sts::${account}:assumed-role/app/s`,
      `InvalidInput: Invalid Entity Arn: arn:aws:sts::${account}:assumed-role/app/s does not clearly define entity type and name.`,
    ],
  ])('of %s are refused', async (PolicySourceArn, answer) => {
    const input = { PolicySourceArn, ActionNames: ['s3:GetObject'] };
    expect(await (await world()).refused(iam, 'SimulatePrincipalPolicy', input)).toBe(answer);
  });
});

test('a launch that names all its resources is judged on each', async () => {
  const types = ['instance', 'image', 'security-group', 'network-interface', 'volume'];
  const answer = await custom({
    PolicyInputList: [policy(allow('ec2:RunInstances'), deny('ec2:RunInstances', 'arn:aws:ec2:*:*:volume/*'))],
    ActionNames: ['ec2:RunInstances'],
    ResourceHandlingOption: 'EC2-VPC-EBS',
    ResourceArns: types.map((type) => `arn:aws:ec2:us-east-1:${account}:${type}/*`),
  });
  const decisions = answer.ResourceSpecificResults!.map((one) => one.EvalResourceDecision);
  expect(decisions).toEqual(['allowed', 'allowed', 'allowed', 'allowed', 'explicitDeny']);
});

test('results come in pages, in the order of the actions, each once', async () => {
  const h = harness();
  const input = { PolicyInputList: [policy(allow('s3:*'))], ActionNames: ['s3:C', 's3:A', 's3:B', 's3:A'] };
  const first = await h.call(iam, 'SimulateCustomPolicy', { ...input, MaxItems: 2 });
  expect([first.EvaluationResults!.map((one) => one.EvalActionName), first.IsTruncated]).toEqual([
    ['s3:C', 's3:A'],
    true,
  ]);
  const second = await h.call(iam, 'SimulateCustomPolicy', { ...input, Marker: first.Marker! });
  expect([second.EvaluationResults!.map((one) => one.EvalActionName), second.IsTruncated]).toEqual([['s3:B'], false]);
});

test('a page ends early where much is to be judged', async () => {
  const statements = Array.from({ length: 500 }, () => allow('s3:*'));
  const answer = await harness().call(iam, 'SimulateCustomPolicy', {
    PolicyInputList: [policy(...statements)],
    ActionNames: ['s3:A', 's3:B'],
    ResourceArns: Array.from({ length: 300 }, (_, index) => `arn:aws:s3:::b/${index}`),
  });
  expect([answer.EvaluationResults!.length, answer.IsTruncated]).toEqual([1, true]);
});

test.each<[string, Partial<Custom>, RegExp]>([
  [
    'more than one request may take',
    {
      PolicyInputList: [policy(...Array.from({ length: 500 }, () => allow('s3:*')))],
      ResourceArns: Array.from({ length: 500 }, (_, index) => `arn:aws:s3:::b/${index}`),
    },
    /^InvalidInput: Too many/,
  ],
  ['no action', { ActionNames: [] }, /^ValidationError/],
  ['an action without a service', { ActionNames: ['GetObject'] }, /^InvalidInput: Invalid Input Actions/],
  ['an action with a wildcard', { ActionNames: ['s3:*'] }, /^InvalidInput: Invalid Input Actions/],
  ['a resource that is no ARN', { ResourceArns: ['b/k'] }, /^InvalidInput/],
  ['a broken policy', { PolicyInputList: ['{'] }, /^InvalidInput: Syntax errors in policy\.$/],
  ['a broken boundary', { PermissionsBoundaryPolicyInputList: ['{'] }, /^InvalidInput/],
  ['two boundaries', { PermissionsBoundaryPolicyInputList: [policy(allow('*')), policy(allow('*'))] }, /^InvalidInput/],
  [
    "a resource's policy without a caller",
    { ResourcePolicy: policy(allow('*', '*', everyone)) },
    /CallerArn is required/,
  ],
  ['a caller that is no identity', { CallerArn: `arn:aws:iam::${account}:root` }, /^InvalidInput: Invalid Entity Arn/],
  ['an owner that is no account', { ResourceOwner: 'me' }, /^InvalidInput/],
  ['a key without a name', { ContextEntries: [{ ContextKeyValues: ['a'] }] }, /^InvalidInput/],
  [
    'two values of one string',
    { ContextEntries: [{ ContextKeyName: 'aws:x', ContextKeyType: 'string', ContextKeyValues: ['a', 'b'] }] },
    /^InvalidInput/,
  ],
  [
    'a number that is none',
    { ContextEntries: [{ ContextKeyName: 'aws:x', ContextKeyType: 'numeric', ContextKeyValues: ['many'] }] },
    /^InvalidInput/,
  ],
  [
    'a key of no type',
    { ContextEntries: [{ ContextKeyName: 'aws:x', ContextKeyType: 'colour' as never, ContextKeyValues: ['a'] }] },
    /^InvalidInput/,
  ],
  ['an unknown way of launching', { ResourceHandlingOption: 'EC2-Moon' }, /^InvalidInput/],
  [
    'a launch that names too few resources',
    {
      ResourceHandlingOption: 'EC2-VPC-EBS-Subnet',
      ResourceArns: ['instance', 'image', 'security-group', 'subnet', 'volume'].map(
        (type) => `arn:aws:ec2:::${type}/*`,
      ),
    },
    /types: network-interface\.$/,
  ],
])('%s is refused', async (_, input, answer) => {
  const asked = { PolicyInputList: [policy(allow('s3:*'))], ActionNames: ['s3:GetObject'], ...input };
  expect(await harness().refused(iam, 'SimulateCustomPolicy', asked)).toMatch(answer);
});
