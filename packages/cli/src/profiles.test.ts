import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { findAccount, parseProfiles, readAccounts } from './profiles.ts';

const config = `[default]
region = eu-west-1
endpoint_url = http://127.0.0.1:4566
aws_account_id = 111111111111

[profile shop]
region = eu-west-1
aws_account_id = 222222222222
role_arn = arn:aws:iam::222222222222:role/OrganizationAccountAccessRole
source_profile = default
`;
const credentials = `[default]
aws_access_key_id = AKIAEXAMPLE
aws_secret_access_key = a/b=c
`;

function stateDirectory(files: Readonly<Record<string, string>>): string {
  const directory = mkdtempSync(join(tmpdir(), 'postern-profiles-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
  return directory;
}

const management = {
  profile: 'default',
  account: '111111111111',
  accessKeyId: 'AKIAEXAMPLE',
  secretAccessKey: 'a/b=c',
};
const shop = {
  profile: 'shop',
  account: '222222222222',
  role: 'arn:aws:iam::222222222222:role/OrganizationAccountAccessRole',
};

test('both files together tell every account', () => {
  expect(readAccounts(stateDirectory({ config, credentials }))).toEqual({
    region: 'eu-west-1',
    accounts: [management, shop],
  });
});

test('a file that is not there is named', () => {
  expect(() => readAccounts(stateDirectory({ config }))).toThrow(/credentials is on the server's machine only/);
});

test('lines outside a section and comments mean nothing', () => {
  expect(parseProfiles('a = 1\n# [b]\n[c]\n; x\nd = 2\n')).toEqual(new Map([['c', { d: '2' }]]));
});

test.each([
  [undefined, management],
  ['default', management],
  ['management', management],
  ['111111111111', management],
  ['shop', shop],
  ['222222222222', shop],
])('account %s', (name, account) => {
  expect(findAccount([management, shop], name)).toBe(account);
});

test('an account that is called management is itself', () => {
  const other = { profile: 'management', account: '333333333333' };
  expect(findAccount([management, other], 'management')).toBe(other);
});

test('an unknown account is answered with the known ones', () => {
  expect(() => findAccount([management, shop], 'nobody')).toThrow(
    'there is no account nobody; there are: default (111111111111), shop (222222222222)',
  );
});
