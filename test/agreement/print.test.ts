/** Calls as values and as commands: names that stand for ids, what is taken from answers, and how a shell reads both. */

import { describe, expect, test } from 'vitest';
import { type Call, picked, resolved } from './plan.ts';
import { callText } from './print.ts';

const values = new Map([
  ['vpc1', 'vpc-1'],
  ['subnet1', 'subnet-1'],
]);

describe('names in inputs', () => {
  test('become what they stand for, at any depth', () => {
    const input = { VpcId: '$vpc1', Filters: [{ Name: 'x', Values: ['$subnet1', 'plain'] }], Egress: false, Number: 7 };
    expect(resolved(input, values)).toEqual({
      VpcId: 'vpc-1',
      Filters: [{ Name: 'x', Values: ['subnet-1', 'plain'] }],
      Egress: false,
      Number: 7,
    });
  });

  test('that were never given leave nothing of the input', () => {
    expect(resolved({ VpcId: '$vpc1', Groups: [{ GroupId: '$group1' }] }, values)).toBeUndefined();
  });
});

describe('what an answer gives', () => {
  const answer = { Vpc: { VpcId: 'vpc-2' }, Items: [{ Key: 'other' }, { Key: 'subnet-1', Id: 'found' }] };

  test.each([
    ['Vpc.VpcId', 'vpc-2'],
    ['Items.1.Id', 'found'],
    ['Items.Key=$subnet1.Id', 'found'],
    ['Items.Key=$vpc1.Id', undefined],
    ['Vpc', undefined],
    ['Gone.VpcId', undefined],
  ])('%s', (path, expected) => expect(picked(answer, path, values)).toBe(expected));
});

describe('a call as a command', () => {
  const call: Call = { owner: 'consumer', service: 'ec2', operation: 'CreateVpc', input: { CidrBlock: '10.0.0.0/16' } };

  test.each<readonly [string, Call, string]>([
    ['alone', call, `aws ec2 create-vpc --cli-input-json '{"CidrBlock":"10.0.0.0/16"}'`],
    [
      'with names',
      { ...call, operation: 'DeleteVpc', input: { VpcId: '$vpc1' } },
      `aws ec2 delete-vpc --cli-input-json '{"VpcId":"'"$vpc1"'"}'`,
    ],
    [
      'that gives a name',
      { ...call, gives: { vpc1: 'Vpc.VpcId' } },
      `read -r vpc1 < <(aws ec2 create-vpc --cli-input-json '{"CidrBlock":"10.0.0.0/16"}' --output text --query "Vpc.VpcId")`,
    ],
    [
      'that gives two, one of them found by another',
      { ...call, input: {}, gives: { one: 'Items.0.Id', other: 'Items.0.Links.To=$one.Id' } },
      `read -r one other < <(aws ec2 create-vpc --cli-input-json '{}' --output text --query "[Items[0].Id, Items[0].Links[?To=='$one'] | [0].Id]")`,
    ],
    [
      "of the provider's, to another service",
      { ...call, owner: 'provider', service: 'elb', operation: 'CreateLoadBalancer', input: {} },
      `aws --profile provider elbv2 create-load-balancer --cli-input-json '{}'`,
    ],
  ])('%s', (_, given, expected) => expect(callText(given)).toBe(expected));
});
