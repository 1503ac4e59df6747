import { expect, test } from 'vitest';
import { Network } from '../../model/network.ts';
import type { Principal } from '../context.ts';
import { principalArn, readIdentityArn } from './arn.ts';

test.each([
  ['arn:aws:iam::111122223333:role/app', { account: '111122223333', path: '/', name: 'app' }],
  ['arn:aws:iam::111122223333:role/a/b/app', { account: '111122223333', path: '/a/b/', name: 'app' }],
  ['arn:aws:iam::1111:role/app', undefined],
  ['arn:aws:iam::111122223333:user/app', undefined],
  ['arn:aws:iam::111122223333:role/', undefined],
  ['arn:aws:s3:::role/app', undefined],
])('%s', (text, parts) => {
  expect(readIdentityArn(text, 'role')).toEqual(parts);
});

test("AWS's own policies have no account", () => {
  expect(readIdentityArn('arn:aws:iam::aws:policy/A', 'policy')).toEqual({ account: 'aws', path: '/', name: 'A' });
});

test.each<[Principal, string]>([
  [{ kind: 'root', account: '111122223333' }, 'arn:aws:iam::111122223333:root'],
  [{ kind: 'user', account: '111122223333', name: 'u' }, 'arn:aws:iam::111122223333:user/u'],
  [{ kind: 'session', account: '111122223333', role: 'r', session: 's' }, 'arn:aws:sts::111122223333:assumed-role/r/s'],
])('%j', (principal, arn) => {
  expect(principalArn(Network.empty(), principal)).toBe(arn);
});
