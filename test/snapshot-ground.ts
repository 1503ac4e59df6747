/** For the tests of snapshots: generated networks made in memory by AWS calls, and what an export of one answers. */

import { Fault } from '../src/base/fault.ts';
import { ec2Operations as ec2 } from '../src/operations/ec2/table.ts';
import { elasticLoadBalancingOperations as elb } from '../src/operations/elasticloadbalancing/table.ts';
import { type Harness, harness } from '../src/operations/harness.ts';
import { exportPlace, wantedPlaces } from '../src/snapshot/export.ts';
import type { SnapshotFile } from '../src/snapshot/source.ts';
import { diceOf } from './agreement/dice.ts';
import { generate } from './agreement/generate.ts';
import { type Call, picked, resolved } from './agreement/plan.ts';

export const consumer = '111122223333';
export const provider = '444455556666';

/** The network of a seed of the agreement test; what AWS refuses of it is left out. */
export async function generated(seed: number): Promise<Harness> {
  const consumers = harness({ account: consumer });
  const owners = { consumer: consumers, provider: consumers.as({ account: provider }) };
  const values = new Map<string, string>();
  for (const call of generate(diceOf(seed)).calls) await carryOut(owners[call.owner], call, values);
  return consumers;
}

async function carryOut(h: Harness, call: Call, values: Map<string, string>): Promise<void> {
  const input = resolved(call.input, values);
  if (input === undefined) return;
  const operations = (call.service === 'ec2' ? ec2 : elb) as Readonly<Record<string, unknown>>;
  try {
    const answer = await h.call(operations, call.operation, input as never);
    for (const [name, path] of Object.entries(call.gives ?? {})) {
      const value = picked(answer, path, values);
      if (value !== undefined) values.set(name, value);
    }
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
  }
}

export async function exported({ network, targetHealth, clock }: Harness): Promise<readonly SnapshotFile[]> {
  const exporting = { network, targetHealth, now: clock.now() };
  const places = await Promise.all(wantedPlaces(network, {}).map((place) => exportPlace(exporting, place)));
  return places.flat();
}
