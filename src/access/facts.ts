/** What condition keys are read from: who asks, the way the request came in, and, of a decoded service, what it is about. */

import type { Network } from '../model/network.ts';
import type { ContextValue } from '../policy/context.ts';
import type { Caller } from './caller.ts';
import type { NamedResource, Request } from './request.ts';
import type { Circumstances } from './request-keys.ts';

export interface Facts {
  readonly network: Network;
  readonly caller: Caller | undefined;
  readonly circumstances: Circumstances;
  /** `ec2:CreateTags`, which need not be the request's own. */
  readonly action: string;
  /** Who owns the resource, unless its ARN says so. */
  readonly resourceAccount: string;
  readonly resource: NamedResource;
  /** Undefined for services that read their requests themselves. */
  readonly request: Request | undefined;
}

/** Undefined: the key is absent. */
export type KeyReader = (facts: Facts) => ContextValue | undefined;

/** By the key as AWS prints it. */
export type KeyTable = Readonly<Record<string, KeyReader>>;

/** Keys that end in the name of a tag, by what stands before it: a reader of the tags. */
export type TagFamily = (facts: Facts) => Readonly<Record<string, string>>;
export type FamilyTable = Readonly<Record<string, TagFamily>>;
