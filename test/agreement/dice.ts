/** Draws from a seeded Random, in the words of generators. */

import { type Random, seededRandom } from '../../src/base/random.ts';

export interface Dice {
  /** Of a hundred times so many. */
  chance(percent: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** From first to last, both included. */
  between(first: number, last: number): number;
  /** Some of them, in their order; perhaps none, perhaps all. */
  some<T>(list: readonly T[]): readonly T[];
}

export function diceOf(seed: number): Dice {
  const random: Random = seededRandom(seed);
  // Neighbouring seeds begin alike but for these.
  for (let thrown = 0; thrown < 8; thrown += 1) random.below(2);
  const pick = <T>(list: readonly T[]): T => {
    const found = list[random.below(list.length)];
    if (found === undefined) throw new RangeError('nothing to pick from');
    return found;
  };
  const chance = (percent: number): boolean => random.below(100) < percent;
  return {
    chance,
    pick,
    between: (first, last) => first + random.below(last - first + 1),
    some: (list) => list.filter(() => chance(50)),
  };
}
