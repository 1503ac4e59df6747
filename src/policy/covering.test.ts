import { describe, expect, test } from 'vitest';
import { alone, coveringStatements, ofAllLevels } from './covering.ts';
import { parsePolicy } from './parse.ts';
import type { Policy } from './policy.ts';

const policy = (...statements: readonly object[]): Policy =>
  parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }), 'identity');
const statement = (Effect: 'Allow' | 'Deny', actions: object, Sid: string) => ({
  Sid,
  Effect,
  Resource: '*',
  ...actions,
});

const first = policy(
  statement('Allow', { Action: 'ec2:Describe*' }, 'Reads'),
  statement('Deny', { NotAction: 'iam:*' }, 'AllButIam'),
);
const second = policy(statement('Allow', { Action: ['s3:*', 'EC2:DESCRIBEVPCS'] }, 'OneMore'));

const sids = (policies: readonly Policy[], action: string, effect: 'Allow' | 'Deny') =>
  coveringStatements(policies, action)[effect].map(({ reference }) => reference.sid);

describe('statements of a list that cover an action', () => {
  test('by effect, whatever the letter case, each with its place', () => {
    const { Allow } = coveringStatements([first, second], 'ec2:describevpcs');
    expect(Allow.map(({ reference }) => reference)).toEqual([
      { policy: 0, index: 0, sid: 'Reads' },
      { policy: 1, index: 0, sid: 'OneMore' },
    ]);
    expect(sids([first, second], 'ec2:describevpcs', 'Deny')).toEqual(['AllButIam']);
  });

  test('NotAction covers what it does not name', () => {
    expect(sids([first], 'iam:createuser', 'Deny')).toEqual([]);
    expect(sids([first], 'sts:assumerole', 'Deny')).toEqual(['AllButIam']);
  });

  test('are found once for a list and an action, and again for another list of the same policies', () => {
    const list = [first];
    const found = coveringStatements(list, 'ec2:describevpcs');
    expect(coveringStatements(list, 'ec2:describevpcs')).toBe(found);
    expect(coveringStatements(list, 'ec2:runinstances')).not.toBe(found);
    expect(coveringStatements([first], 'ec2:describevpcs')).toEqual(found);
  });

  test('stay right however many actions are asked about', () => {
    const list = [second];
    for (let index = 0; index < 2000; index += 1) coveringStatements(list, `s3:action${index}`);
    expect(sids(list, 's3:action0', 'Allow')).toEqual(['OneMore']);
    expect(sids(list, 'ec2:runinstances', 'Allow')).toEqual([]);
  });
});

test('lists that are made for a policy or for levels stay the same', () => {
  expect(alone(first)).toEqual([first]);
  expect(alone(first)).toBe(alone(first));
  const levels = [[first], [second, first]];
  expect(ofAllLevels(levels)).toEqual([first, second, first]);
  expect(ofAllLevels(levels)).toBe(ofAllLevels(levels));
});
