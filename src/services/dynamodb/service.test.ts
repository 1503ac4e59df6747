import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { Fault } from '../../base/fault.ts';
import { type DynamoDbService, openDynamoDb } from './service.ts';

const directory = mkdtempSync(join(tmpdir(), 'postern-dynamodb-'));
afterEach(() => rmSync(directory, { recursive: true, force: true }));

async function call(service: DynamoDbService, operation: string, input: object, place = {}, authorize = () => {}) {
  const answer = await service.handle({
    account: '111122223333',
    region: 'eu-west-1',
    operation,
    headers: { 'x-amz-target': `DynamoDB_20120810.${operation}`, 'content-type': 'application/x-amz-json-1.0' },
    body: Buffer.from(JSON.stringify(input)),
    authorize,
    ...place,
  });
  return { status: answer.status, ...JSON.parse(answer.body.toString()) };
}

const table = {
  TableName: 'books',
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  BillingMode: 'PAY_PER_REQUEST',
};

test('tables belong to an account and a region, are refused without permission, and survive a restart', async () => {
  const first = openDynamoDb(directory);
  const made = await call(first, 'CreateTable', table);
  expect(made.TableDescription.TableArn).toBe('arn:aws:dynamodb:eu-west-1:111122223333:table/books');
  expect((await call(first, 'ListTables', {}, { account: '444455556666' })).TableNames).toEqual([]);
  expect((await call(first, 'ListTables', {}, { region: 'us-east-1' })).TableNames).toEqual([]);
  await expect.poll(async () => (await call(first, 'DescribeTable', table)).Table.TableStatus).toBe('ACTIVE');
  const put = { TableName: 'books', Item: { id: { S: 'a' } } };
  const refuse = () => {
    throw new Fault('AccessDeniedException', 'no');
  };
  await expect(call(first, 'PutItem', put, {}, refuse)).rejects.toThrow('no');
  expect((await call(first, 'PutItem', put)).status).toBe(200);
  await first.close();
  const second = openDynamoDb(directory);
  const key = { TableName: 'books', Key: { id: { S: 'a' } } };
  expect((await call(second, 'GetItem', key)).Item).toEqual({ id: { S: 'a' } });
  await second.close();
});
