/**
 * Accounts as documents, the account that is there at the first start, and root access keys. AWS's accounts come with a
 * root user and no key; a server that nobody can sign in to needs one.
 */

import { accountId } from '../../base/ids.ts';
import type { Random } from '../../base/random.ts';
import { type Account, globalRegion } from '../../model/account.ts';
import type { AccessKey } from '../../model/identity.ts';
import { every } from '../../model/indexes.ts';
import { regionOf } from '../../model/region.ts';
import { optDuration } from '../../model/region-opt.ts';
import type { Draft } from '../../store/store.ts';
import { optIn } from '../account/region.ts';
import { putAccessKey } from '../iam/access-key.ts';
import { withoutOrganization } from './membership.ts';

interface Given {
  readonly now: number;
  readonly random: Random;
  /** The server's. */
  readonly region?: string;
}

export function accountDocument(wanted: {
  readonly id: string;
  readonly now: number;
  readonly management: boolean;
  readonly joined: Account['joined'];
  readonly name?: string;
  readonly email?: string;
  readonly organization?: string;
}): Account {
  return {
    kind: 'account',
    id: wanted.id,
    account: wanted.id,
    region: globalRegion,
    created: wanted.now,
    tags: {},
    name: wanted.name ?? (wanted.management ? 'management' : wanted.id),
    email: wanted.email ?? `${wanted.management ? 'management' : wanted.id}@example.com`,
    status: 'ACTIVE',
    joined: wanted.joined,
    management: wanted.management,
    ...(wanted.organization === undefined ? {} : { organization: wanted.organization }),
  };
}

/** The root user's first key, made where there is none: the way in for the person who runs the server. */
export function ensureRootKey(draft: Draft, account: string, given: Given): AccessKey {
  const keys = draft.network.owned('access-key', account, globalRegion).filter((key) => key.userName === undefined);
  return keys.find((key) => key.status === 'Active') ?? putAccessKey(draft, { account }, given);
}

/** Whoever starts a server in a region that accounts opt in to has done so. */
function ensureRegion(draft: Draft, { now, random, region }: Given, account: string): void {
  if (region === undefined || !regionOf(region)?.needsOptIn) return;
  if (draft.get('account-region', `${account}/${region}`)) return;
  optIn(draft, { account, region, now, random }, now - optDuration);
}

/**
 * The management account and its root key: found, or made at the first start; opted in to the server's region. Called twice, it
 * changes nothing.
 */
export function ensureFirstAccount(
  draft: Draft,
  given: Given & { readonly accountId?: string },
): { readonly account: Account; readonly accessKey: AccessKey } {
  const found = draft.find('account', every).find((one) => one.management);
  const account =
    found ??
    accountDocument({
      id: given.accountId ?? accountId(given.random),
      now: given.now,
      management: true,
      joined: 'INVITED',
    });
  if (found === undefined) draft.put(account);
  ensureRegion(draft, given, account.id);
  return { account, accessKey: ensureRootKey(draft, account.id, given) };
}

/** Everything goes but the management account, its keys and what seals sessions; its organization, too. */
export function emptyToFirstAccount(draft: Draft, given: Given): void {
  const first = draft.find('account', every).find((one) => one.management)?.id;
  for (const resource of [...draft.network.resources()]) {
    const kept = resource.account === first && (resource.kind === 'account' || resource.kind === 'access-key');
    if (!kept) draft.remove(resource.kind, resource.id);
    else if (resource.kind === 'account') draft.put(withoutOrganization(resource));
  }
  ensureFirstAccount(draft, given);
}
