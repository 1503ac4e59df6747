/**
 * What getting a session needs beside its own action: a permission to tag it, and to say in whose name it works, also where
 * the caller's own session hands tags and name on. And the condition keys of both.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_permissions-required
 */

import type { ContextValue } from '../policy/context.ts';
import type { Session } from './session.ts';

type Input = Readonly<Record<string, unknown>>;

function requestTags({ Tags }: Input): Readonly<Record<string, string>> {
  const tags = (Array.isArray(Tags) ? Tags : []) as readonly { readonly Key?: string; readonly Value?: string }[];
  return Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]));
}

/** Of AssumeRole and GetFederationToken. */
export function sessionActions(input: Input, caller: Session | undefined): readonly string[] {
  const tagged = Object.keys(requestTags(input)).length > 0 || (caller?.transitiveTagKeys ?? []).length > 0;
  const named = input.SourceIdentity !== undefined || caller?.sourceIdentity !== undefined;
  return [...(tagged ? ['sts:TagSession'] : []), ...(named ? ['sts:SetSourceIdentity'] : [])];
}

export function sessionKeys(input: Input): Readonly<Record<string, ContextValue>> {
  const tags = requestTags(input);
  const transitive = Array.isArray(input.TransitiveTagKeys) ? (input.TransitiveTagKeys as readonly string[]) : [];
  return {
    'aws:TagKeys': Object.keys(tags),
    'sts:TransitiveTagKeys': transitive,
    ...Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:RequestTag/${key}`, value])),
    ...(typeof input.SourceIdentity === 'string' ? { 'sts:SourceIdentity': input.SourceIdentity } : {}),
  };
}
