/** Which names a VPC's resolver asks of other servers: rules against each other and against what the VPC has itself. */

import { describe, expect, test } from 'vitest';
import type { ResolverRule } from '../model/resolver-rule.ts';
import type { Resource } from '../model/resource.ts';
import { recordType } from './dns-record.ts';
import { resolve } from './resolver.ts';
import { ids, s3Endpoint, sampleNetwork, stsEndpoint, vpc } from './sample-network.ts';

const base = { account: vpc.account, region: 'us-east-1', created: 0, tags: {} } as const;

function rule(
  domain: string,
  type: ResolverRule['type'] = 'FORWARD',
  account: string = base.account,
): readonly Resource[] {
  const id = `rslvr-rr-${domain}`;
  const forward = type === 'FORWARD' ? { endpoint: 'rslvr-out-1', targets: [{ address: '10.9.0.53', port: 53 }] } : {};
  return [
    {
      ...base,
      kind: 'resolver-rule',
      id,
      account,
      type,
      domain,
      creatorRequestId: id,
      targets: [],
      updated: 0,
      ...forward,
    },
    { ...base, kind: 'resolver-rule-association', id: `assoc-${domain}`, rule: id, vpc: ids.vpc, stateRevision: 1 },
  ];
}

function zone(name: string, ...records: readonly (readonly [type: string, value: string])[]): readonly Resource[] {
  const id = `Z-${name}`;
  const at = { ...base, region: 'aws-global' };
  const soa = ['SOA', 'ns.example. host.example. 1 7200 900 1209600 86400'] as const;
  return [
    {
      ...at,
      kind: 'hosted-zone',
      id,
      name,
      private: true,
      vpcs: [{ region: 'us-east-1', vpc: ids.vpc }],
      callerReference: name,
      nameServers: [],
    },
    ...[soa, ...records].map(
      ([type, value]): Resource => ({
        ...at,
        kind: 'record-set',
        id: `${id}/${name}/${type}`,
        zone: id,
        name,
        type,
        ttl: 60,
        values: [value],
      }),
    ),
  ];
}

/** The domain of the rule that the name goes to, with the name that is asked; else `own`. */
function ask(name: string, changes: readonly (readonly Resource[])[], more: { in?: string; inbound?: true } = {}) {
  const { in: vpcId = ids.vpc, ...view } = more;
  const question = { name, type: recordType.A, class: 1 };
  const answer = resolve(sampleNetwork(...changes.flat()), vpcId, question, view);
  return answer?.forward ? `${answer.forward.rule.domain} ${answer.forward.question.name}` : 'own';
}

describe('a rule', () => {
  test.each([
    ['corp.example', 'corp.example. corp.example'],
    ['a.b.corp.example', 'corp.example. a.b.corp.example'],
    ['A.CORP.example.', 'corp.example. A.CORP.example.'],
    ['acorp.example', 'own'],
    ['example', 'own'],
  ])('of corp.example for %s', (name, expected) => {
    expect(ask(name, [rule('corp.example.')])).toBe(expected);
  });

  test('holds in its VPC alone', () => {
    expect(ask('a.corp.example', [rule('corp.example.')], { in: ids.other })).toBe('own');
  });

  test("of another's counts while it is shared only", () => {
    expect(ask('a.corp.example', [rule('corp.example.', 'FORWARD', '999999999999')])).toBe('own');
  });

  test('with the longest domain counts, and SYSTEM keeps the name here', () => {
    const rules = [rule('.'), rule('example.'), rule('b.example.'), rule('own.b.example.', 'SYSTEM')];
    expect(ask('a.example', rules)).toBe('example. a.example');
    expect(ask('a.b.example', rules)).toBe('b.example. a.b.example');
    expect(ask('x.own.b.example', rules)).toBe('own');
    expect(ask('www.internet.example.org', rules)).toBe('. www.internet.example.org');
  });
});

describe('what the VPC has itself', () => {
  test.each([
    ['a private zone for fewer names goes first', 'b.corp.example.', 'own'],
    ['one of the same name after the rule', 'corp.example.', 'corp.example. x.b.corp.example'],
    ['one for more names after it', 'example.', 'corp.example. x.b.corp.example'],
  ])('%s', (_, name, expected) => {
    expect(ask('x.b.corp.example', [zone(name), rule('corp.example.')])).toBe(expected);
  });

  test('a CNAME of a private zone leads to a rule', () => {
    const alias = zone('alias.own.', ['CNAME', 'a.corp.example']);
    expect(ask('alias.own', [alias, rule('corp.example.')])).toBe('corp.example. a.corp.example');
  });

  test.each([
    ['ip-10-0-1-5.ec2.internal', 'own'],
    ['5.1.0.10.in-addr.arpa', 'own'],
    ['5.1.9.10.in-addr.arpa', '. 5.1.9.10.in-addr.arpa'],
    ['sts.us-east-1.amazonaws.com', 'own'],
    ['sqs.us-east-1.amazonaws.com', '. sqs.us-east-1.amazonaws.com'],
  ])('stays its own although a rule is for all names: %s', (name, expected) => {
    expect(ask(name, [rule('.')])).toBe(expected);
  });

  test('names of the VPC are not its own without DNS hostnames, nor an endpoint’s that is gone', () => {
    expect(ask('ip-10-0-1-5.ec2.internal', [[{ ...vpc, enableDnsHostnames: false }], rule('.')])).toMatch(/^\. /);
    const gone: Resource = { ...stsEndpoint, desired: 'deleted' };
    expect(ask('sts.us-east-1.amazonaws.com', [[gone], rule('.')])).toMatch(/^\. /);
  });
});

test('private names for inbound endpoints are theirs alone', () => {
  const network = sampleNetwork({ ...s3Endpoint, privateDnsOnlyForInboundResolver: true });
  const question = { name: 's3.us-east-1.amazonaws.com', type: recordType.A, class: 1 };
  const answered = (view: object) => resolve(network, ids.vpc, question, view)!.answers.map(({ data }) => data);
  expect(answered({ inbound: true })).toEqual([{ kind: 'A', address: '10.0.1.11' }]);
  expect(answered({})).not.toEqual([{ kind: 'A', address: '10.0.1.11' }]);
});
