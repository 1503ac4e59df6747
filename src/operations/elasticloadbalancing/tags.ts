/**
 * Tags of load balancers, target groups and listeners: the rules that this service holds them to, and the operations. A call
 * changes all of its resources or none.
 */

import type { Tags } from '../../model/resource.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { tagList } from '../ec2/tags.ts';
import { atMost, specified } from './constraint.ts';
import { conflict, invalid } from './faults.ts';
import type { ElasticLoadBalancingHandlers } from './handlers.ts';
import { ownedTaggable } from './lookup.ts';

const mostTags = 50;
const longestKey = 128;
const longestValue = 256;
/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Tag.html */
const allowed = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

interface TagInput {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

export function readTags(input: readonly TagInput[] | undefined): Tags {
  const tags = new Map<string, string>();
  for (const { Key: key = '', Value: value = '' } of input ?? []) {
    if (key === '' || key.length > longestKey || !allowed.test(key)) throw invalid.tagKey(key);
    if (value.length > longestValue || !allowed.test(value)) throw invalid.tagValue(key);
    if (key.toLowerCase().startsWith('aws:')) throw invalid.reservedTag();
    if (tags.has(key)) throw conflict.tagTwice(key);
    tags.set(key, value);
  }
  if (tags.size > mostTags) throw conflict.tooManyTags(mostTags);
  return Object.fromEntries(tags);
}

function changeTags(
  context: Context,
  arns: readonly string[],
  change: (tags: Tags) => Tags,
): Promise<Record<string, never>> {
  if (arns.length === 0) throw invalid.missing('A resource ARN');
  return context.transact((draft: Draft) => {
    for (const arn of new Set(atMost(arns, 'resourceArns'))) {
      const one = ownedTaggable(draft, context, arn);
      draft.put({ ...one, tags: change(one.tags) });
    }
    return {};
  });
}

export const tagOperations = {
  AddTags(context, input) {
    const added = readTags(input.Tags);
    if (Object.keys(added).length === 0) throw invalid.missing('A tag');
    return changeTags(context, input.ResourceArns, (old) => {
      const tags = { ...old, ...added };
      if (Object.keys(tags).length > mostTags) throw conflict.tooManyTags(mostTags);
      return tags;
    });
  },

  RemoveTags(context, input) {
    const gone = new Set(input.TagKeys.map((key) => specified(key, 'A tag key')));
    return changeTags(context, input.ResourceArns, (old) =>
      Object.fromEntries(Object.entries(old).filter(([key]) => !gone.has(key))),
    );
  },

  DescribeTags(context, input) {
    const arns = atMost(input.ResourceArns, 'resourceArns');
    const TagDescriptions = arns.map((ResourceArn) => ({
      ResourceArn,
      Tags: tagList(ownedTaggable(context.network, context, ResourceArn).tags),
    }));
    return { TagDescriptions };
  },
} satisfies ElasticLoadBalancingHandlers;
