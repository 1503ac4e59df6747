import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { globalRegion } from '../model/account.ts';
import { Network } from '../model/network.ts';
import { accountProfiles, writeCredentialFiles } from './credentials-file.ts';

function account(id: string, name: string, management = false) {
  return {
    kind: 'account',
    id,
    account: id,
    region: globalRegion,
    created: Number(id),
    tags: {},
    name,
    email: `${id}@example.com`,
    status: 'ACTIVE',
    joined: 'CREATED',
    management,
  } as const;
}

function rootKey(id: string, owner: string, status: 'Active' | 'Inactive' = 'Active') {
  return {
    kind: 'access-key',
    id,
    account: owner,
    region: globalRegion,
    created: 1,
    tags: {},
    secret: `secret of ${id}`,
    status,
  } as const;
}

const network = Network.empty()
  .with(account('000000000005', 'management', true))
  .with(account('000000000001', 'shop'))
  .with(account('000000000002', 'shop'))
  .with(account('000000000003', 'default'))
  .with(account('000000000004', 'a]\n[b'))
  .with(rootKey('AKIAOLD', '000000000005', 'Inactive'))
  .with(rootKey('AKIANEW', '000000000005'));

test('the management account comes first, and no two accounts share a profile', () => {
  expect(accountProfiles(network).map(({ profile }) => profile)).toEqual([
    'default',
    'shop',
    'shop-000000000002',
    'default-000000000003',
    'a---b',
  ]);
});

test('only an active key is told', () => {
  expect(accountProfiles(network)[0]).toMatchObject({ accessKeyId: 'AKIANEW', secretAccessKey: 'secret of AKIANEW' });
});

test('the files are for their owner only, and a member without a key assumes its role', () => {
  const directory = mkdtempSync(join(tmpdir(), 'postern-credentials-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const few = Network.empty()
    .with(account('000000000005', 'management', true))
    .with(rootKey('AKIANEW', '000000000005'))
    .with(account('000000000001', 'shop'));
  writeCredentialFiles(directory, few, 'http://127.0.0.1:4566', 'us-east-1');
  expect(readFileSync(join(directory, 'credentials'), 'utf8')).toBe(
    '[default]\naws_access_key_id = AKIANEW\naws_secret_access_key = secret of AKIANEW\n',
  );
  expect(readFileSync(join(directory, 'config'), 'utf8')).toBe(
    [
      '[default]',
      'region = us-east-1',
      'endpoint_url = http://127.0.0.1:4566',
      'aws_account_id = 000000000005',
      's3 = ',
      '    signature_version = s3v4',
      '',
      '[profile shop]',
      'region = us-east-1',
      'endpoint_url = http://127.0.0.1:4566',
      'aws_account_id = 000000000001',
      'role_arn = arn:aws:iam::000000000001:role/OrganizationAccountAccessRole',
      'source_profile = default',
      's3 = ',
      '    signature_version = s3v4',
      '',
    ].join('\n'),
  );
  for (const name of ['credentials', 'config']) {
    expect(statSync(join(directory, name)).mode & 0o777).toBe(0o600);
  }
});
