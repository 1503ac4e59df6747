/** Kinds of policies: which ones say who. */
import { expect, test } from 'vitest';
import { namesPrincipals, policyKinds } from './policy.ts';

test('resource, trust and endpoint policies name principals; the others belong to one', () => {
  expect(policyKinds.filter(namesPrincipals)).toEqual(['resource', 'trust', 'endpoint']);
});
