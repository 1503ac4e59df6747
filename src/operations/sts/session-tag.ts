/**
 * Session tags: read from a request, joined with what the caller's own session hands on, and held to AWS's limits. Keys differ
 * from each other by more than case. A tag that was handed on cannot be given another value.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
 */

import { Fault } from '../../base/fault.ts';
import type { Tags } from '../../model/resource.ts';
import type { SessionTraits } from '../context.ts';

const mostTags = 50;
const longestKey = 128;
const longestValue = 256;
const characters = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
/**
 * AWS packs tags and publishes no size. Nine tags with 2268 characters took 498 % of it
 * (https://github.com/aws-actions/configure-aws-credentials/issues/1898).
 */
const mostPackedCharacters = 455;

interface Input {
  readonly Tags?: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] | undefined;
  readonly TransitiveTagKeys?: readonly string[] | undefined;
}

export interface SessionTags {
  readonly tags: Tags;
  readonly transitiveTagKeys: readonly string[];
}

function invalid(message: string): Fault {
  return new Fault('InvalidParameterValue', message);
}

function tooMany(member: string): Fault {
  return new Fault(
    'ValidationError',
    `1 validation error detected: Value at '${member}' failed to satisfy constraint: Member must have length less than or equal to ${mostTags}`,
  );
}

/** @throws Fault ValidationError, InvalidParameterValue */
function readTags(input: Input['Tags']): Tags {
  const tags = new Map<string, string>();
  const seen = new Set<string>();
  if ((input?.length ?? 0) > mostTags) throw tooMany('tags');
  for (const { Key: key = '', Value: value = '' } of input ?? []) {
    if (key === '' || key.length > longestKey || !characters.test(key)) {
      throw new Fault('ValidationError', `The session tag key '${key}' is not valid.`);
    }
    if (value.length > longestValue || !characters.test(value)) {
      throw new Fault('ValidationError', `The value of session tag '${key}' is not valid.`);
    }
    // The sentence is the likeliest.
    if (key.toLowerCase().startsWith('aws:')) throw invalid('Session tag keys cannot begin with the reserved aws:.');
    if (seen.has(key.toLowerCase())) {
      throw invalid('Duplicate tag keys found. Please note that Tag keys are case insensitive.');
    }
    seen.add(key.toLowerCase());
    tags.set(key, value);
  }
  return Object.fromEntries(tags);
}

/** What a session gets: what the request names, and what the caller's session hands on. */
export function readSessionTags(input: Input, caller: SessionTraits | undefined): SessionTags {
  const own = readTags(input.Tags);
  const lower = new Set(Object.keys(own).map((key) => key.toLowerCase()));
  const handedOn = caller?.transitiveTagKeys ?? [];
  if (handedOn.some((key) => lower.has(key.toLowerCase()))) {
    throw invalid(
      "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
    );
  }
  const transitive = input.TransitiveTagKeys ?? [];
  if (transitive.length > mostTags) throw tooMany('transitiveTagKeys');
  if (transitive.some((key) => !lower.has(key.toLowerCase()))) {
    throw invalid('The specified transitive tag key must be included in the requested tags.');
  }
  const inherited = Object.fromEntries(handedOn.map((key) => [key, caller?.tags[key] ?? '']));
  const tags = { ...inherited, ...own };
  if (packedShare(tags) > 1) {
    const percent = Math.ceil(packedShare(tags) * 100);
    throw new Fault('PackedPolicyTooLarge', `Packed size of session tags consumes ${percent}% of allotted space.`);
  }
  return { tags, transitiveTagKeys: [...handedOn, ...transitive] };
}

/** How much of the room for tags they take; 1 is all of it. */
export function packedShare(tags: Tags): number {
  const size = Object.entries(tags).reduce((sum, [key, value]) => sum + key.length + value.length, 0);
  return size / mostPackedCharacters;
}
