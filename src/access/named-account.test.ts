import { expect, test } from 'vitest';
import type { Account } from '../model/account.ts';
import { Network } from '../model/network.ts';
import { accountResources } from './named-account.ts';

const [management, member, stranger] = ['111122223333', '444455556666', '999988887777'];
const account = (id: string, tags = {}): Account => ({
  kind: 'account',
  id,
  account: id,
  region: 'aws-global',
  created: 0,
  tags,
  name: id,
  email: `${id}@example.com`,
  status: 'ACTIVE',
  joined: 'CREATED',
  management: id === management,
  organization: 'o-aaaaaaaaaa',
});
const network = Network.empty()
  .with({
    kind: 'organization',
    id: 'o-aaaaaaaaaa',
    account: management,
    region: 'aws-global',
    created: 0,
    tags: {},
    featureSet: 'ALL',
    rootId: 'r-bbbb',
  })
  .with(account(management))
  .with(account(member, { team: 'blue' }));

const asked = (caller: string, AccountId?: string) =>
  accountResources(network, {
    service: 'account',
    operation: 'EnableRegion',
    input: AccountId === undefined ? {} : { AccountId },
    account: caller,
    region: 'us-east-1',
  });

test('a request is about the caller’s account, or a member of its organization, with its place and tags', () => {
  expect(asked(member)).toEqual([{ arn: `arn:aws:account::${member}:account`, tags: {} }]);
  expect(asked(management, member)).toEqual([
    {
      arn: `arn:aws:account::${management}:account/o-aaaaaaaaaa/${member}`,
      tags: {},
      keys: {
        'account:AccountResourceOrgPaths': ['o-aaaaaaaaaa/r-bbbb/'],
        'account:AccountResourceOrgTags/team': 'blue',
      },
    },
  ]);
});

test('of an account outside the organization it is about nothing that could be named', () => {
  expect([asked(management, stranger), asked(stranger, member)]).toEqual([[], []]);
});
