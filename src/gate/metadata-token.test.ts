import { expect, test } from 'vitest';
import { manualClock } from '../base/clock.ts';
import { seededRandom } from '../base/random.ts';
import { metadataTokens } from './metadata-token.ts';

const tokens = metadataTokens(manualClock(), seededRandom(1));
const good = tokens.issue('i-1', 60);
const longer = Buffer.from(good, 'base64url');
longer[5] = longer[5]! + 1;

test.each([
  ['as it was issued', 'i-1', good, true],
  ['of another instance', 'i-2', good, false],
  ['with its end moved', 'i-1', longer.toString('base64url'), false],
  ['cut short', 'i-1', good.slice(0, -4), false],
  ['empty', 'i-1', '', false],
  ['of another process', 'i-1', metadataTokens(manualClock(), seededRandom(2)).issue('i-1', 60), false],
])('a token %s: %s', (_, instance, token, accepted) => {
  expect(tokens.accepts(instance, token)).toBe(accepted);
});
