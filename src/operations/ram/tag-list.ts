/** Tags as RAM's requests bring them and its answers show them, and the rules that it holds them to. */

import { Fault } from '../../base/fault.ts';
import type { Tags } from '../../model/resource.ts';
import { invalidParameter } from './faults.ts';

const mostTags = 50;
const longestKey = 128;
const longestValue = 256;

export type TagInput = { readonly key?: string | undefined; readonly value?: string | undefined };

/** @throws Fault InvalidParameterException, TagPolicyViolationException, TagLimitExceededException */
export function withTags(tags: Tags, added: readonly TagInput[] | undefined): Tags {
  const all = new Map(Object.entries(tags));
  for (const { key = '', value = '' } of added ?? []) {
    if (key === '' || key.length > longestKey) throw invalidParameter(`The tag key ${key} is not valid.`);
    if (value.length > longestValue) throw invalidParameter(`The value of the tag ${key} is not valid.`);
    if (key.toLowerCase().startsWith('aws:')) {
      throw new Fault('TagPolicyViolationException', `The tag key ${key} is reserved and can't be used.`);
    }
    all.set(key, value);
  }
  if (all.size > mostTags) {
    throw new Fault('TagLimitExceededException', `A resource can have at most ${mostTags} tags.`);
  }
  return Object.fromEntries(all);
}

export function tagList(tags: Tags): readonly { readonly key: string; readonly value: string }[] {
  return Object.entries(tags).map(([key, value]) => ({ key, value }));
}
