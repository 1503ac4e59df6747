/**
 * Requests that a server takes from its management account alone: signed with the keys in the files beside its state, and
 * what it answers, or its refusal as one line.
 */

import { signRequest } from '../../../src/wire/sign-request.ts';
import { sha256 } from '../../../src/wire/signing-key.ts';
import { Failure } from './failure.ts';
import type { FoundServer } from './find-server.ts';
import { findAccount, readAccounts } from './profiles.ts';
import { type Answer, request, type Wanted } from './request.ts';

export type Asked = Pick<Wanted, 'body' | 'patience' | 'longest'> & {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
};

export async function askAsManagement<T>(server: FoundServer, asked: Asked): Promise<T> {
  return readAnswer(await request(server.endpoint, asked.path, signed(server, asked)));
}

/** @throws Failure where the keys can't be read */
export function signed({ endpoint, health }: FoundServer, { path, body = '', ...rest }: Asked): Wanted {
  const { region, accounts } = readAccounts(health.state);
  const { account, accessKeyId, secretAccessKey: secret } = findAccount(accounts, undefined);
  if (!accessKeyId || !secret) throw new Failure(`the management account ${account} has no access key`);
  const headers = { host: new URL(endpoint).host, 'content-type': 'application/json' };
  const head = signRequest({
    head: { method: rest.method, path, query: '', headers },
    credentials: { accessKeyId, secret },
    region,
    service: 'postern',
    bodyHash: sha256(body),
    now: Date.now(),
  });
  return { ...rest, headers: head.headers, body };
}

export function readAnswer<T>({ status, text }: Answer): T {
  if (status === 200) return JSON.parse(text) as T;
  throw new Failure(messageIn(text) ?? `the server answered ${status}`);
}

/** What a page says of its refusal. */
export function messageIn(text: string): string | undefined {
  try {
    return (JSON.parse(text) as { readonly message?: string }).message;
  } catch {
    return undefined;
  }
}
