/**
 * Session tokens of the instance metadata service: made and checked without keeping them, so that no number of requests
 * fills memory. A token is its instance and its end under a key that lives as long as the process; it opens one instance's
 * metadata only.
 */

import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
import type { Random } from '../base/random.ts';

/** Seconds (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html). */
export const shortestToken = 1;
export const longestToken = 21_600;

const keySize = 32;
const macSize = 32;
const endSize = 8;

export interface MetadataTokens {
  issue(instance: string, seconds: number): string;
  accepts(instance: string, token: string): boolean;
}

export function metadataTokens(clock: Clock, random: Random): MetadataTokens {
  const key = Uint8Array.from({ length: keySize }, () => random.below(256));
  const seal = (instance: string, end: Uint8Array) => createHmac('sha256', key).update(end).update(instance).digest();
  return {
    issue(instance, seconds) {
      const end = Buffer.alloc(endSize);
      end.writeBigUInt64BE(BigInt(clock.now() + seconds * 1000));
      return Buffer.concat([end, seal(instance, end)]).toString('base64url');
    },
    accepts(instance, token) {
      const bytes = Buffer.from(token, 'base64url');
      if (bytes.length !== endSize + macSize) return false;
      const end = bytes.subarray(0, endSize);
      if (!timingSafeEqual(seal(instance, end), bytes.subarray(endSize))) return false;
      return Number(end.readBigUInt64BE()) > clock.now();
    },
  };
}
