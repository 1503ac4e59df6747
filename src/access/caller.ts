/**
 * Who signs: from an access key id to the principal and the secret to check the signature with. Nothing is decided here
 * about what the caller may do.
 */

import { present } from '../base/assert.ts';
import type { AccessKey } from '../model/identity.ts';
import { every } from '../model/indexes.ts';
import type { Network } from '../model/network.ts';
import type { RequestPrincipal } from '../policy/principal.ts';
import { type Opened, openSession, type Session } from './session.ts';

export interface Caller {
  readonly account: string;
  readonly principal: RequestPrincipal;
  readonly secret: string;
  readonly userName?: string;
  readonly session?: Session;
}

/** Why an access key names nobody; each protocol has its own words for it. */
export type NoCaller = 'unknownKey' | 'badToken' | 'expiredToken';

/** @param sessionKey the server's key, which sealed the session tokens */
export function findCaller(
  network: Network,
  sessionKey: string,
  credentials: { readonly accessKeyId: string; readonly sessionToken?: string | undefined },
  now: number,
): Caller | NoCaller {
  const { accessKeyId, sessionToken } = credentials;
  if (sessionToken !== undefined) return sessionCaller(network, sessionKey, accessKeyId, sessionToken, now);
  const key = network.get('access-key', accessKeyId);
  if (key === undefined || key.status !== 'Active') return 'unknownKey';
  return kept(key, network, () => keysCaller(network, key)) ?? 'unknownKey';
}

const known = new WeakMap<object, { readonly identities: object; readonly caller: Caller | undefined }>();

/** The same caller for the same key or token as long as nothing about identities changes. */
function kept(by: object, { identities }: Network, make: () => Caller | undefined): Caller | undefined {
  const found = known.get(by);
  if (found?.identities === identities) return found.caller;
  const caller = make();
  known.set(by, { identities, caller });
  return caller;
}

function keysCaller(network: Network, { account, secret, userName }: AccessKey): Caller | undefined {
  const principal = principalOf(network, account, userName);
  return principal && { account, principal, secret, ...(userName === undefined ? {} : { userName }) };
}

function sessionCaller(
  network: Network,
  sessionKey: string,
  accessKeyId: string,
  token: string,
  now: number,
): Caller | NoCaller {
  const opened = openSession(sessionKey, accessKeyId, token);
  if (opened === undefined) return 'badToken';
  if (opened.session.expires <= now) return 'expiredToken';
  return kept(opened.session, network, () => sessionsCaller(network, opened)) ?? 'badToken';
}

function sessionsCaller(network: Network, { session, secret }: Opened): Caller | undefined {
  const { account, userName } = session;
  const principal = sessionPrincipal(network, session);
  return principal && { account, principal, secret, session, ...(userName === undefined ? {} : { userName }) };
}

export function rootPrincipal(account: string): RequestPrincipal {
  return { kind: 'root', account, arn: `arn:aws:iam::${account}:root` };
}

/** An account's own root user in trust mode, where any key is accepted; a closed account has nobody who could act for it. */
export function trustedCaller(network: Network, accessKeyId: string): Caller | NoCaller {
  const named = network.get('account', accessKeyId) ?? accountOfKey(network, accessKeyId);
  if (named !== undefined && named.status !== 'ACTIVE') return 'unknownKey';
  const account = named?.id ?? managementAccount(network);
  return { account, principal: rootPrincipal(account), secret: '' };
}

function accountOfKey(network: Network, accessKeyId: string) {
  const key = network.get('access-key', accessKeyId);
  return key && network.get('account', key.account);
}

/** The account that was made at first start. */
export function managementAccount(network: Network): string {
  return present(
    network.find('account', every).find((one) => one.management),
    'the management account',
  ).id;
}

/** An account's root, or one of its users; undefined where either is gone. */
function principalOf(network: Network, account: string, userName: string | undefined): RequestPrincipal | undefined {
  if (network.get('account', account)?.status !== 'ACTIVE') return undefined;
  if (userName === undefined) return rootPrincipal(account);
  const user = network.get('user', `${account}/${userName}`);
  return user && { kind: 'user', account, arn: `arn:aws:iam::${account}:user${user.path}${userName}` };
}

function sessionPrincipal(network: Network, session: Session): RequestPrincipal | undefined {
  const { account, userName, role, federatedUser } = session;
  if (role !== undefined) return rolePrincipal(network, account, role, session.session);
  const asker = principalOf(network, account, userName);
  if (federatedUser === undefined || asker === undefined || !('arn' in asker)) return asker;
  const arn = `arn:aws:sts::${account}:federated-user/${federatedUser}`;
  return { kind: 'federatedUser', account, arn, userArn: asker.arn };
}

function rolePrincipal(network: Network, account: string, name: string, session: string): RequestPrincipal | undefined {
  const role = network.get('role', `${account}/${name}`);
  if (role === undefined || network.get('account', account)?.status !== 'ACTIVE') return undefined;
  return {
    kind: 'assumedRole',
    account,
    arn: `arn:aws:sts::${account}:assumed-role/${name}/${session}`,
    roleArn: `arn:aws:iam::${account}:role${role.path}${name}`,
  };
}
