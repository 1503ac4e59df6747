/**
 * S3 Block Public Access for a bucket, and whether a bucket policy is public
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html). New buckets block
 * everything. A statement is public where it allows everybody and no condition names fixed values of a key that S3
 * trusts. What it cannot read it calls public.
 */

export interface PublicAccessBlock {
  readonly BlockPublicAcls: boolean;
  readonly IgnorePublicAcls: boolean;
  readonly BlockPublicPolicy: boolean;
  readonly RestrictPublicBuckets: boolean;
}

export const publicAccessMembers = [
  'BlockPublicAcls',
  'IgnorePublicAcls',
  'BlockPublicPolicy',
  'RestrictPublicBuckets',
] as const satisfies readonly (keyof PublicAccessBlock)[];

export const everythingBlocked: PublicAccessBlock = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};

/** Fixed values of these make a statement that names everybody not public ("The meaning of public"). */
const trustedKeys = new Set([
  'aws:principalarn',
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:principalaccount',
  'aws:sourcearn',
  'aws:sourceaccount',
  'aws:sourceip',
  'aws:sourceorgid',
  'aws:sourceowner',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:userid',
  's3:dataaccesspointaccount',
  's3:dataaccesspointarn',
  's3:x-amz-server-side-encryption-aws-kms-key-id',
]);

const trustedOperators =
  /^(forallvalues:|foranyvalue:)?(stringequals|stringequalsignorecase|stringlike|arnequals|arnlike|ipaddress)$/;

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

function namesEverybody(principal: unknown): boolean {
  if (principal === '*') return true;
  if (typeof principal !== 'object' || principal === null) return true;
  const entries = Object.entries(principal);
  return entries.some(([kind, value]) => kind === 'AWS' && listOf(value).includes('*'));
}

function isFixed(key: string, value: unknown): boolean {
  if (typeof value !== 'string' || value.includes('${')) return false;
  // A range of addresses this wide is not a restriction.
  if (key === 'aws:sourceip') return !/\/[0-7]$/.test(value);
  // An ARN may leave its end open.
  if (key.endsWith('arn')) return !/^[*?]/.test(value);
  return !/[*?]/.test(value);
}

function isRestricted(condition: unknown): boolean {
  if (typeof condition !== 'object' || condition === null) return false;
  return Object.entries(condition).some(([operator, keys]) => {
    if (!trustedOperators.test(operator.toLowerCase()) || typeof keys !== 'object' || keys === null) return false;
    return Object.entries(keys).some(([name, values]) => {
      const key = name.toLowerCase();
      return trustedKeys.has(key) && listOf(values).every((value) => isFixed(key, value));
    });
  });
}

function isPublicStatement(statement: unknown): boolean {
  if (typeof statement !== 'object' || statement === null) return true;
  const {
    Effect: effect,
    Principal: principal,
    NotPrincipal: notPrincipal,
    Condition: condition,
  } = statement as Record<string, unknown>;
  if (effect !== 'Allow') return false;
  return (notPrincipal !== undefined || namesEverybody(principal)) && !isRestricted(condition);
}

/** `policy` is a parsed policy document. */
export function isPublicPolicy(policy: unknown): boolean {
  if (typeof policy !== 'object' || policy === null) return true;
  return listOf((policy as Record<string, unknown>).Statement).some(isPublicStatement);
}
