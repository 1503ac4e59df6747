import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ApplicablePolicies, evaluate } from './evaluate.ts';
import { parsePolicy } from './parse.ts';
import type { Policy, PolicyKind } from './policy.ts';
import type { RequestPrincipal } from './principal.ts';
import { evaluateOrRemember } from './remembered.ts';

const account = '111122223333';
const variable = (inside: string): string => ['$', '{', inside, '}'].join('');
const user: RequestPrincipal = { kind: 'user', account, arn: `arn:aws:iam::${account}:user/ann` };
const policy = (kind: PolicyKind, ...statements: readonly object[]): Policy =>
  parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }), kind);
const allow = (more: object = {}) => ({ Effect: 'Allow', Action: '*', Resource: '*', ...more });
const deny = (Condition: object, more: object = {}) => ({
  Effect: 'Deny',
  Action: '*',
  Resource: '*',
  Condition,
  ...more,
});
const within = (...statements: readonly object[]): ApplicablePolicies => ({
  sameAccount: true,
  identity: [policy('identity', ...statements)],
});
const request = (keys: Readonly<Record<string, string>>, read: string[] = []) => ({
  principal: user,
  action: 'ec2:CreateTags',
  resource: 'arn:aws:ec2:us-east-1:111122223333:vpc/vpc-1',
  context: (key: string) => {
    read.push(key);
    return keys[key];
  },
});

describe('a decision that was made before', () => {
  test('is answered after a look at what was read, and at nothing else', () => {
    const policies = within(allow(), deny({ StringEquals: { one: 'no' } }), deny({ StringEquals: { two: 'no' } }));
    const decided = evaluateOrRemember(request({ one: 'no' }), policies, policies.identity);
    const read: string[] = [];
    expect(evaluateOrRemember(request({ one: 'no' }, read), policies, policies.identity)).toBe(decided);
    expect(read).toEqual(['one']);
  });

  test('is made again where a value differs', () => {
    const policies = within(allow(), deny({ StringEquals: { one: 'no' } }));
    for (const [one, allowed] of [
      ['no', false],
      ['yes', true],
      ['no', false],
    ] as const) {
      expect(evaluateOrRemember(request({ one }), policies, policies.identity).allowed).toBe(allowed);
    }
  });

  test('is not remembered where a resource, an endpoint or a session has a policy', () => {
    const policies = within(allow());
    expect(evaluateOrRemember(request({}), policies, policies.identity).allowed).toBe(true);
    const session = [policy('session', { ...allow(), Action: 's3:*' })];
    expect(evaluateOrRemember(request({}), { ...policies, session }, policies.identity).allowed).toBe(false);
    const endpoint = policy('endpoint', { ...allow(), Principal: '*', Action: 's3:*' });
    expect(evaluateOrRemember(request({}), { ...policies, endpoint }, policies.identity).allowed).toBe(false);
    const resource = policy('resource', { ...deny({}), Principal: '*' });
    expect(evaluateOrRemember(request({}), { ...policies, resource }, policies.identity).allowed).toBe(false);
    expect(evaluateOrRemember(request({}), { ...policies, sameAccount: false }, policies.identity).allowed).toBe(false);
  });

  const key = fc.constantFrom('a', 'b', 'c');
  const value = fc.constantFrom('1', '2', variable('a'), variable("b, '1'"));
  const statement = fc.record({
    Effect: fc.constantFrom('Allow', 'Deny'),
    Action: fc.constantFrom('*', 'ec2:*', 'ec2:Create*', 'ec2:Delete*'),
    Resource: fc.constantFrom('*', 'arn:aws:ec2:*:*:vpc/*', `arn:aws:ec2:*:*:vpc/${variable('a')}`),
    Condition: fc.dictionary(
      fc.constantFrom('StringEquals', 'StringNotEquals', 'StringEqualsIfExists', 'ForAnyValue:StringLike'),
      fc.dictionary(key, value, { minKeys: 1, maxKeys: 2 }),
      { maxKeys: 2 },
    ),
  });
  const asked = fc.record({
    action: fc.constantFrom('ec2:CreateTags', 'ec2:DeleteTags'),
    resource: fc.constantFrom('arn:aws:ec2:r:1:vpc/1', 'arn:aws:ec2:r:1:vpc/2', 'arn:aws:ec2:r:1:subnet/1'),
    context: fc.dictionary(key, fc.constantFrom('1', '2'), { maxKeys: 3 }),
  });

  test('is the one that an evaluation makes, whatever was asked before', () => {
    const statements = fc.array(statement, { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(statements, statements, fc.array(asked, { minLength: 2, maxLength: 30 }), (own, guard, requests) => {
        const policies = { ...within(...own), serviceControl: [[policy('serviceControl', ...guard)]] };
        for (const one of requests) {
          const whole = { principal: user, ...one };
          expect(evaluateOrRemember(whole, policies, policies.identity)).toEqual(evaluate(whole, policies));
        }
      }),
    );
  });
});
