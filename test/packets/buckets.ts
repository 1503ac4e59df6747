/** Buckets and tables of the account, made from outside any VPC. */

import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as s3 from '@aws-sdk/client-s3';
import type { Postern } from './postern.ts';

/** @param keys objects whose content is their key */
export async function makeBucket(postern: Postern, Bucket: string, ...keys: readonly string[]): Promise<string> {
  const client = new s3.S3Client(postern.connection);
  await client.send(new s3.CreateBucketCommand({ Bucket }));
  for (const Key of keys) await client.send(new s3.PutObjectCommand({ Bucket, Key, Body: Key }));
  return Bucket;
}

/** Nobody may read what is below a folder, unless the condition holds. */
export async function restrict(
  postern: Postern,
  Bucket: string,
  unless: Readonly<Record<string, { readonly operator: string; readonly key: string; readonly value: string }>>,
): Promise<void> {
  const Statement = Object.entries(unless).map(([folder, { operator, key, value }]) => ({
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:GetObject',
    Resource: `arn:aws:s3:::${Bucket}/${folder}/*`,
    Condition: { [operator]: { [key]: value } },
  }));
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
  await new s3.S3Client(postern.connection).send(new s3.PutBucketPolicyCommand({ Bucket, Policy }));
}

export async function makeTable(postern: Postern, TableName: string): Promise<string> {
  const client = new dynamodb.DynamoDBClient(postern.connection);
  await client.send(
    new dynamodb.CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    }),
  );
  await dynamodb.waitUntilTableExists({ client, maxWaitTime: 20, minDelay: 1, maxDelay: 1 }, { TableName });
  await client.send(new dynamodb.PutItemCommand({ TableName, Item: { id: { S: '1' }, total: { N: '42' } } }));
  return TableName;
}
