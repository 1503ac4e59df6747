/** IAM roles: who may assume them, and for how long. Their policies are in inline-policy.ts and attachment.ts. */

import { iamId } from '../../base/ids.ts';
import { globalRegion } from '../../model/account.ts';
import type { Role } from '../../model/identity.ts';
import { tagList } from '../ec2/tags.ts';
import { identityId, roleArn } from './arn.ts';
import { checkBoundary } from './attachment.ts';
import { changeableRole, isTaken, roleNamed } from './entity.ts';
import { alreadyExists, deleteConflict, invalidInput, validationError } from './faults.ts';
import type { IamHandlers } from './handlers.ts';
import { checkDocument, checkName, encodedDocument, readDescription, readIamTags, readPath } from './input.ts';
import { iamPage, orderedBy } from './page.ts';
import { checkRoom } from './quotas.ts';
import { boundaryShown } from './user.ts';

const longestName = 64;
/** Only roles that are linked to a service have it. */
export const linkedRolePath = '/aws-service-role/';
const leastDuration = 3600;
const mostDuration = 43200;

/** Lists leave out tags and boundary, as AWS does. */
export function roleShown(role: Role, detail: 'all' | 'listed' = 'all') {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.uniqueId,
    Arn: roleArn(role),
    CreateDate: new Date(role.created),
    AssumeRolePolicyDocument: encodedDocument(role.trustPolicy),
    ...(role.description === undefined ? {} : { Description: role.description }),
    MaxSessionDuration: role.maxSessionDuration,
    ...(detail === 'listed' ? {} : { ...boundaryShown(role), Tags: tagList(role.tags), RoleLastUsed: {} }),
  };
}

function readDuration(seconds: number | undefined): number {
  if (seconds === undefined) return leastDuration;
  if (seconds >= leastDuration && seconds <= mostDuration) return seconds;
  const [bound, value] = seconds < leastDuration ? ['greater', leastDuration] : ['less', mostDuration];
  throw validationError(
    `1 validation error detected: Value '${seconds}' at 'maxSessionDuration' failed to satisfy constraint: Member must have value ${bound} than or equal to ${value}`,
  );
}

export const roleOperations: IamHandlers<
  | 'CreateRole'
  | 'DeleteRole'
  | 'GetRole'
  | 'ListRoles'
  | 'UpdateAssumeRolePolicy'
  | 'UpdateRole'
  | 'UpdateRoleDescription'
> = {
  CreateRole(context, input) {
    const { account, random, now } = context;
    checkName(input.RoleName, 'roleName', longestName);
    const path = readPath(input.Path);
    if (path.startsWith(linkedRolePath)) {
      throw invalidInput(`Path prefix '${linkedRolePath}' can only be used for AWS Service linked Roles`);
    }
    const description = readDescription(input.Description);
    const tags = readIamTags(input.Tags);
    const maxSessionDuration = readDuration(input.MaxSessionDuration);
    checkDocument(input.AssumeRolePolicyDocument, 'trust', 'ACLSizePerRole');
    return context.transact((draft) => {
      const existing = draft.network.owned('role', account, globalRegion);
      if (isTaken(existing, input.RoleName)) throw alreadyExists(`Role with name ${input.RoleName} already exists.`);
      checkRoom('RolesPerAccount', existing.length);
      const role: Role = {
        kind: 'role',
        id: identityId(account, input.RoleName),
        account,
        region: globalRegion,
        created: now,
        tags,
        name: input.RoleName,
        path,
        uniqueId: iamId(random, 'AROA'),
        trustPolicy: input.AssumeRolePolicyDocument,
        ...description,
        maxSessionDuration,
        inlinePolicies: {},
        attachedPolicies: [],
        ...checkBoundary(draft.network, account, input.PermissionsBoundary),
      };
      draft.put(role);
      return { Role: roleShown(role) };
    });
  },

  DeleteRole(context, input) {
    const { account } = context;
    return context.transact((draft) => {
      const role = changeableRole(draft, account, input.RoleName);
      const profiles = draft.network.owned('instance-profile', account, globalRegion);
      if (profiles.some((profile) => profile.roleName === role.name)) {
        throw deleteConflict('Cannot delete entity, must remove roles from instance profile first.');
      }
      if (role.attachedPolicies.length > 0)
        throw deleteConflict('Cannot delete entity, must detach all policies first.');
      if (Object.keys(role.inlinePolicies).length > 0) {
        throw deleteConflict('Cannot delete entity, must delete policies first.');
      }
      draft.remove('role', role.id);
      return {};
    });
  },

  GetRole({ network, account }, input) {
    return { Role: roleShown(roleNamed(network, account, input.RoleName)) };
  },

  ListRoles({ network, account }, input) {
    const roles = network
      .owned('role', account, globalRegion)
      .filter((role) => role.path.startsWith(input.PathPrefix ?? '/'));
    const { items, ...rest } = iamPage(
      orderedBy(roles, (role) => role.name),
      input,
      (role) => role.name,
    );
    return { Roles: items.map((role) => roleShown(role, 'listed')), ...rest };
  },

  UpdateAssumeRolePolicy(context, input) {
    checkDocument(input.PolicyDocument, 'trust', 'ACLSizePerRole');
    return context.transact((draft) => {
      draft.put({ ...changeableRole(draft, context.account, input.RoleName), trustPolicy: input.PolicyDocument });
      return {};
    });
  },

  UpdateRole(context, input) {
    const description = readDescription(input.Description);
    const duration = input.MaxSessionDuration;
    const changes =
      duration === undefined ? description : { ...description, maxSessionDuration: readDuration(duration) };
    return context.transact((draft) => {
      draft.put({ ...changeableRole(draft, context.account, input.RoleName), ...changes });
      return {};
    });
  },

  // The one change that roles linked to a service take too: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html
  UpdateRoleDescription(context, input) {
    const description = readDescription(input.Description);
    return context.transact((draft) => {
      const role = { ...roleNamed(draft, context.account, input.RoleName), ...description };
      draft.put(role);
      return { Role: roleShown(role) };
    });
  },
};
