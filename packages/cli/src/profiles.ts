/**
 * Reads the `credentials` and `config` files that a server writes beside its state, which is how a command on the same
 * machine learns the accounts and their keys.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from './failure.ts';

export interface KnownAccount {
  readonly profile: string;
  readonly account: string;
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
  /** The role by which the management account gets in, where the account has no key of its own. */
  readonly role?: string;
}

type Section = Readonly<Record<string, string>>;

/** Sections by profile name: `[profile NAME]` and `[NAME]` are the same. */
export function parseProfiles(text: string): ReadonlyMap<string, Section> {
  const sections = new Map<string, Record<string, string>>();
  let current: Record<string, string> | undefined;
  for (const line of text.split('\n')) {
    const title = /^\[(?:profile )?(.+)\]$/.exec(line.trim())?.[1];
    const pair = /^([^=]+?)\s*=\s*(.*)$/.exec(line);
    if (title !== undefined) {
      current = sections.get(title) ?? {};
      sections.set(title, current);
    } else if (pair && current) current[pair[1]!] = pair[2]!;
  }
  return sections;
}

/** The management account first. */
export function readAccounts(state: string): { readonly region: string; readonly accounts: readonly KnownAccount[] } {
  const config = parseProfiles(readOwn(state, 'config'));
  const credentials = parseProfiles(readOwn(state, 'credentials'));
  const accounts = [...config].map(([profile, section]): KnownAccount => {
    const keys = credentials.get(profile) ?? {};
    const role = section.role_arn;
    return {
      profile,
      account: section.aws_account_id ?? role?.split(':')[4] ?? '',
      ...(keys.aws_access_key_id ? { accessKeyId: keys.aws_access_key_id } : {}),
      ...(keys.aws_secret_access_key ? { secretAccessKey: keys.aws_secret_access_key } : {}),
      ...(role ? { role } : {}),
    };
  });
  return { region: config.get('default')?.region ?? 'us-east-1', accounts };
}

function readOwn(state: string, name: string): string {
  try {
    return readFileSync(join(state, name), 'utf8');
  } catch (reason) {
    const { code } = reason as NodeJS.ErrnoException;
    const why = code === 'EACCES' ? "may be read by the server's user only" : "is on the server's machine only";
    throw new Failure(`the credentials file ${join(state, name)} ${why} (${code})`);
  }
}

/** By twelve-digit id, profile or name; the management account is also called `management`. */
export function findAccount(accounts: readonly KnownAccount[], name: string | undefined): KnownAccount {
  const wanted = name === undefined || name === 'management' ? 'default' : name;
  const found =
    accounts.find((one) => one.account === wanted || one.profile === name) ??
    accounts.find((one) => one.profile === wanted);
  if (found) return found;
  const known = accounts.map(({ profile, account }) => `${profile} (${account})`).join(', ');
  throw new Failure(`there is no account ${name}; there are: ${known}`);
}
