/**
 * One request on its way through the door: what was read of it, who signs it and where it came from. Made before anything
 * is decided; each service's adapter reads what it needs of it.
 */

import { type AccessQuestion, type Authorizer, accessDenied } from '../access/authorize.ts';
import type { Caller } from '../access/caller.ts';
import type { Circumstances } from '../access/request-keys.ts';
import type { Network } from '../model/network.ts';
import type { Head } from '../wire/head.ts';
import type { Target } from '../wire/identify.ts';
import type { Signature } from '../wire/signature.ts';
import { authorizationRefused } from './refusal.ts';

export interface Exchange {
  readonly head: Head;
  readonly target: Target;
  readonly requestId: string;
  readonly circumstances: Circumstances;
  /** Undefined: nobody signed, which S3 alone may accept. */
  readonly caller: Caller | undefined;
  readonly signature: Signature | undefined;
  /** Signatures are not checked (`--auth trust`). */
  readonly trusted: boolean;
}

/** Throws the service's own refusal where the caller may not. */
export function authorize(
  authorizer: Authorizer,
  network: Network,
  exchange: Exchange,
  question: Omit<AccessQuestion, 'caller' | 'circumstances'>,
): void {
  const whole = { ...question, caller: exchange.caller, circumstances: exchange.circumstances };
  const decision = authorizer.decide(network, whole);
  if (decision.allowed) return;
  const encoded = () => authorizer.encodedDenial(network, whole, decision);
  throw authorizationRefused(exchange.target, accessDenied(whole, decision), encoded);
}
