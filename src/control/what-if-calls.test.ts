import { expect, test } from 'vitest';
import { mostCalls, readCalls } from './what-if-calls.ts';

const call = { service: 'ec2', operation: 'CreateVpc', input: { CidrBlock: '10.0.0.0/16' } };

test('calls are read as they are; what needs no input may leave it out', () => {
  const whole = { ...call, account: 'team', region: 'eu-west-1', as: 'vpc' };
  const bare = { service: 'organizations', operation: 'CreateOrganization' };
  expect(readCalls([whole, bare])).toEqual([whole, { ...bare, input: {} }]);
  expect(readCalls(Array(mostCalls).fill(call))).toHaveLength(mostCalls);
});

test.each([
  [{}, 'The calls must be a list.'],
  [[], 'The calls must be a list.'],
  [Array(mostCalls + 1).fill(call), `There may be ${mostCalls} calls at most.`],
  [[call, 1], 'Call 2: it must be an object.'],
  [[{ ...call, dryRun: true }], 'Call 1: there is no dryRun in a call.'],
  [[{ operation: 'CreateVpc' }], 'Call 1: service is missing.'],
  [[{ service: 'ec2' }], 'Call 1: operation is missing.'],
  [[{ ...call, region: '' }], 'Call 1: region must be a text of 1 to 128 characters.'],
  [[{ ...call, account: 111122223333 }], 'Call 1: account must be a text of 1 to 128 characters.'],
  [[{ ...call, input: [] }], 'Call 1: input must be an object.'],
  [[{ ...call, as: '1st' }], 'Call 1: as must be a letter, and then letters, digits, _ and -.'],
  [
    [
      { ...call, as: 'a' },
      { ...call, as: 'a' },
    ],
    'Call 2: another call is called a already.',
  ],
])('%# is refused', (value, message) => {
  expect(() => readCalls(value)).toThrow(message);
});
