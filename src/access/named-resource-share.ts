/**
 * Which of RAM's resources a request is about: shares, invitations and permissions, by the ARNs in its input; and the condition keys
 * that go with them. Whose they are the operations find out: of what is not the caller's they know nothing.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsresourceaccessmanagerram.html
 */

import type { Network } from '../model/network.ts';
import type { ResourceShare } from '../model/resource-share.ts';
import { shareableTypeOf } from '../model/sharing.ts';
import type { Keys, NamedResource, Request } from './request.ts';

const members = [
  'resourceShareArn',
  'resourceShareInvitationArn',
  'permissionArn',
  'fromPermissionArn',
  'toPermissionArn',
  'resourceArn',
] as const;

/** Operations that AWS judges on no resource, though a filter of theirs names one. */
const lists: ReadonlySet<string> = new Set([
  'GetResourceShareAssociations',
  'GetResourceShares',
  'ListPermissionAssociations',
  'ListPrincipals',
]);

/** What an operation makes: the new resource has no name yet, except a permission. */
const made: Readonly<Record<string, (input: Request['input']) => string>> = {
  CreatePermission: ({ name }) => `permission/${name}`,
  CreateResourceShare: () => 'resource-share/*',
};

export function ramResources(network: Network, request: Request): readonly NamedResource[] {
  const { operation, input, account, region } = request;
  if (lists.has(operation)) return [];
  const asked = askedKeys(input);
  const make = Object.hasOwn(made, operation) ? made[operation] : undefined;
  if (make) return [{ arn: `arn:aws:ram:${region}:${account}:${make(input)}`, tags: {}, keys: asked }];
  const arns = members.map((member) => input[member]).filter((value) => typeof value === 'string');
  return arns.map((arn) => {
    const { tags, keys } = known(network, request, arn);
    return { arn, tags, keys: { ...asked, ...keys } };
  });
}

/** The keys about what a request would share, with whom, and how. */
function askedKeys(input: Request['input']): Keys {
  const resources = texts(input.resourceArns);
  const types = new Set(resources.flatMap((arn) => shareableTypeOf(arn)?.name ?? []));
  const external = input.allowExternalPrincipals;
  const permissions = [...texts(input.permissionArns), ...texts([input.permissionArn])];
  return {
    ...listKey('ram:ResourceArn', resources),
    ...listKey('ram:RequestedResourceType', [...types]),
    ...listKey('ram:Principal', texts(input.principals)),
    ...listKey('ram:PermissionArn', permissions),
    ...(typeof input.resourceType === 'string' ? { 'ram:PermissionResourceType': input.resourceType } : {}),
    ...(typeof external === 'boolean' ? { 'ram:RequestedAllowsExternalPrincipals': String(external) } : {}),
  };
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

/** A key of no values is absent. */
function listKey(name: string, values: readonly string[]): Keys {
  return values.length === 0 ? {} : { [name]: values };
}

/** What is known of a resource that is there, as far as the caller may know it. */
function known(network: Network, { account }: Request, arn: string): Required<Pick<NamedResource, 'tags' | 'keys'>> {
  const id = arn.slice(arn.lastIndexOf('/') + 1);
  const [, type] = /:(resource-share|resource-share-invitation|permission)\//.exec(arn) ?? [];
  const nothing = { tags: {}, keys: {} };
  if (type === 'resource-share-invitation') {
    const invitation = network.get('resource-share-invitation', id);
    if (invitation?.receiver !== account) return nothing;
    const share = network.get('resource-share', invitation.share);
    return share === undefined ? nothing : { tags: {}, keys: namesOf(share) };
  }
  if (type === 'permission') {
    const permission = network.get('resource-share-permission', arn);
    return permission?.account === account ? { tags: permission.tags, keys: {} } : nothing;
  }
  const share = network.get('resource-share', id);
  if (share?.account !== account) return nothing;
  const external = String(share.allowExternalPrincipals);
  return { tags: share.tags, keys: { ...namesOf(share), 'ram:AllowsExternalPrincipals': external } };
}

function namesOf(share: ResourceShare): Keys {
  return { 'ram:ResourceShareName': share.name, 'ram:ShareOwnerAccountId': share.account };
}
