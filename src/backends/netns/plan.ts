/**
 * The rendered plan: per network namespace what must be in it, in the kernel's own words but still as values, so that two
 * plans can be compared piece by piece. Immutable; a namespace whose object is the same as before needs no look.
 */

import type { NftPlan } from './nft-plan.ts';

/** One configured thing: made by `add` (which may be repeated), taken away by `remove`. */
export interface Piece {
  readonly key: string;
  readonly add: string;
  /** Absent where nothing is left to take away, or what it hangs on takes it along. */
  readonly remove?: string;
  /** Gone with this device, and made again with it. */
  readonly device?: string;
  /** In place of `device`: gone with all of these, made again with any. */
  readonly devices?: readonly string[];
}

/** A pair of devices, made from its router's side (or the prober's). */
export interface LinkPlan {
  readonly device: string;
  readonly peer: { readonly namespace: string; readonly device: string };
  readonly add: string;
  /** Where this device here carries the link, and only the peer's end is a device of its own. */
  readonly trunk?: string;
}

export interface NamespacePlan {
  readonly name: string;
  readonly kind: 'router' | 'transit-gateway' | 'backbone' | 'internet' | 'node' | 'prober';
  readonly settings: readonly string[];
  readonly links: readonly LinkPlan[];
  readonly pieces: readonly Piece[];
  readonly nft?: NftPlan;
  /** How its devices queue what they send, for `tc -batch`; gone with the devices. */
  readonly queues?: readonly string[];
  /** Its links take TCP's data in pieces of more than 64 KB. */
  readonly bigTcp?: true;
  /** Of settings, links, pieces and queues, and of whether TCP is big. */
  readonly digest: string;
}

/** By the namespace's name. */
export type Plan = ReadonlyMap<string, NamespacePlan>;
