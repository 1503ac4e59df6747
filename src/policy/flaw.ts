/**
 * What can be wrong with a policy, and what AWS prints for it. The same flaw reads differently where IAM, S3, EC2 or
 * Organizations found it. The code is IAM's; an operation of another service passes its own to parsePolicy.
 * Found in public reports of real answers: IAM's sentences for version, effect, size and resource form; S3's for JSON,
 * missing Principal, invalid principal and invalid resource; EC2's opening. The rest are the likeliest, not verified.
 */

import { unreachable } from '../base/assert.ts';
import type { PolicyKind } from './policy.ts';

export type Flaw =
  | { readonly kind: 'json' }
  | { readonly kind: 'tooLong'; readonly limit: number }
  | { readonly kind: 'version' }
  | { readonly kind: 'syntax'; readonly where: string }
  | { readonly kind: 'unknownField'; readonly field: string }
  | { readonly kind: 'missingField'; readonly field: string }
  | { readonly kind: 'prohibitedField'; readonly field: string }
  | { readonly kind: 'noStatement' }
  | { readonly kind: 'effect'; readonly effect: string }
  | { readonly kind: 'sidForm' }
  | { readonly kind: 'sidRepeated' }
  | { readonly kind: 'actionWithoutVendor'; readonly action: string }
  | { readonly kind: 'actionColons'; readonly action: string }
  | { readonly kind: 'actionVendor'; readonly vendor: string }
  | { readonly kind: 'actionNotSts' }
  | { readonly kind: 'resource'; readonly message: string }
  | { readonly kind: 'principal'; readonly text: string }
  | { readonly kind: 'operator'; readonly operator: string }
  | { readonly kind: 'conditionValue'; readonly operator: string; readonly value: string }
  | { readonly kind: 'endpointRule'; readonly message: string };

export class PolicyFlaw extends Error {
  override readonly name = 'PolicyFlaw';
  readonly flaw: Flaw;

  constructor(flaw: Flaw) {
    super(flaw.kind);
    this.flaw = flaw;
  }
}

const syntaxErrors = 'Syntax errors in policy.';

/** The sentence of the service that keeps policies of this kind. */
export function flawMessage(flaw: Flaw, kind: PolicyKind): string {
  switch (kind) {
    case 'identity':
    case 'boundary':
    case 'session':
      return iamMessage(flaw);
    case 'trust':
      return trustMessage(flaw);
    case 'resource':
      return s3Message(flaw);
    case 'endpoint':
      return `The Policy Document is not valid. ${s3Message(flaw)}`;
    case 'serviceControl':
      return 'The provided policy document does not meet the requirements of the specified policy type.';
  }
}

function iamMessage(flaw: Flaw): string {
  switch (flaw.kind) {
    case 'version':
      return 'Policy document must be version 2012-10-17 or greater.';
    case 'tooLong':
      return `Cannot exceed quota for PolicySize: ${flaw.limit}`;
    case 'missingField':
      return iamMissing(flaw.field);
    case 'prohibitedField':
      return 'Policy document should not specify a principal.';
    case 'effect':
    case 'conditionValue':
      return 'The policy failed legacy parsing';
    case 'sidForm':
      return 'Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*';
    case 'sidRepeated':
      return 'Statement IDs (SID) in a single policy must be unique.';
    case 'actionWithoutVendor':
      return 'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.';
    case 'actionColons':
      return 'Actions/Condition can contain only one colon.';
    case 'actionVendor':
      return `Vendor ${flaw.vendor} is not valid`;
    case 'resource':
      return flaw.message;
    default:
      return syntaxErrors;
  }
}

function iamMissing(field: string): string {
  if (field === 'Action') return 'Policy statement must contain actions.';
  if (field === 'Resource') return 'Policy statement must contain resources.';
  return syntaxErrors;
}

function trustMessage(flaw: Flaw): string {
  switch (flaw.kind) {
    case 'json':
      return 'This policy contains invalid Json';
    case 'missingField':
      return `Missing required field ${flaw.field}`;
    case 'prohibitedField':
      return `Has prohibited field ${flaw.field}`;
    case 'unknownField':
      return `Unknown field ${flaw.field}`;
    case 'principal':
      return `Invalid principal in policy: ${flaw.text}`;
    case 'actionNotSts':
      return 'AssumeRole policy may only specify STS AssumeRole actions.';
    default:
      return iamMessage(flaw);
  }
}

function s3Message(flaw: Flaw): string {
  switch (flaw.kind) {
    case 'json':
      return "Policies must be valid JSON and the first byte must be '{'";
    case 'tooLong':
      return 'Policy exceeds the maximum allowed document size.';
    case 'version':
      return 'The policy must contain a valid version string';
    case 'syntax':
    case 'conditionValue':
      return 'Invalid policy syntax.';
    case 'unknownField':
    case 'prohibitedField':
      return `Unknown field ${flaw.field}`;
    case 'missingField':
      return `Missing required field ${flaw.field}`;
    case 'noStatement':
      return 'Could not parse the policy: Statement is empty!';
    case 'effect':
      return `Invalid effect: ${flaw.effect}`;
    case 'sidForm':
    case 'sidRepeated':
      return iamMessage(flaw);
    case 'actionWithoutVendor':
    case 'actionColons':
    case 'actionVendor':
    case 'actionNotSts':
      return 'Policy has invalid action';
    case 'resource':
      return 'Policy has invalid resource';
    case 'principal':
      return 'Invalid principal in policy';
    case 'operator':
      return `Invalid Condition type : ${flaw.operator}`;
    case 'endpointRule':
      return flaw.message;
    default:
      return unreachable(flaw);
  }
}
