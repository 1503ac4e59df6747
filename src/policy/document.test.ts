/** Documents: shapes taken and shapes refused. */
import { describe, expect, test } from 'vitest';
import { maxEndpointPolicyLength, readDocument } from './document.ts';
import { PolicyFlaw } from './flaw.ts';

function flawOf(text: string): string {
  try {
    readDocument(text, 'endpoint');
  } catch (error) {
    if (error instanceof PolicyFlaw) return error.flaw.kind;
    throw error;
  }
  return 'none';
}
const statement = (fields: object) => JSON.stringify({ Statement: { Effect: 'Allow', ...fields } });

describe('readDocument', () => {
  test('a statement alone is a list of one, and so are values', () => {
    const [only] = readDocument(
      statement({ NotAction: 'a:b', Principal: '*', Condition: { Bool: { k: true, n: [1] } } }),
      'endpoint',
    ).statements;
    expect(only).toMatchObject({
      action: { negated: true, values: ['a:b'] },
      principal: { negated: false, named: [['AWS', '*']] },
      resource: undefined,
      conditions: [
        { operator: 'Bool', key: 'k', values: ['true'] },
        { operator: 'Bool', key: 'n', values: ['1'] },
      ],
    });
  });
  test.each([
    ['', 'json'],
    ['{', 'json'],
    ['['.repeat(20_000), 'json'],
    ['[]', 'syntax'],
    ['null', 'syntax'],
    ['"text"', 'syntax'],
    ['{}', 'missingField'],
    ['{"Statement":[]}', 'noStatement'],
    ['{"Statement":["x"]}', 'syntax'],
    ['{"Statement":{},"Statements":[]}', 'unknownField'],
    ['{"Statement":{"__proto__":{}}}', 'unknownField'],
    ['{"Version":2012,"Statement":{}}', 'syntax'],
    [statement({ Actions: [] }), 'unknownField'],
    [statement({ Action: 5 }), 'syntax'],
    [statement({ Action: ['a:b', null] }), 'syntax'],
    [statement({ Action: 'a:b', NotAction: 'a:c' }), 'syntax'],
    [statement({ Principal: 'x' }), 'principal'],
    [statement({ Principal: ['*'] }), 'syntax'],
    [statement({ Condition: [] }), 'syntax'],
    [statement({ Condition: { Bool: 'x' } }), 'syntax'],
    [statement({ Condition: { Bool: { k: {} } } }), 'syntax'],
    [statement({}), 'none'],
  ])('%.60s: %s', (text, flaw) => expect(flawOf(text)).toBe(flaw));

  test('20,480 characters of endpoint policy, white space included, and not one more', () => {
    const text = statement({});
    expect(flawOf(text.padEnd(maxEndpointPolicyLength))).toBe('none');
    expect(flawOf(text.padEnd(maxEndpointPolicyLength + 1))).toBe('tooLong');
  });
});
