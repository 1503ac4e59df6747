/**
 * What IAM's requests have in common: names, paths, tags and policy text, each with the rule that AWS holds it to
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html), and the encoding of documents in answers.
 */

import type { Tags } from '../../model/resource.ts';
import { parsePolicy } from '../../policy/parse.ts';
import type { PolicyKind } from '../../policy/policy.ts';
import { invalidInput, limitExceeded, quotaExceeded, validationError } from './faults.ts';
import { quotas } from './quotas.ts';

const longestTagKey = 128;
const longestTagValue = 256;
const longestPath = 512;
const longestDescription = 1000;

/** @throws Fault ValidationError */
export function checkName(name: string, member: string, longest: number): void {
  if (name.length < 1 || name.length > longest) {
    throw validationError(
      `1 validation error detected: Value at '${member}' failed to satisfy constraint: Member must have length less than or equal to ${longest}`,
    );
  }
  if (!/^[\w+=,.@-]+$/.test(name)) {
    throw validationError(
      `The specified value for ${member} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-`,
    );
  }
}

/** @throws Fault ValidationError */
export function checkOneOf(value: string | undefined, member: string, values: readonly string[]): void {
  if (value === undefined || values.includes(value)) return;
  throw validationError(
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must satisfy enum value set: [${values.join(', ')}]`,
  );
}

/** The path, `/` where there is none. @throws Fault ValidationError */
export function readPath(path: string | undefined): string {
  if (path === undefined) return '/';
  if (path.length > longestPath || !/^\/([!-.0-~]+\/)*$/.test(path)) {
    throw validationError(
      'The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.',
    );
  }
  return path;
}

/** The member that documents with a description have. @throws Fault ValidationError */
export function readDescription(description: string | undefined): { readonly description?: string } {
  if (description === undefined) return {};
  if (description.length > longestDescription) {
    throw validationError(
      `1 validation error detected: Value at 'description' failed to satisfy constraint: Member must have length less than or equal to ${longestDescription}`,
    );
  }
  return { description };
}

/** @throws Fault InvalidInput, LimitExceeded */
export function readIamTags(input: readonly { readonly Key?: string; readonly Value?: string }[] | undefined): Tags {
  const tags: Record<string, string> = {};
  const seen = new Set<string>();
  for (const { Key: key = '', Value: value = '' } of input ?? []) {
    if (key === '' || key.length > longestTagKey) throw validationError(`The tag key '${key}' has an invalid length.`);
    if (value.length > longestTagValue) throw validationError(`The value of tag '${key}' has an invalid length.`);
    if (key.toLowerCase().startsWith('aws:')) throw invalidInput(`The tag key '${key}' begins with the reserved aws:.`);
    if (seen.has(key.toLowerCase())) {
      throw invalidInput('Duplicate tag keys found. Please note that Tag keys are case insensitive.');
    }
    seen.add(key.toLowerCase());
    tags[key] = value;
  }
  if (seen.size > quotas.TagsPerResource) throw quotaExceeded('TagsPerResource', quotas.TagsPerResource);
  return tags;
}

/** IAM counts a document's characters without its white space. */
export function policySize(text: string): number {
  return text.replace(/\s/g, '').length;
}

/** @throws Fault MalformedPolicyDocument, LimitExceeded */
export function checkDocument(text: string, kind: PolicyKind, quota: 'ACLSizePerRole' | 'PolicySize'): void {
  parsePolicy(text, kind, { managed: quota === 'PolicySize' });
  if (policySize(text) > quotas[quota]) throw quotaExceeded(quota, quotas[quota]);
}

/** All inline policies of an entity together. */
export function checkInlineSize(policies: Readonly<Record<string, string>>, most: number, entity: string): void {
  const size = Object.values(policies).reduce((sum, text) => sum + policySize(text), 0);
  if (size > most) throw limitExceeded(`Maximum policy size of ${most} bytes exceeded for ${entity}`);
}

/** RFC 3986, as IAM's answers carry documents. */
export function encodedDocument(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
