import { describe, expect, test } from 'vitest';
import { Network } from '../model/network.ts';
import { openMessage, sealMessage } from './authorization-message.ts';
import { type AccessQuestion, createAuthorizer, type Denial } from './authorize.ts';
import { account, ann, annsDocument } from './sample-network.ts';

const policy = (...statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });
const everything = { Effect: 'Allow', Action: '*', Resource: '*' };
const noBigOnes = {
  Sid: 'NoBigOnes',
  Effect: 'Deny',
  Action: 'ec2:RunInstances',
  Resource: 'arn:aws:ec2:*:*:instance/*',
  Condition: { StringNotEquals: { 'ec2:InstanceType': 't3.micro' } },
};
const arn = `arn:aws:ec2:us-east-1:${account}:instance/*`;

const world = (...statements: object[]): Network =>
  Network.empty().with(annsDocument({ inlinePolicies: { p: policy(...statements) } }));

const question: AccessQuestion = {
  caller: ann,
  circumstances: {
    origin: { kind: 'local', sourceAddress: '127.0.0.1' },
    region: 'us-east-1',
    now: 0,
    secureTransport: false,
  },
  action: 'ec2:RunInstances',
  resource: arn,
  resourceAccount: account,
  request: {
    service: 'ec2',
    operation: 'RunInstances',
    input: { InstanceType: 'm5.large' },
    account,
    region: 'us-east-1',
  },
  named: { arn, tags: {} },
};
const authorizer = createAuthorizer(() => undefined, 'key');

function decoded(network: Network, more: Partial<AccessQuestion> = {}) {
  const asked = { ...question, ...more };
  const denial = authorizer.decide(network, asked) as Denial;
  expect(denial.allowed).toBe(false);
  return JSON.parse(openMessage('key', account, authorizer.encodedDenial(network, asked, denial)) ?? '{}');
}

describe('a decoded message', () => {
  test('shows the statement that denies, who asked for what, and the keys of the request', () => {
    const message = decoded(world(everything, noBigOnes));
    expect(message).toMatchObject({
      allowed: false,
      explicitDeny: true,
      matchedStatements: {
        items: [
          {
            statementId: 'NoBigOnes',
            effect: 'DENY',
            principals: { items: [{ value: 'AIDAEXAMPLE' }] },
            actions: { items: [{ value: 'ec2:RunInstances' }] },
            resources: { items: [{ value: 'arn:aws:ec2:*:*:instance/*' }] },
            conditions: { items: [{ key: 'ec2:InstanceType', values: { items: [{ value: 't3.micro' }] } }] },
          },
        ],
      },
      failures: { items: [] },
      context: {
        principal: { id: 'AIDAEXAMPLE', name: 'ann', arn: `arn:aws:iam::${account}:user/ann` },
        action: 'ec2:RunInstances',
        resource: arn,
      },
    });
    const conditions = Object.fromEntries(
      message.context.conditions.items.map((one: { key: string; values: { items: { value: string }[] } }) => [
        one.key,
        one.values.items.map(({ value }) => value),
      ]),
    );
    expect(conditions).toMatchObject({
      'ec2:InstanceType': ['m5.large'],
      'ec2:InstanceID': ['*'],
      'aws:Region': ['us-east-1'],
      'aws:Service': ['ec2'],
      'aws:Type': ['instance'],
      'aws:Resource': ['instance/*'],
      'aws:Account': [account],
      'aws:ARN': [arn],
    });
    expect(Object.keys(conditions)).not.toContain('aws:SourceIp');
  });

  test('shows no statement where none denies', () => {
    expect(decoded(world({ ...everything, Action: 's3:*' }))).toMatchObject({
      explicitDeny: false,
      matchedStatements: { items: [] },
    });
  });

  test('leaves the statement out where the whole would be too long to decode', () => {
    const Action = ['ec2:RunInstances', ...Array.from({ length: 900 }, (_, index) => `ec2:DescribeSomething${index}`)];
    const message = decoded(world(everything, { ...noBigOnes, Action }));
    expect(message).toMatchObject({ explicitDeny: true, matchedStatements: { items: [] }, context: { resource: arn } });
  });
});

describe('a sealed message', () => {
  const sealed = sealMessage('key', account, { a: 1 });

  test('is opened with the key that sealed it, for the account, and as it was', () => {
    expect(openMessage('key', account, sealed)).toBe('{"a":1}');
    const changed = `${sealed.slice(0, -2)}${sealed.endsWith('AA') ? 'BB' : 'AA'}`;
    expect([
      openMessage('other', account, sealed),
      openMessage('key', '444455556666', sealed),
      openMessage('key', account, changed),
      openMessage('key', account, `${sealed}\n`),
      openMessage('key', account, ''),
      openMessage('key', account, 'nonsense'),
    ]).toEqual([undefined, undefined, undefined, undefined, undefined, undefined]);
  });

  test('shows nothing of what it holds, and is never twice the same', () => {
    expect(sealed).toMatch(/^[\w-]+$/);
    expect(sealMessage('key', account, { a: 1 })).not.toBe(sealed);
  });
});
