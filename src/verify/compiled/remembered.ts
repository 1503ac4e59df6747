/**
 * The compiled form of a Network, kept for the next question: nearly every question is about the newest revision or one a few
 * changes away, and both share what did not change.
 */

import type { Network } from '../../model/network.ts';
import type { TargetHealthView } from '../../model/target-health.ts';
import { type Compiled, compile, recompile } from './compiled.ts';
import { mostSets } from './traffic-set.ts';

const known = new WeakMap<Network, Compiled>();

/** The last one made: what the next revision's is made from. */
let latest: Compiled | undefined;

export function compiledOf(network: Network, health: TargetHealthView): Compiled {
  const found = known.get(network) ?? make(network, health);
  known.set(network, found);
  latest = found;
  return found.health === health ? found : { ...found, health };
}

function make(network: Network, health: TargetHealthView): Compiled {
  const isUsable = latest !== undefined && latest.table.size < mostSets;
  return latest && isUsable ? recompile(latest, network, health) : compile(network, health);
}

/** Two revisions with the same table. */
export function compiledPair(before: Network, after: Network, health: TargetHealthView): readonly [Compiled, Compiled] {
  const one = compiledOf(before, health);
  const other = known.get(after);
  return [one, other?.table === one.table ? { ...other, health } : recompile(one, after, health)];
}
