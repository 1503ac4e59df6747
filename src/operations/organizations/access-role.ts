/**
 * The role that a new member account has for its organization's management account
 * (https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_access.html).
 */

import { iamId } from '../../base/ids.ts';
import type { Random } from '../../base/random.ts';
import { globalRegion } from '../../model/account.ts';
import type { Role } from '../../model/identity.ts';
import type { Draft } from '../../store/store.ts';
import { identityId } from '../iam/arn.ts';

const usualName = 'OrganizationAccountAccessRole';

const trusting = (management: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${management}:root` }, Action: 'sts:AssumeRole' }],
  });

const everything = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
});

export function putAccessRole(
  draft: Draft,
  wanted: {
    readonly account: string;
    readonly management: string;
    readonly now: number;
    readonly random: Random;
    readonly name?: string;
  },
): Role {
  const name = wanted.name ?? usualName;
  const role: Role = {
    kind: 'role',
    id: identityId(wanted.account, name),
    account: wanted.account,
    region: globalRegion,
    created: wanted.now,
    tags: {},
    name,
    path: '/',
    uniqueId: iamId(wanted.random, 'AROA'),
    trustPolicy: trusting(wanted.management),
    maxSessionDuration: 3600,
    inlinePolicies: { AdministratorAccess: everything },
    attachedPolicies: [],
  };
  draft.put(role);
  return role;
}
