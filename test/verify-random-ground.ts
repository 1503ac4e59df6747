/** Random networks for tests of the verifier, made by AWS calls in memory: those of the agreement campaign, without packets. */

import type { Harness } from '../src/operations/harness.ts';
import type { Traffic } from '../src/verify/reach-answer.ts';
import { change } from './agreement/change.ts';
import { diceOf } from './agreement/dice.ts';
import { generate } from './agreement/generate.ts';
import { carryOutInMemory, openWorld } from './agreement/in-memory.ts';

export interface RandomGround {
  readonly h: Harness;
  /** Makes one random change, unless AWS refuses it; answers what was asked for. */
  change(): Promise<string>;
}

export async function randomGround(seed: number): Promise<RandomGround> {
  const dice = diceOf(seed);
  const inventory = generate(dice);
  const h = await openWorld();
  const values = new Map<string, string>();
  await carryOutInMemory(h, inventory.calls, values);
  return {
    h,
    async change() {
      const call = change(dice, inventory);
      if (call) await carryOutInMemory(h, [call], values);
      return JSON.stringify(call);
    },
  };
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
