/**
 * Temporary credentials that nobody has to store: the session token carries who the session is, sealed with the server's
 * key, and the secret follows from the key and the access key id. They survive a restart because the key does.
 */

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { accessKeyId as newAccessKeyId } from '../base/ids.ts';
import type { Random } from '../base/random.ts';
import type { Tags } from '../model/resource.ts';

export interface Session {
  readonly account: string;
  /** The role's name; absent for a session of a user or of root (GetSessionToken). */
  readonly role?: string;
  readonly userName?: string;
  /** The name that GetFederationToken was given; the user is the one who asked. */
  readonly federatedUser?: string;
  readonly session: string;
  /** Text of a session policy. */
  readonly policy?: string;
  /** Milliseconds since 1970. */
  readonly issued?: number;
  readonly expires: number;
  /** Session tags, and the source identity that was set when the role was assumed. */
  readonly tags?: Tags;
  readonly sourceIdentity?: string;
  /** The keys of those tags that the sessions of roles assumed with this one have too. */
  readonly transitiveTagKeys?: readonly string[];
  /** For credentials that the metadata service gave out: the instance's VPC and private address. */
  readonly instance?: { readonly vpc: string; readonly address: string };
}

export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** Milliseconds since 1970. */
  readonly expiration: number;
}

const secretLength = 40;

function seal(key: string, purpose: string, text: string): Buffer {
  return createHmac('sha256', key).update(`${purpose}\n${text}`).digest();
}

function secretOf(key: string, accessKeyId: string): string {
  return seal(key, 'secret', accessKeyId).toString('base64').slice(0, secretLength);
}

export function issueSession(key: string, random: Random, session: Session): SessionCredentials {
  const accessKeyId = newAccessKeyId(random, 'ASIA', session.account);
  const content = Buffer.from(JSON.stringify({ ...session, accessKeyId })).toString('base64');
  return {
    accessKeyId,
    secretAccessKey: secretOf(key, accessKeyId),
    sessionToken: `${content}/${seal(key, 'token', content).toString('base64')}`,
    expiration: session.expires,
  };
}

export interface Opened {
  readonly session: Session;
  readonly secret: string;
}

/** Those that were opened last, by token: a client uses one for an hour. */
const opened = new Map<string, Opened & { readonly key: string; readonly accessKeyId: string }>();
const mostOpened = 1024;

/** The session that a token carries, with its secret; undefined where this server did not seal it for that access key. */
export function openSession(key: string, accessKeyId: string, token: string): Opened | undefined {
  const known = opened.get(token);
  if (known?.key === key && known.accessKeyId === accessKeyId) return known;
  const found = breakSeal(key, accessKeyId, token);
  if (found === undefined) return undefined;
  if (opened.size >= mostOpened) opened.clear();
  opened.set(token, { ...found, key, accessKeyId });
  return found;
}

function breakSeal(key: string, accessKeyId: string, token: string): Opened | undefined {
  // Base64 has slashes of its own: the seal is the fixed-length end.
  const cut = token.length - 45;
  if (cut <= 0 || token[cut] !== '/') return undefined;
  const content = token.slice(0, cut);
  const given = Buffer.from(token.slice(cut + 1), 'base64');
  const expected = seal(key, 'token', content);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  const { accessKeyId: owner, ...session } = JSON.parse(Buffer.from(content, 'base64').toString()) as Session & {
    readonly accessKeyId: string;
  };
  return owner === accessKeyId ? { session, secret: secretOf(key, accessKeyId) } : undefined;
}

export function newSessionKey(): string {
  return randomBytes(32).toString('base64');
}

const setting = 'session-key';

/** The key of this state, made at first use. */
export function keptSessionKey(store: {
  readonly setting: (name: string) => string | undefined;
  readonly setSetting: (name: string, value: string) => void;
}): string {
  const known = store.setting(setting);
  if (known !== undefined) return known;
  const made = newSessionKey();
  store.setSetting(setting, made);
  return made;
}
