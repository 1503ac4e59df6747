/**
 * What getting a session needs beside its own action: a permission to tag it, and to say in whose name it works, also where
 * the caller's own session hands tags and name on.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_permissions-required
 */

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
