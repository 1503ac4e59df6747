/**
 * Roles that are linked to an AWS service: made with the trust policy and the permissions that the service needs, changed by
 * nobody, and deleted once nothing needs them. AWS deletes them after the request; here the task is done when it is answered.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html
 */

import { iamId, uuid } from '../../base/ids.ts';
import type { Random } from '../../base/random.ts';
import { globalRegion } from '../../model/account.ts';
import type { Role } from '../../model/identity.ts';
import { type LinkedService, linkedRoleName, linkedService } from '../../model/linked-service.ts';
import type { Draft } from '../../store/store.ts';
import { identityId } from './arn.ts';
import { serviceRolePath } from './aws-managed-policy.ts';
import { isTaken, roleNamed } from './entity.ts';
import { invalidInput, noSuchEntity } from './faults.ts';
import type { IamHandlers } from './handlers.ts';
import { checkName, readDescription } from './input.ts';
import { checkRoom } from './quotas.ts';
import { linkedRolePath, roleShown } from './role.ts';

const longestSuffix = 64;
const sessionDuration = 3600;

const trustPolicy = (service: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
  });

/** @throws Fault InvalidInput, ValidationError */
function readService(service: string, customSuffix: string | undefined): LinkedService {
  const linked = linkedService(service);
  // The sentence is the likeliest.
  if (linked === undefined) throw invalidInput(`Service ${service} does not support service-linked roles.`);
  if (customSuffix === undefined) return linked;
  if (!linked.takesSuffix) throw invalidInput(`Custom suffix is not allowed for ${service}`);
  checkName(customSuffix, 'customSuffix', longestSuffix);
  return linked;
}

/** @throws Fault NoSuchEntity for a role that is linked to no service */
function linkedRoleNamed(draft: Draft, account: string, name: string): Role & { readonly service: string } {
  const role = roleNamed(draft, account, name);
  if (role.service === undefined) throw noSuchEntity(`The role with name ${name} cannot be found.`);
  return { ...role, service: role.service };
}

interface Maker {
  readonly account: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly random: Random;
}

/** The role as its service needs it. */
export function linkedRole(
  { account, now, random }: Maker,
  service: string,
  { roleName, policy }: LinkedService,
  name = roleName,
): Role {
  return {
    kind: 'role',
    id: identityId(account, name),
    account,
    region: globalRegion,
    created: now,
    tags: {},
    name,
    path: `${linkedRolePath}${service}/`,
    uniqueId: iamId(random, 'AROA'),
    trustPolicy: trustPolicy(service),
    maxSessionDuration: sessionDuration,
    inlinePolicies: {},
    attachedPolicies: [`arn:aws:iam::aws:policy${serviceRolePath}${policy}`],
    service,
  };
}

export const serviceLinkedRoleOperations: IamHandlers<
  'CreateServiceLinkedRole' | 'DeleteServiceLinkedRole' | 'GetServiceLinkedRoleDeletionStatus'
> = {
  CreateServiceLinkedRole(context, input) {
    const { account, random, now } = context;
    const service = input.AWSServiceName;
    const linked = readService(service, input.CustomSuffix);
    const name = linkedRoleName(linked, input.CustomSuffix);
    const description = readDescription(input.Description);
    return context.transact((draft) => {
      const existing = draft.network.owned('role', account, globalRegion);
      if (isTaken(existing, name)) {
        throw invalidInput(`Service role name ${name} has been taken in this account, please try a different suffix.`);
      }
      checkRoom('RolesPerAccount', existing.length);
      const role: Role = { ...linkedRole({ account, now, random }, service, linked, name), ...description };
      draft.put(role);
      return { Role: roleShown(role) };
    });
  },

  DeleteServiceLinkedRole(context, input) {
    const { account, random, now } = context;
    return context.transact((draft) => {
      const role = linkedRoleNamed(draft, account, input.RoleName);
      const usage = linkedService(role.service)?.usage?.(draft.network, account) ?? [];
      const task = `task${role.path}${role.name}/${uuid(random)}`;
      draft.put({
        kind: 'service-linked-role-deletion',
        id: `${account}/${task}`,
        account,
        region: globalRegion,
        created: now,
        tags: {},
        usage,
      });
      if (usage.length === 0) draft.remove('role', identityId(role.account, role.name));
      return { DeletionTaskId: task };
    });
  },

  GetServiceLinkedRoleDeletionStatus({ network, account }, { DeletionTaskId }) {
    const task = network.get('service-linked-role-deletion', `${account}/${DeletionTaskId}`);
    if (task === undefined) throw noSuchEntity(`The task with id ${DeletionTaskId} cannot be found.`);
    if (task.usage.length === 0) return { Status: 'SUCCEEDED' };
    return {
      Status: 'FAILED',
      Reason: {
        // The sentence is the likeliest.
        Reason: 'One or more resources use the service-linked role.',
        RoleUsageList: task.usage.map(({ region, resources }) => ({ Region: region, Resources: resources })),
      },
    };
  },
};
