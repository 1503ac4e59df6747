/**
 * `postern env`: what to export so that any AWS client talks to the server as one account. Meant for
 * `eval "$(postern env)"` in a POSIX shell.
 */

import type { Command } from 'commander';
import { assumeRole, type Keys } from './assume-role.ts';
import { certificateAuthorityOf } from './description.ts';
import { Failure } from './failure.ts';
import { endpointOf, type FoundServer, serverAt } from './find-server.ts';
import { findAccount, readAccounts } from './profiles.ts';
import { shellLines } from './shell-lines.ts';

interface Options {
  readonly account?: string;
  readonly endpoint?: string;
  readonly json?: true;
}

export function define(command: Command): void {
  command
    .option('--account <ID|NAME>', 'the account to use: its id, profile or name (default: the management account)')
    .option('--endpoint <URL>', 'the server (default: AWS_ENDPOINT_URL, or port 4566)')
    .option('--json', 'print one JSON object')
    .action(async (options: Options) => {
      const server = await serverAt(endpointOf(options.endpoint));
      const values = await environmentFor(server, options.account);
      process.stdout.write(options.json ? `${JSON.stringify(present(values))}\n` : shellLines(values));
    });
}

/** Undefined: must not be set, for it would win over what is. */
export type Environment = Readonly<Record<string, string | undefined>>;

export async function environmentFor(server: FoundServer, name: string | undefined): Promise<Environment> {
  const { endpoint, health } = server;
  const { region, accounts } = readAccounts(health.state);
  const account = findAccount(accounts, name);
  const keys = keysOf(account) ?? (await assumed(endpoint, region, keysOf(findAccount(accounts, undefined)), account));
  return {
    AWS_PROFILE: undefined,
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    AWS_SESSION_TOKEN: keys.sessionToken,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    ...(endpoint.startsWith('https:') ? { AWS_CA_BUNDLE: certificateAuthorityOf(health.state) } : {}),
  };
}

function keysOf(account: { readonly accessKeyId?: string; readonly secretAccessKey?: string }): Keys | undefined {
  const { accessKeyId, secretAccessKey } = account;
  return accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : undefined;
}

function assumed(
  endpoint: string,
  region: string,
  keys: Keys | undefined,
  account: { readonly account: string; readonly role?: string },
): Promise<Keys> {
  if (!keys || !account.role) throw new Failure(`account ${account.account} has no access key and no role to assume`);
  return assumeRole({ endpoint, region, now: Date.now() }, keys, account.role);
}

function present(values: Environment): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
