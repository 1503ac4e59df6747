/**
 * Member accounts: made by the management account, each with a role that the management account may assume. A creation is
 * done at once; its first answer says IN_PROGRESS all the same, as AWS's always does.
 */

import { accountId } from '../../base/ids.ts';
import { randomText } from '../../base/random.ts';
import { type AccountCreation, globalRegion } from '../../model/account.ts';
import { every } from '../../model/indexes.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { putAccessRole } from './access-role.ts';
import { isFull } from './account-quota.ts';
import { accountNotFound, constraint, creationNotFound, invalidInput } from './faults.ts';
import { accountDocument } from './first-account.ts';
import type { OrganizationsHandlers } from './handlers.ts';
import { accountShown, managedOrganization, readableOrganization } from './membership.ts';
import { organizationsPage } from './page.ts';
import { readTags } from './tag-input.ts';

const longestName = 50;
const longestEmail = 64;

function creationShown(creation: AccountCreation) {
  const { state } = creation;
  return {
    Id: creation.id,
    AccountName: creation.accountName,
    State: state,
    RequestedTimestamp: new Date(creation.created),
    ...(state === 'IN_PROGRESS' ? {} : { CompletedTimestamp: new Date(creation.created) }),
    ...(creation.createdAccount === undefined ? {} : { AccountId: creation.createdAccount }),
    ...(creation.failureReason === undefined
      ? {}
      : { FailureReason: creation.failureReason as 'EMAIL_ALREADY_EXISTS' }),
  };
}

function inProgress(creation: AccountCreation) {
  const { createdAccount: _, failureReason: __, ...rest } = creation;
  return creationShown({ ...rest, state: 'IN_PROGRESS' });
}

function checkAccount(input: {
  readonly AccountName: string;
  readonly Email: string;
  readonly RoleName?: string | undefined;
}): void {
  const { AccountName: name, Email: email, RoleName: role } = input;
  if (name.length > longestName || email.length > longestEmail) throw invalidInput('MAX_LENGTH_EXCEEDED');
  if (!/^[ -~]+$/.test(name) || !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) || email.length < 6)
    throw invalidInput('INVALID_PATTERN');
  if (role?.startsWith('AWSServiceRoleFor')) throw invalidInput('INVALID_ROLE_NAME');
  if (role !== undefined && !/^[\w+=,.@-]{1,64}$/.test(role)) throw invalidInput('INVALID_PATTERN');
}

/** A new id that no account has. */
function freeAccountId(draft: Draft, context: Context): string {
  for (;;) {
    const id = accountId(context.random);
    if (draft.get('account', id) === undefined) return id;
  }
}

export const accountOperations: OrganizationsHandlers<
  'CreateAccount' | 'DescribeAccount' | 'DescribeCreateAccountStatus' | 'ListAccounts' | 'ListCreateAccountStatus'
> = {
  CreateAccount(context, input) {
    const { account: management, random, now } = context;
    checkAccount(input);
    const tags = readTags(input.Tags);
    return context.transact((draft) => {
      const organization = managedOrganization(draft, management);
      const accounts = draft.find('account', every);
      if (isFull(draft, organization, now)) throw constraint('ACCOUNT_NUMBER_LIMIT_EXCEEDED');
      const taken = accounts.some((one) => one.email.toLowerCase() === input.Email.toLowerCase());
      const id = taken ? undefined : freeAccountId(draft, context);
      const creation: AccountCreation = {
        kind: 'account-creation',
        id: `car-${randomText(random, 32)}`,
        account: management,
        region: globalRegion,
        created: now,
        tags: {},
        accountName: input.AccountName,
        ...(id === undefined
          ? { state: 'FAILED', failureReason: 'EMAIL_ALREADY_EXISTS' }
          : { state: 'SUCCEEDED', createdAccount: id }),
      };
      draft.put(creation);
      if (id !== undefined) {
        const made = { id, now, name: input.AccountName, email: input.Email, organization: organization.id };
        draft.put({ ...accountDocument({ ...made, management: false, joined: 'CREATED' }), tags });
        putAccessRole(draft, {
          account: id,
          management,
          now,
          random,
          ...(input.RoleName ? { name: input.RoleName } : {}),
        });
      }
      return { CreateAccountStatus: inProgress(creation) };
    });
  },

  DescribeCreateAccountStatus({ network, account }, input) {
    const organization = readableOrganization(network, account);
    const creation = network.get('account-creation', input.CreateAccountRequestId);
    if (creation?.account !== organization.account) throw creationNotFound();
    return { CreateAccountStatus: creationShown(creation) };
  },

  ListCreateAccountStatus({ network, account }, input) {
    const organization = readableOrganization(network, account);
    const states = input.States ?? [];
    const creations = network
      .owned('account-creation', organization.account, globalRegion)
      .filter((creation) => states.length === 0 || states.includes(creation.state));
    const { items, next } = organizationsPage(creations, input);
    return { CreateAccountStatuses: items.map(creationShown), ...next };
  },

  ListAccounts(context, input) {
    const { network, account } = context;
    const organization = readableOrganization(network, account);
    const { items, next } = organizationsPage(network.find('account', `organization:${organization.id}`), input);
    return { Accounts: items.map((one) => accountShown(context, organization, one)), ...next };
  },

  DescribeAccount(context, input) {
    const { network, account } = context;
    const organization = readableOrganization(network, account);
    const found = network.get('account', input.AccountId);
    if (found === undefined || found.organization !== organization.id) throw accountNotFound();
    return { Account: accountShown(context, organization, found) };
  },
};
