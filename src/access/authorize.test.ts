import { describe, expect, test } from 'vitest';
import { Network } from '../model/network.ts';
import type { Resource } from '../model/resource.ts';
import { type AccessQuestion, createAuthorizer, trustsService } from './authorize.ts';
import type { Caller } from './caller.ts';
import { account, ann, base } from './sample-network.ts';

const policy = (...statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });
const allow = (action: string, more = {}) => ({ Effect: 'Allow', Action: action, Resource: '*', ...more });
const deny = (action: string, more = {}) => ({ Effect: 'Deny', Action: action, Resource: '*', ...more });
const everyone = { Principal: '*' };

const user = (inline: string, boundary?: string): Resource => ({
  ...base,
  kind: 'user',
  id: `${account}/ann`,
  name: 'ann',
  path: '/',
  uniqueId: 'AIDA',
  inlinePolicies: { p: inline },
  attachedPolicies: [],
  ...(boundary ? { permissionsBoundary: boundary } : {}),
});
const member = (inline: string, ...groups: string[]): Resource => ({ ...user(inline), groups }) as Resource;
const group = (name: string, inline: string, ...attachedPolicies: string[]): Resource => ({
  ...base,
  kind: 'group',
  id: `${account}/${name}`,
  name,
  path: '/',
  uniqueId: 'AGPA',
  inlinePolicies: { p: inline },
  attachedPolicies,
});
const endpoint = (text: string, desired: 'available' | 'deleted' = 'available'): Resource => ({
  ...base,
  kind: 'vpc-endpoint',
  id: 'vpce-1',
  endpointType: 'Gateway',
  vpc: 'vpc-1',
  serviceName: 'com.amazonaws.us-east-1.s3',
  policy: text,
  routeTables: [],
  subnets: [],
  groups: [],
  networkInterfaces: [],
  privateDnsEnabled: false,
  privateDnsOnlyForInboundResolver: false,
  dnsRecordIpType: 'service-defined',
  ipAddressType: 'ipv4',
  dnsSuffix: 'abcdefgh',
  desired,
  stateRevision: 1,
});
const network = (...resources: Resource[]) => resources.reduce((all, one) => all.with(one), Network.empty());

const root: Caller = {
  account,
  secret: 's',
  principal: { kind: 'root', account, arn: `arn:aws:iam::${account}:root` },
};
const circumstances = {
  origin: { kind: 'local', sourceAddress: '127.0.0.1' },
  region: 'us-east-1',
  now: 0,
  secureTransport: false,
} as const;
const through = {
  ...circumstances,
  origin: { kind: 'endpoint', endpoint: 'vpce-1', vpc: 'vpc-1', sourceAddress: '10.0.0.4' },
} as const;
const question = (more: Partial<AccessQuestion>): AccessQuestion => ({
  caller: ann,
  circumstances,
  action: 's3:GetObject',
  resource: 'arn:aws:s3:::b/k',
  resourceAccount: account,
  ...more,
});
const ec2Only = policy(allow('ec2:*'));
const managed: Readonly<Record<string, string>> = { 'arn:bound': ec2Only, 'arn:all': policy(allow('*')) };
const authorizer = createAuthorizer((_, arn) => managed[arn], 'k');
const all = policy(allow('*'));
const open = policy(allow('*', everyone));

describe('a request', () => {
  test.each<[string, boolean, Network, Partial<AccessQuestion>]>([
    ['of a user whose policy allows it', true, network(user(all)), {}],
    ['of a user without a policy for it', false, network(user(policy(allow('ec2:*')))), {}],
    ['of a member whose group allows it', true, network(member(ec2Only, 'team'), group('team', all)), {}],
    [
      'of a member whose second group allows it',
      true,
      network(member(ec2Only, 'a', 'b'), group('a', ec2Only), group('b', all)),
      {},
    ],
    [
      'of a member whose group has a managed policy for it',
      true,
      network(member(ec2Only, 'team'), group('team', ec2Only, 'arn:all')),
      {},
    ],
    ['of a member whose group denies it', false, network(member(all, 'team'), group('team', policy(deny('s3:*')))), {}],
    ['of a user beside a group that allows it', false, network(user(ec2Only), group('team', all)), {}],
    ['of a user that is gone', false, network(), {}],
    ['of a user whose boundary leaves it out', false, network(user(all, 'arn:bound')), {}],
    ['of a user whose boundary is gone', false, network(user(all, 'arn:gone')), {}],
    ['of root on its own account', true, network(), { caller: root }],
    ["of root on another's bucket", false, network(), { caller: root, resourceAccount: '444455556666' }],
    [
      'of root that the bucket policy denies',
      false,
      network(),
      { caller: root, resourcePolicy: policy(deny('s3:*', everyone)) },
    ],
    ['of nobody', false, network(), { caller: undefined }],
    ['of nobody at a bucket that is open', true, network(), { caller: undefined, resourcePolicy: open }],
    ['through an endpoint that allows it', true, network(user(all), endpoint(open)), { circumstances: through }],
    [
      'through an endpoint that does not',
      false,
      network(user(all), endpoint(policy(allow('s3:Put*', everyone)))),
      { circumstances: through },
    ],
    [
      'of root through an endpoint that does not',
      false,
      network(endpoint(policy(deny('*', everyone)))),
      { circumstances: through, caller: root },
    ],
    ['through an endpoint that is gone', false, network(user(all)), { circumstances: through }],
    [
      'through an endpoint that is being deleted',
      false,
      network(user(all), endpoint(open, 'deleted')),
      { circumstances: through },
    ],
    ['that needs no permission', true, network(user(policy(deny('ec2:*')))), { needsNoPermission: true }],
    [
      'that needs none, through an endpoint that denies it',
      false,
      network(endpoint(policy(deny('*', everyone)))),
      { needsNoPermission: true, circumstances: through },
    ],
  ])('%s: %s', (_, allowed, given, more) => {
    expect(authorizer.decide(given, question(more)).allowed).toBe(allowed);
  });

  test.each([
    ['aws:SourceVpce', 'vpce-1'],
    ['aws:SourceVpc', 'vpc-1'],
    ['aws:VpcSourceIp', '10.0.0.4'],
  ])('through an endpoint carries %s, and one from elsewhere does not', (key, value) => {
    const resourcePolicy = policy(deny('s3:*', { ...everyone, Condition: { StringNotEquals: { [key]: value } } }));
    const given = network(user(all), endpoint(open));
    expect(authorizer.decide(given, question({ resourcePolicy, circumstances: through })).allowed).toBe(true);
    expect(authorizer.decide(given, question({ resourcePolicy })).allowed).toBe(false);
  });
});

test('a role trusts EC2 only where its policy says so', () => {
  const trust = (service: string) =>
    policy({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service } });
  const role = (trustPolicy: string) => ({ trustPolicy }) as Parameters<typeof trustsService>[0];
  expect(trustsService(role(trust('ec2.amazonaws.com')), 'ec2.amazonaws.com')).toBe(true);
  expect(trustsService(role(trust('lambda.amazonaws.com')), 'ec2.amazonaws.com')).toBe(false);
});

test('what was decided before does not outlive a boundary, a group or a tag that it went by', () => {
  const judge = (given: Network, more: Partial<AccessQuestion> = {}) =>
    authorizer.decide(given, question(more)).allowed;
  const unlimited = network(user(all));
  expect(judge(unlimited)).toBe(true);
  expect(judge(unlimited.with(user(all, 'arn:bound')))).toBe(false);
  expect(judge(unlimited)).toBe(true);
  const tagged = network(user(policy(allow('*', { Condition: { StringEquals: { 'aws:ResourceTag/team': 'a' } } }))));
  const named = (team: string) => ({ named: { arn: 'arn:aws:s3:::b/k', tags: { team } } });
  expect([judge(tagged, named('a')), judge(tagged, named('b')), judge(tagged, named('a'))]).toEqual([
    true,
    false,
    true,
  ]);
});
