import { expect, test } from 'vitest';
import { every } from '../../model/indexes.ts';
import { type Harness, harness } from '../harness.ts';
import { snsOperations } from './table.ts';

const TopicArn = 'arn:aws:sns:us-east-1:111122223333:alarms';
const UUID = /^[0-9a-f-]{36}$/;

/** A topic and its confirmed subscribers. */
async function withSubscribers(...attributes: readonly Readonly<Record<string, string>>[]): Promise<Harness> {
  const sns = harness();
  await sns.call(snsOperations, 'CreateTopic', { Name: 'alarms' });
  for (const [index, Attributes] of attributes.entries()) {
    const to = { TopicArn, Protocol: 'http', Endpoint: `http://127.0.0.1:${8000 + index}/`, Attributes };
    await sns.call(snsOperations, 'Subscribe', to);
  }
  await sns.store.transact((draft) => {
    for (const one of draft.find('topic-delivery', every)) {
      draft.put({ ...draft.get('topic-subscription', one.subscription)!, confirmed: true });
      draft.remove('topic-delivery', one.id);
    }
  });
  return sns;
}

const sentTo = (sns: Harness) => sns.network.find('topic-delivery', every);

test('a message is written for each subscriber in AWS’s form', async () => {
  const sns = await withSubscribers({}, {});
  const MessageAttributes = {
    size: { DataType: 'Number', StringValue: '3' },
    bytes: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 255]) },
  };
  const input = { TopicArn, Subject: 'Fire', Message: 'It burns.', MessageAttributes };
  const { MessageId } = await sns.call(snsOperations, 'Publish', input);
  expect(MessageId).toMatch(UUID);
  expect(sentTo(sns)).toHaveLength(2);
  for (const { body, headers, subscription } of sentTo(sns)) {
    const UnsubscribeURL = `?${new URLSearchParams({ Action: 'Unsubscribe', SubscriptionArn: subscription })}`;
    expect(JSON.parse(body)).toEqual({
      Type: 'Notification',
      MessageId,
      TopicArn,
      Subject: 'Fire',
      Message: 'It burns.',
      Timestamp: '2026-01-01T00:00:00.000Z',
      UnsubscribeURL,
      MessageAttributes: { size: { Type: 'Number', Value: '3' }, bytes: { Type: 'Binary', Value: 'Af8=' } },
    });
    expect(headers).toMatchObject({
      'x-amz-sns-message-type': 'Notification',
      'x-amz-sns-message-id': MessageId,
      'x-amz-sns-topic-arn': TopicArn,
      'x-amz-sns-subscription-arn': subscription,
    });
  }
});

test('raw delivery sends the message alone', async () => {
  const sns = await withSubscribers({ RawMessageDelivery: 'true' });
  await sns.call(snsOperations, 'Publish', { TargetArn: TopicArn, Message: 'It burns.' });
  expect(sentTo(sns)[0]).toMatchObject({ raw: true, body: 'It burns.', headers: { 'x-amz-sns-rawdelivery': 'true' } });
});

test('each protocol may have its own text', async () => {
  const sns = await withSubscribers({ RawMessageDelivery: 'true' });
  const publish = (texts: object) =>
    sns.call(snsOperations, 'Publish', { TopicArn, Message: JSON.stringify(texts), MessageStructure: 'json' });
  await publish({ default: 'for all', http: 'for http', sqs: 3 });
  await publish({ default: 'for all', http: 3 });
  expect(
    sentTo(sns)
      .map(({ body }) => body)
      .sort(),
  ).toEqual(['for all', 'for http']);
});

test('who has not confirmed is told nothing', async () => {
  const sns = await withSubscribers();
  await sns.call(snsOperations, 'Subscribe', { TopicArn, Protocol: 'http', Endpoint: 'http://127.0.0.1:8000/' });
  await sns.call(snsOperations, 'Publish', { TopicArn, Message: 'It burns.' });
  expect(sentTo(sns).map(({ headers }) => headers['x-amz-sns-message-type'])).toEqual(['SubscriptionConfirmation']);
});

const attribute = (value: object, name = 'a') => ({ MessageAttributes: { [name]: { DataType: 'String', ...value } } });
const longest = 262_144;

test.each<[what: string, input: object, refusal: string]>([
  ['an empty message', { Message: '' }, 'InvalidParameter: Invalid parameter: Empty message'],
  ['a subject with a line break', { Subject: 'a\nb' }, 'InvalidParameter: Invalid parameter: Subject'],
  ['a subject that begins with a space', { Subject: ' a' }, 'InvalidParameter: Invalid parameter: Subject'],
  ['an empty subject', { Subject: '' }, 'InvalidParameter: Invalid parameter: Subject'],
  ['a subject that is not ASCII', { Subject: 'ü' }, 'InvalidParameter: Invalid parameter: Subject'],
  ['a long subject', { Subject: 'a'.repeat(101) }, 'InvalidParameter: Invalid parameter: Subject'],
  ['too many bytes', { Message: 'ü'.repeat(longest / 2 + 1) }, 'InvalidParameter: Invalid parameter: Message too long'],
  [
    'too many bytes with its attributes',
    { Message: 'a'.repeat(longest - 4), ...attribute({ StringValue: 'x' }) },
    'InvalidParameter: Invalid parameter: Message too long',
  ],
  [
    'another structure',
    { MessageStructure: 'xml' },
    'InvalidParameter: Invalid parameter: Invalid message structure: xml',
  ],
  [
    'a structure that is no JSON',
    { MessageStructure: 'json', Message: '{' },
    'InvalidParameter: Invalid parameter: Message Structure - JSON message body failed to parse',
  ],
  [
    'a structure without default',
    { MessageStructure: 'json', Message: '{"http":"x"}' },
    'InvalidParameter: Invalid parameter: Message Structure - No default entry in JSON message body',
  ],
  [
    'a telephone',
    { PhoneNumber: '+15555550100' },
    'InvalidParameter: Invalid parameter: PhoneNumber Reason: SMS is not',
  ],
  ['no topic', { TopicArn: undefined }, 'InvalidParameter: Invalid parameter: TopicArn or TargetArn Reason: no value'],
  ['a topic that is not there', { TopicArn: `${TopicArn}x` }, 'NotFound: Topic does not exist'],
  ['an attribute of no type', attribute({ DataType: 'Colour', StringValue: 'x' }), 'ParameterValueInvalid: '],
  ['an attribute without value', attribute({}), 'ParameterValueInvalid: '],
  ['an attribute of AWS’s', attribute({ StringValue: 'x' }, 'AWS.a'), 'ParameterValueInvalid: '],
  ['a number that is none', attribute({ DataType: 'Number', StringValue: 'x' }), 'ParameterValueInvalid: '],
])('%s is refused', async (_, input, refusal) => {
  const sns = await withSubscribers({});
  const whole = { TopicArn, Message: 'It burns.', ...input };
  expect(await sns.refused(snsOperations, 'Publish', whole)).toContain(refusal);
});

test('the longest message is taken', async () => {
  const sns = await withSubscribers({});
  await sns.call(snsOperations, 'Publish', { TopicArn, Message: 'a'.repeat(longest) });
  expect(sentTo(sns)).toHaveLength(1);
});
