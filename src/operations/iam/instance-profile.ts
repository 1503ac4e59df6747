/** Instance profiles: a role in a form that an instance can be given. A profile holds one role at most. */

import { iamId } from '../../base/ids.ts';
import { globalRegion } from '../../model/account.ts';
import type { InstanceProfile } from '../../model/identity.ts';
import type { Network } from '../../model/network.ts';
import { tagList } from '../ec2/tags.ts';
import { identityId, instanceProfileArn } from './arn.ts';
import { isTaken, profileNamed, roleNamed } from './entity.ts';
import { alreadyExists, deleteConflict, noSuchEntity } from './faults.ts';
import type { IamHandlers } from './handlers.ts';
import { checkName, readIamTags, readPath } from './input.ts';
import { iamPage, orderedBy } from './page.ts';
import { checkRoom } from './quotas.ts';
import { roleShown } from './role.ts';

const longestName = 128;

export function profileShown(network: Network, profile: InstanceProfile) {
  const { account, roleName } = profile;
  const role = roleName === undefined ? undefined : network.get('role', identityId(account, roleName));
  return {
    Path: profile.path,
    InstanceProfileName: profile.name,
    InstanceProfileId: profile.uniqueId,
    Arn: instanceProfileArn(profile),
    CreateDate: new Date(profile.created),
    Roles: role === undefined ? [] : [roleShown(role, 'listed')],
    Tags: tagList(profile.tags),
  };
}

interface ListInput {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

function listed(network: Network, profiles: readonly InstanceProfile[], input: ListInput) {
  const ordered = orderedBy(profiles, (profile) => profile.name);
  const { items, ...rest } = iamPage(ordered, input, (profile) => profile.name);
  return { InstanceProfiles: items.map((profile) => profileShown(network, profile)), ...rest };
}

export const instanceProfileOperations: IamHandlers<
  | 'AddRoleToInstanceProfile'
  | 'CreateInstanceProfile'
  | 'DeleteInstanceProfile'
  | 'GetInstanceProfile'
  | 'ListInstanceProfiles'
  | 'ListInstanceProfilesForRole'
  | 'RemoveRoleFromInstanceProfile'
> = {
  CreateInstanceProfile(context, input) {
    const { account, random, now } = context;
    const name = input.InstanceProfileName;
    checkName(name, 'instanceProfileName', longestName);
    const path = readPath(input.Path);
    const tags = readIamTags(input.Tags);
    return context.transact((draft) => {
      const existing = draft.network.owned('instance-profile', account, globalRegion);
      if (isTaken(existing, name)) throw alreadyExists(`Instance Profile ${name} already exists.`);
      checkRoom('InstanceProfilesPerAccount', existing.length);
      const profile: InstanceProfile = {
        kind: 'instance-profile',
        id: identityId(account, name),
        account,
        region: globalRegion,
        created: now,
        tags,
        name,
        path,
        uniqueId: iamId(random, 'AIPA'),
      };
      draft.put(profile);
      return { InstanceProfile: profileShown(draft.network, profile) };
    });
  },

  DeleteInstanceProfile(context, input) {
    return context.transact((draft) => {
      const profile = profileNamed(draft, context.account, input.InstanceProfileName);
      if (profile.roleName !== undefined) {
        throw deleteConflict('Cannot delete entity, must remove roles from instance profile first.');
      }
      draft.remove('instance-profile', profile.id);
      return {};
    });
  },

  GetInstanceProfile({ network, account }, input) {
    return { InstanceProfile: profileShown(network, profileNamed(network, account, input.InstanceProfileName)) };
  },

  ListInstanceProfiles({ network, account }, input) {
    const profiles = network.owned('instance-profile', account, globalRegion);
    return listed(
      network,
      profiles.filter((profile) => profile.path.startsWith(input.PathPrefix ?? '/')),
      input,
    );
  },

  ListInstanceProfilesForRole({ network, account }, input) {
    const role = roleNamed(network, account, input.RoleName);
    const profiles = network.owned('instance-profile', account, globalRegion);
    return listed(
      network,
      profiles.filter((profile) => profile.roleName === role.name),
      input,
    );
  },

  AddRoleToInstanceProfile(context, input) {
    const { account } = context;
    return context.transact((draft) => {
      const profile = profileNamed(draft, account, input.InstanceProfileName);
      const role = roleNamed(draft, account, input.RoleName);
      checkRoom('InstanceSessionsPerInstanceProfile', profile.roleName === undefined ? 0 : 1);
      draft.put({ ...profile, roleName: role.name });
      return {};
    });
  },

  RemoveRoleFromInstanceProfile(context, input) {
    const { account } = context;
    return context.transact((draft) => {
      const { roleName, ...profile } = profileNamed(draft, account, input.InstanceProfileName);
      if (roleName !== input.RoleName) throw noSuchEntity(`The role with name ${input.RoleName} cannot be found.`);
      draft.put(profile);
      return {};
    });
  },
};
