/**
 * Tags in condition keys: those of the resource that is there, and those that the request brings for it. EC2 says for each
 * type of resource what its new ones are tagged with; other services tag the one thing that they make.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_tags.html
 */

import type { Tags } from '../model/resource.ts';
import type { Facts, FamilyTable, KeyTable } from './facts.ts';
import { type Request, typeIn } from './request.ts';

interface TagSpecification {
  readonly ResourceType?: string;
  readonly Tags?: unknown;
}

/** Members that hold tags, and those that hold only their keys, over all services. */
const tagMembers = ['Tags', 'tags', 'AddTags'] as const;
const keyMembers = ['TagKeys', 'tagKeys', 'RemoveTagKeys'] as const;

type Entry = readonly [key: string, value: string | undefined];

type Tag = Readonly<Record<string, string | undefined>>;

function entriesOf(list: unknown): readonly Entry[] {
  if (!Array.isArray(list)) return [];
  return list.map((tag: Tag): Entry => [String(tag.Key ?? tag.key ?? ''), tag.Value ?? tag.value]);
}

function specified({ request, resource }: Facts): readonly Entry[] {
  const list = request?.input.TagSpecifications;
  if (!Array.isArray(list)) return [];
  const type = typeIn(resource.arn);
  return list
    .filter(({ ResourceType }: TagSpecification) => ResourceType === type)
    .flatMap((one: TagSpecification) => entriesOf(one.Tags));
}

/** What a request brings whatever it is judged on: read once, though it is judged on each of its resources. */
interface Brought {
  readonly tags: readonly Entry[];
  readonly keys: readonly string[];
}

const nothing: Brought = { tags: [], keys: [] };
/** A request is judged to its end before the next one. */
let latest: { readonly request: Request; readonly brought: Brought } | undefined;

function broughtBy(request: Request | undefined): Brought {
  if (request === undefined) return nothing;
  if (latest?.request !== request) latest = { request, brought: readBrought(request) };
  return latest.brought;
}

function readBrought({ input }: Request): Brought {
  const tags: Entry[] = [];
  const keys = new Set<string>();
  for (const member of tagMembers) {
    if (input[member] === undefined) continue;
    for (const entry of entriesOf(input[member])) {
      tags.push(entry);
      keys.add(entry[0]);
    }
  }
  for (const member of keyMembers) {
    if (input[member] === undefined) continue;
    for (const key of [input[member]].flat()) if (typeof key === 'string') keys.add(key);
  }
  return { tags, keys: [...keys] };
}

function requestTags(facts: Facts): Tags {
  const requested = [...broughtBy(facts.request).tags, ...specified(facts)];
  return Object.fromEntries(requested.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));
}

function tagNames(facts: Facts): readonly string[] {
  const { keys } = broughtBy(facts.request);
  const more = specified(facts);
  return more.length === 0 ? keys : [...new Set([...keys, ...more.map(([key]) => key)])];
}

const resourceTags = ({ resource }: Facts): Tags => resource.tags;

export const tagKeys: KeyTable = { 'aws:TagKeys': tagNames };

/** Services that have a name of their own for a resource's tags. */
export const tagFamilies: FamilyTable = {
  'aws:RequestTag/': requestTags,
  'aws:ResourceTag/': resourceTags,
  'ec2:ResourceTag/': resourceTags,
  'elasticloadbalancing:ResourceTag/': resourceTags,
  'iam:ResourceTag/': resourceTags,
};
