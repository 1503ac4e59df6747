/**
 * Tags as requests bring them and answers show them: the rules that EC2 holds tags to, `TagSpecifications`, and the two
 * shapes. The operations on tags themselves are in tag.ts.
 */

import { Fault } from '../../base/fault.ts';
import type { Tags } from '../../model/resource.ts';
import { invalidParameterValue } from './faults.ts';

export interface TagInput {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

export interface TagSpecificationInput {
  readonly ResourceType?: string | undefined;
  readonly Tags?: readonly TagInput[] | undefined;
}

export const mostTags = 50;
const longestKey = 127;
const longestValue = 255;

/** Checks tags that a request brings. @throws Fault InvalidParameterValue, TagLimitExceeded */
export function readTags(input: readonly TagInput[] | undefined): Tags {
  const tags = new Map<string, string>();
  for (const { Key: key = '', Value: value = '' } of input ?? []) {
    if (key === '') throw invalidParameterValue('Tag key cannot be empty.');
    if (key.length > longestKey)
      throw invalidParameterValue(`Tag key exceeds the maximum length of ${longestKey} characters`);
    if (value.length > longestValue)
      throw invalidParameterValue(`Tag value exceeds the maximum length of ${longestValue} characters`);
    if (key.toLowerCase().startsWith('aws:')) {
      throw invalidParameterValue("Tag keys starting with 'aws:' are reserved for internal use");
    }
    if (tags.has(key)) throw invalidParameterValue(`Duplicate tag key '${key}' specified.`);
    tags.set(key, value);
  }
  if (tags.size > mostTags) throw tagLimit();
  return Object.fromEntries(tags);
}

export function tagLimit(): Fault {
  return new Fault('TagLimitExceeded', `The maximum number of Tags for a resource has been reached: ${mostTags}`);
}

/** The tags that `TagSpecifications` has for a resource type; a type that the operation doesn't make is refused. */
export function specifiedTags(
  specifications: readonly TagSpecificationInput[] | undefined,
  resourceType: string,
  alsoMade: readonly string[] = [],
): Tags {
  const found: TagInput[] = [];
  for (const specification of specifications ?? []) {
    const type = specification.ResourceType;
    if (type !== resourceType && !alsoMade.includes(type ?? '')) {
      throw invalidParameterValue(`'${type}' is not a valid taggable resource type for this operation.`);
    }
    if (type === resourceType) found.push(...(specification.Tags ?? []));
  }
  return readTags(found);
}

/** As answers show them, ordered by key. */
export function tagList(tags: Tags): { Key: string; Value: string }[] {
  return Object.keys(tags)
    .sort()
    .map((Key) => ({ Key, Value: tags[Key]! }));
}
