/**
 * Tags of users, roles, managed policies and instance profiles: added, removed, listed. Groups have none. A key's case is kept,
 * and two keys that differ in case alone are the same key.
 */

import type { InstanceProfile, ManagedPolicy, Role, User } from '../../model/identity.ts';
import type { Network } from '../../model/network.ts';
import type { Tags } from '../../model/resource.ts';
import type { Context } from '../context.ts';
import { tagList } from '../ec2/tags.ts';
import { profileNamed, roleNamed, userNamed } from './entity.ts';
import { quotaExceeded, validationError } from './faults.ts';
import type { IamHandlers } from './handlers.ts';
import { readIamTags } from './input.ts';
import { ownPolicyAt, policyAt } from './known-policy.ts';
import { iamPage, orderedBy } from './page.ts';
import { quotas } from './quotas.ts';

type Tagged = User | Role | ManagedPolicy | InstanceProfile;
type Find = (network: Network, account: string) => Tagged;

const user =
  (name: string): Find =>
  (network, account) =>
    userNamed(network, account, name);
const role =
  (name: string): Find =>
  (network, account) =>
    roleNamed(network, account, name);
const profile =
  (name: string): Find =>
  (network, account) =>
    profileNamed(network, account, name);
const policy =
  (arn: string): Find =>
  (network, account) =>
    ownPolicyAt(network, account, arn);

/** Without the keys, whatever their case. */
function without(tags: Tags, keys: readonly string[]): Tags {
  const removed = new Set(keys.map((key) => key.toLowerCase()));
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !removed.has(key.toLowerCase())));
}

type TagInput = Parameters<typeof readIamTags>[0];

function tag(context: Context, find: Find, input: TagInput) {
  const added = readIamTags(input);
  return context.transact((draft) => {
    const tagged = find(draft.network, context.account);
    const tags = { ...without(tagged.tags, Object.keys(added)), ...added };
    if (Object.keys(tags).length > quotas.TagsPerResource) {
      throw quotaExceeded('TagsPerResource', quotas.TagsPerResource);
    }
    draft.put({ ...tagged, tags });
    return {};
  });
}

function untag(context: Context, find: Find, keys: readonly string[]) {
  if (keys.length > quotas.TagsPerResource) {
    throw validationError(
      `1 validation error detected: Value at 'tagKeys' failed to satisfy constraint: Member must have length less than or equal to ${quotas.TagsPerResource}`,
    );
  }
  return context.transact((draft) => {
    const tagged = find(draft.network, context.account);
    draft.put({ ...tagged, tags: without(tagged.tags, keys) });
    return {};
  });
}

interface ListInput {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

function listed(tags: Tags, input: ListInput) {
  const all = orderedBy(tagList(tags), ({ Key }) => Key);
  const { items, ...rest } = iamPage(all, input, ({ Key }) => Key);
  return { Tags: items, ...rest };
}

export const tagOperations: IamHandlers<
  | 'ListInstanceProfileTags'
  | 'ListPolicyTags'
  | 'ListRoleTags'
  | 'ListUserTags'
  | 'TagInstanceProfile'
  | 'TagPolicy'
  | 'TagRole'
  | 'TagUser'
  | 'UntagInstanceProfile'
  | 'UntagPolicy'
  | 'UntagRole'
  | 'UntagUser'
> = {
  TagUser: (context, input) => tag(context, user(input.UserName), input.Tags),
  TagRole: (context, input) => tag(context, role(input.RoleName), input.Tags),
  TagPolicy: (context, input) => tag(context, policy(input.PolicyArn), input.Tags),
  TagInstanceProfile: (context, input) => tag(context, profile(input.InstanceProfileName), input.Tags),
  UntagUser: (context, input) => untag(context, user(input.UserName), input.TagKeys),
  UntagRole: (context, input) => untag(context, role(input.RoleName), input.TagKeys),
  UntagPolicy: (context, input) => untag(context, policy(input.PolicyArn), input.TagKeys),
  UntagInstanceProfile: (context, input) => untag(context, profile(input.InstanceProfileName), input.TagKeys),
  ListUserTags: ({ network, account }, input) => listed(userNamed(network, account, input.UserName).tags, input),
  ListRoleTags: ({ network, account }, input) => listed(roleNamed(network, account, input.RoleName).tags, input),
  ListInstanceProfileTags: ({ network, account }, input) =>
    listed(profileNamed(network, account, input.InstanceProfileName).tags, input),
  ListPolicyTags({ network, account }, input) {
    const found = policyAt(network, account, input.PolicyArn);
    return listed('tags' in found ? found.tags : {}, input);
  },
};
