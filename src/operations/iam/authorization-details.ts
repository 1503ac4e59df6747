/**
 * GetAccountAuthorizationDetails: everything that decides what an account's identities may do, in one list of users, groups,
 * roles and policies. Of AWS's policies those that are used are shown, as AWS does.
 */

import { globalRegion } from '../../model/account.ts';
import type { Group, InlinePolicies, PolicyHolder, Role, User } from '../../model/identity.ts';
import type { Network } from '../../model/network.ts';
import { tagList } from '../ec2/tags.ts';
import { attachedShown } from './attachment.ts';
import { awsManagedPolicies } from './aws-managed-policy.ts';
import { groupShown } from './group.ts';
import type { IamHandlers } from './handlers.ts';
import { checkOneOf, encodedDocument } from './input.ts';
import { profileShown } from './instance-profile.ts';
import { arnFor, type KnownPolicy, policyShown } from './known-policy.ts';
import { versionsShown } from './managed-policy-version.ts';
import { iamPage, orderedBy } from './page.ts';
import { roleShown } from './role.ts';
import { boundaryShown, userShown } from './user.ts';

const filters = ['User', 'Role', 'Group', 'LocalManagedPolicy', 'AWSManagedPolicy'] as const;
type Filter = (typeof filters)[number];

type Entry = { readonly key: string } & (
  | { readonly kind: 'holder'; readonly holder: PolicyHolder }
  | { readonly kind: 'policy'; readonly policy: KnownPolicy }
);

const filterOf = { user: 'User', group: 'Group', role: 'Role' } as const satisfies Record<PolicyHolder['kind'], Filter>;

/** In the order that pages have. */
function entriesOf(network: Network, account: string, wanted: readonly string[]): readonly Entry[] {
  const isWanted = (filter: Filter): boolean => wanted.length === 0 || wanted.includes(filter);
  const holders = (['group', 'role', 'user'] as const).flatMap((kind): readonly PolicyHolder[] =>
    network.owned(kind, account, globalRegion),
  );
  const used = new Set(holders.flatMap((holder) => [...holder.attachedPolicies, boundaryOf(holder)]));
  const own = isWanted('LocalManagedPolicy') ? network.owned('managed-policy', account, globalRegion) : [];
  const managed = isWanted('AWSManagedPolicy') ? awsManagedPolicies.filter(({ arn }) => used.has(arn)) : [];
  const entries: readonly Entry[] = [
    ...holders
      .filter(({ kind }) => isWanted(filterOf[kind]))
      .map((holder) => ({ kind: 'holder' as const, key: `${holder.kind}/${holder.name}`, holder })),
    ...[...own, ...managed].map((policy) => ({ kind: 'policy' as const, key: `policy/${arnFor(policy)}`, policy })),
  ];
  return orderedBy(entries, ({ key }) => key);
}

const boundaryOf = (holder: PolicyHolder): string | undefined =>
  holder.kind === 'group' ? undefined : holder.permissionsBoundary;

const inlineShown = (policies: InlinePolicies) =>
  Object.entries(policies).map(([PolicyName, text]) => ({ PolicyName, PolicyDocument: encodedDocument(text) }));

const attachedTo = (holder: PolicyHolder) => ({ AttachedManagedPolicies: holder.attachedPolicies.map(attachedShown) });

const userDetail = (user: User) => ({
  ...userShown({ ...user, tags: {} }),
  ...boundaryShown(user),
  UserPolicyList: inlineShown(user.inlinePolicies),
  GroupList: user.groups ?? [],
  ...attachedTo(user),
  Tags: tagList(user.tags),
});

const groupDetail = (group: Group) => ({
  ...groupShown(group),
  GroupPolicyList: inlineShown(group.inlinePolicies),
  ...attachedTo(group),
});

function roleDetail(network: Network, role: Role) {
  const { Description: _, MaxSessionDuration: __, ...shown } = roleShown(role);
  const profiles = network
    .owned('instance-profile', role.account, globalRegion)
    .filter(({ roleName }) => roleName === role.name);
  return {
    ...shown,
    InstanceProfileList: profiles.map((profile) => profileShown(network, profile)),
    RolePolicyList: inlineShown(role.inlinePolicies),
    ...attachedTo(role),
  };
}

export const authorizationDetailsOperations: IamHandlers<'GetAccountAuthorizationDetails'> = {
  GetAccountAuthorizationDetails({ network, account }, input) {
    const wanted: readonly string[] = input.Filter ?? [];
    for (const filter of wanted) checkOneOf(filter, 'filter', filters);
    const { items, ...rest } = iamPage(entriesOf(network, account, wanted), input, ({ key }) => key);
    const holders = items.flatMap((entry) => (entry.kind === 'holder' ? [entry.holder] : []));
    const policies = items.flatMap((entry) => (entry.kind === 'policy' ? [entry.policy] : []));
    return {
      UserDetailList: holders.flatMap((holder) => (holder.kind === 'user' ? [userDetail(holder)] : [])),
      GroupDetailList: holders.flatMap((holder) => (holder.kind === 'group' ? [groupDetail(holder)] : [])),
      RoleDetailList: holders.flatMap((holder) => (holder.kind === 'role' ? [roleDetail(network, holder)] : [])),
      Policies: policies.map((policy) => ({
        ...policyShown(network, account, policy),
        ...(policy.description === undefined ? {} : { Description: policy.description }),
        PolicyVersionList: versionsShown(policy),
      })),
      ...rest,
    };
  },
};
