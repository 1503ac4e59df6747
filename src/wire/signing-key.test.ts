import { expect, test } from 'vitest';
import { signingKeyLimit } from './limits.ts';
import { keptSigningKeys, sameSignature, signingKey } from './signing-key.ts';

// https://docs.aws.amazon.com/general/latest/gr/signature-v4-examples.html
test('the published example', () => {
  const scope = { date: '20120215', region: 'us-east-1', service: 'iam' };
  const key = signingKey('wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY', scope);
  expect(key.export().toString('hex')).toBe('f4780e2d9f65fa895f9c67b32ce1baf0b0d8a43505a000a1a9e090d414db404d');
  expect(signingKey('wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY', scope)).toBe(key);
});

test('no more keys are kept than the limit, and the ones in use stay', () => {
  const scope = { date: '20260102', region: 'us-east-1', service: 'sts' };
  const used = signingKey('used', scope);
  for (let index = 0; index < signingKeyLimit + 5; index += 1) {
    signingKey(`secret ${index}`, scope);
    if (index % 500 === 0) signingKey('used', scope);
  }
  expect(keptSigningKeys()).toBe(signingKeyLimit);
  expect(signingKey('used', scope)).toBe(used);
});

test.each([
  ['ab', 'ab', true],
  ['ab', 'ac', false],
  ['ab', 'abc', false],
  ['', 'a', false],
  ['é', 'e', false],
])('%s and %s', (one, other, same) => {
  expect(sameSignature(one, other)).toBe(same);
});
