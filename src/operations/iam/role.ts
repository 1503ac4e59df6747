/** IAM roles: who may assume them, and for how long. Their policies are in inline-policy.ts and attachment.ts. */

import { iamId } from '../../base/ids.ts';
import { globalRegion } from '../../model/account.ts';
import type { Role } from '../../model/identity.ts';
import { tagList } from '../ec2/tags.ts';
import { identityId, roleArn } from './arn.ts';
import { checkBoundary } from './attachment.ts';
import { isTaken, roleNamed } from './entity.ts';
import { alreadyExists, deleteConflict, invalidInput, quotaExceeded, validationError } from './faults.ts';
import type { IamHandlers } from './handlers.ts';
import { checkDocument, checkName, encodedDocument, readIamTags, readPath } from './input.ts';
import { iamPage, orderedBy } from './page.ts';
import { boundaryShown } from './user.ts';

const longestName = 64;
const mostRoles = 1000;
const leastDuration = 3600;
const mostDuration = 43200;
const trustLimit = { quota: 'ACLSizePerRole', value: 2048 } as const;

/** Of roles that are linked to a service, which services alone make. AWS's sentence is not known: the likeliest. */
const reservedPath = '/aws-service-role/';

/** @throws Fault InvalidInput */
function checkPathFree(path: string): void {
  if (path.startsWith(reservedPath)) {
    throw invalidInput(`The path ${reservedPath} is reserved for service-linked roles.`);
  }
}

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
  'CreateRole' | 'DeleteRole' | 'GetRole' | 'ListRoles' | 'UpdateAssumeRolePolicy'
> = {
  CreateRole(context, input) {
    const { account, random, now } = context;
    checkName(input.RoleName, 'roleName', longestName);
    const path = readPath(input.Path);
    checkPathFree(path);
    const tags = readIamTags(input.Tags);
    const maxSessionDuration = readDuration(input.MaxSessionDuration);
    checkDocument(input.AssumeRolePolicyDocument, 'trust', trustLimit);
    return context.transact((draft) => {
      const existing = draft.network.owned('role', account, globalRegion);
      if (isTaken(existing, input.RoleName)) throw alreadyExists(`Role with name ${input.RoleName} already exists.`);
      if (existing.length >= mostRoles) throw quotaExceeded('RolesPerAccount', mostRoles);
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
        ...(input.Description === undefined ? {} : { description: input.Description }),
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
      const role = roleNamed(draft, account, input.RoleName);
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
    checkDocument(input.PolicyDocument, 'trust', trustLimit);
    return context.transact((draft) => {
      draft.put({ ...roleNamed(draft, context.account, input.RoleName), trustPolicy: input.PolicyDocument });
      return {};
    });
  },
};
