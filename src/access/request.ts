/**
 * What is judged: a request of a decoded service, and the resources that it is about. Who reads the resources out of a
 * request is named-resources.ts; what policies may ask of both is context-keys.ts.
 */

import type { Resource, Tags } from '../model/resource.ts';
import type { ContextValue } from '../policy/context.ts';

export interface Request {
  readonly service: string;
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly account: string;
  readonly region: string;
  /** The user who calls: IAM's usual answer to a missing UserName. */
  readonly userName?: string | undefined;
}

export interface NamedResource {
  readonly arn: string;
  /** Of a resource that is there. */
  readonly tags: Tags;
  /** The resource itself, where it is there. */
  readonly document?: Resource | undefined;
  /** An interface that a launch makes: where, and whether it gets a public address. */
  readonly launched?: LaunchedInterface | undefined;
  /** The owner, where it may be another than the caller. */
  readonly account?: string;
  /** Where it has one of its own. */
  readonly policy?: string;
  /** Condition keys that its reader found beside it. */
  readonly keys?: Keys;
}

export type Keys = Readonly<Record<string, ContextValue>>;

export interface LaunchedInterface {
  readonly subnet: string | undefined;
  readonly associatePublicAddress: boolean | undefined;
}

/** `subnet` of `arn:aws:ec2:us-east-1:111122223333:subnet/subnet-1`; empty where the ARN is `*` or has no type. */
export function typeIn(arn: string): string {
  return /^arn:[^:]*:[^:]*:[^:]*:[^:]*:([^/:]+)[/:]/.exec(arn)?.[1] ?? '';
}

/** All after the type: an id, a name with its path, or `*`. */
export function nameIn(arn: string): string {
  return arn.slice(arn.indexOf('/') + 1);
}
