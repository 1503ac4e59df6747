/** Statements: action, resource and condition together, with their Not twins and variables. */
import { describe, expect, test } from 'vitest';
import type { ContextKeys } from './context.ts';
import { parsePolicy } from './parse.ts';
import { principalFromArn, type RequestPrincipal } from './principal.ts';
import { prepare, statementLevel } from './statement.ts';

const alice = principalFromArn('arn:aws:iam::111122223333:user/alice') as RequestPrincipal;
const nobody: RequestPrincipal = { kind: 'anonymous' };
const home = 'arn:aws:s3:::home/$'.concat('{aws:username}/*');

function speaks(fields: object, principal = alice, context: ContextKeys = {}): boolean {
  const text = JSON.stringify({
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: '*', Resource: '*', ...fields },
  });
  const request = prepare({ principal, action: 's3:GetObject', resource: 'arn:aws:s3:::home/alice/x', context });
  return statementLevel(parsePolicy(text, 'identity').statements[0]!, request) !== 'none';
}

describe('statementLevel', () => {
  test.each([
    ['actions in any case', { Action: 'S3:GETOBJECT' }, true],
    ['one of several actions', { Action: ['s3:PutObject', 's3:Get*'] }, true],
    ['none of several actions', { Action: ['s3:PutObject', 's3:Delete*'] }, false],
    ['NotAction leaves it out', { Action: undefined, NotAction: 's3:*' }, false],
    ['NotAction of another service', { Action: undefined, NotAction: 'iam:*' }, true],
    ['resources in their own case only', { Resource: 'arn:aws:s3:::HOME/*' }, false],
    ['NotResource leaves it out', { Resource: undefined, NotResource: 'arn:aws:s3:::home/*' }, false],
    ['NotResource elsewhere', { Resource: undefined, NotResource: 'arn:aws:s3:::other/*' }, true],
    ['a variable in the resource', { Resource: home }, true],
    [
      'every condition must hold',
      { Condition: { Bool: { 'aws:SecureTransport': 'true' }, Null: { x: 'true' } } },
      false,
    ],
  ])('%s', (_why, fields, expected) => expect(speaks(fields)).toBe(expected));

  test('a variable without a value: an Allow covers nothing, a Deny keeps what it leaves out', () => {
    expect(speaks({ Resource: home }, nobody)).toBe(false);
    expect(speaks({ Resource: undefined, NotResource: home }, nobody)).toBe(false);
    expect(speaks({ Effect: 'Deny', Resource: undefined, NotResource: home }, nobody)).toBe(true);
  });
  test('keys in any case', () => {
    expect(
      speaks({ Condition: { Bool: { 'AWS:securetransport': true } } }, alice, { 'aws:SecureTransport': 'true' }),
    ).toBe(true);
  });
});
