/** Access keys of users and of the root user. A secret is answered once, by CreateAccessKey, and never printed again. */

import { accessKeyId, secretAccessKey } from '../../base/ids.ts';
import type { Random } from '../../base/random.ts';
import { globalRegion } from '../../model/account.ts';
import type { AccessKey } from '../../model/identity.ts';
import type { Network } from '../../model/network.ts';
import type { Draft } from '../../store/store.ts';
import { meantUser, userNamed } from './entity.ts';
import { noSuchEntity } from './faults.ts';
import type { IamHandlers } from './handlers.ts';
import { checkOneOf } from './input.ts';
import { iamPage, orderedBy } from './page.ts';
import { checkRoom } from './quotas.ts';

function keysOf(network: Network, account: string, userName: string | undefined): readonly AccessKey[] {
  if (userName !== undefined) return network.find('access-key', `user:${account}/${userName}`);
  return network.owned('access-key', account, globalRegion).filter((key) => key.userName === undefined);
}

function keyNamed(draft: Draft, account: string, userName: string | undefined, id: string): AccessKey {
  if (userName !== undefined) userNamed(draft, account, userName);
  const key = draft.get('access-key', id);
  if (key === undefined || key.account !== account || key.userName !== userName) {
    throw noSuchEntity(`The Access Key with id ${id} cannot be found.`);
  }
  return key;
}

/** Makes a key and keeps it; for the root user where no user is named. */
export function putAccessKey(
  draft: Draft,
  owner: { readonly account: string; readonly userName?: string | undefined },
  given: { readonly now: number; readonly random: Random },
): AccessKey {
  const key: AccessKey = {
    kind: 'access-key',
    id: accessKeyId(given.random, 'AKIA', owner.account),
    account: owner.account,
    region: globalRegion,
    created: given.now,
    tags: {},
    secret: secretAccessKey(given.random),
    status: 'Active',
    ...(owner.userName === undefined ? {} : { userName: owner.userName }),
  };
  draft.put(key);
  return key;
}

/** AWS prints no user name for the root user's keys, though the SDK's type wants one for a new key. */
const shownName = (key: AccessKey) =>
  ({ ...(key.userName === undefined ? {} : { UserName: key.userName }) }) as { UserName: string };

export const accessKeyOperations: IamHandlers<
  'CreateAccessKey' | 'DeleteAccessKey' | 'GetAccessKeyLastUsed' | 'ListAccessKeys' | 'UpdateAccessKey'
> = {
  CreateAccessKey(context, input) {
    const { account } = context;
    const userName = meantUser(context, input.UserName);
    return context.transact((draft) => {
      if (userName !== undefined) userNamed(draft, account, userName);
      checkRoom('AccessKeysPerUser', keysOf(draft.network, account, userName).length);
      const key = putAccessKey(draft, { account, userName }, context);
      return {
        AccessKey: {
          ...shownName(key),
          AccessKeyId: key.id,
          Status: key.status,
          SecretAccessKey: key.secret,
          CreateDate: new Date(key.created),
        },
      };
    });
  },

  DeleteAccessKey(context, input) {
    const userName = meantUser(context, input.UserName);
    return context.transact((draft) => {
      draft.remove('access-key', keyNamed(draft, context.account, userName, input.AccessKeyId).id);
      return {};
    });
  },

  GetAccessKeyLastUsed({ network, account, keyUses }, { AccessKeyId }) {
    const key = network.get('access-key', AccessKeyId);
    if (key?.account !== account) throw noSuchEntity(`The Access Key with id ${AccessKeyId} cannot be found.`);
    const use = keyUses.last(AccessKeyId);
    return {
      ...shownName(key),
      AccessKeyLastUsed:
        use === undefined
          ? { ServiceName: 'N/A', Region: 'N/A' }
          : { LastUsedDate: new Date(use.at), ServiceName: use.service, Region: use.region },
    };
  },

  ListAccessKeys(context, input) {
    const { network, account } = context;
    const userName = meantUser(context, input.UserName);
    if (userName !== undefined) userNamed(network, account, userName);
    const keys = orderedBy(keysOf(network, account, userName), (key) => key.id);
    const { items, ...rest } = iamPage(keys, input, (key) => key.id);
    return {
      AccessKeyMetadata: items.map((key) => ({
        ...shownName(key),
        AccessKeyId: key.id,
        Status: key.status,
        CreateDate: new Date(key.created),
      })),
      ...rest,
    };
  },

  UpdateAccessKey(context, input) {
    const userName = meantUser(context, input.UserName);
    checkOneOf(input.Status, 'status', ['Active', 'Inactive']);
    return context.transact((draft) => {
      draft.put({
        ...keyNamed(draft, context.account, userName, input.AccessKeyId),
        status: input.Status as AccessKey['status'],
      });
      return {};
    });
  },
};
