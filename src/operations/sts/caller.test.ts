import { expect, test } from 'vitest';
import { accessKeyId } from '../../base/ids.ts';
import type { Context, Principal } from '../context.ts';
import { harness } from '../harness.ts';
import { iamOperations as iam } from '../iam/table.ts';
import { stsOperations as sts } from './table.ts';

const account = '111122223333';
const trust =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}';

async function contextFor(principal: Principal): Promise<Context> {
  const h = harness();
  await h.call(iam, 'CreateUser', { UserName: 'ann', Path: '/team/' });
  await h.call(iam, 'CreateRole', { RoleName: 'app', Path: '/x/', AssumeRolePolicyDocument: trust });
  return { ...h.context, principal };
}

const root: Principal = { kind: 'root', account };
const ann: Principal = { kind: 'user', account, name: 'ann' };
const session: Principal = { kind: 'session', account, role: 'app', session: 's1' };

test.each<[Principal, RegExp, string]>([
  [root, /^111122223333$/, `arn:aws:iam::${account}:root`],
  [ann, /^AIDA[A-Z2-7]{16}$/, `arn:aws:iam::${account}:user/team/ann`],
  [session, /^AROA[A-Z2-7]{16}:s1$/, `arn:aws:sts::${account}:assumed-role/app/s1`],
])('GetCallerIdentity of %j', async (principal, UserId, Arn) => {
  const answer = await sts.GetCallerIdentity(await contextFor(principal), {});
  expect(answer).toEqual({ UserId: expect.stringMatching(UserId), Account: account, Arn });
});

test.each<[string, Principal, number | undefined, number]>([
  ['a user, twelve hours', ann, undefined, 43200],
  ['a user, as long as asked', ann, 129600, 129600],
  ['the root user, an hour', root, undefined, 3600],
  ['the root user, an hour at most', root, 43200, 3600],
])('GetSessionToken for %s', async (_, principal, asked, seconds) => {
  const context = await contextFor(principal);
  const { Credentials } = await sts.GetSessionToken(context, asked === undefined ? {} : { DurationSeconds: asked });
  expect(Credentials!.Expiration).toEqual(new Date(context.now + seconds * 1000));
});

test.each<[string, Principal, number, string]>([
  ['a session', session, 900, 'Cannot call GetSessionToken with session credentials'],
  ['too short a time', ann, 899, 'value greater than or equal to 900'],
  ['too long a time', ann, 129601, 'value less than or equal to 129600'],
])('GetSessionToken refuses %s', async (_, principal, DurationSeconds, answer) => {
  const context = await contextFor(principal);
  expect(() => sts.GetSessionToken(context, { DurationSeconds })).toThrow(answer);
});

test("GetAccessKeyInfo tells whose a key is, a session's too, and knows no others", async () => {
  const context = await contextFor(root);
  const h = harness();
  await h.store.transact((draft) =>
    draft.put({ kind: 'account', id: account, account, region: 'aws-global', created: 0, tags: {} } as never),
  );
  const of = (AccessKeyId: string) => sts.GetAccessKeyInfo({ ...context, network: h.network }, { AccessKeyId });
  const { AccessKey } = await h.call(iam, 'CreateAccessKey', {});
  expect(of(AccessKey!.AccessKeyId!)).toEqual({ Account: account });
  expect(of(accessKeyId(h.random, 'ASIA', account))).toEqual({ Account: account });
  for (const id of [accessKeyId(h.random, 'AKIA', '444455556666'), 'AKIA0000000000000000', 'x'.repeat(20)]) {
    expect(() => of(id)).toThrow(`Invalid access key: ${id}`);
  }
});
