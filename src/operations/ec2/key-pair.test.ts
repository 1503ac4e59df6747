import { expect, test } from 'vitest';
import { harness } from '../harness.ts';
import { keyPairOperations } from './key-pair.ts';

test('there are no key pairs', async () => {
  const h = harness();
  expect(await h.call(keyPairOperations, 'DescribeKeyPairs', {})).toEqual({ KeyPairs: [] });
  expect(await h.refused(keyPairOperations, 'DescribeKeyPairs', { KeyNames: ['mine'] })).toBe(
    "InvalidKeyPair.NotFound: The key pair 'mine' does not exist",
  );
  expect(await h.refused(keyPairOperations, 'DescribeKeyPairs', { KeyPairIds: ['key-1'] })).toBe(
    "InvalidKeyPair.NotFound: The key pair ID 'key-1' does not exist",
  );
});
