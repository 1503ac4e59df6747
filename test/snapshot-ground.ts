/** For the tests of snapshots: generated networks made in memory by AWS calls, and what an export of one answers. */

import type { Harness } from '../src/operations/harness.ts';
import { exportPlace, wantedPlaces } from '../src/snapshot/export.ts';
import type { SnapshotFile } from '../src/snapshot/source.ts';
import { diceOf } from './agreement/dice.ts';
import { generate } from './agreement/generate.ts';
import { accounts, carryOutInMemory, openWorld } from './agreement/in-memory.ts';

export const { consumer, provider } = accounts;

/** The network of a seed of the agreement test. */
export async function generated(seed: number): Promise<Harness> {
  const world = await openWorld();
  await carryOutInMemory(world, generate(diceOf(seed)).calls, new Map());
  return world;
}

export async function exported({ network, targetHealth, clock }: Harness): Promise<readonly SnapshotFile[]> {
  const exporting = { network, targetHealth, now: clock.now() };
  const places = await Promise.all(wantedPlaces(network, {}).map((place) => exportPlace(exporting, place)));
  return places.flat();
}
