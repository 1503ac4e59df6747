/**
 * What AWS's own documentation says of policies: each group of rows in published-examples.json names the page that its policies
 * are modelled on, and each row a request with who decides, as evaluate.test.ts writes it: `allow`, `no` (nothing allows) or
 * `deny` (a statement denies), and the type of policy.
 */
import { describe, expect, test } from 'vitest';
import type { ContextKeys } from './context.ts';
import { evaluate } from './evaluate.ts';
import { parsePolicy } from './parse.ts';
import type { Policy, PolicyKind } from './policy.ts';
import { principalFromArn, type RequestPrincipal } from './principal.ts';
import examples from './published-examples.json' with { type: 'json' };
import { simulate } from './simulate.ts';

type Statements = readonly object[];

interface Row {
  readonly who: string;
  readonly does: string;
  readonly to: string;
  readonly with?: ContextKeys;
  readonly owner?: 'other';
  readonly then: string;
}

interface Example {
  readonly source: string;
  readonly says: string;
  readonly version?: string;
  readonly policies: {
    readonly identity?: readonly Statements[];
    readonly boundary?: Statements;
    readonly session?: readonly Statements[];
    readonly resource?: Statements;
    readonly trust?: Statements;
    readonly endpoint?: Statements;
    readonly serviceControl?: readonly (readonly Statements[])[];
  };
  readonly requests: readonly Row[];
}

const account = '111122223333';
const arns: Readonly<Record<string, string>> = {
  root: `arn:aws:iam::${account}:root`,
  ann: `arn:aws:iam::${account}:user/ann`,
  app: `arn:aws:sts::${account}:assumed-role/App/i-1`,
  admin: `arn:aws:sts::${account}:assumed-role/AllowedAdmin/eve`,
};

function principalOf(who: string): RequestPrincipal {
  if (who === 'nobody') return { kind: 'anonymous' };
  if (who.includes('.')) return { kind: 'service', service: who };
  return principalFromArn(arns[who] ?? '') as RequestPrincipal;
}

function policiesOf({ policies, version = '2012-10-17' }: Example) {
  const parse = (kind: PolicyKind, statements: Statements): Policy =>
    parsePolicy(JSON.stringify({ Version: version, Statement: statements }), kind);
  const one = (kind: PolicyKind, statements: Statements | undefined) => statements && parse(kind, statements);
  return {
    identity: (policies.identity ?? []).map((list) => parse('identity', list)),
    boundary: one('boundary', policies.boundary),
    session: policies.session?.map((list) => parse('session', list)),
    resource: one('resource', policies.resource) ?? one('trust', policies.trust),
    endpoint: one('endpoint', policies.endpoint),
    serviceControl: policies.serviceControl?.map((level) => level.map((list) => parse('serviceControl', list))),
  };
}

const words = { allow: 'allow', implicitDeny: 'no', explicitDeny: 'deny' } as const;
const verdicts = { allow: 'allowed', no: 'implicitDeny', deny: 'explicitDeny' } as const;

const groups = examples as unknown as readonly Example[];

describe.each(groups)('$says ($source)', (example) => {
  const policies = policiesOf(example);
  test.each(example.requests)('$who $does $to $with: $then', ({ who, does, to, with: context = {}, owner, then }) => {
    const request = { principal: principalOf(who), action: does, resource: to, context };
    const applicable = { ...policies, sameAccount: owner === undefined };
    const { reason } = evaluate(request, applicable);
    expect(`${words[reason.kind]} ${reason.policyType}`).toBe(then);
    const [word = ''] = then.split(' ');
    expect(simulate(request, applicable).verdict).toBe(verdicts[word as keyof typeof verdicts]);
  });
});

test('there are many, each with a page of AWS’s and both answers where there is more than one row', () => {
  expect(groups.flatMap(({ requests }) => requests).length).toBeGreaterThanOrEqual(150);
  expect(groups.filter(({ source }) => !source.startsWith('https://docs.aws.amazon.com/'))).toEqual([]);
});
