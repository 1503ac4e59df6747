/**
 * Tags of topics: https://docs.aws.amazon.com/sns/latest/dg/sns-tags.html. The messages of refusals are the likeliest;
 * AWS documents their codes only.
 */

import { Fault } from '../../base/fault.ts';
import type { Tags } from '../../model/resource.ts';
import type { Topic } from '../../model/topic.ts';
import { tagList } from '../ec2/tags.ts';
import { invalidParameter } from './faults.ts';
import type { SnsHandlers } from './handlers.ts';
import { checkTopicArn, type Reader } from './lookup.ts';

const mostTags = 50;
const longestKey = 128;
const longestValue = 256;

/** @throws Fault InvalidParameter, TagLimitExceeded */
export function readTopicTags(
  input: readonly { readonly Key: string; readonly Value: string }[] | undefined,
  before: Tags = {},
): Tags {
  const tags: Record<string, string> = { ...before };
  const seen = new Set<string>();
  for (const { Key: key, Value: value } of input ?? []) {
    if (key === '' || key.length > longestKey) throw invalidParameter('Tag key length');
    if (value.length > longestValue) throw invalidParameter('Tag value length');
    if (key.toLowerCase().startsWith('aws:')) throw invalidParameter('Tag keys may not begin with aws:');
    if (seen.has(key)) throw invalidParameter('Duplicated keys are not allowed.');
    seen.add(key);
    tags[key] = value;
  }
  if (Object.keys(tags).length > mostTags) {
    throw new Fault('TagLimitExceeded', 'Could not complete request: tag quota of per resource exceeded');
  }
  return tags;
}

/** Unlike other operations these call a missing topic a resource. */
function taggedTopic(reader: Reader, region: string, arn: string): Topic {
  checkTopicArn(arn, region, 'ResourceArn');
  const topic = reader.get('topic', arn);
  if (topic === undefined) throw new Fault('ResourceNotFound', 'Resource does not exist', 404);
  return topic;
}

export const tagOperations: SnsHandlers<'ListTagsForResource' | 'TagResource' | 'UntagResource'> = {
  ListTagsForResource({ network, region }, { ResourceArn }) {
    return { Tags: tagList(taggedTopic(network, region, ResourceArn).tags) };
  },

  TagResource(context, { ResourceArn, Tags }) {
    return context.transact((draft) => {
      const topic = taggedTopic(draft, context.region, ResourceArn);
      draft.put({ ...topic, tags: readTopicTags(Tags, topic.tags) });
      return {};
    });
  },

  UntagResource(context, { ResourceArn, TagKeys }) {
    return context.transact((draft) => {
      const topic = taggedTopic(draft, context.region, ResourceArn);
      const kept = Object.entries(topic.tags).filter(([key]) => !TagKeys.includes(key));
      draft.put({ ...topic, tags: Object.fromEntries(kept) });
      return {};
    });
  },
};
