/**
 * A growing DNS message: numbers in network order, names compressed against those written before, and a way back to an
 * earlier length where a record turned out not to fit.
 */

import { labelsOf, MalformedMessage } from './dns-name.ts';

/** The length field of DNS over TCP has 16 bits. */
export const longestMessage = 65_535;
/** Room to find out that a record does not fit, before it is taken back. */
const capacity = 2 * longestMessage;
/** A pointer has 14 bits. */
const lastPointer = 0x3fff;

export class DnsWriter {
  #bytes = new Uint8Array(512);
  #length = 0;
  readonly #names = new Map<string, number>();

  get length(): number {
    return this.#length;
  }

  /** What was written, as a copy. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  octet(value: number): void {
    this.#grow(1);
    this.#bytes[this.#length] = value;
    this.#length += 1;
  }

  short(value: number): void {
    this.octet((value >>> 8) & 255);
    this.octet(value & 255);
  }

  long(value: number): void {
    this.short(value >>> 16);
    this.short(value & 0xffff);
  }

  bytes(values: Uint8Array): void {
    this.#grow(values.length);
    this.#bytes.set(values, this.#length);
    this.#length += values.length;
  }

  shortAt(offset: number, value: number): void {
    this.#bytes[offset] = (value >>> 8) & 255;
    this.#bytes[offset + 1] = value & 255;
  }

  /** RFC 3597 §4: only the names of RFC 1035's own record types may be compressed. */
  domainName(name: string, compressed = true): void {
    const labels = labelsOf(name);
    for (let index = 0; index < labels.length; index += 1) {
      const suffix = suffixKey(labels, index);
      const pointer = this.#names.get(suffix);
      if (compressed && pointer !== undefined) {
        this.short(0xc000 | pointer);
        return;
      }
      if (pointer === undefined && this.#length <= lastPointer) this.#names.set(suffix, this.#length);
      const label = labels[index]!;
      this.octet(label.length);
      this.bytes(label);
    }
    this.octet(0);
  }

  /** Forgets what was written after `length`. */
  rewind(length: number): void {
    this.#length = length;
    for (const [suffix, offset] of this.#names) if (offset >= length) this.#names.delete(suffix);
  }

  #grow(more: number): void {
    const needed = this.#length + more;
    if (needed > capacity) throw new MalformedMessage('message too long');
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.min(capacity, Math.max(needed, this.#bytes.length * 2)));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

/** The case of letters counts here, so that every name comes out as it was put in. */
function suffixKey(labels: readonly Uint8Array[], from: number): string {
  return labels
    .slice(from)
    .map((label) => String.fromCharCode(label.length, ...label))
    .join('');
}
