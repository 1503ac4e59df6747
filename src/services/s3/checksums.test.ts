import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { algorithmNames, algorithmOfHeader, checksumOfParts, headerOf, isValueOf, startChecksum } from './checksums.ts';
import { crc32c, crc64nvme } from './crc.ts';

const digits = Buffer.from('123456789');

/** The check values that the definitions of the algorithms give for "123456789". */
test('known values', () => {
  expect(crc32c(digits)).toBe(0xe3069283);
  expect(crc64nvme(digits)).toEqual({ high: 0xae8b1486, low: 0x0a799888 });
  expect(crc32c(Buffer.alloc(32))).toBe(0x8a9136aa);
});

test.each(algorithmNames)('%s is the same however the bytes are cut', (algorithm) => {
  const data = randomBytes(1003);
  const whole = startChecksum(algorithm);
  whole.update(data);
  for (const cut of [0, 1, 7, 8, 9, 500, 1003]) {
    const parts = startChecksum(algorithm);
    parts.update(data.subarray(0, cut));
    parts.update(data.subarray(cut));
    const value = parts.value();
    if (cut === 0) expect(isValueOf(algorithm, value)).toBe(true);
    if (cut === 500) expect(value).toBe(whole.value());
  }
  expect(algorithmOfHeader(headerOf(algorithm).toUpperCase())).toBe(algorithm);
});

describe('of parts', () => {
  const checksumOf = (algorithm: (typeof algorithmNames)[number], data: Buffer): string => {
    const running = startChecksum(algorithm);
    running.update(data);
    return running.value();
  };

  test.each(['CRC32', 'CRC32C', 'CRC64NVME'] as const)('a full %s is that of the bytes together', (algorithm) => {
    const blocks = [randomBytes(100), Buffer.alloc(0), randomBytes(100), randomBytes(65_537)];
    const parts = blocks.map((data) => ({ size: data.length, value: checksumOf(algorithm, data) }));
    const whole = checksumOf(algorithm, Buffer.concat(blocks));
    expect(checksumOfParts(algorithm, 'FULL_OBJECT', parts)).toEqual({ algorithm, type: 'FULL_OBJECT', value: whole });
  });

  test('a composite is the checksum of the checksums and their count', () => {
    const parts = [digits, digits].map((data) => ({ size: data.length, value: checksumOf('SHA256', data) }));
    const both = Buffer.concat(parts.map((part) => Buffer.from(part.value, 'base64')));
    expect(checksumOfParts('SHA256', 'COMPOSITE', parts).value).toBe(`${checksumOf('SHA256', both)}-2`);
  });
});
