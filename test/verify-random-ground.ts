/** Random networks for tests of the verifier, made by AWS calls in memory: those of the agreement campaign, without packets. */

import { zoneFaultId } from '../src/model/zone-fault.ts';
import { type Harness, harness } from '../src/operations/harness.ts';
import type { Traffic } from '../src/verify/reach-answer.ts';
import { change } from './agreement/change.ts';
import { diceOf } from './agreement/dice.ts';
import { generate } from './agreement/generate.ts';
import { type Call, picked, resolved } from './agreement/plan.ts';
import { ec2, elb } from './verify-ground.ts';

const owners = { consumer: '111122223333', provider: '444455556666' } as const;

export interface RandomGround {
  readonly h: Harness;
  /** Makes one random change, unless AWS refuses it; answers what was asked for. */
  change(): Promise<string>;
}

export async function randomGround(seed: number): Promise<RandomGround> {
  const dice = diceOf(seed);
  const inventory = generate(dice);
  const h = harness({ account: owners.consumer });
  const values = new Map<string, string>();
  await carryOut(h, inventory.calls, values);
  return {
    h,
    async change() {
      const call = change(dice, inventory);
      if (call) await carryOut(h, [call], values);
      return JSON.stringify(call);
    },
  };
}

async function carryOut(h: Harness, calls: readonly Call[], values: Map<string, string>): Promise<void> {
  for (const { owner, service, operation, input, gives } of calls) {
    const filled = resolved(input, values) as never;
    if (filled === undefined) continue;
    if (service === 'postern') {
      const { zone, state } = filled as { zone: string; state: string };
      const id = zoneFaultId('us-east-1', zone);
      await h.store.transact((draft) =>
        state === 'up'
          ? draft.remove('zone-fault', id)
          : draft.put({
              kind: 'zone-fault',
              id,
              account: owners.consumer,
              region: 'us-east-1',
              created: 0,
              tags: {},
              zoneId: zone,
            }),
      );
      continue;
    }
    try {
      const answer = await h
        .as({ account: owners[owner] })
        .call((service === 'ec2' ? ec2 : elb) as never, operation as never, filled);
      for (const [name, path] of Object.entries(gives ?? {})) values.set(name, picked(answer, path, values)!);
    } catch (error) {
      if ((error as { code?: string }).code === undefined) throw error;
    }
  }
}

/** Protocol numbers and ports that stand for what rules tell apart. */
export const flows: readonly (readonly [protocol: number, port: number | undefined])[] = [
  [6, 80],
  [6, 443],
  [6, 8080],
  [6, 7],
  [6, 22],
  [6, 65535],
  [17, 7],
  [17, 53],
  [17, 8080],
  [1, undefined],
  [47, undefined],
];

/** Whether a list of traffic has a flow. */
export function covers(traffic: readonly Traffic[], protocol: number, port: number | undefined): boolean {
  return traffic.some(
    (one) =>
      protocol >= one.protocol &&
      protocol <= (one.lastProtocol ?? one.protocol) &&
      (one.ports === undefined || (port !== undefined && port >= one.ports.from && port <= one.ports.to)),
  );
}
