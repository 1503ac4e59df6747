/**
 * The operations on tags, for every kind of resource that has an id of EC2's form: the caller's own ones, and others' that it
 * sees, whose tags are the caller's alone (model/shared-resource-tags.ts). A call changes all of its resources or none. The
 * rules that tags obey are in tags.ts.
 */

import { Fault } from '../../base/fault.ts';
import type { Kind, Resource, Tags } from '../../model/resource.ts';
import { sharedTagsId, tagsSeenBy } from '../../model/shared-resource-tags.ts';
import { type AttachedGateway, isAccepter } from '../../model/transit-gateway.ts';
import { roleOf } from '../../model/vpc-peering-connection.ts';
import { sees } from '../../model/vpc-sharing.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { applyFilters, type Filter, type FilterTable, page, type View } from './describe.ts';
import { invalidParameterValue, missingParameter, seen } from './faults.ts';
import type { Ec2Handlers } from './handlers.ts';
import { mostTags, readTags, type TagInput, tagLimit } from './tags.ts';
import { findPeering } from './vpc-peering-connection.ts';

interface Taggable {
  readonly kind: Kind;
  readonly resourceType: string;
}

/** Prefix of an id → what it names. */
const taggables: Readonly<Record<string, Taggable>> = {
  acl: { kind: 'network-acl', resourceType: 'network-acl' },
  dopt: { kind: 'dhcp-options', resourceType: 'dhcp-options' },
  eice: { kind: 'instance-connect-endpoint', resourceType: 'instance-connect-endpoint' },
  eigw: { kind: 'egress-only-internet-gateway', resourceType: 'egress-only-internet-gateway' },
  eipalloc: { kind: 'elastic-address', resourceType: 'elastic-ip' },
  eni: { kind: 'network-interface', resourceType: 'network-interface' },
  fl: { kind: 'flow-log', resourceType: 'vpc-flow-log' },
  i: { kind: 'instance', resourceType: 'instance' },
  igw: { kind: 'internet-gateway', resourceType: 'internet-gateway' },
  nat: { kind: 'nat-gateway', resourceType: 'natgateway' },
  nia: { kind: 'network-insights-analysis', resourceType: 'network-insights-analysis' },
  nip: { kind: 'network-insights-path', resourceType: 'network-insights-path' },
  nis: { kind: 'network-insights-access-scope', resourceType: 'network-insights-access-scope' },
  nisa: { kind: 'network-insights-access-scope-analysis', resourceType: 'network-insights-access-scope-analysis' },
  pcx: { kind: 'vpc-peering-connection', resourceType: 'vpc-peering-connection' },
  pl: { kind: 'prefix-list', resourceType: 'prefix-list' },
  rtb: { kind: 'route-table', resourceType: 'route-table' },
  sg: { kind: 'security-group', resourceType: 'security-group' },
  sgr: { kind: 'security-group-rule', resourceType: 'security-group-rule' },
  subnet: { kind: 'subnet', resourceType: 'subnet' },
  vgw: { kind: 'vpn-gateway', resourceType: 'vpn-gateway' },
  tgw: { kind: 'transit-gateway', resourceType: 'transit-gateway' },
  'tgw-attach': { kind: 'transit-gateway-attachment', resourceType: 'transit-gateway-attachment' },
  'tgw-rtb': { kind: 'transit-gateway-route-table', resourceType: 'transit-gateway-route-table' },
  vpc: { kind: 'vpc', resourceType: 'vpc' },
  vpce: { kind: 'vpc-endpoint', resourceType: 'vpc-endpoint' },
  'vpce-svc': { kind: 'vpc-endpoint-service', resourceType: 'vpc-endpoint-service' },
};

function taggableOf(id: string): Taggable | undefined {
  const prefix = id.slice(0, id.lastIndexOf('-'));
  return Object.hasOwn(taggables, prefix) ? taggables[prefix] : undefined;
}

const longIds = /^[a-z]+(?:-[a-z]+)?-([0-9a-f]{8}|[0-9a-f]{17})$/;

/** What the caller may tag: all that it sees. @throws Fault InvalidID for what is no id, else the kind's NotFound */
function findTaggable(draft: Draft, context: Context, id: string): Resource {
  const taggable = taggableOf(id);
  if (taggable && longIds.test(id)) {
    if (taggable.kind === 'vpc-peering-connection') return findPeering(draft.network, context, id);
    return seen(draft, context, taggable.kind, id);
  }
  throw new Fault('InvalidID', `The ID '${id}' is not valid`);
}

/** Where the caller's tags of a resource are kept: on its own, and beside another's. */
function putTags(draft: Draft, context: Context, resource: Resource, tags: Tags): void {
  const { account, region, now: created } = context;
  const id = sharedTagsId(account, resource.id);
  const isAccepters = resource.kind === 'vpc-peering-connection' && roleOf(resource, context) === 'accepter';
  const peering = resource.kind === 'transit-gateway-attachment' && isAccepter(resource, context) && resource;
  if (isAccepters) draft.put({ ...resource, accepterTags: tags });
  else if (peering) draft.put({ ...peering, attached: { ...peering.attached, accepterTags: tags } as AttachedGateway });
  else if (resource.account === account) draft.put({ ...resource, tags });
  else if (Object.keys(tags).length === 0) draft.remove('shared-resource-tags', id);
  else draft.put({ kind: 'shared-resource-tags', id, account, region, created, tags, resource: resource.id });
}

/** EC2 takes a thousand resources in one call at most (CreateTags). */
const mostResources = 1000;

/** Runs a change of tags on every resource named; a resource that it leaves as it was is not written. */
function changeTags(
  context: Context,
  ids: readonly string[] | undefined,
  change: (tags: Tags) => Tags,
): Promise<Record<string, never>> {
  if (ids === undefined || ids.length === 0) throw missingParameter('resourceIdSet');
  if (ids.length > mostResources) {
    throw invalidParameterValue(`The maximum number of resources for a request is ${mostResources}.`);
  }
  return context.transact((draft) => {
    for (const id of ids) {
      const resource = findTaggable(draft, context, id);
      const old = tagsSeenBy(draft.network, context, resource);
      const tags = change(old);
      if (tags !== old) putTags(draft, context, resource, tags);
    }
    return {};
  });
}

function withTags(old: Tags, added: Tags): Tags {
  const keys = Object.keys(added);
  if (keys.every((key) => Object.hasOwn(old, key) && old[key] === added[key])) return old;
  const tags = { ...old, ...added };
  if (Object.keys(tags).length > mostTags) throw tagLimit();
  return tags;
}

/** A tag without a value goes whatever its value; without any tags in the request, all but AWS's own go. */
function withoutTags(old: Tags, removed: readonly TagInput[] | undefined): Tags {
  const goes = (key: string, value: string): boolean =>
    removed === undefined || removed.length === 0
      ? !key.startsWith('aws:')
      : removed.some((one) => one.Key === key && (one.Value === undefined || one.Value === value));
  const entries = Object.entries(old);
  const kept = entries.filter(([key, value]) => !goes(key, value));
  return kept.length === entries.length ? old : Object.fromEntries(kept);
}

interface TagRow {
  /** Resource and key, which order the pages. */
  readonly id: string;
  readonly key: string;
  readonly value: string;
  readonly resource: string;
  readonly resourceType: string;
  readonly tags: Tags;
}

const filters: FilterTable<TagRow> = {
  key: (row) => row.key,
  'resource-id': (row) => row.resource,
  'resource-type': (row) => row.resourceType,
  value: (row) => row.value,
};

interface Tagged {
  readonly resource: Resource;
  readonly resourceType: string;
}

function rowsOf(view: View, { resource, resourceType }: Tagged): TagRow[] {
  return Object.entries(tagsSeenBy(view.network, view, resource)).map(([key, value]) => ({
    id: `${resource.id} ${key}`,
    key,
    value,
    resource: resource.id,
    resourceType,
    tags: { [key]: value },
  }));
}

/** Ids that a filter names without wildcards: then nothing else needs to be looked at. */
function namedIds(given: readonly Filter[] | undefined): readonly string[] | undefined {
  const values = given?.find((filter) => filter.Name === 'resource-id')?.Values;
  return values === undefined || values.some((value) => /[*?\\]/.test(value)) ? undefined : values;
}

/** The resource with this id, where it is the caller's, or another's that the caller sees. */
function* taggedById(view: View, id: string): Generator<Tagged> {
  const taggable = taggableOf(id);
  const resource = taggable && view.network.get(taggable.kind, id);
  if (resource === undefined) return;
  const own = resource.account === view.account && resource.region === view.region;
  if (own || sees(view.network, view, resource)) yield { resource, resourceType: taggable!.resourceType };
}

function* taggedResources(view: View, given: readonly Filter[] | undefined): Generator<Tagged> {
  const { network, account, region } = view;
  const ids = namedIds(given);
  for (const id of new Set(ids ?? [])) yield* taggedById(view, id);
  if (ids !== undefined) return;
  for (const { kind, resourceType } of Object.values(taggables)) {
    for (const resource of network.owned(kind, account, region)) yield { resource, resourceType };
  }
  for (const resource of network.find('vpc-peering-connection', `accepter:${account}/${region}`)) {
    if (roleOf(resource, view) === 'accepter') yield { resource, resourceType: 'vpc-peering-connection' };
  }
  for (const resource of network.find('transit-gateway-attachment', `peer:${account}/${region}`)) {
    if (isAccepter(resource, view)) yield { resource, resourceType: 'transit-gateway-attachment' };
  }
  for (const { resource } of network.owned('shared-resource-tags', account, region)) yield* taggedById(view, resource);
}

export const tagOperations = {
  CreateTags(context, input) {
    const tags = readTags(input.Tags);
    if (Object.keys(tags).length === 0) throw missingParameter('tagSet');
    return changeTags(context, input.Resources, (old) => withTags(old, tags));
  },

  DeleteTags(context, input) {
    for (const { Key: key = '' } of input.Tags ?? []) {
      if (key.toLowerCase().startsWith('aws:')) {
        throw invalidParameterValue("Tag keys starting with 'aws:' are reserved for internal use");
      }
    }
    return changeTags(context, input.Resources, (old) => withoutTags(old, input.Tags));
  },

  DescribeTags(context, input) {
    const rows: TagRow[] = [];
    for (const tagged of taggedResources(context, input.Filters)) rows.push(...rowsOf(context, tagged));
    const ordered = rows.sort((one, other) => (one.id < other.id ? -1 : 1));
    const { items, nextToken } = page(applyFilters(ordered, input.Filters, filters), input);
    return {
      Tags: items.map((row) => ({
        Key: row.key,
        ResourceId: row.resource,
        // The SDK's enumeration of types holds every one in the table.
        ResourceType: row.resourceType as 'vpc',
        Value: row.value,
      })),
      NextToken: nextToken,
    };
  },
} satisfies Ec2Handlers;
