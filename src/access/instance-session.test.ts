import { expect, test } from 'vitest';
import { seededRandom } from '../base/random.ts';
import type { Role } from '../model/identity.ts';
import type { Instance } from '../model/instance.ts';
import { issueInstanceSession } from './instance-session.ts';
import { account, network } from './sample-network.ts';
import { openSession } from './session.ts';

const instance = { account, id: 'i-1', vpc: 'vpc-1' } as Instance;
const role = (service: string): Role => ({
  ...network.get('role', `${account}/app`)!,
  trustPolicy: JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service } }],
  }),
});
const issuer = { sessionKey: 'k', random: seededRandom(1), now: 1000 };

test('a session of the role is called after the instance and lasts six hours', () => {
  const { accessKeyId, sessionToken } = issueInstanceSession(network, issuer, instance, role('ec2.amazonaws.com'));
  expect(openSession('k', accessKeyId, sessionToken)?.session).toMatchObject({
    account,
    role: 'app',
    session: 'i-1',
    issued: 1000,
    expires: 1000 + 21_600_000,
  });
});

test('a role that trusts another service gives none', () => {
  expect(() => issueInstanceSession(network, issuer, instance, role('lambda.amazonaws.com'))).toThrow(
    'EC2 cannot assume the role app.',
  );
});
