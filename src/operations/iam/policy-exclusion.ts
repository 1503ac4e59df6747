/**
 * Which of an identity's policies a simulation leaves out: all of a type, managed ones by ARN, inline ones by name and holder.
 * What matches nothing is ignored, as are resource control policies, which no simulation looks at.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_PolicyIdentifier.html
 */

import type { PolicyHolder } from '../../model/identity.ts';
import { compileWildcards, matchesPattern } from '../../policy/wildcard.ts';
import { readIdentityArn } from './arn.ts';
import { invalidInput } from './faults.ts';

export interface Exclusions {
  readonly inline: (holder: PolicyHolder, policyName: string) => boolean;
  readonly managed: (arn: string) => boolean;
  readonly boundary: boolean;
  readonly serviceControl: boolean;
}

interface InlineInput {
  readonly PolicyName?: string | undefined;
  readonly AttachmentType?: string | undefined;
  readonly AttachmentName?: string | undefined;
}

export interface ExclusionInput {
  readonly PolicyType?: string | undefined;
  readonly PolicyArn?: string | undefined;
  readonly InlinePolicyIdentifier?: InlineInput | undefined;
}

const types = ['aws-managed', 'inline', 'permission-boundary', 'rcp', 'scp', 'user-managed'] as const;
const holderKinds = ['group', 'role', 'user'] as const satisfies readonly PolicyHolder['kind'][];

/** One `*` at most, and not where an ARN names its account or its path. The sentences are the likeliest. */
function checkWildcards(text: string, what: string): void {
  if (text.split('*').length > 2) throw invalidInput(`Invalid policy identifier: ${what} ${text} has more than one *.`);
}

const matches = (pattern: string, text: string): boolean => matchesPattern(compileWildcards(pattern), text);

function readArn(arn: string): (other: string) => boolean {
  const cut = arn.lastIndexOf('/') + 1;
  const withoutWildcards = `${arn.slice(0, cut)}${arn.slice(cut).replace(/[*?]/g, 'x')}`;
  if (readIdentityArn(withoutWildcards, 'policy') === undefined) {
    throw invalidInput(`Invalid policy identifier: ARN ${arn} is not valid.`);
  }
  checkWildcards(arn, 'ARN');
  return (other) => matches(arn, other);
}

function readInline({ PolicyName, AttachmentType = '', AttachmentName = '' }: InlineInput): Exclusions['inline'] {
  const kind = holderKinds.find((one) => one === AttachmentType);
  if (kind === undefined) throw invalidInput(`Invalid policy identifier: attachment type ${AttachmentType}.`);
  checkWildcards(AttachmentName, 'name');
  return (holder, name) => holder.kind === kind && name === PolicyName && matches(AttachmentName, holder.name);
}

/** @throws Fault InvalidInput */
export function readExclusions(input: readonly ExclusionInput[] | undefined): Exclusions {
  const identifiers = input ?? [];
  const excluded = new Set(identifiers.flatMap(({ PolicyType }) => PolicyType ?? []));
  const unknown = [...excluded].find((type) => !types.some((known) => known === type));
  if (unknown !== undefined) throw invalidInput(`Invalid policy identifier: policy type ${unknown}.`);
  const arns = identifiers.flatMap(({ PolicyArn }) => (PolicyArn === undefined ? [] : [readArn(PolicyArn)]));
  const inlines = identifiers.flatMap((one) =>
    one.InlinePolicyIdentifier === undefined ? [] : [readInline(one.InlinePolicyIdentifier)],
  );
  return {
    inline: (holder, name) => excluded.has('inline') || inlines.some((is) => is(holder, name)),
    managed: (arn) =>
      excluded.has(arn.startsWith('arn:aws:iam::aws:') ? 'aws-managed' : 'user-managed') || arns.some((is) => is(arn)),
    boundary: excluded.has('permission-boundary'),
    serviceControl: excluded.has('scp'),
  };
}
