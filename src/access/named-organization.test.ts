import { expect, test } from 'vitest';
import { Network } from '../model/network.ts';
import type { Resource } from '../model/resource.ts';
import { namedResources } from './named-resources.ts';

const account = '111122223333';
const base = { account, region: 'aws-global', created: 0, tags: { team: 'a' } } as const;
const unit = 'ou-aaaa-11111111';
const resources: readonly Resource[] = [
  { ...base, kind: 'organization', id: 'o-1', featureSet: 'ALL', rootId: 'r-aaaa' },
  {
    ...base,
    kind: 'account',
    id: account,
    name: 'm',
    email: 'm@example.com',
    status: 'ACTIVE',
    joined: 'INVITED',
    management: true,
    organization: 'o-1',
  },
  {
    ...base,
    kind: 'handshake',
    id: 'h-11111111',
    action: 'INVITE',
    organization: 'o-1',
    recipient: { type: 'ACCOUNT', id: '444455556666' },
    expires: 1,
  },
  { ...base, kind: 'organizational-unit', id: unit, organization: 'o-1', name: 'u', parent: 'r-aaaa' },
];
const network = resources.reduce((all, one) => all.with(one), Network.empty());
const named = (operation: string, input: Readonly<Record<string, unknown>>, caller = account) =>
  namedResources(network, { service: 'organizations', operation, input, account: caller, region: 'us-east-1' });

const arn = (rest: string) => `arn:aws:organizations::${rest}`;

test.each<[string, Readonly<Record<string, unknown>>, readonly string[]]>([
  ['ListPolicies', { Filter: 'SERVICE_CONTROL_POLICY' }, ['*']],
  ['ListChildren', { ParentId: 'r-aaaa', ChildType: 'ACCOUNT' }, [arn(`${account}:root/o-1/r-aaaa`)]],
  ['DescribeOrganizationalUnit', { OrganizationalUnitId: unit }, [arn(`${account}:ou/o-1/${unit}`)]],
  [
    'AttachPolicy',
    { PolicyId: 'p-aaaaaaaa', TargetId: unit },
    [arn(`${account}:policy/o-1/service_control_policy/p-aaaaaaaa`), arn(`${account}:ou/o-1/${unit}`)],
  ],
  ['DescribePolicy', { PolicyId: 'p-FullAWSAccess' }, [arn('aws:policy/service_control_policy/p-FullAWSAccess')]],
  ['TagResource', { ResourceId: unit, Tags: [] }, [arn(`${account}:ou/o-1/${unit}`)]],
  ['TagResource', { ResourceId: 'rp-11111111', Tags: [] }, [arn(`${account}:resourcepolicy/o-1/rp-11111111`)]],
  ['CloseAccount', { AccountId: '444455556666' }, [arn(`${account}:account/o-1/444455556666`)]],
  [
    'InviteAccountToOrganization',
    { Target: { Type: 'ACCOUNT', Id: '444455556666' } },
    [arn(`${account}:account/o-1/444455556666`)],
  ],
  ['InviteAccountToOrganization', { Target: { Type: 'EMAIL', Id: 'a@example.com' } }, ['*']],
  ['CancelHandshake', { HandshakeId: 'h-11111111' }, [arn(`${account}:handshake/o-1/invite/h-11111111`)]],
  ['CancelHandshake', { HandshakeId: 'h-22222222' }, ['*']],
  ['LeaveOrganization', {}, ['*']],
  [
    'RegisterDelegatedAdministrator',
    { AccountId: '444455556666', ServicePrincipal: 'config.amazonaws.com' },
    [arn(`${account}:account/o-1/444455556666`)],
  ],
  [
    'MoveAccount',
    { AccountId: '444455556666', SourceParentId: 'r-aaaa', DestinationParentId: unit },
    [arn(`${account}:account/o-1/444455556666`), arn(`${account}:ou/o-1/${unit}`), arn(`${account}:root/o-1/r-aaaa`)],
  ],
])('%s of %j is about %j', (operation, input, arns) => {
  expect(named(operation, input).map((one) => one.arn)).toEqual(arns);
});

test('the tags of a unit are there for conditions', () => {
  expect(named('DescribeOrganizationalUnit', { OrganizationalUnitId: unit })[0]!.tags).toEqual({ team: 'a' });
});

test('the account that is asked names a handshake as its sender does', () => {
  const named = namedResources(network, {
    service: 'organizations',
    operation: 'AcceptHandshake',
    input: { HandshakeId: 'h-11111111' },
    account: '444455556666',
    region: 'us-east-1',
  });
  expect(named.map((one) => one.arn)).toEqual([arn(`${account}:handshake/o-1/invite/h-11111111`)]);
});

test('outside an organization nothing is named', () => {
  expect(named('DescribePolicy', { PolicyId: 'p-aaaaaaaa' }, '444455556666').map((one) => one.arn)).toEqual(['*']);
});
