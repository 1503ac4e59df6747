import { describe, expect, test } from 'vitest';
import { harness } from '../harness.ts';
import { iamOperations as iam } from './table.ts';

const account = '111122223333';
const policy = (...statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });
const allow = (Action: string, Resource = '*', more: object = {}) => ({ Effect: 'Allow', Action, Resource, ...more });
const userArn = (name: string) => `arn:aws:iam::${account}:user/${name}`;

describe('context keys', () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: policy variables look like it
  const home = allow('s3:*', 'arn:aws:s3:::b/${aws:username}');
  const vpce = allow('s3:*', '*', { Condition: { StringEquals: { 'aws:SourceVpce': 'v', 'AWS:Username': 'ann' } } });

  test('of policies that the request brings: each once, as it is written first', async () => {
    const PolicyInputList = [policy(home), policy(vpce)];
    const answer = await harness().call(iam, 'GetContextKeysForCustomPolicy', { PolicyInputList });
    expect(answer.ContextKeyNames).toEqual(['aws:username', 'aws:SourceVpce']);
  });

  test("of a user's own policies, its groups', and those of the request", async () => {
    const h = harness();
    await h.call(iam, 'CreateGroup', { GroupName: 'group' });
    await h.call(iam, 'CreateUser', { UserName: 'ann' });
    await h.call(iam, 'AddUserToGroup', { GroupName: 'group', UserName: 'ann' });
    await h.call(iam, 'PutGroupPolicy', { GroupName: 'group', PolicyName: 'p', PolicyDocument: policy(vpce) });
    const region = allow('ec2:*', '*', { Condition: { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } } });
    const answer = await h.call(iam, 'GetContextKeysForPrincipalPolicy', {
      PolicySourceArn: userArn('ann'),
      PolicyInputList: [policy(region)],
    });
    expect(answer.ContextKeyNames).toEqual(['aws:SourceVpce', 'AWS:Username', 'aws:RequestedRegion']);
  });

  test('of what is no policy are refused', async () => {
    expect(await harness().refused(iam, 'GetContextKeysForCustomPolicy', { PolicyInputList: ['{'] })).toContain(
      'InvalidInput',
    );
  });
});
