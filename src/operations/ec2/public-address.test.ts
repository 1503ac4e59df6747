import { expect, test } from 'vitest';
import type { Random } from '../../base/random.ts';
import { harness } from '../harness.ts';
import { freePublicAddress, isTaken, namedPublicAddress } from './public-address.ts';

/** Draws these numbers, then the last one for ever. */
function drawing(...numbers: readonly number[]): Random {
  let next = 0;
  return { below: () => numbers[Math.min(next++, numbers.length - 1)]! };
}

async function withTaken(publicAddress: string) {
  const h = harness();
  const base = { account: '444455556666', region: 'us-east-1', created: 0, tags: {} };
  await h.context.transact((draft) => draft.put({ kind: 'elastic-address', id: 'eipalloc-1', ...base, publicAddress }));
  return h;
}

test('an address that anybody has is passed over', async () => {
  const h = await withTaken('3.128.0.8');
  expect([isTaken(h.network, '3.128.0.8'), isTaken(h.network, '3.128.0.10')]).toEqual([true, false]);
  await h.context.transact((draft) => {
    expect(freePublicAddress(draft, { region: 'us-east-1', random: drawing(7, 9) })).toBe('3.128.0.10');
    expect(freePublicAddress(draft, { region: 'us-east-2', random: drawing(7) })).toBe('3.129.0.8');
  });
});

test('a pool that only answers taken addresses is empty', async () => {
  const h = await withTaken('3.128.0.8');
  const work = h.context.transact((draft) => freePublicAddress(draft, { region: 'us-east-1', random: drawing(7) }));
  await expect(work).rejects.toThrow('Insufficient capacity to fulfill your Elastic IP address request.');
});

test.each([
  ['3.128.0.9', '3.128.0.9'],
  ['3.128.0.8', "Address '3.128.0.8' not found."],
  ['3.129.0.9', "Address '3.129.0.9' not found."],
  ['nine', "Address 'nine' not found."],
])('by name, %s: %s', async (text, answer) => {
  const h = await withTaken('3.128.0.8');
  const named = h.context.transact((draft) => namedPublicAddress(draft, { region: 'us-east-1' }, text));
  expect(await named.catch((error: Error) => error.message)).toBe(answer);
});
