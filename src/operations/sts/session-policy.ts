/**
 * The session policy of a session: the inline one and managed ones, made into one document, because a session carries
 * one. Any statement of theirs may allow, and any may deny, so the statements stand side by side.
 */

import { Fault } from '../../base/fault.ts';
import type { Network } from '../../model/network.ts';
import type { Tags } from '../../model/resource.ts';
import { parsePolicy } from '../../policy/parse.ts';
import { readIdentityArn } from '../iam/arn.ts';
import { managedPolicyText } from '../iam/managed-policy-text.ts';
import { packedShare } from './session-tag.ts';

const mostManaged = 10;
const longestInline = 2048;
/** What a session token has room for. */
const mostPacked = 8192;

interface Input {
  readonly Policy?: string | undefined;
  readonly PolicyArns?: readonly { readonly arn?: string | undefined }[] | undefined;
}

/** @throws Fault MalformedPolicyDocument, PackedPolicyTooLarge, ValidationError */
export function sessionPolicy(network: Network, account: string, input: Input): string | undefined {
  const arns = (input.PolicyArns ?? []).map((one) => one.arn ?? '');
  if (arns.length > mostManaged) {
    throw new Fault('ValidationError', `The request has more than ${mostManaged} managed session policies.`);
  }
  if ((input.Policy?.length ?? 0) > longestInline) {
    throw new Fault(
      'ValidationError',
      `1 validation error detected: Value at 'policy' failed to satisfy constraint: Member must have length less than or equal to ${longestInline}`,
    );
  }
  if (input.Policy !== undefined) parsePolicy(input.Policy, 'session');
  const texts = [
    ...(input.Policy === undefined ? [] : [input.Policy]),
    ...arns.map((arn) => managedText(network, account, arn)),
  ];
  if (texts.length === 0) return undefined;
  const policy = texts.length === 1 ? texts[0]! : joined(texts);
  if (policy.length > mostPacked) {
    throw new Fault('PackedPolicyTooLarge', 'Packed policy consumes more than 100% of allotted space.');
  }
  return policy;
}

/** The member of answers that tells how much of the room for policies and tags a session takes; absent without either. */
export function packedSizeShown(policy: string | undefined, tags: Tags): { readonly PackedPolicySize?: number } {
  if (policy === undefined && Object.keys(tags).length === 0) return {};
  const share = (policy?.length ?? 0) / mostPacked + packedShare(tags);
  return { PackedPolicySize: Math.ceil(share * 100) };
}

/** Policies of the role's own account, or AWS's. */
function managedText(network: Network, account: string, arn: string): string {
  const owner = readIdentityArn(arn, 'policy')?.account;
  const text = owner === account || owner === 'aws' ? managedPolicyText(network, arn) : undefined;
  if (text === undefined) throw new Fault('ValidationError', `${arn} is not a valid managed policy.`);
  return text;
}

/** Sids are left out: they need only be unique within one document. */
function joined(texts: readonly string[]): string {
  const statements = texts.flatMap((text) => {
    const { Statement } = JSON.parse(text) as { Statement: Record<string, unknown> | Record<string, unknown>[] };
    return (Array.isArray(Statement) ? Statement : [Statement]).map(({ Sid: _, ...statement }) => statement);
  });
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}
