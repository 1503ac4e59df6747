/**
 * S3's additional checksums (https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html): their
 * names, header names and incremental computation, and how the checksum of a multipart object follows from its parts'.
 * The algorithms that S3 added later (SHA512, MD5, XXHASH…) are not served.
 */

import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { type CombinableCheck, type Crc64, combineChecks, crc32c, crc64nvme, emptyCrc64 } from './crc.ts';

export type ChecksumAlgorithm = 'CRC32' | 'CRC32C' | 'CRC64NVME' | 'SHA1' | 'SHA256';
export type ChecksumType = 'COMPOSITE' | 'FULL_OBJECT';

export interface Checksum {
  readonly algorithm: ChecksumAlgorithm;
  /** Base64, with `-N` after it for a composite of N parts. */
  readonly value: string;
  readonly type: ChecksumType;
}

interface AlgorithmFacts {
  readonly bytes: number;
  readonly types: readonly ChecksumType[];
}

/** The first type is what a multipart upload gets that names none. */
export const algorithms: Readonly<Record<ChecksumAlgorithm, AlgorithmFacts>> = {
  CRC32: { bytes: 4, types: ['COMPOSITE', 'FULL_OBJECT'] },
  CRC32C: { bytes: 4, types: ['COMPOSITE', 'FULL_OBJECT'] },
  CRC64NVME: { bytes: 8, types: ['FULL_OBJECT'] },
  SHA1: { bytes: 20, types: ['COMPOSITE'] },
  SHA256: { bytes: 32, types: ['COMPOSITE'] },
};

/** What S3 computes where the client brings nothing. */
export const defaultAlgorithm: ChecksumAlgorithm = 'CRC64NVME';

export const algorithmNames = Object.keys(algorithms) as readonly ChecksumAlgorithm[];

export function headerOf(algorithm: ChecksumAlgorithm): string {
  return `x-amz-checksum-${algorithm.toLowerCase()}`;
}

export function algorithmOfHeader(header: string): ChecksumAlgorithm | undefined {
  return algorithmNames.find((name) => headerOf(name) === header.toLowerCase());
}

/** The member's name in XML: `ChecksumCRC32`. */
export function elementOf(algorithm: ChecksumAlgorithm): string {
  return `Checksum${algorithm}`;
}

export function isValueOf(algorithm: ChecksumAlgorithm, value: string): boolean {
  const bytes = Buffer.from(value, 'base64');
  return bytes.length === algorithms[algorithm].bytes && bytes.toString('base64') === value;
}

export interface RunningChecksum {
  readonly algorithm: ChecksumAlgorithm;
  update(data: Buffer): void;
  /** Base64. */
  value(): string;
}

function runningCrc32(
  algorithm: 'CRC32' | 'CRC32C',
  step: (data: Buffer, previous: number) => number,
): RunningChecksum {
  let state = 0;
  return {
    algorithm,
    update: (data) => {
      state = step(data, state);
    },
    value: () => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(state);
      return bytes.toString('base64');
    },
  };
}

function runningCrc64(): RunningChecksum {
  let state: Crc64 = emptyCrc64;
  return {
    algorithm: 'CRC64NVME',
    update: (data) => {
      state = crc64nvme(data, state);
    },
    value: () => {
      const bytes = Buffer.alloc(8);
      bytes.writeUInt32BE(state.high, 0);
      bytes.writeUInt32BE(state.low, 4);
      return bytes.toString('base64');
    },
  };
}

export function startChecksum(algorithm: ChecksumAlgorithm): RunningChecksum {
  switch (algorithm) {
    case 'CRC32':
    case 'CRC32C':
      return runningCrc32(algorithm, algorithm === 'CRC32' ? crc32 : crc32c);
    case 'CRC64NVME':
      return runningCrc64();
    case 'SHA1':
    case 'SHA256': {
      const hash = createHash(algorithm.toLowerCase());
      return { algorithm, update: (data) => void hash.update(data), value: () => hash.digest('base64') };
    }
  }
}

export interface CheckedPart {
  readonly size: number;
  /** Base64. */
  readonly value: string;
}

function bigintOf(base64: string): bigint {
  return BigInt(`0x${Buffer.from(base64, 'base64').toString('hex')}`);
}

/** The checksum of a multipart object; every part has one of the same algorithm. */
export function checksumOfParts(
  algorithm: ChecksumAlgorithm,
  type: ChecksumType,
  parts: readonly CheckedPart[],
): Checksum {
  if (type === 'COMPOSITE') {
    const running = startChecksum(algorithm);
    for (const part of parts) running.update(Buffer.from(part.value, 'base64'));
    return { algorithm, type, value: `${running.value()}-${parts.length}` };
  }
  const blocks = parts.map((part) => ({ size: part.size, check: bigintOf(part.value) }));
  const check = combineChecks(algorithm as CombinableCheck, blocks);
  const digits = check.toString(16).padStart(algorithms[algorithm].bytes * 2, '0');
  return { algorithm, type, value: Buffer.from(digits, 'hex').toString('base64') };
}
