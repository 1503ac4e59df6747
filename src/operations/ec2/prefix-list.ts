/**
 * Operations on managed prefix lists: the caller's own, with their versions; others' that are shared with it, which it reads and
 * names in its routes and rules; and AWS's, which follow from the region and can only be read. A change of a list takes force at
 * once, so its state is always the last one.
 * https://docs.aws.amazon.com/vpc/latest/userguide/sharing-managed-prefix-lists.html
 */

import { formatCidr } from '../../base/cidr.ts';
import { Fault } from '../../base/fault.ts';
import { resourceId } from '../../base/ids.ts';
import type { Network } from '../../model/network.ts';
import type { PrefixList } from '../../model/prefix-list.ts';
import { type ServicePrefixList, servicePrefixLists } from '../../model/region.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { applyFilters, page, shownTo, visible } from './describe.ts';
import {
  invalidCombination,
  invalidParameterValue,
  missingParameter,
  notFound,
  owned,
  required,
  seen,
} from './faults.ts';
import type { Ec2Handlers, InputOf } from './handlers.ts';
import { changedEntries, checkRoom, checkSize, currentEntries, readEntries } from './prefix-list-entry.ts';
import { checkQuota } from './quotas.ts';
import { removeResource } from './resource-removal.ts';
import { specifiedTags, tagList } from './tags.ts';

const longestName = 255;

const amazon = 'AWS';

/** AWS's own lists of the region, in the form of the caller's; their owner says `AWS`. A snapshot may have brought others. */
function serviceLists({ network, region }: Context): readonly PrefixList[] {
  const brought = network.owned('prefix-list', amazon, region);
  const derived = servicePrefixLists(region).filter(({ id }) => !brought.some((list) => list.id === id));
  return [...brought, ...derived.map((list) => derivedList(region, list))];
}

function derivedList(region: string, list: ServicePrefixList): PrefixList {
  return {
    kind: 'prefix-list',
    id: list.id,
    account: amazon,
    region,
    created: 0,
    tags: {},
    name: list.name,
    addressFamily: 'IPv4',
    maxEntries: list.cidrs.length,
    version: 1,
    versions: [list.cidrs.map((cidr) => ({ cidr: formatCidr(cidr) }))],
  };
}

function visibleList(context: Context, id: string): PrefixList {
  return serviceLists(context).find((list) => list.id === id) ?? seen(context.network, context, 'prefix-list', id);
}

/** The caller's own list. @throws Fault where it is AWS's, which nobody changes */
function changeableList(draft: Draft, context: Context, id: string): PrefixList {
  if (serviceLists(context).some((list) => list.id === id)) {
    // The likeliest answer; IAM refuses most callers before it.
    throw new Fault('OperationNotPermitted', `The prefix list '${id}' is managed by AWS and cannot be modified.`);
  }
  return owned(draft, context, 'prefix-list', id);
}

/** Own ones, shared ones and AWS's, ordered by id. */
function visibleLists(context: Context, ids: readonly string[] | undefined): readonly PrefixList[] {
  const all =
    ids && ids.length > 0
      ? [...new Set(ids)].map((id) => visibleList(context, id))
      : [...visible(context, 'prefix-list'), ...serviceLists(context)];
  return all.map((list) => shownTo(context, list)).sort((one, other) => (one.id < other.id ? -1 : 1));
}

function checkName(name: string): string {
  if (name === '' || name.length > longestName) {
    throw invalidParameterValue(`The prefix list name must have between 1 and ${longestName} characters.`);
  }
  if (name.startsWith('com.amazonaws')) {
    throw invalidParameterValue('The prefix list name cannot start with com.amazonaws.');
  }
  return name;
}

function modify(list: PrefixList, input: InputOf<'ModifyManagedPrefixList'>): PrefixList {
  const touches = (input.AddEntries?.length ?? 0) + (input.RemoveEntries?.length ?? 0) > 0;
  if (touches && input.MaxEntries !== undefined) {
    throw invalidCombination(
      'You cannot modify the entries and the maximum entries for the prefix list in the same request.',
    );
  }
  if (touches && input.CurrentVersion === undefined) throw missingParameter('currentVersion');
  if (input.CurrentVersion !== undefined && input.CurrentVersion !== list.version) {
    throw new Fault('PrefixListVersionMismatch', 'The prefix list has the incorrect version number.');
  }
  const name = input.PrefixListName === undefined ? list.name : checkName(input.PrefixListName);
  const maxEntries = input.MaxEntries === undefined ? list.maxEntries : checkSize(input.MaxEntries);
  checkRoom(currentEntries(list), maxEntries);
  if (!touches) return { ...list, name, maxEntries };
  const versions = [...list.versions, changedEntries(list, input)];
  return { ...list, name, version: list.version + 1, versions };
}

/** Route tables and security groups, of any account, that name the list. */
function associationsOf(network: Network, list: PrefixList) {
  const routeTables = network.find('route-table', `prefix-list:${list.id}`);
  const groups = network.find('security-group-rule', `peer:${list.id}`);
  const owners = new Map([
    ...routeTables.map((table) => [table.id, table.account] as const),
    ...groups.map((rule) => [rule.group, rule.account] as const),
  ]);
  return [...owners].map(([id, account]) => ({ id, account })).sort((one, other) => (one.id < other.id ? -1 : 1));
}

function listShape(list: PrefixList, State: 'create-complete' | 'modify-complete' | 'delete-complete') {
  const own = list.account !== amazon;
  return {
    PrefixListId: list.id,
    PrefixListName: list.name,
    PrefixListArn: `arn:aws:ec2:${list.region}:${own ? list.account : 'aws'}:prefix-list/${list.id}`,
    AddressFamily: list.addressFamily,
    State,
    OwnerId: list.account,
    Tags: tagList(list.tags),
    // AWS's own lists show neither.
    ...(own ? { MaxEntries: list.maxEntries, Version: list.version } : {}),
  };
}

const shownState = (list: PrefixList) => (list.version > 1 ? 'modify-complete' : 'create-complete');

export const prefixListOperations = {
  DescribePrefixLists(context, input) {
    const wanted = input.PrefixListIds ?? [];
    const lists = [...serviceLists(context)].sort((one, other) => (one.id < other.id ? -1 : 1));
    for (const id of wanted) if (!lists.some((list) => list.id === id)) throw notFound('prefix-list', id);
    const named = lists.filter((list) => wanted.length === 0 || wanted.includes(list.id));
    const filtered = applyFilters(named, input.Filters, {
      'prefix-list-id': (list) => list.id,
      'prefix-list-name': (list) => list.name,
    });
    const { items, nextToken } = page(filtered, input);
    return {
      PrefixLists: items.map((list) => ({
        PrefixListId: list.id,
        PrefixListName: list.name,
        Cidrs: currentEntries(list).map((entry) => entry.cidr),
      })),
      NextToken: nextToken,
    };
  },

  DescribeManagedPrefixLists(context, input) {
    const filtered = applyFilters(visibleLists(context, input.PrefixListIds), input.Filters, {
      'owner-id': (list) => list.account,
      'prefix-list-id': (list) => list.id,
      'prefix-list-name': (list) => list.name,
    });
    const { items, nextToken } = page(filtered, input, { least: 1, most: 100 });
    return { PrefixLists: items.map((list) => listShape(list, shownState(list))), NextToken: nextToken };
  },

  CreateManagedPrefixList(context, input) {
    const tags = specifiedTags(input.TagSpecifications, 'prefix-list');
    const addressFamily = required(input.AddressFamily, 'addressFamily');
    if (addressFamily !== 'IPv4' && addressFamily !== 'IPv6') {
      throw invalidParameterValue(`Value (${addressFamily}) for parameter AddressFamily is invalid.`);
    }
    const name = checkName(required(input.PrefixListName, 'prefixListName'));
    const maxEntries = checkSize(required(input.MaxEntries, 'maxEntries'));
    const entries = readEntries(addressFamily, input.Entries ?? []);
    checkRoom(entries, maxEntries);
    return context.transact((draft) => {
      const { account, region, now: created, random } = context;
      checkQuota(context, 'prefixListsPerRegion', draft.network.count('prefix-list', `owner:${account}/${region}`) + 1);
      const list: PrefixList = {
        kind: 'prefix-list',
        id: resourceId(random, 'pl'),
        account,
        region,
        created,
        tags,
        name,
        addressFamily,
        maxEntries,
        version: 1,
        versions: [entries],
      };
      draft.put(list);
      return { PrefixList: listShape(list, 'create-complete') };
    });
  },

  ModifyManagedPrefixList(context, input) {
    return context.transact((draft) => {
      const next = modify(changeableList(draft, context, required(input.PrefixListId, 'prefixListId')), input);
      draft.put(next);
      return { PrefixList: listShape(next, 'modify-complete') };
    });
  },

  DeleteManagedPrefixList(context, input) {
    return context.transact((draft) => {
      const list = changeableList(draft, context, required(input.PrefixListId, 'prefixListId'));
      if (associationsOf(draft.network, list).length > 0) {
        // The code is the one that other deletions answer; no reply about prefix lists was found.
        throw new Fault('DependencyViolation', `The prefix list '${list.id}' is in use and cannot be deleted.`);
      }
      removeResource(draft, list);
      return { PrefixList: listShape(list, 'delete-complete') };
    });
  },

  GetManagedPrefixListEntries(context, input) {
    const list = visibleList(context, required(input.PrefixListId, 'prefixListId'));
    const version = input.TargetVersion ?? list.version;
    const entries = list.versions[version - 1];
    if (entries === undefined) {
      throw invalidParameterValue(`Version ${version} of the prefix list '${list.id}' does not exist.`);
    }
    const listed = entries
      .map((entry) => ({ ...entry, id: entry.cidr }))
      .sort((one, other) => (one.id < other.id ? -1 : 1));
    const { items, nextToken } = page(listed, input, { least: 1, most: 100 });
    const Entries = items.map(({ cidr, description }) =>
      description === undefined ? { Cidr: cidr } : { Cidr: cidr, Description: description },
    );
    return { Entries, NextToken: nextToken };
  },

  GetManagedPrefixListAssociations(context, input) {
    const list = owned(context.network, context, 'prefix-list', required(input.PrefixListId, 'prefixListId'));
    const { items, nextToken } = page(associationsOf(context.network, list), input);
    return {
      PrefixListAssociations: items.map(({ id, account }) => ({ ResourceId: id, ResourceOwner: account })),
      NextToken: nextToken,
    };
  },
} satisfies Ec2Handlers;
