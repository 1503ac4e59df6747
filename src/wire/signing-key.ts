/**
 * Keys and hashes of Signature Version 4. A signing key holds for one secret, day, region and service; the last ones used
 * are kept, for deriving one costs more than the rest of a verification.
 */

import { createHmac, createSecretKey, hash, type KeyObject, timingSafeEqual } from 'node:crypto';
import { signingKeyLimit } from './limits.ts';
import type { Signature } from './signature.ts';

export type Scope = Pick<Signature, 'date' | 'region' | 'service'>;

/** Insertion order is age: a key that is used again moves to the end. */
const kept = new Map<string, KeyObject>();

export function signingKey(secret: string, { date, region, service }: Scope): KeyObject {
  const name = `${date}/${region}/${service}/${secret}`;
  const known = kept.get(name);
  if (known) kept.delete(name);
  const key = known ?? deriveKey(secret, [date, region, service, 'aws4_request']);
  kept.set(name, key);
  if (kept.size > signingKeyLimit) kept.delete(kept.keys().next().value!);
  return key;
}

/** How many keys are kept now. */
export function keptSigningKeys(): number {
  return kept.size;
}

/** As a key object: handing bytes to each computation would make one of them every time, at six times the cost. */
function deriveKey(secret: string, steps: readonly string[]): KeyObject {
  const key = steps.reduce<Buffer>(
    (previous, step) => createHmac('sha256', previous).update(step).digest(),
    Buffer.from(`AWS4${secret}`),
  );
  return createSecretKey(key);
}

export function scopeText({ date, region, service }: Scope): string {
  return `${date}/${region}/${service}/aws4_request`;
}

export function sha256(data: string | Uint8Array): string {
  return hash('sha256', data, 'hex');
}

export function sign(key: KeyObject, text: string): string {
  return createHmac('sha256', key).update(text).digest('hex');
}

/** Whether two signatures are the same, in a time that doesn't tell how far they are. */
export function sameSignature(one: string, other: string): boolean {
  const [oneBytes, otherBytes] = [Buffer.from(one), Buffer.from(other)];
  return oneBytes.length === otherBytes.length && timingSafeEqual(oneBytes, otherBytes);
}
