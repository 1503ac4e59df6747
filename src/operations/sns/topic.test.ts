import { describe, expect, test } from 'vitest';
import { harness } from '../harness.ts';
import { snsOperations } from './table.ts';

const arn = 'arn:aws:sns:us-east-1:111122223333:alarms';
const policy = (Action: string): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action, Resource: arn }] });

const Attributes = { DisplayName: 'Alarms' };
const Tags = [{ Key: 'a', Value: 'b' }];

test('CreateTopic answers the same topic again, and refuses it with other attributes or tags', async () => {
  const sns = harness();
  expect(await sns.call(snsOperations, 'CreateTopic', { Name: 'alarms', Attributes, Tags })).toEqual({ TopicArn: arn });
  expect(await sns.call(snsOperations, 'CreateTopic', { Name: 'alarms' })).toEqual({ TopicArn: arn });
  expect(await sns.call(snsOperations, 'CreateTopic', { Name: 'alarms', Attributes, Tags })).toEqual({ TopicArn: arn });
  const other = { Name: 'alarms', Attributes: { DisplayName: 'Other' } };
  expect(await sns.refused(snsOperations, 'CreateTopic', other)).toBe(
    'InvalidParameter: Invalid parameter: Attributes Reason: Topic already exists with different attributes',
  );
  expect(await sns.refused(snsOperations, 'CreateTopic', { Name: 'alarms', Tags: [] })).toBe(
    'InvalidParameter: Invalid parameter: Tags Reason: Topic already exists with different tags',
  );
});

test.each([
  [{ Name: '' }, 'Topic Name'],
  [{ Name: 'a b' }, 'Topic Name'],
  [{ Name: 'a'.repeat(257) }, 'Topic Name'],
  [{ Name: 'a.fifo' }, 'Topic Name Reason: A FIFO topic is not offered here'],
  [{ Name: 'a', Attributes: { FifoTopic: 'true' } }, 'Attributes Reason: FifoTopic is not offered here'],
  [{ Name: 'a', Attributes: { Colour: 'red' } }, 'AttributeName'],
  [{ Name: 'a', Attributes: { Policy: policy('ec2:RunInstances') } }, 'Policy statement action out of service scope!'],
])('CreateTopic %j is refused', async (input, message) => {
  expect(await harness().refused(snsOperations, 'CreateTopic', input)).toBe(
    `InvalidParameter: Invalid parameter: ${message}`,
  );
});

test.each([
  ['nonsense', 'InvalidParameter: Invalid parameter: TopicArn Reason: nonsense does not start with arn'],
  ['arn:aws:sns', 'InvalidParameter: Invalid parameter: TopicArn Reason: An ARN must have at least 6 elements, not 3'],
  ['arn:aws:sns:eu-west-1:111122223333:alarms', 'InvalidParameter: Invalid parameter: TopicArn'],
  [arn, 'NotFound: Topic does not exist'],
])('attributes of %s', async (TopicArn, message) => {
  expect(await harness().refused(snsOperations, 'GetTopicAttributes', { TopicArn })).toBe(message);
});

test('attributes are AWS’s defaults until they are set', async () => {
  const sns = harness();
  await sns.call(snsOperations, 'CreateTopic', { Name: 'alarms' });
  const { Attributes: before } = await sns.call(snsOperations, 'GetTopicAttributes', { TopicArn: arn });
  expect(before).toMatchObject({ TopicArn: arn, Owner: '111122223333', DisplayName: '', SubscriptionsConfirmed: '0' });
  expect(JSON.parse(before!.Policy!).Statement[0].Condition.StringEquals['AWS:SourceOwner']).toBe('111122223333');
  const set = { TopicArn: arn, AttributeName: 'Policy', AttributeValue: policy('SNS:Publish') };
  await sns.call(snsOperations, 'SetTopicAttributes', set);
  const { Attributes: after } = await sns.call(snsOperations, 'GetTopicAttributes', { TopicArn: arn });
  expect(after!.Policy).toBe(policy('SNS:Publish'));
  expect(await sns.refused(snsOperations, 'SetTopicAttributes', { ...set, AttributeValue: '{' })).toMatch(
    /^InvalidParameter: Invalid parameter: Policy Error: /,
  );
});

test('a deleted topic is gone with its subscriptions, and may be deleted again', async () => {
  const sns = harness();
  await sns.call(snsOperations, 'CreateTopic', { Name: 'alarms' });
  const to = { TopicArn: arn, Protocol: 'http', Endpoint: 'http://127.0.0.1:9/' };
  await sns.call(snsOperations, 'Subscribe', to);
  await sns.call(snsOperations, 'DeleteTopic', { TopicArn: arn });
  await sns.call(snsOperations, 'DeleteTopic', { TopicArn: arn });
  expect((await sns.call(snsOperations, 'ListTopics', {})).Topics).toEqual([]);
  expect((await sns.call(snsOperations, 'ListSubscriptions', {})).Subscriptions).toEqual([]);
});

test('topics are listed a hundred at a time', async () => {
  const sns = harness();
  for (let index = 0; index < 101; index += 1) await sns.call(snsOperations, 'CreateTopic', { Name: `t${index}` });
  const first = await sns.call(snsOperations, 'ListTopics', {});
  const { NextToken } = first;
  const second = await sns.call(snsOperations, 'ListTopics', { NextToken });
  expect(second.NextToken).toBeUndefined();
  const names = [...first.Topics!, ...second.Topics!].map(({ TopicArn }) => TopicArn);
  expect([first.Topics!.length, new Set(names).size]).toEqual([100, 101]);
  expect(await sns.refused(snsOperations, 'ListTopics', { NextToken: '%' })).toBe(
    'InvalidParameter: Invalid parameter: NextToken',
  );
});

describe('permissions', () => {
  const added = { TopicArn: arn, Label: 'two', AWSAccountId: ['222233334444'], ActionName: ['Publish'] };

  test('are statements of the policy, added and removed by label', async () => {
    const sns = harness();
    await sns.call(snsOperations, 'CreateTopic', { Name: 'alarms' });
    await sns.call(snsOperations, 'AddPermission', added);
    const statements = async () => {
      const { Attributes: now } = await sns.call(snsOperations, 'GetTopicAttributes', { TopicArn: arn });
      return JSON.parse(now!.Policy!).Statement;
    };
    expect((await statements())[1]).toEqual({
      Sid: 'two',
      Effect: 'Allow',
      Principal: { AWS: ['arn:aws:iam::222233334444:root'] },
      Action: ['SNS:Publish'],
      Resource: arn,
    });
    expect(await sns.refused(snsOperations, 'AddPermission', added)).toContain('Statement already exists');
    await sns.call(snsOperations, 'RemovePermission', { TopicArn: arn, Label: 'two' });
    expect(await statements()).toHaveLength(1);
    expect(await sns.refused(snsOperations, 'RemovePermission', { TopicArn: arn, Label: 'two' })).toMatch(
      /^InvalidParameter/,
    );
  });

  test.each([
    [{ ActionName: ['Fly'] }, 'Policy statement action out of service scope!'],
    [{ AWSAccountId: ['1'] }, 'Policy Error: PrincipalNotFound'],
  ])('with %j are refused', async (wrong, message) => {
    const sns = harness();
    await sns.call(snsOperations, 'CreateTopic', { Name: 'alarms' });
    expect(await sns.refused(snsOperations, 'AddPermission', { ...added, ...wrong })).toContain(message);
  });
});

test('tags are put, read and removed', async () => {
  const sns = harness();
  await sns.call(snsOperations, 'CreateTopic', { Name: 'alarms', Tags });
  await sns.call(snsOperations, 'TagResource', { ResourceArn: arn, Tags: [{ Key: 'c', Value: 'd' }] });
  await sns.call(snsOperations, 'UntagResource', { ResourceArn: arn, TagKeys: ['a'] });
  expect(await sns.call(snsOperations, 'ListTagsForResource', { ResourceArn: arn })).toEqual({
    Tags: [{ Key: 'c', Value: 'd' }],
  });
  const many = Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}`, Value: '' }));
  expect(await sns.refused(snsOperations, 'TagResource', { ResourceArn: arn, Tags: many })).toMatch(
    /^TagLimitExceeded/,
  );
  expect(await sns.refused(snsOperations, 'ListTagsForResource', { ResourceArn: `${arn}x` })).toBe(
    'ResourceNotFound: Resource does not exist',
  );
});
