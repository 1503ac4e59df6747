/**
 * What an operation is given besides its input: who asks, where, the Network to read, and the way to change it. Made by
 * the server for each request after the signature was verified and the action authorized.
 */

import type { Random } from '../base/random.ts';
import type { LogDestinations } from '../model/flow-log.ts';
import type { KeyUses } from '../model/key-use.ts';
import type { MetricsView } from '../model/metric.ts';
import type { Network } from '../model/network.ts';
import type { Origin } from '../model/origin.ts';
import type { Tags } from '../model/resource.ts';
import type { TargetHealthView } from '../model/target-health.ts';
import type { Policy } from '../policy/policy.ts';
import type { Draft } from '../store/store.ts';
import type { Quotas } from './ec2/quotas.ts';

export type Principal =
  | { readonly kind: 'root'; readonly account: string }
  | { readonly kind: 'user'; readonly account: string; readonly name: string }
  | { readonly kind: 'session'; readonly account: string; readonly role: string; readonly session: string }
  /** Has a GetFederationToken session. */
  | { readonly kind: 'federated'; readonly account: string; readonly name: string };

/** What the caller's temporary credentials hand on to those that are got with them. */
export interface SessionTraits {
  readonly tags: Tags;
  readonly transitiveTagKeys: readonly string[];
  readonly sourceIdentity?: string;
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** Milliseconds since 1970. */
  readonly expiration: number;
}

export interface Context {
  readonly account: string;
  readonly region: string;
  readonly principal: Principal;
  /** Absent for long-term credentials. */
  readonly session?: SessionTraits;
  readonly requestId: string;
  /** The durable Network, for operations that only read. */
  readonly network: Network;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly random: Random;
  /** The revision that the data plane has applied: what changed at or before it is in force. */
  readonly appliedRevision: number;
  /** Which way the request came in. */
  readonly origin: Origin;
  /** What health checks have seen. */
  readonly targetHealth: TargetHealthView;
  readonly metrics: MetricsView;
  /** Where there are none, every bucket would take logs. */
  readonly logDestinations?: LogDestinations;
  readonly keyUses: Pick<KeyUses, 'last'>;
  /** The service control policies that bind the account's principals, for each level from the root; undefined: none. */
  readonly guardrails: () => readonly (readonly Policy[])[] | undefined;
  /** What stands behind a denial; undefined for a message that is none, or another account's. */
  readonly decodedDenial: (encoded: string) => string | undefined;
  /** Where they differ from AWS's. */
  readonly quotas?: Quotas;
  /** Runs a synchronous change; nothing is kept where it throws. Resolves once durable. */
  readonly transact: <T>(work: (draft: Draft) => T) => Promise<T>;
  /** Temporary credentials for a session of a role, of a user, or, where neither is named, of the root user. */
  readonly issueSession: (session: {
    readonly account: string;
    readonly role?: string;
    readonly userName?: string;
    readonly federatedUser?: string;
    readonly session: string;
    readonly seconds: number;
    readonly policy?: string;
    readonly tags?: Tags;
    readonly transitiveTagKeys?: readonly string[];
    readonly sourceIdentity?: string;
  }) => Credentials;
}
