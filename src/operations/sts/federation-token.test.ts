import { expect, test } from 'vitest';
import { Fault } from '../../base/fault.ts';
import { parsePolicy } from '../../policy/parse.ts';
import type { Context, Principal } from '../context.ts';
import { harness } from '../harness.ts';
import { stsOperations as sts } from './table.ts';

const account = '111122223333';
const ann: Principal = { kind: 'user', account, name: 'ann' };
const Policy = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}';
const Name = 'guest';

function federate(input: Parameters<typeof sts.GetFederationToken>[1], principal: Principal = ann) {
  const h = harness();
  const sessions: Parameters<Context['issueSession']>[0][] = [];
  const issueSession: Context['issueSession'] = (session) => {
    sessions.push(session);
    return h.context.issueSession(session);
  };
  const answer = sts.GetFederationToken({ ...h.context, principal, issueSession }, input);
  return { answer: answer as Awaited<typeof answer>, session: sessions[0]!, now: h.clock.now() };
}

test('a user vouches for somebody, who gets a session of that name with the policy that was given', () => {
  const { answer, session, now } = federate({ Name, Policy, Tags: [{ Key: 'team', Value: 'red' }] });
  expect(answer).toMatchObject({
    FederatedUser: {
      FederatedUserId: `${account}:guest`,
      Arn: `arn:aws:sts::${account}:federated-user/guest`,
    },
    Credentials: { Expiration: new Date(now + 43_200_000) },
    PackedPolicySize: expect.any(Number),
  });
  expect(session).toMatchObject({ userName: 'ann', federatedUser: Name, policy: Policy, tags: { team: 'red' } });
});

test('without a policy the session allows nothing by itself', () => {
  const { answer, session } = federate({ Name });
  expect(parsePolicy(session.policy!, 'session').statements).toMatchObject([{ effect: 'Allow', actionsNegated: true }]);
  expect(answer).not.toHaveProperty('PackedPolicySize');
});

test("the root user's lasts an hour", () => {
  const { answer, now } = federate({ Name, DurationSeconds: 7200 }, { kind: 'root', account });
  expect(answer.Credentials!.Expiration).toEqual(new Date(now + 3_600_000));
});

test.each<[string, object, Principal, string]>([
  ['a role', {}, { kind: 'session', account, role: 'r', session: 's' }, 'AccessDenied: Cannot call GetFederationToken'],
  ['a short name', { Name: 'x' }, ann, "ValidationError: 1 validation error detected: Value 'x' at 'name'"],
  ['a long name', { Name: 'x'.repeat(33) }, ann, 'ValidationError: '],
  ['a name with a space', { Name: 'a b' }, ann, 'ValidationError: '],
  ['too long a time', { DurationSeconds: 129601 }, ann, 'ValidationError: '],
  ['a broken policy', { Policy: '{' }, ann, 'MalformedPolicyDocument: '],
])('is refused: %s', (_, more, principal, answer) => {
  try {
    federate({ Name, ...more }, principal);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    expect(`${error.code}: ${error.message}`).toContain(answer);
    return;
  }
  throw new Error('not refused');
});
