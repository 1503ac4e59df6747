/** What holds for every set of policies: a deny wins wherever it is, and more denies never open anything. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ApplicablePolicies, evaluate } from './evaluate.ts';
import { parsePolicy } from './parse.ts';
import type { Policy, PolicyKind } from './policy.ts';
import { principalFromArn, type RequestPrincipal } from './principal.ts';

const account = '111122223333';
const principals: readonly RequestPrincipal[] = [
  `arn:aws:iam::${account}:root`,
  `arn:aws:iam::${account}:user/alice`,
  `arn:aws:sts::${account}:assumed-role/App/i-1`,
]
  .map((arn) => principalFromArn(arn) as RequestPrincipal)
  .concat({ kind: 'anonymous' }, { kind: 'service', service: 'ec2.amazonaws.com' });

const names = ['*', account, `arn:aws:iam::${account}:user/alice`, `arn:aws:iam::${account}:role/App`];
const statement = fc.record({
  Effect: fc.constantFrom('Allow', 'Deny'),
  Action: fc.constantFrom('*', 's3:*', 's3:GetObject', 's3:PutObject'),
  Resource: fc.constantFrom('*', 'arn:aws:s3:::bucket/*', 'arn:aws:s3:::other'),
  Principal: fc.constantFrom(...names).map((name) => ({ AWS: name })),
  Condition: fc.constantFrom(
    {},
    { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } },
    { Bool: { 'aws:SecureTransport': 'true' } },
  ),
});

const withPrincipal: readonly PolicyKind[] = ['resource', 'endpoint'];
function build(kind: PolicyKind, statements: readonly object[]): Policy {
  const list = withPrincipal.includes(kind) ? statements : statements.map((one) => ({ ...one, Principal: undefined }));
  return parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: list }), kind);
}
const some = (kind: PolicyKind) => fc.array(statement, { minLength: 1, maxLength: 3 }).map((list) => build(kind, list));
const perhaps = (kind: PolicyKind) => fc.option(some(kind), { nil: undefined });

const policies: fc.Arbitrary<ApplicablePolicies> = fc.record({
  sameAccount: fc.boolean(),
  identity: fc.array(some('identity'), { maxLength: 2 }),
  resource: perhaps('resource'),
  endpoint: perhaps('endpoint'),
  boundary: perhaps('boundary'),
  session: fc.option(fc.array(some('session'), { minLength: 1, maxLength: 2 }), { nil: undefined }),
  serviceControl: fc.option(fc.array(fc.array(some('serviceControl'), { maxLength: 2 }), { maxLength: 2 }), {
    nil: undefined,
  }),
});
const request = fc.record({
  principal: fc.constantFrom(...principals),
  action: fc.constantFrom('s3:GetObject', 'S3:getobject', 's3:PutObject', 'ec2:DescribeVpcs'),
  resource: fc.constantFrom('*', 'arn:aws:s3:::bucket/key', 'arn:aws:s3:::other'),
  context: fc.constantFrom({}, { 'aws:SourceVpce': 'vpce-1' }, { 'aws:SecureTransport': 'true' }),
});

const places = ['identity', 'resource', 'endpoint', 'boundary', 'session', 'serviceControl'] as const;

/** The policies with one more, at its place, that has only this Deny. */
function withDeny(given: ApplicablePolicies, place: (typeof places)[number], fields: object): ApplicablePolicies {
  const denial = build(place, [{ ...fields, Effect: 'Deny' }]);
  switch (place) {
    case 'identity':
      return { ...given, identity: [...given.identity, denial] };
    case 'session':
      return { ...given, session: [...(given.session ?? []), denial] };
    case 'serviceControl':
      return { ...given, serviceControl: [...(given.serviceControl ?? []), [denial]] };
    default: {
      const statements = [...(given[place]?.statements ?? []), ...denial.statements];
      return { ...given, [place]: { ...denial, statements } };
    }
  }
}

test('a deny that applies wins wherever it is', () => {
  const everything = { Action: '*', Resource: '*', Principal: '*' };
  fc.assert(
    fc.property(request, policies, fc.constantFrom(...places), (asked, given, place) => {
      const decision = evaluate(asked, withDeny(given, place, everything));
      expect(decision.reason.kind).toBe('explicitDeny');
      expect(decision.allowed).toBe(false);
    }),
    { numRuns: 300 },
  );
});

test('one more deny never turns denied to allowed', () => {
  fc.assert(
    fc.property(request, policies, fc.constantFrom(...places), statement, (asked, given, place, fields) => {
      fc.pre(!evaluate(asked, given).allowed);
      expect(evaluate(asked, withDeny(given, place, fields)).allowed).toBe(false);
    }),
    { numRuns: 500 },
  );
});

test('an evaluation changes nothing and repeats', () => {
  fc.assert(
    fc.property(request, policies, (asked, given) => {
      expect(evaluate(asked, given)).toEqual(evaluate(asked, given));
    }),
    { numRuns: 100 },
  );
});
