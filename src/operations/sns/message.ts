/**
 * Publish: a message is checked whole before anything of it is written; publish.ts makes it deliveries.
 *
 * https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html
 */

import { Fault } from '../../base/fault.ts';
import { invalidParameter, notOffered } from './faults.ts';
import type { SnsHandlers } from './handlers.ts';
import { topicAt } from './lookup.ts';
import { type PrintedAttribute, publishIn } from './publish.ts';

/** Bytes of body and attributes together. */
const longestMessage = 262_144;
const longestSubject = 100;
const longestAttributeName = 256;
const longestGroupId = 128;

interface GivenAttribute {
  readonly DataType: string;
  readonly StringValue?: string | undefined;
  readonly BinaryValue?: Uint8Array | undefined;
}

type GivenAttributes = Readonly<Record<string, GivenAttribute>>;

const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

/** ASCII that begins with a letter, digit or punctuation mark and has no line breaks or control characters. */
function checkSubject(subject: string | undefined): void {
  if (subject === undefined) return;
  if (subject.length > longestSubject || !/^[!-~][ -~]*$/.test(subject)) throw invalidParameter('Subject');
}

/** The text for each protocol where the message is JSON. Values that are no strings count as absent. */
function readStructure(structure: string | undefined, message: string) {
  if (structure === undefined) return { body: message };
  if (structure !== 'json') throw invalidParameter(`Invalid message structure: ${structure}`);
  const bodies = parseObject(message);
  if (bodies.default === undefined) {
    throw invalidParameter('Message Structure - No default entry in JSON message body');
  }
  return { body: bodies.default, bodies };
}

function parseObject(text: string): Readonly<Record<string, string>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalidParameter('Message Structure - JSON message body failed to parse');
  }
  return Object.fromEntries(Object.entries(value).filter(([, one]) => typeof one === 'string'));
}

/** Likeliest: AWS documents the rules, and of the refusals only the code. */
function badAttribute(message: string): Fault {
  return new Fault('ParameterValueInvalid', message);
}

function readAttribute(name: string, given: GivenAttribute): PrintedAttribute {
  const { DataType: type, StringValue, BinaryValue } = given;
  const isName = /^[\w-]+(\.[\w-]+)*$/.test(name) && name.length <= longestAttributeName;
  if (!isName || /^(aws|amazon)\./i.test(name)) throw badAttribute(`The message attribute name '${name}' is invalid.`);
  if (!/^(String|String\.Array|Number|Binary)$/.test(type)) {
    const known = 'the set of supported type prefixes is Binary, Number, and String';
    throw badAttribute(`The message attribute '${name}' has an invalid message attribute type, ${known}.`);
  }
  const value = type === 'Binary' ? BinaryValue && base64(BinaryValue) : StringValue;
  if (value === undefined || value === '') {
    const wants = `must contain non-empty message attribute value for message attribute type '${type}'`;
    throw badAttribute(`The message attribute '${name}' ${wants}.`);
  }
  if (type === 'Number' && (value.trim() === '' || Number.isNaN(Number(value)))) {
    throw badAttribute(`Could not cast message attribute '${name}' value to number.`);
  }
  return { Type: type, Value: value };
}

function base64(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

function readAttributes(given: GivenAttributes | undefined): Readonly<Record<string, PrintedAttribute>> | undefined {
  const entries = Object.entries(given ?? {});
  if (entries.length === 0) return undefined;
  return Object.fromEntries(entries.map(([name, one]) => [name, readAttribute(name, one)]));
}

function sizeOf(message: string, attributes: GivenAttributes | undefined): number {
  const sizes = Object.entries(attributes ?? {}).map(
    ([name, { DataType, StringValue = '', BinaryValue }]) =>
      bytesOf(name) + bytesOf(DataType) + bytesOf(StringValue) + (BinaryValue?.length ?? 0),
  );
  return sizes.reduce((sum, size) => sum + size, bytesOf(message));
}

interface Addressed {
  readonly TopicArn?: string | undefined;
  readonly TargetArn?: string | undefined;
  readonly PhoneNumber?: string | undefined;
}

function addressOf({ TopicArn, TargetArn, PhoneNumber }: Addressed): readonly [arn: string, member: string] {
  if (PhoneNumber !== undefined) throw notOffered('PhoneNumber', 'SMS');
  if (TopicArn !== undefined) return [TopicArn, 'TopicArn'];
  if (TargetArn !== undefined) return [TargetArn, 'TargetArn'];
  throw invalidParameter('TopicArn or TargetArn Reason: no value for required parameter');
}

export const messageOperations: SnsHandlers<'Publish'> = {
  Publish(context, input) {
    const { Message, Subject, MessageAttributes } = input;
    const [arn, member] = addressOf(input);
    if (Message === '') throw invalidParameter('Empty message');
    checkSubject(Subject);
    if (input.MessageDeduplicationId !== undefined) {
      const why = 'The request includes MessageDeduplicationId parameter that is not valid for this topic type';
      throw invalidParameter(`MessageDeduplicationId Reason: ${why}`);
    }
    if ((input.MessageGroupId ?? '').length > longestGroupId) throw invalidParameter('MessageGroupId');
    const messageAttributes = readAttributes(MessageAttributes);
    if (sizeOf(Message, MessageAttributes) > longestMessage) throw invalidParameter('Message too long');
    const message = { ...readStructure(input.MessageStructure, Message), subject: Subject, messageAttributes };
    return context.transact((draft) => {
      topicAt(draft, context.region, arn, member);
      return { MessageId: publishIn(draft, context, arn, message) };
    });
  },
};
