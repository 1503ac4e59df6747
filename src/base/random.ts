/**
 * Randomness as a value that is handed in: the server's comes from the platform's generator, a test's from a seed, so
 * that goldens and simulations repeat. Secrets are made from `systemRandom` only.
 */

export interface Random {
  /** A whole number in [0, bound). */
  below(bound: number): number;
}

/** Words drawn from the platform at a time: one call for a few bytes costs as much as one for many. */
const pooledWords = 1024;

/** Each word of the pool is used once, and wiped when it is. */
function pooledRandom(): Random {
  const pool = new Uint32Array(pooledWords);
  let used = pooledWords;
  const word = (): number => {
    if (used === pooledWords) {
      crypto.getRandomValues(pool);
      used = 0;
    }
    const drawn = pool[used]!;
    pool[used] = 0;
    used += 1;
    return drawn;
  };
  return {
    below(bound) {
      const limit = Math.floor(0x1_0000_0000 / bound) * bound;
      let drawn = word();
      while (drawn >= limit) drawn = word();
      return drawn % bound;
    },
  };
}

export const systemRandom: Random = pooledRandom();

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
