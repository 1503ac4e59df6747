/**
 * The credentials that instances find in their metadata: issued by whoever is handed in, kept while they are fresh, and
 * renewed before they end, as AWS does ("new credentials available at least five minutes before the expiration of the old").
 */

import type { Clock } from '../base/clock.ts';
import type { Role } from '../model/identity.ts';
import type { Instance } from '../model/instance.ts';

export interface InstanceCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** Milliseconds since 1970. */
  readonly expiration: number;
}

/** @throws Fault where the role does not trust EC2 */
export type IssueCredentials = (instance: Instance, role: Role) => InstanceCredentials | Promise<InstanceCredentials>;

export interface CachedCredentials extends InstanceCredentials {
  /** Milliseconds since 1970. */
  readonly issued: number;
}

/** Milliseconds before their end at which credentials are replaced. */
export const renewal = 3_600_000;
/** Credentials kept at once; the oldest go first, and are issued again when asked for. */
export const mostCached = 10_000;

export type RoleCredentials = (instance: Instance, role: Role) => Promise<CachedCredentials>;

interface Kept {
  readonly credentials: Promise<CachedCredentials>;
  /** Milliseconds since 1970; never, while they are being issued: whoever asks meanwhile waits for the same. */
  renewAt: number;
}

export function roleCredentials(issue: IssueCredentials, clock: Clock): RoleCredentials {
  const kept = new Map<string, Kept>();
  const issueFor = async (instance: Instance, role: Role) => ({
    ...(await issue(instance, role)),
    issued: clock.now(),
  });
  return (instance, role) => {
    // A role that was made anew under its old name is another role.
    const key = `${instance.id}/${role.uniqueId}`;
    const found = kept.get(key);
    if (found && found.renewAt > clock.now()) return found.credentials;
    const fresh: Kept = { credentials: issueFor(instance, role), renewAt: Number.POSITIVE_INFINITY };
    kept.delete(key);
    kept.set(key, fresh);
    const oldest = kept.keys().next().value;
    if (kept.size > mostCached && oldest !== undefined) kept.delete(oldest);
    fresh.credentials.then(
      (issued) => {
        fresh.renewAt = issued.expiration - renewal;
      },
      () => kept.delete(key),
    );
    return fresh.credentials;
  };
}
