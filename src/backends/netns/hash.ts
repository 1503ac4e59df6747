/** A short, stable number for a text: for names, table numbers and digests of plans. Not for secrets. */

/** 52 bits, so that it stays an exact number. */
export function hash52(text: string): number {
  let low = 0x811c9dc5;
  let high = 0x9747b28c;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x85ebca6b) ^ (high >>> 15);
  }
  low = Math.imul(low ^ (low >>> 16), 0x21f0aaad);
  high = Math.imul(high ^ (high >>> 13), 0x735a2d97);
  return ((high >>> 0) & 0xfffff) * 0x1_0000_0000 + ((low ^ (low >>> 15)) >>> 0);
}

/** Thirteen hexadecimal digits. */
export function hashText(text: string): string {
  return hash52(text).toString(16).padStart(13, '0');
}
