/**
 * The `credentials` and `config` files that a server writes beside its state, one profile for each account, in the form
 * that every AWS SDK reads (https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html). Readable by their owner only.
 */

import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Account } from '../model/account.ts';
import { every } from '../model/indexes.ts';
import type { Network } from '../model/network.ts';
import type { Store } from '../store/store.ts';

export interface AccountProfile {
  readonly profile: string;
  readonly account: string;
  readonly name: string;
  /** Absent until the account's root has a key: then the profile assumes the organization's role. */
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
}

/** Every account, the management account first, with its root's oldest active key. */
export function accountProfiles(network: Network): readonly AccountProfile[] {
  const accounts = [...network.find('account', every)].sort(
    (one, other) => Number(other.management) - Number(one.management) || one.created - other.created,
  );
  const taken = new Set(['default']);
  return accounts.map((account) => {
    const key = network
      .owned('access-key', account.id, account.region)
      .filter((one) => one.userName === undefined && one.status === 'Active')
      .sort((one, other) => one.created - other.created)[0];
    const base = {
      profile: account.management ? 'default' : freeName(account, taken),
      account: account.id,
      name: account.name,
    };
    return key ? { ...base, accessKeyId: key.id, secretAccessKey: key.secret } : base;
  });
}

/** Names come from requests: a line break in one must not start a section of its own, nor two accounts share one. */
function freeName({ name, id }: Account, taken: Set<string>): string {
  const plain = name.replaceAll(/[^\w.@+-]/g, '-');
  const free = taken.has(plain) ? `${plain}-${id}` : plain;
  taken.add(free);
  return free;
}

/** Older clients would presign S3 URLs with version 2 of the signature, which is not supported. */
const signedAsToday = '\n    signature_version = s3v4';

const memberRole = 'OrganizationAccountAccessRole';

function section(title: string, values: Readonly<Record<string, string>>): string {
  const lines = Object.entries(values).map(([name, value]) => `${name} = ${value}`);
  return `[${title}]\n${lines.join('\n')}\n`;
}

export function writeCredentialFiles(directory: string, network: Network, endpoint: string, region: string): void {
  const profiles = accountProfiles(network);
  const credentials = profiles.flatMap((profile) =>
    profile.accessKeyId === undefined
      ? []
      : [
          section(profile.profile, {
            aws_access_key_id: profile.accessKeyId,
            aws_secret_access_key: profile.secretAccessKey ?? '',
          }),
        ],
  );
  const config = profiles.map((profile) => {
    const title = profile.profile === 'default' ? 'default' : `profile ${profile.profile}`;
    const assumed =
      profile.accessKeyId === undefined
        ? { role_arn: `arn:aws:iam::${profile.account}:role/${memberRole}`, source_profile: 'default' }
        : {};
    return section(title, {
      region,
      endpoint_url: endpoint,
      aws_account_id: profile.account,
      ...assumed,
      s3: signedAsToday,
    });
  });
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  writeWhole(join(directory, 'credentials'), credentials.join('\n'));
  writeWhole(join(directory, 'config'), config.join('\n'));
}

/** A reader sees the old file or the new one. */
function writeWhole(path: string, text: string): void {
  writeFileSync(`${path}.new`, text, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

/** Writes them now, and again whenever an account or a key of one came or went. Answers what ends that. */
export function keepCredentialFiles(directory: string, store: Store, endpoint: string, region: string): () => void {
  let seen = store.network.revision;
  const write = (): void => writeCredentialFiles(directory, store.network, endpoint, region);
  write();
  return store.subscribe(() => {
    const changes = store.changesAfter(seen) ?? [];
    seen = store.network.revision;
    if (changes.some(({ kind }) => kind === 'account' || kind === 'access-key')) write();
  });
}
