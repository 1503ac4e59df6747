/**
 * Regions that an account opts in to and out of. It has its default VPC in a region from the moment that it first asks for it. How
 * an account stands follows from what it asked for last, and when: model/region-opt.ts.
 * https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html
 */

import { present } from '../../base/assert.ts';
import type { AccountRegion } from '../../model/account.ts';
import { type Region, regionOf, regions } from '../../model/region.ts';
import { type RegionOptStatus, regionOptStatus, regionOptStatuses } from '../../model/region-opt.ts';
import type { Draft } from '../../store/store.ts';
import { createDefaultVpc } from '../ec2/default-vpc.ts';
import type { Maker } from '../ec2/dhcp-options.ts';
import { pageOf } from '../page.ts';
import { accountAskedFor } from './administered.ts';
import { conflict, wrongField, wrongTarget } from './faults.ts';
import type { AccountHandlers } from './handlers.ts';

const mostResults = 50;

/** @throws Fault ValidationException for a region that is not one, or that accounts have anyway */
function regionToOpt(name: string): Region {
  const region = regionOf(name);
  if (!region?.needsOptIn) throw wrongTarget(name);
  return region;
}

/**
 * Opts an account in, with its default VPC where it has never been there.
 * @param at when it asked
 */
export function optIn(draft: Draft, maker: Maker, at = maker.now): void {
  const { account, region, now } = maker;
  const id = `${account}/${region}`;
  const known = draft.get('account-region', id);
  const base: AccountRegion = known ?? { kind: 'account-region', id, account, region, created: now, tags: {} };
  draft.put({ ...base, opted: { to: 'in', at } });
  if (known === undefined) createDefaultVpc(draft, maker);
}

function optOut(draft: Draft, account: string, region: Region, now: number): void {
  const known = present(draft.get('account-region', `${account}/${region.name}`), `the region ${region.name}`);
  draft.put({ ...known, opted: { to: 'out', at: now } });
}

function checkStatuses(asked: readonly string[] | undefined): void {
  const unknown = asked?.find((status) => !regionOptStatuses.some((one) => one === status));
  if (unknown !== undefined) throw wrongField(`The Region opt status ${unknown} is not valid.`);
}

interface Listed {
  readonly name: string;
  readonly status: RegionOptStatus;
}

function listPage(all: readonly Listed[], size: number, token: string | undefined) {
  if (!Number.isInteger(size) || size < 1 || size > mostResults) {
    throw wrongField(`MaxResults must be a number from 1 to ${mostResults}.`);
  }
  const ordered = [...all].sort((one, other) => (one.name < other.name ? -1 : 1));
  const wrongToken = () => wrongField('The NextToken is not valid.');
  return pageOf(ordered, { size, token, keyOf: ({ name }) => name, wrongToken });
}

export const regionOperations: AccountHandlers<
  'DisableRegion' | 'EnableRegion' | 'GetRegionOptStatus' | 'ListRegions'
> = {
  /** Asked again for what is so or on its way, it changes nothing. */
  EnableRegion(context, input) {
    const account = accountAskedFor(context, input.AccountId);
    const region = regionToOpt(input.RegionName);
    return context.transact((draft) => {
      const status = regionOptStatus(draft, account, region, context.now);
      if (status === 'DISABLING') throw conflict(`The Region ${region.name} is being disabled.`);
      if (status === 'DISABLED') optIn(draft, { ...context, account, region: region.name });
      return {};
    });
  },

  DisableRegion(context, input) {
    const account = accountAskedFor(context, input.AccountId);
    const region = regionToOpt(input.RegionName);
    return context.transact((draft) => {
      const status = regionOptStatus(draft, account, region, context.now);
      if (status === 'ENABLING') throw conflict(`The Region ${region.name} is being enabled.`);
      if (status === 'ENABLED') optOut(draft, account, region, context.now);
      return {};
    });
  },

  GetRegionOptStatus(context, input) {
    const account = accountAskedFor(context, input.AccountId);
    const region = regionOf(input.RegionName);
    if (region === undefined) throw wrongField(`The Region ${input.RegionName} is not valid.`);
    return {
      RegionName: region.name,
      RegionOptStatus: regionOptStatus(context.network, account, region, context.now),
    };
  },

  ListRegions(context, input) {
    const { AccountId, MaxResults = mostResults, NextToken, RegionOptStatusContains: wanted } = input;
    const account = accountAskedFor(context, AccountId);
    checkStatuses(wanted);
    const all = regions.map((region): Listed => {
      return { name: region.name, status: regionOptStatus(context.network, account, region, context.now) };
    });
    const shown = wanted?.length ? all.filter(({ status }) => wanted.includes(status)) : all;
    const { items, next } = listPage(shown, MaxResults, NextToken);
    return {
      Regions: items.map(({ name, status }) => ({ RegionName: name, RegionOptStatus: status })),
      ...(next === undefined ? {} : { NextToken: next }),
    };
  },
};
