/**
 * What holds for every set of policies: a deny that speaks of the request wins wherever it is; more denies, fewer allows and
 * more limits never open anything; and the order in which things are written means nothing.
 */
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

const everyAction = { Action: '*', Resource: '*' };
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

test('a deny that speaks of the request wins, whatever else there is and in whatever kind of policy', () => {
  let won = 0;
  fc.assert(
    fc.property(request, policies, fc.constantFrom(...places), statement, (asked, given, place, fields) => {
      // Alone, with everything else allowed, it is the only one that can deny.
      const open = { sameAccount: true, identity: [build('identity', [{ ...everyAction, Effect: 'Allow' }])] };
      const alone = evaluate(asked, withDeny(open, place, fields));
      if (alone.reason.kind !== 'explicitDeny') return;
      won += 1;
      expect(evaluate(asked, withDeny(given, place, fields)).reason.kind).toBe('explicitDeny');
    }),
    { numRuns: 500 },
  );
  expect(won).toBeGreaterThan(20);
});

/** The policies without one of their Allow statements, where they have any. */
function withoutAllow(given: ApplicablePolicies, choice: number): ApplicablePolicies {
  let seen = 0;
  const all = [
    ...given.identity,
    ...[given.resource, given.endpoint, given.boundary].filter((one) => one !== undefined),
    ...(given.session ?? []),
    ...(given.serviceControl ?? []).flat(),
  ];
  const count = all.flatMap(({ statements }) => statements).filter(({ effect }) => effect === 'Allow').length;
  const gone = count === 0 ? -1 : choice % count;
  const cut = (policy: Policy): Policy => ({
    ...policy,
    statements: policy.statements.filter(({ effect }) => effect !== 'Allow' || seen++ !== gone),
  });
  return {
    sameAccount: given.sameAccount,
    identity: given.identity.map(cut),
    resource: given.resource && cut(given.resource),
    endpoint: given.endpoint && cut(given.endpoint),
    boundary: given.boundary && cut(given.boundary),
    session: given.session?.map(cut),
    serviceControl: given.serviceControl?.map((level) => level.map(cut)),
  };
}

test('one allow less never turns denied to allowed', () => {
  fc.assert(
    fc.property(request, policies, fc.nat(50), (asked, given, choice) => {
      fc.pre(!evaluate(asked, given).allowed);
      expect(evaluate(asked, withoutAllow(given, choice)).allowed).toBe(false);
    }),
    { numRuns: 500 },
  );
});

const limits = fc.oneof(
  some('boundary').map((boundary) => ({ boundary })),
  fc.array(some('session'), { minLength: 1, maxLength: 2 }).map((session) => ({ session })),
  some('endpoint').map((endpoint) => ({ endpoint })),
  fc.array(some('serviceControl'), { maxLength: 2 }).map((level) => ({ level })),
);

test('one limit more never turns denied to allowed', () => {
  fc.assert(
    fc.property(request, policies, limits, (asked, all, limit) => {
      const given = {
        ...all,
        ...('level' in limit ? {} : Object.fromEntries(Object.keys(limit).map((key) => [key, undefined]))),
      };
      fc.pre(!evaluate(asked, given).allowed);
      const more =
        'level' in limit
          ? { ...given, serviceControl: [...(given.serviceControl ?? []), limit.level] }
          : { ...given, ...limit };
      expect(evaluate(asked, more).allowed).toBe(false);
    }),
    { numRuns: 500 },
  );
});

const reversed = (policy: Policy): Policy => ({ ...policy, statements: [...policy.statements].reverse() });

test('the order of statements, of policies and of levels means nothing for whether it is allowed, and by what type', () => {
  fc.assert(
    fc.property(request, policies, (asked, given) => {
      const turned: ApplicablePolicies = {
        sameAccount: given.sameAccount,
        identity: given.identity.map(reversed).reverse(),
        resource: given.resource && reversed(given.resource),
        endpoint: given.endpoint && reversed(given.endpoint),
        boundary: given.boundary && reversed(given.boundary),
        session: given.session?.map(reversed).reverse(),
        serviceControl: given.serviceControl?.map((level) => level.map(reversed).reverse()).reverse(),
      };
      const [one, other] = [evaluate(asked, given), evaluate(asked, turned)];
      expect([other.allowed, other.reason.kind, other.reason.policyType]).toEqual([
        one.allowed,
        one.reason.kind,
        one.reason.policyType,
      ]);
    }),
    { numRuns: 500 },
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
