import { expect, test } from 'vitest';
import { seededRandom } from '../../base/random.ts';
import { isRegionEnabled } from '../../model/region-opt.ts';
import { memoryStore } from '../../store/memory.ts';
import { emptyToFirstAccount, ensureFirstAccount, ensureRootKey } from './first-account.ts';
import { management, sampleOrganization } from './sample-organization.ts';
import { organizationsOperations as organizations } from './table.ts';

const given = () => ({ now: 5, random: seededRandom(1) });

test('the first account is made once, with a root key', async () => {
  const store = memoryStore();
  const first = await store.transact((draft) => ensureFirstAccount(draft, { ...given(), accountId: '000000000000' }));
  expect(first.account).toMatchObject({ id: '000000000000', management: true, status: 'ACTIVE', created: 5 });
  expect(first.accessKey).toMatchObject({ account: '000000000000', status: 'Active' });
  expect(first.accessKey.userName).toBeUndefined();
  const before = store.network;
  const again = await store.transact((draft) => ensureFirstAccount(draft, { ...given(), accountId: '999999999999' }));
  expect(again).toEqual(first);
  expect(store.network).toBe(before);
});

test('it has opted in to the region that the server was started in, where it takes that', async () => {
  const store = memoryStore();
  const start = (region: string, now: number) =>
    store.transact((draft) => ensureFirstAccount(draft, { now, random: seededRandom(1), region }).account.id);
  const id = await start('us-east-1', 5);
  expect(store.network.get('account-region', `${id}/us-east-1`)).toBeUndefined();
  await start('me-south-1', 6);
  expect(isRegionEnabled(store.network, id, 'me-south-1', 6)).toBe(true);
  const before = store.network;
  await start('me-south-1', 7);
  expect(store.network).toBe(before);
});

test('an account without an id gets one', async () => {
  const store = memoryStore();
  const { account } = await store.transact((draft) => ensureFirstAccount(draft, given()));
  expect(account.id).toMatch(/^[1-9]\d{11}$/);
});

test('a root key that is inactive is no way in: another is made', async () => {
  const store = memoryStore();
  const { account, accessKey } = await store.transact((draft) => ensureFirstAccount(draft, given()));
  await store.transact((draft) => draft.put({ ...accessKey, status: 'Inactive' }));
  const random = seededRandom(2);
  const key = await store.transact((draft) => ensureRootKey(draft, account.id, { now: 6, random }));
  expect(key.id).not.toBe(accessKey.id);
});

test('an emptied server has the first account, and no organization until one is made again', async () => {
  const { h, root, unit, move } = await sampleOrganization();
  await move(management, root, await unit('core'));
  await h.store.transact((draft) => emptyToFirstAccount(draft, given()));
  expect(await h.refused(organizations, 'DescribeOrganization', {})).toMatch(/^AWSOrganizationsNotInUseException/);
  await h.call(organizations, 'CreateOrganization', {});
  const { Roots } = await h.call(organizations, 'ListRoots', {});
  const { Parents } = await h.call(organizations, 'ListParents', { ChildId: management });
  expect(Parents).toEqual([{ Id: Roots![0]!.Id, Type: 'ROOT' }]);
});
