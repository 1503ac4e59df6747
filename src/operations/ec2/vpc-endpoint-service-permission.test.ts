import { describe, expect, test } from 'vitest';
import type { Network } from '../../model/network.ts';
import { harness } from '../harness.ts';
import { ec2Operations as operations } from './table.ts';
import { allow, offer } from './vpc-endpoint-fixture.ts';
import { mayConnect } from './vpc-endpoint-service-permission.ts';

const account = '444455556666';
const root = `arn:aws:iam::${account}:root`;
const role = `arn:aws:iam::${account}:role/app`;
const user = `arn:aws:iam::${account}:user/ann`;

test('principals are added once, each with an id, listed by type, and removed', async () => {
  const made = await offer();
  const { h, service } = made;
  const added = await allow(made, root, role, user, '*', root);
  expect(added).toEqual({
    AddedPrincipals: [
      ['Account', root],
      ['Role', role],
      ['User', user],
      ['All', '*'],
    ].map(([PrincipalType, Principal]) => ({
      PrincipalType,
      Principal,
      ServicePermissionId: expect.stringMatching(/^vpce-svc-perm-[0-9a-f]{17}$/),
      ServiceId: service,
    })),
    ReturnValue: true,
  });
  expect((await allow(made, root)).AddedPrincipals).toEqual([]);
  const list = async (more: object = {}) =>
    (await h.call(operations, 'DescribeVpcEndpointServicePermissions', { ServiceId: service, ...more }))
      .AllowedPrincipals!;
  expect((await list()).map((one) => one.Principal).sort()).toEqual(['*', role, root, user].sort());
  expect((await list({ Filters: [{ Name: 'principal-type', Values: ['User', 'Role'] }] })).length).toBe(2);
  expect(await list({ Filters: [{ Name: 'principal', Values: [root] }] })).toEqual([
    { ...added.AddedPrincipals![0], Tags: [] },
  ]);
  await h.call(operations, 'ModifyVpcEndpointServicePermissions', {
    ServiceId: service,
    RemoveAllowedPrincipals: [root, '*', `${user}2`],
  });
  expect((await list()).map((one) => one.Principal).sort()).toEqual([role, user]);
});

test.each([
  account,
  `arn:aws:iam::${account}:role/team/app`,
  `arn:aws:iam::${account}:user/team/ann`,
  `arn:aws:sts::${account}:assumed-role/app/session`,
  `arn:aws:iam::${account}:root/x`,
  'arn:aws:iam::*:root',
  'vpce.amazonaws.com',
  '',
])('%j is no principal', async (arn) => {
  const { h, service } = await offer();
  const input = { ServiceId: service, AddAllowedPrincipals: [root, arn] };
  expect(await h.refused(operations, 'ModifyVpcEndpointServicePermissions', input)).toBe(
    `InvalidPrincipal: Invalid Principal: '${arn}'`,
  );
});

test('permissions are the owner’s matter', async () => {
  const { h, service } = await offer();
  const stranger = h.as({ account });
  for (const name of ['ModifyVpcEndpointServicePermissions', 'DescribeVpcEndpointServicePermissions'] as const) {
    expect(await stranger.refused(operations, name, { ServiceId: service })).toMatch(
      /^InvalidVpcEndpointServiceId\.NotFound/,
    );
  }
});

describe('who may connect', () => {
  async function identities(path: string): Promise<Network> {
    const { store, network } = harness();
    const base = {
      account,
      region: 'aws-global',
      created: 0,
      tags: {},
      path,
      inlinePolicies: {},
      attachedPolicies: [],
    };
    await store.transact((draft) => {
      draft.put({ ...base, kind: 'user', id: `${account}/ann`, name: 'ann', uniqueId: 'AIDA' });
      const trust = { uniqueId: 'AROA', trustPolicy: '{}', maxSessionDuration: 3600 };
      draft.put({ ...base, ...trust, kind: 'role', id: `${account}/app`, name: 'app' });
    });
    return network.revision === store.network.revision ? network : store.network;
  }
  const callers = {
    root: { kind: 'root', account },
    user: { kind: 'user', account, name: 'ann' },
    role: { kind: 'session', account, role: 'app', session: 's' },
    otherRole: { kind: 'session', account, role: 'other', session: 's' },
  } as const;

  test.each([
    ['root', root, '/', true],
    ['user', root, '/', true],
    ['role', root, '/', true],
    ['role', '*', '/', true],
    ['role', role, '/', true],
    ['user', user, '/', true],
    ['root', role, '/', false],
    ['user', role, '/', false],
    ['otherRole', role, '/', false],
    ['role', user, '/', false],
    ['role', role, '/team/', false],
    ['user', user, '/team/', false],
    ['root', 'arn:aws:iam::999999999999:root', '/', false],
  ] as const)('%s, where %s is allowed, with the path %s: %s', async (caller, arn, path, answer) => {
    const network = await identities(path);
    const service = { account: '111122223333', principals: [{ arn, permission: 'vpce-svc-perm-1' }] };
    expect(mayConnect(network, { account, principal: callers[caller] }, service)).toBe(answer);
    expect(mayConnect(network, { account, principal: callers[caller] }, { account, principals: [] })).toBe(true);
  });
});
