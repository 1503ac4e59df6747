import { describe, expect, test } from 'vitest';
import { namedResources } from './actions.ts';

const arn = (table: string) => `arn:aws:dynamodb:eu-west-1:111122223333:table/${table}`;

describe('the resources that a DynamoDB request names', () => {
  test.each([
    ['GetItem', { TableName: 't' }, [['dynamodb:GetItem', arn('t')]]],
    ['Query', { TableName: 't', IndexName: 'i' }, [['dynamodb:Query', `${arn('t')}/index/i`]]],
    ['GetItem', { TableName: arn('other') }, [['dynamodb:GetItem', arn('other')]]],
    ['ListTables', {}, [['dynamodb:ListTables', '*']]],
    [
      'BatchGetItem',
      { RequestItems: { a: {}, b: {} } },
      [
        ['dynamodb:BatchGetItem', arn('a')],
        ['dynamodb:BatchGetItem', arn('b')],
      ],
    ],
    [
      'TransactWriteItems',
      { TransactItems: [{ Put: { TableName: 'a' } }, { Delete: { TableName: 'b' } }] },
      [
        ['dynamodb:PutItem', arn('a')],
        ['dynamodb:DeleteItem', arn('b')],
      ],
    ],
    ['TagResource', { ResourceArn: arn('t') }, [['dynamodb:TagResource', arn('t')]]],
  ] as const)('%s %j', (operation, input, expected) => {
    const found = namedResources(operation, Buffer.from(JSON.stringify(input)), 'eu-west-1', '111122223333');
    expect(found.map((one) => [one.action, one.resource])).toEqual(expected);
  });

  test.each(['', 'null', '[]', '{'])('a body that is no object is refused: %j', (body) => {
    expect(() => namedResources('GetItem', Buffer.from(body), 'eu-west-1', '111122223333')).toThrow(
      expect.objectContaining({ code: 'SerializationException' }),
    );
  });
});
