/**
 * Handshakes: what an organization asks of an account, or of its own management account, and what was answered. A state that
 * comes with time or with the answers to other handshakes is derived, so that nothing has to be written when it is reached.
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_Handshake.html
 */

import type { Kind, ResourceBase, ResourceOf, Tags } from './resource.ts';

export interface Handshake extends ResourceBase {
  readonly kind: 'handshake';
  /**
   * To join; for the management account, to finish enabling all features; for an account that was invited, to agree to that.
   */
  readonly action: 'INVITE' | 'ENABLE_ALL_FEATURES' | 'APPROVE_ALL_FEATURES';
  readonly organization: string;
  /** Who is asked; absent where the management account is. */
  readonly recipient?: Recipient;
  readonly notes?: string;
  /** For the account, once it has joined. */
  readonly accountTags?: Tags;
  /** The handshake that asked for this one. */
  readonly parent?: string;
  /** Milliseconds since 1970. */
  readonly expires: number;
  readonly answer?: { readonly state: Answer; readonly at: number };
}

export interface Recipient {
  readonly type: 'ACCOUNT' | 'EMAIL';
  readonly id: string;
}

export type Answer = 'ACCEPTED' | 'CANCELED' | 'DECLINED';
export type HandshakeState = Answer | 'EXPIRED' | 'OPEN' | 'REQUESTED';

/** What handshakes to an account, or to an address, are found by. */
export const recipientKey = ({ type, id }: Recipient): string => `recipient:${type}/${id.toLowerCase()}`;

interface Reader {
  find<K extends Kind>(kind: K, key: string): ResourceOf<K>[];
}

/** REQUESTED waits for others' answers, OPEN for that of the recipient. */
export function handshakeState(reader: Reader, handshake: Handshake, now: number): HandshakeState {
  const { id, answer, expires } = handshake;
  if (answer !== undefined) return answer.state;
  if (now >= expires) return 'EXPIRED';
  const waits = reader.find('handshake', `parent:${id}`).some((child) => !isSettled(child));
  return waits ? 'REQUESTED' : 'OPEN';
}

/** Who was asked and has left the organization is not waited for. */
const isSettled = ({ answer }: Handshake): boolean => answer?.state === 'ACCEPTED' || answer?.state === 'CANCELED';
