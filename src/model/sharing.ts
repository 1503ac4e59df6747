/**
 * Which resources of others an account may use because they are shared with it, and with which accounts a resource is shared:
 * read from resource shares and from the organization as it is now, so that an account which moves or leaves loses what came
 * by the place it had. What may be shared, with whom, is a table here. What a participant of a shared VPC sees and does beside
 * the shared subnets themselves is in vpc-sharing.ts.
 * https://docs.aws.amazon.com/ram/latest/userguide/shareable.html
 */

import { isAccountId } from '../base/ids.ts';
import type { Organization } from './account.ts';
import { readEc2Arn } from './ec2-arn.ts';
import type { Network } from './network.ts';
import { organizationArn, unitArn } from './organization-arn.ts';
import { findOrganization, pathToRoot } from './organizational-unit.ts';
import type { Kind, ResourceOf } from './resource.ts';
import type { PrincipalAssociation, ResourceShare } from './resource-share.ts';

export type ShareableKind = 'prefix-list' | 'security-group' | 'subnet' | 'transit-gateway';

export interface ShareableType {
  /** As RAM prints it. */
  readonly name: string;
  readonly kind: ShareableKind;
  /** Whether accounts outside the owner's organization may be principals. */
  readonly outsideOrganization: boolean;
  /** Whether single users and roles may be principals. */
  readonly identities: boolean;
}

/** By the type in the resource's ARN. */
export const shareableTypes: Readonly<Record<string, ShareableType>> = {
  'prefix-list': { name: 'ec2:PrefixList', kind: 'prefix-list', outsideOrganization: true, identities: false },
  'security-group': { name: 'ec2:SecurityGroup', kind: 'security-group', outsideOrganization: false, identities: true },
  subnet: { name: 'ec2:Subnet', kind: 'subnet', outsideOrganization: false, identities: false },
  'transit-gateway': {
    name: 'ec2:TransitGateway',
    kind: 'transit-gateway',
    outsideOrganization: true,
    identities: false,
  },
};

export function shareableTypeOf(arn: string): ShareableType | undefined {
  const type = readEc2Arn(arn)?.type;
  return type !== undefined && Object.hasOwn(shareableTypes, type) ? shareableTypes[type] : undefined;
}

/** Every principal of a share that an account is, or is below: itself, its organization, and the units that it is in. */
export function principalsOf(network: Network, account: string): readonly string[] {
  const organization = findOrganization(network, account);
  if (organization === undefined) return [account];
  const units = pathToRoot(network, organization, account).filter((node) => node.startsWith('ou-'));
  return [account, organizationArn(organization), ...units.map((unit) => unitArn(organization, unit))];
}

/** The account of a user or role, whose shares are looked up by it. */
export function identityAccount(principal: string): string | undefined {
  return /^arn:aws:(?:iam|sts)::(\d{12}):/.exec(principal)?.[1];
}

/** Under which principals of an index a share is found: those that something is shared with. */
export function sharedWithKeys(share: ResourceShare): readonly string[] {
  if (share.desired !== 'active') return [];
  const held = share.principals.filter(holds).map(({ id }) => `principal:${identityAccount(id) ?? id}`);
  return [...new Set(held)];
}

function holds({ desired, failure, invitation = 'accepted' }: PrincipalAssociation): boolean {
  return desired === 'associated' && failure === undefined && invitation === 'accepted';
}

/** The service that an organization trusts while its accounts share without invitations. */
export const sharingService = 'ram.amazonaws.com';

/**
 * Whether what an association rests on is still there: an invitation, or the organization that owner and principal are in. An
 * organization that stops sharing removes what rested on it for good, so that what is older than its trust doesn't count.
 * https://docs.aws.amazon.com/ram/latest/userguide/security-disable-sharing-with-orgs.html
 */
export function isGrounded(network: Network, share: ResourceShare, association: PrincipalAssociation): boolean {
  const { id, invitation, created } = association;
  if (invitation !== undefined || id === share.account) return true;
  const account = isAccountId(id) ? id : identityAccount(id);
  if (account !== undefined && !sameOrganization(network, share.account, account)) return share.retainsLeavers ?? false;
  const organization = findOrganization(network, share.account);
  const since = organization?.serviceAccess?.[sharingService];
  if (organization === undefined || since === undefined || created < since) return false;
  return account !== undefined || isPartOf(network, organization, id);
}

/** Whether an ARN is the organization's own, or one of a unit that it has. */
function isPartOf(network: Network, organization: Organization, arn: string): boolean {
  if (arn === organizationArn(organization)) return true;
  const unit = network.get('organizational-unit', arn.slice(arn.lastIndexOf('/') + 1));
  return unit?.organization === organization.id && arn === unitArn(organization, unit.id);
}

export interface Sharer {
  readonly account: string;
  readonly region: string;
  /** The ARN of the user or role that asks; without it, what is shared with single identities is left out. */
  readonly identity?: string | undefined;
}

/** The shares of others that reach an account, in a region. */
export function sharesReaching(network: Network, sharer: Sharer): readonly ResourceShare[] {
  const principals = principalsOf(network, sharer.account);
  const names = (id: string): boolean => principals.includes(id) || id === sharer.identity;
  const shares = new Set(principals.flatMap((one) => network.find('resource-share', `principal:${one}`)));
  return [...shares].filter(
    (share) =>
      share.region === sharer.region &&
      share.account !== sharer.account &&
      share.principals.some((one) => names(one.id) && holds(one) && isGrounded(network, share, one)),
  );
}

/** Whether two accounts are in one organization. */
export function sameOrganization(network: Network, one: string, other: string): boolean {
  const organization = network.get('account', one)?.organization;
  return organization !== undefined && network.get('account', other)?.organization === organization;
}

/** Ids of the resources of a kind that others share with an account. */
export function idsSharedWith(network: Network, sharer: Sharer, kind: ShareableKind): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const share of sharesReaching(network, sharer)) {
    const inside = sameOrganization(network, share.account, sharer.account);
    for (const { id: arn, desired, failure } of share.resources) {
      const type = desired === 'associated' && failure === undefined ? shareableTypeOf(arn) : undefined;
      if (type?.kind === kind && (inside || type.outsideOrganization)) ids.add(readEc2Arn(arn)!.id);
    }
  }
  return ids;
}

/** The resources of a kind that others share with an account, ordered by id. */
export function sharedWith<K extends ShareableKind & Kind>(
  network: Network,
  sharer: Sharer,
  kind: K,
): readonly ResourceOf<K>[] {
  return [...idsSharedWith(network, sharer, kind)].sort().flatMap((id) => network.get(kind, id) ?? []);
}
