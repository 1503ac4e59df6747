import { StandardUnit } from '@aws-sdk/client-cloudwatch';
import { expect, test } from 'vitest';
import { units } from './unit.ts';

test("the units are the SDK's", () => {
  expect([...units].sort()).toEqual(Object.values(StandardUnit).sort());
});
