/**
 * The compiled form of a Network, kept for the next question: nearly every question is about the newest revision or one a few
 * changes away, and both share what did not change.
 */

import type { Network } from '../../model/network.ts';
import type { TargetHealthView } from '../../model/target-health.ts';
import { type Compiled, compile } from './compiled.ts';

const known = new WeakMap<Network, Compiled>();

/** The last one made: what the next revision's is made from. */
let latest: Compiled | undefined;

export function compiledOf(network: Network, health: TargetHealthView): Compiled {
  const found = known.get(network) ?? compile(network, health, latest);
  known.set(network, found);
  latest = found;
  return found.health === health ? found : { ...found, health };
}
