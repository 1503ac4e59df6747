/**
 * An imported snapshot becomes live state, whole or not at all: accounts that are not there become members of the
 * organization, running instances start. What is there already must be the very same; AWS's limits are not asked. A second
 * adoption of the same snapshot changes nothing.
 */

import { present } from '../base/assert.ts';
import { Fault } from '../base/fault.ts';
import { isAccountId } from '../base/ids.ts';
import type { Random } from '../base/random.ts';
import type { Organization } from '../model/account.ts';
import { every } from '../model/indexes.ts';
import type { Network } from '../model/network.ts';
import { regionOf, servicePrefixLists } from '../model/region.ts';
import type { Kind, Resource } from '../model/resource.ts';
import { sharingService } from '../model/sharing.ts';
import { putAccessRole } from '../operations/organizations/access-role.ts';
import { accountDocument } from '../operations/organizations/first-account.ts';
import { putOrganization } from '../operations/organizations/organization.ts';
import type { Draft } from '../store/store.ts';

export interface Maker {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly random: Random;
}

export interface Adoption {
  readonly adopted: Readonly<Partial<Record<Kind, number>>>;
  /** How many resources were there already, the very same. */
  readonly known: number;
  /** Accounts that were made for it. */
  readonly newAccounts: readonly string[];
  /** In force once the data plane has applied this revision. */
  readonly revision: number;
}

/** @throws Fault that lists what stands in the way; nothing is written then */
export function adopt(draft: Draft, snapshot: Network, maker: Maker): Adoption {
  const resources = [...snapshot.resources()].filter((one) => !isDerived(one)).map((one) => grounded(draft, one));
  const conflicts = conflictsOf(draft, resources);
  if (conflicts.length > 0) throw conflicting(conflicts);
  const fresh = resources.filter((one) => draft.get(one.kind, one.id) === undefined);
  const newAccounts = putAccounts(draft, fresh, maker);
  for (const one of fresh) draft.put(asOfNow(draft, one));
  trustSharing(draft, fresh, maker.now);
  const counts = new Map<Kind, number>();
  for (const { kind } of fresh) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return {
    adopted: Object.fromEntries([...counts].sort(([one], [other]) => (one < other ? -1 : 1))),
    known: resources.length - fresh.length,
    newAccounts,
    revision: fresh.length > 0 ? draft.revision : draft.network.revision,
  };
}

/** AWS's own prefix lists under ids that are known here follow from the region. */
function isDerived({ kind, id, account, region }: Resource): boolean {
  return kind === 'prefix-list' && !isAccountId(account) && servicePrefixLists(region).some((one) => one.id === id);
}

/** The organization that adopted accounts are made members of, or are members of by now. */
function organizationOf(draft: Draft): Organization | undefined {
  const id = draft.find('account', every).find((one) => one.management)?.organization;
  return id === undefined ? undefined : draft.get('organization', id);
}

/** A share within an organization holds from when the organization trusts RAM; of times before, it does not know. */
function grounded(draft: Draft, one: Resource): Resource {
  const since = organizationOf(draft)?.serviceAccess?.[sharingService];
  if (one.kind !== 'resource-share' || since === undefined) return one;
  const principals = one.principals.map((each) => ({ ...each, created: Math.max(each.created, since) }));
  return { ...one, principals };
}

/** What was shared goes on to be: accounts that shared among themselves are in an organization that lets them. */
function trustSharing(draft: Draft, fresh: readonly Resource[], now: number): void {
  const shares = fresh.filter((one) => one.kind === 'resource-share');
  const inside = shares.flatMap(({ principals }) => principals.filter(({ external }) => !external));
  const organization = organizationOf(draft);
  if (organization === undefined || organization.serviceAccess?.[sharingService] !== undefined) return;
  if (inside.length === 0) return;
  const since = Math.min(now, ...inside.map(({ created }) => created));
  draft.put({ ...organization, serviceAccess: { ...organization.serviceAccess, [sharingService]: since } });
}

/** Put into force by the revision that adopts it. */
function asOfNow({ revision }: Draft, one: Resource): Resource {
  if (one.kind === 'resource-share') {
    const [resources, principals] = [one.resources, one.principals] as const;
    return {
      ...one,
      stateRevision: revision,
      resources: resources.map((each) => ({ ...each, stateRevision: revision })),
      principals: principals.map((each) => ({ ...each, stateRevision: revision })),
    };
  }
  return 'stateRevision' in one ? { ...one, stateRevision: revision } : one;
}

const shownConflicts = 10;

function conflicting(conflicts: readonly string[]): Fault {
  const shown = [...conflicts].sort().slice(0, shownConflicts).join('; ');
  const more = conflicts.length > shownConflicts ? `; and ${conflicts.length - shownConflicts} more` : '';
  return new Fault('SnapshotConflict', `Nothing was adopted: ${shown}${more}.`, 409);
}

function conflictsOf(draft: Draft, resources: readonly Resource[]): readonly string[] {
  return resources.flatMap((one) => [
    ...conflictWithItself(draft, one),
    ...conflictOfZone(one),
    ...conflictOfAddress(draft, one),
    ...conflictOfDefaults(draft, one),
  ]);
}

function conflictWithItself(draft: Draft, one: Resource): readonly string[] {
  const there = draft.get(one.kind, one.id);
  if (there === undefined) return [];
  if (there.account !== one.account) return [`${one.id} is there already and belongs to ${there.account}`];
  return textOf(there) === textOf(one) ? [] : [`${one.id} is there already with another content`];
}

/** The same whatever the order of members, and whenever it was put into force. */
function textOf(resource: Resource): string {
  return JSON.stringify({ ...resource, stateRevision: 0 }, (key, value: unknown) =>
    key === 'stateRevision'
      ? 0
      : typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
        : value,
  );
}

/** What the data plane and the operations call a zone must be one that they know. */
function conflictOfZone(one: Resource): readonly string[] {
  if (one.kind !== 'subnet') return [];
  const region = regionOf(one.region);
  const known = region?.zones.some((number) => `${region.zoneStem}-az${number}` === one.zoneId);
  return known ? [] : [`${one.id} is in ${one.zoneId}, which is no zone of ${one.region} here`];
}

function conflictOfAddress(draft: Draft, one: Resource): readonly string[] {
  const address =
    one.kind === 'elastic-address'
      ? one.publicAddress
      : one.kind === 'network-interface'
        ? one.autoPublicAddress
        : undefined;
  if (address === undefined) return [];
  const holders = [
    ...draft.find('elastic-address', `public:${address}`),
    ...draft.find('network-interface', `public:${address}`),
  ].filter(({ id }) => id !== one.id);
  return holders.map(({ id }) => `${address} of ${one.id} is ${id}'s`);
}

function conflictOfDefaults(draft: Draft, one: Resource): readonly string[] {
  if (one.kind !== 'vpc' || !one.isDefault) return [];
  const other = draft
    .find('vpc', `owner:${one.account}/${one.region}`)
    .find(({ isDefault, id }) => isDefault && id !== one.id);
  return other ? [`${one.account} has a default VPC in ${one.region} besides ${one.id}: ${other.id}`] : [];
}

/** Owners, and whom something is shared with in the organization. */
function accountsIn(resources: readonly Resource[]): readonly string[] {
  const sharedWith = resources.flatMap((one) =>
    one.kind === 'resource-share' ? one.principals.filter(({ external }) => !external).map(({ id }) => id) : [],
  );
  return [...resources.map(({ account }) => account), ...sharedWith].filter(isAccountId);
}

/** Every owner is an account that has been in its regions, so that no default VPC is made for it later. */
function putAccounts(draft: Draft, fresh: readonly Resource[], { now, random }: Maker): readonly string[] {
  const owned = fresh.filter(({ account }) => isAccountId(account));
  const made = [...new Set(accountsIn(fresh))].filter((id) => draft.get('account', id) === undefined);
  const management = present(
    draft.find('account', every).find((one) => one.management),
    'the management account',
  );
  const organization =
    made.length === 0
      ? undefined
      : (management.organization ?? putOrganization(draft, management, { featureSet: 'ALL', now, random }).id);
  for (const id of made.sort()) {
    const wanted = { id, now, management: false, joined: 'INVITED' } as const;
    draft.put(accountDocument({ ...wanted, ...(organization === undefined ? {} : { organization }) }));
    putAccessRole(draft, { account: id, management: management.id, now, random });
  }
  for (const { account, region } of owned) {
    const id = `${account}/${region}`;
    if (draft.get('account-region', id)) continue;
    draft.put({ kind: 'account-region', id, account, region, created: now, tags: {} });
  }
  return made;
}
