/**
 * Which regions an account may use. Most are there from the start; others once the account has opted in to them, until it opts
 * out again. What an account has in a region that it left stays, and nobody reaches it by an API.
 * https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html
 */

import { type Region, regionOf } from './region.ts';
import type { Kind, ResourceOf } from './resource.ts';

export const regionOptStatuses = ['ENABLED', 'ENABLING', 'DISABLING', 'DISABLED', 'ENABLED_BY_DEFAULT'] as const;
export type RegionOptStatus = (typeof regionOptStatuses)[number];

/** Milliseconds from the request until it is done, where AWS takes minutes and at times hours: time for a client to see it. */
export const optDuration = 2000;

interface Reader {
  get<K extends Kind>(kind: K, id: string): ResourceOf<K> | undefined;
}

/** An account that was found in a region, in a snapshot for example, has opted in to it. */
export function regionOptStatus(reader: Reader, account: string, region: Region, now: number): RegionOptStatus {
  if (!region.needsOptIn) return 'ENABLED_BY_DEFAULT';
  const known = reader.get('account-region', `${account}/${region.name}`);
  if (known === undefined) return 'DISABLED';
  if (known.opted === undefined) return 'ENABLED';
  const done = now >= known.opted.at + optDuration;
  if (known.opted.to === 'in') return done ? 'ENABLED' : 'ENABLING';
  return done ? 'DISABLED' : 'DISABLING';
}

/** False for a region that there is not, and while an account's way in or out is not done. */
export function isRegionEnabled(reader: Reader, account: string, name: string, now: number): boolean {
  const region = regionOf(name);
  if (region === undefined) return false;
  const status = regionOptStatus(reader, account, region, now);
  return status === 'ENABLED' || status === 'ENABLED_BY_DEFAULT';
}
