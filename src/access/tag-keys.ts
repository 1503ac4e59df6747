/**
 * Tags in condition keys: those of the resource that is there, and those that the request brings for it. EC2 says for each
 * type of resource what its new ones are tagged with; other services tag the one thing that they make.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_tags.html
 */

import type { Tags } from '../model/resource.ts';
import type { Facts, FamilyTable, KeyTable } from './facts.ts';
import { typeIn } from './request.ts';

interface TagSpecification {
  readonly ResourceType?: string;
  readonly Tags?: unknown;
}

/** Members that hold tags, and those that hold only their keys, over all services. */
const tagMembers = ['Tags', 'tags', 'AddTags'] as const;
const keyMembers = ['TagKeys', 'tagKeys', 'RemoveTagKeys'] as const;

function entriesOf(list: unknown): readonly (readonly [key: string, value: string | undefined])[] {
  if (!Array.isArray(list)) return [];
  return list.map((tag: Readonly<Record<string, string | undefined>>) => [
    String(tag.Key ?? tag.key ?? ''),
    tag.Value ?? tag.value,
  ]);
}

function specified({ request, resource }: Facts): readonly (readonly [string, string | undefined])[] {
  const list = request?.input.TagSpecifications;
  const all: readonly TagSpecification[] = Array.isArray(list) ? list : [];
  const type = typeIn(resource.arn);
  return all.filter(({ ResourceType }) => ResourceType === type).flatMap((one) => entriesOf(one.Tags));
}

function requested(facts: Facts): readonly (readonly [string, string | undefined])[] {
  const input = facts.request?.input ?? {};
  return [...tagMembers.flatMap((member) => entriesOf(input[member])), ...specified(facts)];
}

function requestTags(facts: Facts): Tags {
  return Object.fromEntries(requested(facts).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));
}

function tagNames(facts: Facts): readonly string[] {
  const input = facts.request?.input ?? {};
  const keys = keyMembers.flatMap((member) => input[member]).filter((key) => typeof key === 'string');
  return [...new Set([...requested(facts).map(([key]) => key), ...keys])];
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
