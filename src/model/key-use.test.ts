import { expect, test } from 'vitest';
import { rememberedKeyUses } from './key-use.ts';

test('the last use of each key is remembered, and nothing of keys that were not used', () => {
  const uses = rememberedKeyUses();
  uses.record('AKIA1', { at: 1, service: 'ec2', region: 'us-east-1' });
  uses.record('AKIA1', { at: 2, service: 's3', region: 'eu-west-1' });
  uses.record('AKIA2', { at: 3, service: 'iam', region: 'us-east-1' });
  expect(uses.last('AKIA1')).toEqual({ at: 2, service: 's3', region: 'eu-west-1' });
  expect(uses.last('AKIA3')).toBeUndefined();
});
