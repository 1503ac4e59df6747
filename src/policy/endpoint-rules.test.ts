/** Endpoint policies: AWS's considerations, each kept and each broken. */
import { describe, expect, test } from 'vitest';
import { parsePolicy } from './parse.ts';

function complaint(fields: object): string {
  const statement = { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*', ...fields };
  try {
    parsePolicy(JSON.stringify({ Statement: [statement] }), 'endpoint');
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}
const where = (operator: string, key: string, value: string) => ({ Condition: { [operator]: { [key]: value } } });

describe('checkEndpointRules', () => {
  test.each([
    ['an id', where('StringEquals', 'aws:PrincipalAccount', '111122223333'), ''],
    ['a wildcard on an identifier', where('StringLike', 'aws:principalaccount', '1111222*'), 'Wildcard characters'],
    ['a wildcard on a VPC id', where('StringNotLike', 'aws:SourceVpc', 'vpc-012345*'), 'Wildcard characters'],
    ['numbers on an identifier', where('NumericEquals', 'aws:PrincipalAccount', '111122223333'), 'Numeric'],
    ['numbers elsewhere', where('NumericLessThan', 's3:max-keys', '10'), ''],
    ['six characters before', where('StringLike', 's3:prefix', 'home/a*'), ''],
    ['six characters after', where('StringLike', 's3:prefix', '*home/a'), ''],
    ['five characters', where('StringLike', 's3:prefix', 'home/*'), 'At least 6'],
    ['the second wildcard is alone', where('StringLike', 's3:prefix', 'home/a*b*'), 'At least 6'],
    ['a star is plain where it is no wildcard', where('StringEquals', 's3:prefix', '*'), ''],
    ['a whole account', { Resource: 'arn:aws:sqs:us-east-1:111122223333:*' }, ''],
    ['any account', { Resource: 'arn:aws:sqs:us-east-1:*:orders' }, ''],
    ['half an account', { Resource: 'arn:aws:sqs:us-east-1:1111*:orders' }, 'account portion'],
    [
      'half an account in a condition',
      where('ArnLike', 'aws:PrincipalArn', 'arn:aws:iam::1111*:role/x'),
      'account portion',
    ],
    ['any account in a condition', where('ArnLike', 'aws:PrincipalArn', 'arn:aws:iam::*:role/x'), ''],
  ])('%s', (_why, fields, message) => {
    if (message === '') expect(complaint(fields)).toBe('');
    else expect(complaint(fields)).toContain(message);
  });
});
