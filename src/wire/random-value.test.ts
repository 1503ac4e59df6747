import { expect, test } from 'vitest';
import { seededRandom } from '../base/random.ts';
import { randomValue } from './random-value.ts';
import { loadSchema } from './schema.ts';

test('the same seed makes the same value, another seed another', async () => {
  const schema = await loadSchema('ec2');
  const make = (seed: number) =>
    randomValue(schema, seededRandom(seed), 'RunInstancesRequest', { emptyCollections: false });
  expect(make(1)).toEqual(make(1));
  expect(make(1)).not.toEqual(make(2));
});

test('required members are always there', async () => {
  const schema = await loadSchema('iam');
  for (let seed = 0; seed < 20; seed += 1) {
    const value = randomValue(schema, seededRandom(seed), 'CreateRoleRequest', { emptyCollections: false });
    expect(value).toMatchObject({ RoleName: expect.any(String), AssumeRolePolicyDocument: expect.any(String) });
  }
});
