/** The server is killed while several clients write; on the same state another finds all that was answered with success. */

import { readFileSync } from 'node:fs';
import { CreateTableCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, onTestFinished, test } from 'vitest';
import { type Ec2, ec2At, until } from './ec2-call.ts';
import { type Server, settings, startServer } from './server.ts';

const s3At = (server: Server) => new S3Client({ ...settings(server), forcePathStyle: true });

/** Keeps writing, one after the other, until the server is gone; gives the keys of what was answered. */
async function writeUntilKilled(name: string, write: (key: string) => Promise<unknown>): Promise<readonly string[]> {
  const answered: string[] = [];
  try {
    for (let index = 0; ; index += 1) {
      const key = `${name}-${index}`;
      await write(key);
      answered.push(key);
    }
  } catch {
    return answered;
  }
}

const tagged = (key: string) => ({ TagSpecifications: [{ ResourceType: 'vpc', Tags: [{ Key: 'key', Value: key }] }] });

async function setUp(server: Server): Promise<{ readonly group: string }> {
  await s3At(server).send(new CreateBucketCommand({ Bucket: 'kept' }));
  await new DynamoDBClient(settings(server)).send(
    new CreateTableCommand({
      TableName: 'kept',
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    }),
  );
  const { SecurityGroups } = await ec2At(server).call('DescribeSecurityGroups');
  return { group: SecurityGroups[0].GroupId };
}

const body = (key: string) => key.repeat(2000);

function writers(server: Server, group: string): readonly Promise<readonly string[]>[] {
  const { call } = ec2At(server);
  const s3 = s3At(server);
  const dynamodb = new DynamoDBClient(settings(server));
  return [
    writeUntilKilled('a', (key) => call('CreateVpc', { CidrBlock: '10.0.0.0/16', ...tagged(key) })),
    writeUntilKilled('b', (key) => call('CreateVpc', { CidrBlock: '10.0.0.0/16', ...tagged(key) })),
    writeUntilKilled('c', (Key) => s3.send(new PutObjectCommand({ Bucket: 'kept', Key, Body: body(Key) }))),
    writeUntilKilled('d', (id) => dynamodb.send(new PutItemCommand({ TableName: 'kept', Item: { id: { S: id } } }))),
    writeUntilKilled('e', (key) => call('CreateTags', { Resources: [group], Tags: [{ Key: 'last', Value: key }] })),
  ];
}

/** The keys among these VPCs' tags. */
async function vpcKeys({ call }: Ec2): Promise<ReadonlySet<string>> {
  const keys = new Set<string>();
  let NextToken: string | undefined;
  do {
    const reply = await call('DescribeVpcs', { MaxResults: 1000, NextToken });
    for (const { Tags = [] } of reply.Vpcs) for (const { Value } of Tags) keys.add(Value);
    NextToken = reply.NextToken;
  } while (NextToken);
  return keys;
}

test('what was answered with success is there after kill -9', async () => {
  const more = ['--quota', 'vpcsPerRegion=100000'];
  const first = await startServer(more);
  onTestFinished(() => first.stop());
  const { group } = await setUp(first);
  const writing = writers(first, group);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  await first.kill();
  const [a, b, c, d, e] = await Promise.all(writing);
  for (const keys of [a, b, c, d, e]) expect(keys!.length).toBeGreaterThan(2);

  const second = await startServer(more, first.state);
  onTestFinished(() => second.kill());
  expect(second.credentials.accessKeyId).toBe(first.credentials.accessKeyId);
  const ec2 = ec2At(second);
  const found = await vpcKeys(ec2);
  expect([...a!, ...b!].filter((key) => !found.has(key))).toEqual([]);

  const s3 = s3At(second);
  for (const Key of c!) {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'kept', Key }));
    expect(await Body!.transformToString()).toBe(body(Key));
  }
  const dynamodb = new DynamoDBClient(settings(second));
  for (const id of d!) {
    const { Item } = await dynamodb.send(new GetItemCommand({ TableName: 'kept', Key: { id: { S: id } } }));
    expect(Item).toEqual({ id: { S: id } });
  }
  const { Tags } = await ec2.call('DescribeTags', { Filters: [{ Name: 'resource-id', Values: [group] }] });
  const last = Number(Tags[0].Value.slice(2));
  // The one under way when the server died may have been kept without an answer.
  expect(last - (e!.length - 1)).toBeGreaterThanOrEqual(0);
  expect(last - (e!.length - 1)).toBeLessThanOrEqual(1);
  expect(await ec2.code('CreateVpc', { CidrBlock: '10.0.0.0/16' })).toBe('success');
});

test('two kills in a row, the second while it starts, lose nothing', async () => {
  const first = await startServer();
  onTestFinished(() => first.stop());
  const { VpcId } = (await ec2At(first).call('CreateVpc', { CidrBlock: '10.0.0.0/16' })).Vpc;
  await first.kill();
  const second = await startServer([], first.state);
  await second.kill();
  const third = await startServer([], first.state);
  onTestFinished(() => third.kill());
  await until(async () => (await ec2At(third).code('DescribeVpcs', { VpcIds: [VpcId] })) === 'success');
});

test('how soon the first answer comes, and how much memory that takes', async () => {
  const started = performance.now();
  const server = await startServer();
  onTestFinished(() => server.stop());
  await ec2At(server).call('DescribeVpcs');
  const milliseconds = Math.round(performance.now() - started);
  const [, kilobytes] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8')) ?? [];
  console.log(`first answer after ${milliseconds} ms, resident ${Math.round(Number(kilobytes) / 1024)} MB`);
  expect(Number(kilobytes)).toBeGreaterThan(0);
});
