/**
 * Who may use a topic: its policy, which begins as AWS's default (everybody whose account is the owner's), and the two
 * operations that add and remove a statement of it. What a policy means is src/policy's matter.
 *
 * https://docs.aws.amazon.com/sns/latest/api/API_AddPermission.html
 */

import { Fault } from '../../base/fault.ts';
import { isAccountId } from '../../base/ids.ts';
import { parsePolicy } from '../../policy/parse.ts';
import { invalidParameter } from './faults.ts';
import type { SnsHandlers } from './handlers.ts';
import { topicAt } from './lookup.ts';

/** Actions that a topic's policy may name. */
const grantable = [
  'GetTopicAttributes',
  'SetTopicAttributes',
  'AddPermission',
  'RemovePermission',
  'DeleteTopic',
  'Subscribe',
  'ListSubscriptionsByTopic',
  'Publish',
] as const;

/** https://docs.aws.amazon.com/sns/latest/dg/sns-policy-keys.html: 30 KB. */
const longestPolicy = 30 * 1024;

export function defaultPolicy(topicArn: string, account: string): string {
  return JSON.stringify({
    Version: '2008-10-17',
    Id: '__default_policy_ID',
    Statement: [
      {
        Sid: '__default_statement_ID',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: grantable.map((name) => `SNS:${name}`),
        Resource: topicArn,
        Condition: { StringEquals: { 'AWS:SourceOwner': account } },
      },
    ],
  });
}

interface WrittenStatement {
  readonly Sid?: string;
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
}

interface WrittenPolicy {
  readonly Statement: WrittenStatement | readonly WrittenStatement[];
}

function statementsOf(text: string): readonly WrittenStatement[] {
  return [(JSON.parse(text) as WrittenPolicy).Statement].flat();
}

/** @throws Fault InvalidParameter */
export function checkTopicPolicy(text: string): void {
  if (text.length > longestPolicy) throw invalidParameter('Policy Reason: Policy is too long');
  try {
    parsePolicy(text, 'resource');
  } catch (reason) {
    if (reason instanceof Fault) throw invalidParameter(`Policy Error: ${reason.message}`);
    throw reason;
  }
  const actions = statementsOf(text).flatMap(({ Action, NotAction }) => [Action ?? NotAction ?? []].flat());
  if (actions.some((action) => action !== '*' && !action.toLowerCase().startsWith('sns:'))) {
    throw invalidParameter('Policy statement action out of service scope!');
  }
}

function withStatements(text: string, statements: readonly WrittenStatement[]): string {
  return JSON.stringify({ ...(JSON.parse(text) as WrittenPolicy), Statement: statements });
}

export const topicPolicyOperations: SnsHandlers<'AddPermission' | 'RemovePermission'> = {
  AddPermission(context, { TopicArn, Label, AWSAccountId, ActionName }) {
    const unknown = ActionName.some((name) => !(grantable as readonly string[]).includes(name));
    if (ActionName.length === 0 || unknown) throw invalidParameter('Policy statement action out of service scope!');
    if (AWSAccountId.length === 0 || !AWSAccountId.every(isAccountId)) {
      throw invalidParameter('Policy Error: PrincipalNotFound');
    }
    return context.transact((draft) => {
      const topic = topicAt(draft, context.region, TopicArn);
      const policy = topic.attributes.Policy ?? defaultPolicy(topic.id, topic.account);
      const statements = statementsOf(policy);
      if (statements.some(({ Sid }) => Sid === Label)) throw invalidParameter('Statement already exists');
      const added = {
        Sid: Label,
        Effect: 'Allow',
        Principal: { AWS: AWSAccountId.map((account) => `arn:aws:iam::${account}:root`) },
        Action: ActionName.map((name) => `SNS:${name}`),
        Resource: TopicArn,
      };
      const text = withStatements(policy, [...statements, added]);
      checkTopicPolicy(text);
      draft.put({ ...topic, attributes: { ...topic.attributes, Policy: text } });
      return {};
    });
  },

  RemovePermission(context, { TopicArn, Label }) {
    return context.transact((draft) => {
      const topic = topicAt(draft, context.region, TopicArn);
      const policy = topic.attributes.Policy ?? defaultPolicy(topic.id, topic.account);
      const kept = statementsOf(policy).filter(({ Sid }) => Sid !== Label);
      // Likeliest: neither text nor code for a label that isn't there is documented.
      if (kept.length === statementsOf(policy).length) throw invalidParameter('Label Reason: Statement does not exist');
      const { Policy: _, ...attributes } = topic.attributes;
      // A policy without a statement is none: AWS's default is in force again.
      const Policy = kept.length === 0 ? defaultPolicy(topic.id, topic.account) : withStatements(policy, kept);
      draft.put({ ...topic, attributes: { ...attributes, Policy } });
      return {};
    });
  },
};
