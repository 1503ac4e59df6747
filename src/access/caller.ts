/**
 * Who signs: from an access key id to the principal and the secret to check the signature with. Nothing is decided here
 * about what the caller may do.
 */

import { Fault } from '../base/fault.ts';
import { globalRegion } from '../model/account.ts';
import type { Network } from '../model/network.ts';
import type { RequestPrincipal } from '../policy/principal.ts';
import { openSession, type Session } from './session.ts';

export interface Caller {
  readonly account: string;
  readonly principal: RequestPrincipal;
  readonly secret: string;
  readonly userName?: string;
  readonly session?: Session;
}

const invalidToken = (): Fault =>
  new Fault('InvalidClientTokenId', 'The security token included in the request is invalid.', 403);

/**
 * @param sessionKey the server's key, which sealed the session tokens
 * @throws Fault InvalidClientTokenId, ExpiredToken
 */
export function findCaller(
  network: Network,
  sessionKey: string,
  credentials: { readonly accessKeyId: string; readonly sessionToken?: string | undefined },
  now: number,
): Caller {
  const { accessKeyId, sessionToken } = credentials;
  if (sessionToken !== undefined) return sessionCaller(network, sessionKey, accessKeyId, sessionToken, now);
  const key = network.get('access-key', accessKeyId);
  if (key === undefined || key.status !== 'Active') throw invalidToken();
  if (network.get('account', key.account)?.status !== 'ACTIVE') throw invalidToken();
  if (key.userName === undefined)
    return { account: key.account, principal: rootPrincipal(key.account), secret: key.secret };
  const principal = userPrincipal(network, key.account, key.userName);
  return { account: key.account, principal, secret: key.secret, userName: key.userName };
}

function sessionCaller(network: Network, sessionKey: string, accessKeyId: string, token: string, now: number): Caller {
  const opened = openSession(sessionKey, accessKeyId, token);
  if (opened === undefined) throw invalidToken();
  const { session, secret } = opened;
  if (session.expires <= now) {
    throw new Fault('ExpiredToken', 'The security token included in the request is expired', 403);
  }
  const { account, userName } = session;
  if (session.role === undefined) {
    const principal = userName === undefined ? rootPrincipal(account) : userPrincipal(network, account, userName);
    return { account, principal, secret, session, ...(userName === undefined ? {} : { userName }) };
  }
  return { account, principal: rolePrincipal(network, account, session.role, session.session), secret, session };
}

export function rootPrincipal(account: string): RequestPrincipal {
  return { kind: 'root', account, arn: `arn:aws:iam::${account}:root` };
}

/** An account's own root user in trust mode, where any key is accepted. */
export function trustedCaller(network: Network, accessKeyId: string): Caller {
  const named = network.get('account', accessKeyId) ?? accountOfKey(network, accessKeyId);
  const account = named?.id ?? managementAccount(network);
  return { account, principal: rootPrincipal(account), secret: '' };
}

function accountOfKey(network: Network, accessKeyId: string) {
  const key = network.get('access-key', accessKeyId);
  return key && network.get('account', key.account);
}

export function managementAccount(network: Network): string {
  const account = network.find('account', 'every').find((one) => one.management);
  if (account === undefined) throw invalidToken();
  return account.id;
}

function userPrincipal(network: Network, account: string, name: string): RequestPrincipal {
  const user = network.get('user', `${account}/${name}`);
  if (user === undefined) throw invalidToken();
  return { kind: 'user', account, arn: `arn:aws:iam::${account}:user${user.path}${name}` };
}

function rolePrincipal(network: Network, account: string, name: string, session: string): RequestPrincipal {
  const role = network.get('role', `${account}/${name}`);
  if (role === undefined || role.region !== globalRegion) throw invalidToken();
  return {
    kind: 'assumedRole',
    account,
    arn: `arn:aws:sts::${account}:assumed-role/${name}/${session}`,
    roleArn: `arn:aws:iam::${account}:role${role.path}${name}`,
  };
}
