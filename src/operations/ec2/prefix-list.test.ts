import { describe, expect, test } from 'vitest';
import { type Harness, harness } from '../harness.ts';
import { prefixListOperations as lists } from './prefix-list.ts';
import { sampleNetwork } from './sample-network.ts';
import { securityGroupRuleOperations } from './security-group-rule.ts';

const request = {
  PrefixListName: 'offices',
  AddressFamily: 'IPv4',
  MaxEntries: 3,
  Entries: [{ Cidr: '10.1.2.3/16', Description: 'one' }, { Cidr: '10.2.0.0/16' }],
};

async function start(): Promise<{ h: Harness; PrefixListId: string }> {
  const h = harness();
  const { PrefixList } = await h.call(lists, 'CreateManagedPrefixList', request);
  return { h, PrefixListId: PrefixList!.PrefixListId! };
}

async function entries(h: Harness, PrefixListId: string, TargetVersion?: number) {
  const wanted = TargetVersion === undefined ? { PrefixListId } : { PrefixListId, TargetVersion };
  return (await h.call(lists, 'GetManagedPrefixListEntries', wanted)).Entries;
}

describe('AWS’s own lists', () => {
  test('are shown beside the caller’s, and their addresses too', async () => {
    const { h, PrefixListId } = await start();
    const { PrefixLists } = await h.call(lists, 'DescribeManagedPrefixLists', {});
    expect(PrefixLists!.map((list) => [list.PrefixListName, list.OwnerId]).sort()).toEqual([
      ['com.amazonaws.us-east-1.dynamodb', 'AWS'],
      ['com.amazonaws.us-east-1.s3', 'AWS'],
      ['offices', '111122223333'],
    ]);
    const { PrefixLists: services } = await h.call(lists, 'DescribePrefixLists', {
      Filters: [{ Name: 'prefix-list-name', Values: ['*.s3'] }],
    });
    expect(services).toEqual([
      { PrefixListId: 'pl-63a5400a', PrefixListName: 'com.amazonaws.us-east-1.s3', Cidrs: ['3.5.0.0/22'] },
    ]);
    expect(await entries(h, 'pl-63a5400a')).toEqual([{ Cidr: '3.5.0.0/22' }]);
    expect(await h.refused(lists, 'DescribePrefixLists', { PrefixListIds: [PrefixListId] })).toMatch(/NotFound/);
  });

  test('cannot be changed', async () => {
    const { h } = await start();
    expect(await h.refused(lists, 'DeleteManagedPrefixList', { PrefixListId: 'pl-63a5400a' })).toBe(
      "OperationNotPermitted: The prefix list 'pl-63a5400a' is managed by AWS and cannot be modified.",
    );
  });
});

describe('versions', () => {
  test('each change of entries makes one, a new name doesn’t', async () => {
    const { h, PrefixListId } = await start();
    await h.call(lists, 'ModifyManagedPrefixList', { PrefixListId, PrefixListName: 'sites' });
    const { PrefixList } = await h.call(lists, 'ModifyManagedPrefixList', {
      PrefixListId,
      CurrentVersion: 1,
      AddEntries: [{ Cidr: '10.1.0.0/16', Description: 'new' }, { Cidr: '10.3.0.0/16' }],
      RemoveEntries: [{ Cidr: '10.1.0.0/16' }],
    });
    expect(PrefixList).toMatchObject({ PrefixListName: 'sites', Version: 2, State: 'modify-complete' });
    expect(await entries(h, PrefixListId)).toEqual([
      { Cidr: '10.1.0.0/16', Description: 'new' },
      { Cidr: '10.2.0.0/16' },
      { Cidr: '10.3.0.0/16' },
    ]);
    expect(await entries(h, PrefixListId, 1)).toEqual([
      { Cidr: '10.1.0.0/16', Description: 'one' },
      { Cidr: '10.2.0.0/16' },
    ]);
  });

  test.each([
    [
      { CurrentVersion: 2, AddEntries: [{ Cidr: '10.3.0.0/16' }] },
      'PrefixListVersionMismatch: The prefix list has the incorrect version number.',
    ],
    [
      { AddEntries: [{ Cidr: '10.3.0.0/16' }] },
      'MissingParameter: The request must contain the parameter currentVersion',
    ],
    [
      { CurrentVersion: 1, MaxEntries: 5, AddEntries: [{ Cidr: '10.3.0.0/16' }] },
      'InvalidParameterCombination: You cannot modify the entries and the maximum entries for the prefix list in the same request.',
    ],
    [
      { CurrentVersion: 1, AddEntries: [{ Cidr: '10.3.0.0/16' }, { Cidr: '10.4.0.0/16' }] },
      'PrefixListMaxEntriesExceeded: The number of entries (4) exceeds the maximum number of entries for the prefix list (3).',
    ],
    [
      { MaxEntries: 1 },
      'PrefixListMaxEntriesExceeded: The number of entries (2) exceeds the maximum number of entries for the prefix list (1).',
    ],
    [
      { CurrentVersion: 1, AddEntries: [{ Cidr: '::/0' }] },
      'InvalidParameterValue: The CIDR (::/0) is not valid for the address family IPv4.',
    ],
  ])('refuses %j', async (change, message) => {
    const { h, PrefixListId } = await start();
    expect(await h.refused(lists, 'ModifyManagedPrefixList', { PrefixListId, ...change })).toBe(message);
  });
});

test.each([
  [{ MaxEntries: 1001 }, 'InvalidParameterValue: Must specify a max size between 1 and 1000'],
  [{ AddressFamily: 'IPv5' }, 'InvalidParameterValue: Value (IPv5) for parameter AddressFamily is invalid.'],
  [
    { PrefixListName: 'com.amazonaws.x' },
    'InvalidParameterValue: The prefix list name cannot start with com.amazonaws.',
  ],
  [
    { MaxEntries: 1000, Entries: Array.from({ length: 101 }, (_, index) => ({ Cidr: `10.${index}.0.0/16` })) },
    'InvalidParameterValue: The number of entries per request cannot exceeds limit (100).',
  ],
])('CreateManagedPrefixList refuses %o', async (change, message) => {
  expect(await harness().refused(lists, 'CreateManagedPrefixList', { ...request, ...change })).toBe(message);
});

test('IPv6 lists keep canonical blocks', async () => {
  const h = harness();
  const Entries = [{ Cidr: '2001:DB8:0::/48' }];
  const { PrefixList } = await h.call(lists, 'CreateManagedPrefixList', { ...request, AddressFamily: 'IPv6', Entries });
  expect(await entries(h, PrefixList!.PrefixListId!)).toEqual([{ Cidr: '2001:db8::/48' }]);
});

test('a list in use tells by whom, and cannot be deleted', async () => {
  const { h, group } = await sampleNetwork();
  const { PrefixList } = await h.call(lists, 'CreateManagedPrefixList', request);
  const PrefixListId = PrefixList!.PrefixListId!;
  const rule = { GroupId: group, IpPermissions: [{ IpProtocol: '-1', PrefixListIds: [{ PrefixListId }] }] };
  await h.call(securityGroupRuleOperations, 'AuthorizeSecurityGroupIngress', rule);
  expect(await h.call(lists, 'GetManagedPrefixListAssociations', { PrefixListId })).toMatchObject({
    PrefixListAssociations: [{ ResourceId: group, ResourceOwner: '111122223333' }],
  });
  expect(await h.refused(lists, 'DeleteManagedPrefixList', { PrefixListId })).toBe(
    `DependencyViolation: The prefix list '${PrefixListId}' is in use and cannot be deleted.`,
  );
  await h.call(securityGroupRuleOperations, 'RevokeSecurityGroupIngress', rule);
  const { PrefixList: gone } = await h.call(lists, 'DeleteManagedPrefixList', { PrefixListId });
  expect(gone!.State).toBe('delete-complete');
});
