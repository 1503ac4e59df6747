/**
 * Keys and hashes of Signature Version 4. A signing key holds for one secret, day, region and service; the last ones used
 * are kept, for deriving one costs more than the rest of a verification.
 */

import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { signingKeyLimit } from './limits.ts';
import type { Signature } from './signature.ts';

export type Scope = Pick<Signature, 'date' | 'region' | 'service'>;

/** Insertion order is age: a key that is used again moves to the end. */
const kept = new Map<string, Buffer>();

export function signingKey(secret: string, { date, region, service }: Scope): Buffer {
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

function deriveKey(secret: string, steps: readonly string[]): Buffer {
  return steps.reduce<Buffer>(
    (key, step) => createHmac('sha256', key).update(step).digest(),
    Buffer.from(`AWS4${secret}`),
  );
}

export function scopeText({ date, region, service }: Scope): string {
  return `${date}/${region}/${service}/aws4_request`;
}

export function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

export function sign(key: Uint8Array, text: string): string {
  return createHmac('sha256', key).update(text).digest('hex');
}

/** Whether two signatures are the same, in a time that doesn't tell how far they are. */
export function sameSignature(one: string, other: string): boolean {
  const [oneBytes, otherBytes] = [Buffer.from(one), Buffer.from(other)];
  return oneBytes.length === otherBytes.length && timingSafeEqual(oneBytes, otherBytes);
}
