/**
 * Randomness as a value that is handed in: the server's comes from the platform's generator, a test's from a seed, so
 * that goldens and simulations repeat. Secrets are made from `systemRandom` only.
 */

export interface Random {
  /** A whole number in [0, bound). */
  below(bound: number): number;
}

export const systemRandom: Random = {
  below(bound) {
    const word = new Uint32Array(1);
    const limit = Math.floor(0x1_0000_0000 / bound) * bound;
    do crypto.getRandomValues(word);
    while (word[0]! >= limit);
    return word[0]! % bound;
  },
};

/** SplitMix32: short, full period, good enough for test data; never for secrets. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return {
    below(bound) {
      state = (state + 0x9e3779b9) >>> 0;
      let word = state;
      word = Math.imul(word ^ (word >>> 16), 0x21f0aaad);
      word = Math.imul(word ^ (word >>> 15), 0x735a2d97);
      return ((word ^ (word >>> 15)) >>> 0) % bound;
    },
  };
}

const hexDigits = '0123456789abcdef';

/** `length` characters, each drawn from `alphabet`. */
export function randomText(random: Random, length: number, alphabet: string = hexDigits): string {
  let text = '';
  for (let index = 0; index < length; index += 1) text += alphabet[random.below(alphabet.length)];
  return text;
}
