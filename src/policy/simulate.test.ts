import { describe, expect, test } from 'vitest';
import { parsePolicy } from './parse.ts';
import type { PolicyKind } from './policy.ts';
import { simulate } from './simulate.ts';

const account = '111122223333';
const arn = `arn:aws:iam::${account}:user/ann`;
const everyone = { Principal: '*' };
const policy = (kind: PolicyKind, ...statements: object[]) =>
  parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }), kind);
const allow = (Action: string, more: object = {}) => ({ Effect: 'Allow', Action, Resource: '*', ...more });
const deny = (Action: string, more: object = {}) => ({ Effect: 'Deny', Action, Resource: '*', ...more });
const request = {
  principal: { kind: 'user', arn, account },
  action: 's3:GetObject',
  resource: 'arn:aws:s3:::b/k',
  context: {},
} as const;
const same = { sameAccount: true } as const;

describe('the statements that decide', () => {
  test('are all that allow, of identity and resource', () => {
    const identity = policy('identity', allow('ec2:*'), allow('s3:*'), allow('s3:Get*'));
    const resource = policy('resource', allow('s3:GetObject', everyone));
    expect(simulate(request, { ...same, identity: [identity], resource })).toMatchObject({
      verdict: 'allowed',
      identity: 'allowed',
      resource: 'allowed',
      matched: [
        { policy: identity, index: 1 },
        { policy: identity, index: 2 },
        { policy: resource, index: 0 },
      ],
    });
  });

  test('are the denials alone where one denies', () => {
    const identity = policy('identity', allow('s3:*'), deny('s3:Get*'));
    const boundary = policy('boundary', deny('s3:*'));
    expect(simulate(request, { ...same, identity: [identity], boundary })).toMatchObject({
      verdict: 'explicitDeny',
      boundary: 'explicitDeny',
      matched: [
        { policy: identity, index: 1 },
        { policy: boundary, index: 0 },
      ],
    });
  });

  test('are none where nothing allows', () => {
    const identity = policy('identity', allow('ec2:*'));
    const answer = simulate(request, { ...same, identity: [identity] });
    expect(answer).toMatchObject({ verdict: 'implicitDeny', matched: [], boundary: undefined });
  });

  test('are none where a boundary leaves it out', () => {
    const given = {
      ...same,
      identity: [policy('identity', allow('s3:*'))],
      boundary: policy('boundary', allow('ec2:*')),
    };
    expect(simulate(request, given)).toMatchObject({
      verdict: 'implicitDeny',
      matched: [],
      identity: 'allowed',
      boundary: 'implicitDeny',
    });
  });

  test('are not those of service control policies', () => {
    const open = policy('serviceControl', allow('*'));
    const closed = policy('serviceControl', allow('*'), deny('s3:*'));
    const identity = [policy('identity', allow('s3:*'))];
    expect(simulate(request, { ...same, identity, serviceControl: [[open], [closed]] })).toMatchObject({
      verdict: 'explicitDeny',
      matched: [],
      serviceControl: 'explicitDeny',
    });
    expect(simulate(request, { ...same, identity, serviceControl: [[open], [open]] }).serviceControl).toBe('allowed');
    expect(simulate(request, { ...same, identity, serviceControl: [[open], []] }).serviceControl).toBe('implicitDeny');
  });
});

describe('the keys that are missing', () => {
  const missing = (statement: object, more: object = {}) =>
    simulate({ ...request, ...more }, { ...same, identity: [policy('identity', statement)] }).missingKeys;
  const fromAddress = { Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } };

  test.each<[string, readonly string[], object, object?]>([
    // biome-ignore-start lint/suspicious/noTemplateCurlyInString: policy variables look like it
    ['a condition asks for', ['aws:SourceIp'], allow('s3:*', fromAddress)],
    ['a condition of a denial asks for', ['aws:SourceIp'], deny('s3:*', fromAddress)],
    ['is given, in another case', [], allow('s3:*', fromAddress), { context: { 'AWS:sourceip': '10.0.0.1' } }],
    ['only other actions need', [], allow('ec2:*', fromAddress)],
    ['only other resources need', [], allow('s3:*', { ...fromAddress, Resource: 'arn:aws:s3:::other' })],
    [
      'a variable needs',
      ['aws:PrincipalTag/team'],
      allow('s3:*', { Resource: 'arn:aws:s3:::${aws:PrincipalTag/team}/*' }),
    ],
    [
      'a variable with a default needs',
      [],
      allow('s3:*', { Resource: "arn:aws:s3:::${aws:PrincipalTag/team, 'x'}/*" }),
    ],
    ['an escape is not', [], allow('s3:*', { Resource: 'arn:aws:s3:::${*}' })],
    ['follows from the caller', [], allow('s3:*', { Resource: 'arn:aws:s3:::${aws:username}/*' })],
    [
      'would follow from the caller, who is unknown',
      ['aws:username'],
      allow('s3:*', { Resource: 'arn:aws:s3:::${aws:username}/*' }),
      { callerUnknown: true },
    ],
    [
      "a condition's value needs",
      ['s3:prefix', 'aws:PrincipalTag/team'],
      allow('s3:*', { Condition: { StringEquals: { 's3:prefix': '${aws:PrincipalTag/team}' } } }),
    ],
    // biome-ignore-end lint/suspicious/noTemplateCurlyInString: policy variables look like it
  ])('%s: %s', (_, keys, statement, more) => {
    expect(missing(statement, more)).toEqual(keys);
  });
});
