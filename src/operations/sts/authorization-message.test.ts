import { expect, test } from 'vitest';
import { harness } from '../harness.ts';
import { stsOperations as sts } from './table.ts';

const refusal = async (EncodedMessage: string): Promise<string> =>
  harness().refused(sts, 'DecodeAuthorizationMessage', { EncodedMessage });

test('a message is decoded by who can open it', async () => {
  const h = harness();
  const context = { ...h.context, decodedDenial: (text: string) => (text === 'sealed' ? '{}' : undefined) };
  expect(await sts.DecodeAuthorizationMessage(context, { EncodedMessage: 'sealed' })).toEqual({ DecodedMessage: '{}' });
});

test.each([
  ['other', 'InvalidAuthorizationMessageException: Message is not valid'],
  [
    '',
    "ValidationError: 1 validation error detected: Value at 'encodedMessage' failed to satisfy constraint: Member must have length greater than or equal to 1",
  ],
  [
    'a'.repeat(10_241),
    "ValidationError: 1 validation error detected: Value at 'encodedMessage' failed to satisfy constraint: Member must have length less than or equal to 10240",
  ],
])('a message that is none is refused', async (message, answer) => {
  expect(await refusal(message)).toBe(answer);
});
