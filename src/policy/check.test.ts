/** Checks: what IAM, S3, EC2 and Organizations refuse, in their own words. */
import { describe, expect, test } from 'vitest';
import { parsePolicy } from './parse.ts';
import type { PolicyKind } from './policy.ts';

const good: Readonly<Record<PolicyKind, object>> = {
  identity: { Effect: 'Allow', Action: 's3:*', Resource: '*' },
  boundary: { Effect: 'Allow', Action: 's3:*', Resource: '*' },
  session: { Effect: 'Allow', Action: 's3:*', Resource: '*' },
  serviceControl: { Effect: 'Deny', Action: 's3:*', Resource: '*' },
  resource: { Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: 'arn:aws:s3:::bucket/*' },
  endpoint: { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' },
  trust: { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' },
};

function complaint(kind: PolicyKind, over: object, managed = false): string {
  const statement = { ...good[kind], ...over };
  try {
    parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: [statement] }), kind, { managed });
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

test.each(Object.keys(good) as PolicyKind[])('a plain %s policy is fine', (kind) =>
  expect(complaint(kind, {})).toBe(''),
);

describe('checkPolicy', () => {
  test.each([
    ['identity', { Principal: '*' }, 'Policy document should not specify a principal.'],
    ['boundary', { NotPrincipal: '*' }, 'Policy document should not specify a principal.'],
    ['resource', { Principal: undefined }, 'Missing required field Principal'],
    ['endpoint', { Principal: undefined }, 'The Policy Document is not valid. Missing required field Principal'],
    ['trust', { Principal: undefined }, 'Missing required field Principal'],
    ['trust', { Resource: '*' }, 'Has prohibited field Resource'],
    ['trust', { Action: 's3:GetObject' }, 'AssumeRole policy may only specify STS AssumeRole actions.'],
    ['trust', { Principal: { AWS: 'bob' } }, 'Invalid principal in policy: "AWS":"bob"'],
    ['identity', { Effect: undefined }, 'Syntax errors in policy.'],
    ['resource', { Effect: undefined }, 'Missing required field Effect'],
    ['identity', { Effect: 'allow' }, 'The policy failed legacy parsing'],
    ['resource', { Effect: 'allow' }, 'Invalid effect: allow'],
    ['identity', { Action: undefined }, 'Policy statement must contain actions.'],
    ['identity', { Action: [] }, 'Policy statement must contain actions.'],
    ['identity', { Resource: undefined }, 'Policy statement must contain resources.'],
    ['identity', { Action: 'GetObject' }, 'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.'],
    ['identity', { Action: 's3:Get:Object' }, 'Actions/Condition can contain only one colon.'],
    ['identity', { Action: 's_3:GetObject' }, 'Vendor s_3 is not valid'],
    ['resource', { Action: 'GetObject' }, 'Policy has invalid action'],
    ['identity', { Resource: 'bucket' }, 'Resource bucket must be in ARN format or "*".'],
    ['identity', { Resource: 'arn:x:s3:::b' }, 'Partition "x" is not valid for resource "arn:x:s3:::b".'],
    ['identity', { Resource: 'arn:aws:' }, 'Resource vendor must be fully qualified and cannot contain regexes.'],
    [
      'identity',
      { Resource: 'arn:aws:iam:us-east-1:111122223333:user/a' },
      'IAM resource arn:aws:iam:us-east-1:111122223333:user/a cannot contain region information.',
    ],
    ['identity', { Resource: 'arn:aws:s3:b' }, 'Resource arn:aws:s3:b can not contain region information.'],
    ['resource', { Resource: 'bucket' }, 'Policy has invalid resource'],
    ['resource', { Principal: { AWS: 'arn:aws:iam::111122223333:user/*' } }, 'Invalid principal in policy'],
    ['resource', { Condition: { Equals: { a: 'b' } } }, 'Invalid Condition type : Equals'],
    ['identity', { Condition: { DateLessThan: { 'aws:CurrentTime': 'soon' } } }, 'The policy failed legacy parsing'],
    [
      'serviceControl',
      { Principal: '*' },
      'The provided policy document does not meet the requirements of the specified policy type.',
    ],
    [
      'identity',
      { Sid: 'has space' },
      'Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*',
    ],
    ['resource', { Sid: 'has space' }, ''],
    ['identity', { Action: '*:*' }, ''],
    ['identity', { Resource: 'arn:aws:s3:::bucket' }, ''],
    ['identity', { Resource: 'arn:aws:s3:us-east-1:111122223333:accesspoint/a' }, ''],
  ] as [PolicyKind, object, string][])('%s %j', (kind, over, message) => expect(complaint(kind, over)).toBe(message));

  test('Sids are unique, empty ones aside', () => {
    const twice = (sid: string) => () =>
      parsePolicy(
        JSON.stringify({
          Statement: [
            { ...good.identity, Sid: sid },
            { ...good.identity, Sid: sid },
          ],
        }),
        'identity',
      );
    expect(twice('One')).toThrow('Statement IDs (SID) in a single policy must be unique.');
    expect(twice('')).not.toThrow();
  });

  test.each([
    ['2008-10-17', false, ''],
    ['2008-10-17', true, 'Policy document must be version 2012-10-17 or greater.'],
    [undefined, true, 'Policy document must be version 2012-10-17 or greater.'],
    ['2012-10-17', true, ''],
    ['2020-01-01', false, 'Syntax errors in policy.'],
  ])('identity policy of version %s, managed %s', (version, managed, message) => {
    const run = () =>
      parsePolicy(JSON.stringify({ Version: version, Statement: good.identity }), 'identity', { managed });
    if (message === '') expect(run).not.toThrow();
    else expect(run).toThrow(message);
  });
});
