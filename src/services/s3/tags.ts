/**
 * Tags of objects and buckets: their limits, their XML and the `x-amz-tagging` header
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html).
 */

import { invalidArgument, s3Fault } from './errors.ts';
import { childrenOf, readDocument, textOf } from './xml-reader.ts';
import { document, element, group } from './xml-writer.ts';

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

export const maximumObjectTags = 10;
export const maximumBucketTags = 50;
export const maximumTagKeyLength = 128;
export const maximumTagValueLength = 256;

const allowed = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

function checkTag(tag: Tag): void {
  if (tag.Key === '' || tag.Key.length > maximumTagKeyLength || !allowed.test(tag.Key)) {
    throw s3Fault('InvalidTag', { TagKey: tag.Key }, 'The TagKey you have provided is invalid');
  }
  if (tag.Key.toLowerCase().startsWith('aws:')) {
    throw s3Fault('InvalidTag', { TagKey: tag.Key }, 'System tags cannot be added/updated by requester');
  }
  if (tag.Value.length > maximumTagValueLength || !allowed.test(tag.Value)) {
    throw s3Fault('InvalidTag', { TagKey: tag.Key, TagValue: tag.Value });
  }
}

function checkTags(tags: readonly Tag[], limit: number): readonly Tag[] {
  for (const tag of tags) checkTag(tag);
  if (new Set(tags.map((tag) => tag.Key)).size !== tags.length) {
    throw s3Fault('InvalidTag', {}, 'Cannot provide multiple Tags with the same key');
  }
  if (tags.length > limit) {
    // S3's own code for this is BadRequest on objects; buckets answer InvalidTag. The message is the objects'.
    throw s3Fault('InvalidTag', {}, `Object tags cannot be greater than ${limit}`);
  }
  return tags;
}

export function readTagging(source: string, limit: number): readonly Tag[] {
  const sets = childrenOf(readDocument(source, 'Tagging'), 'TagSet');
  if (sets.length !== 1) throw s3Fault('MalformedXML');
  const tags = childrenOf(sets[0]!, 'Tag').map((node) => {
    const [key, value] = [textOf(node, 'Key'), textOf(node, 'Value')];
    if (key === undefined || value === undefined) throw s3Fault('MalformedXML');
    return { Key: key, Value: value };
  });
  return checkTags(tags, limit);
}

/** `x-amz-tagging: one=1&two=2`, encoded as a query string. */
export function tagsOfHeader(header: string | undefined): readonly Tag[] {
  if (header === undefined || header === '') return [];
  const unreadable = invalidArgument(
    "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.",
    'x-amz-tagging',
    header,
  );
  const decode = (text: string): string => {
    try {
      return decodeURIComponent(text.replaceAll('+', ' '));
    } catch {
      throw unreadable;
    }
  };
  const tags = header.split('&', maximumObjectTags + 1).map((pair) => {
    const equals = pair.indexOf('=');
    const [key, value] = equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
    return { Key: decode(key), Value: decode(value) };
  });
  if (new Set(tags.map((tag) => tag.Key)).size !== tags.length) throw unreadable;
  return checkTags(tags, maximumObjectTags);
}

export function taggingDocument(tags: readonly Tag[]): string {
  const elements = tags.map((tag) => group('Tag', element('Key', tag.Key), element('Value', tag.Value)));
  return document('Tagging', group('TagSet', ...elements));
}

/** Condition keys of a request that brings tags; names only, as a list cannot be carried in one. */
export function requestTagContext(tags: readonly Tag[]): Record<string, string> {
  return Object.fromEntries(tags.map((tag) => [`s3:RequestObjectTag/${tag.Key}`, tag.Value]));
}

export function existingTagContext(tags: readonly Tag[]): Record<string, string> {
  return Object.fromEntries(tags.map((tag) => [`s3:ExistingObjectTag/${tag.Key}`, tag.Value]));
}
