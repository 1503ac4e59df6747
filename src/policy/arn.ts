/**
 * Amazon Resource Names: six parts between colons, the last of which may hold colons itself. Reading and writing only;
 * matching against patterns is resource-pattern.ts. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 */

export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  /** All after the fifth colon: `user/division/alice`, `bucket/key:with:colons`. */
  readonly resource: string;
}

export const arnPartCount = 6;

/** The text cut at its first five colons; fewer parts where it has fewer colons. */
export function splitArn(text: string): readonly string[] {
  const parts: string[] = [];
  let start = 0;
  while (parts.length < arnPartCount - 1) {
    const colon = text.indexOf(':', start);
    if (colon < 0) break;
    parts.push(text.slice(start, colon));
    start = colon + 1;
  }
  parts.push(text.slice(start));
  return parts;
}

/** The ARN, or undefined where the text isn't one. Region and account may be empty, as in S3's. */
export function parseArn(text: string): Arn | undefined {
  const parts = splitArn(text);
  if (parts.length !== arnPartCount || parts[0] !== 'arn') return undefined;
  const [, partition, service, region, account, resource] = parts;
  if (!partition || !service || !resource) return undefined;
  return { partition, service, region: region ?? '', account: account ?? '', resource };
}

export function formatArn(arn: Arn): string {
  return `arn:${arn.partition}:${arn.service}:${arn.region}:${arn.account}:${arn.resource}`;
}
