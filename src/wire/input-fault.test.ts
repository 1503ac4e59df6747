import { expect, test } from 'vitest';
import type { Fault } from '../base/fault.ts';
import { inputFaults } from './input-fault.ts';
import { quotedValueLimit } from './limits.ts';

const shown = ({ code, message, status }: Fault) => `${code} ${status} ${message}`;

test.each([
  [['VpcId'], 'VpcId'],
  [['InstanceId.1', 'Other'], 'InstanceId'],
  [['Filter.1.Name'], 'Filter.1.Name'],
])('EC2 names the first missing parameter of %j', (paths, named) => {
  expect(shown(inputFaults('ec2Query').missing(paths))).toBe(
    `MissingParameter 400 The request must contain the parameter ${named}`,
  );
});

test('the others name all of them', () => {
  const nulls =
    "2 validation errors detected: Value null at 'userName' failed to satisfy constraint: Member must not be null; " +
    "Value null at 'tags.1.member.key' failed to satisfy constraint: Member must not be null";
  const paths = ['UserName', 'Tags.1.member.Key'];
  expect(shown(inputFaults('awsQuery').missing(paths))).toBe(`ValidationError 400 ${nulls}`);
  expect(shown(inputFaults('awsJson1_1').missing(paths))).toBe(`ValidationException 400 ${nulls}`);
});

test('only EC2 minds unknown parameters', () => {
  expect(shown(inputFaults('ec2Query').unknown!('Bogus'))).toBe(
    'UnknownParameter 400 The parameter Bogus is not recognized',
  );
  expect([inputFaults('awsQuery').unknown, inputFaults('awsJson1_1').unknown]).toEqual([undefined, undefined]);
});

test('a long value is not repeated whole', () => {
  const { message } = inputFaults('ec2Query').invalid('X', 'v'.repeat(quotedValueLimit * 2), 'number');
  expect(message).toBe(`Value (${'v'.repeat(quotedValueLimit)}) for parameter X is invalid. Expected a valid number.`);
});
