/**
 * Tags of an organization's parts as they come in requests, held to Organizations' rules.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_tagging.html
 */

import type { Tags } from '../../model/resource.ts';
import { constraint, invalidInput } from './faults.ts';

const mostTags = 50;
const longestKey = 128;
const longestValue = 256;
const form = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

function checkTag(key: string, value: string): void {
  if (key.length < 1) throw invalidInput('MIN_LENGTH_EXCEEDED');
  if (key.length > longestKey || value.length > longestValue) throw invalidInput('MAX_LENGTH_EXCEEDED');
  if (!form.test(key) || !form.test(value)) throw invalidInput('INVALID_PATTERN');
  if (key.toLowerCase().startsWith('aws:')) throw invalidInput('INVALID_SYSTEM_TAGS_PARAMETER');
}

/** @throws Fault InvalidInputException, ConstraintViolationException */
export function readTags(
  input: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] | undefined,
): Tags {
  const pairs = (input ?? []).map(({ Key: key = '', Value: value = '' }) => [key, value] as const);
  for (const [key, value] of pairs) checkTag(key, value);
  if (new Set(pairs.map(([key]) => key)).size < pairs.length) throw invalidInput('DUPLICATE_TAG_KEY');
  const tags = Object.fromEntries(pairs);
  checkTagCount(tags);
  return tags;
}

/** @throws Fault ConstraintViolationException */
export function checkTagCount(tags: Tags): void {
  if (Object.keys(tags).length > mostTags) throw constraint('MAX_TAG_LIMIT_EXCEEDED');
}
