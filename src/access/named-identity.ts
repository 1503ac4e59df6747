/**
 * The identities that requests to IAM and STS are about: by the name or ARN in the input, with the path that an identity has
 * where it is there (https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html).
 */

import { linkedRoleName, linkedService } from '../model/linked-service.ts';
import type { Network } from '../model/network.ts';
import type { NamedResource, Request } from './request.ts';

/** Operations about all of a type take the ARN of its root path. */
const iamLists: Readonly<Record<string, string>> = {
  ListGroups: 'group/',
  ListInstanceProfiles: 'instance-profile/',
  ListPolicies: 'policy/',
  ListRoles: 'role/',
  ListUsers: 'user/',
};

/** Operations that mean the calling user where they name none. */
const meansCaller: ReadonlySet<string> = new Set([
  'CreateAccessKey',
  'CreateLoginProfile',
  'DeleteAccessKey',
  'DeleteLoginProfile',
  'GetLoginProfile',
  'GetUser',
  'ListAccessKeys',
  'ListMFADevices',
  'ListServiceSpecificCredentials',
  'ListSigningCertificates',
  'ListSSHPublicKeys',
  'UpdateAccessKey',
]);

/** In this order: who adds a user to a group changes the group. */
const nameMembers = [
  ['GroupName', 'group', 'group'],
  ['UserName', 'user', 'user'],
  ['RoleName', 'role', 'role'],
  ['InstanceProfileName', 'instance-profile', 'instance-profile'],
  ['PolicyName', 'managed-policy', 'policy'],
] as const;

export function iamResources(network: Network, request: Request): readonly NamedResource[] {
  const { operation, input, account } = request;
  const arn = (rest: string): NamedResource => ({ arn: `arn:aws:iam::${account}:${rest}`, tags: {} });
  if (Object.hasOwn(iamLists, operation)) return [arn(iamLists[operation]!)];
  if (operation === 'SimulateCustomPolicy') return [];
  for (const member of ['PolicySourceArn', 'Arn']) {
    if (typeof input[member] === 'string') return [{ arn: input[member], tags: {} }];
  }
  const linked = linkedRole(request);
  if (linked !== undefined) return [arn(`role/aws-service-role/${linked}`)];
  for (const [member, kind, type] of nameMembers) {
    const name = input[member] ?? (member === 'UserName' && meansCaller.has(operation) ? request.userName : undefined);
    if (typeof name !== 'string') continue;
    const found = network.get(kind, `${account}/${name}`);
    const path = found?.path ?? (typeof input.Path === 'string' ? input.Path : '/');
    return [{ ...arn(`${type}${path}${name}`), tags: found?.tags ?? {}, document: found }];
  }
  return typeof input.PolicyArn === 'string' ? [{ arn: input.PolicyArn, tags: {} }] : [];
}

/** GetFederationToken is about the user that it makes; of AssumeRole's role the door knows more. */
export function federatedUsers(_: Network, { operation, input, account }: Request): readonly NamedResource[] {
  if (operation !== 'GetFederationToken') return [];
  return [{ arn: `arn:aws:sts::${account}:federated-user/${input.Name}`, tags: {} }];
}

/** A role that is linked to a service is named by the service, or by the task that deletes it. */
function linkedRole({ operation, input }: Request): string | undefined {
  if (operation === 'CreateServiceLinkedRole') {
    const linked = linkedService(String(input.AWSServiceName));
    const suffix = input.CustomSuffix === undefined ? undefined : String(input.CustomSuffix);
    return `${input.AWSServiceName}/${linked === undefined ? '*' : linkedRoleName(linked, suffix)}`;
  }
  if (operation !== 'GetServiceLinkedRoleDeletionStatus') return undefined;
  return /^task\/aws-service-role\/(.+)\/[^/]+$/.exec(String(input.DeletionTaskId))?.[1] ?? '*';
}
