/**
 * Domain names on the wire (RFC 1035 §3.1, §4.1.4): labels, compression pointers, and the text form with RFC 4343's
 * escapes. Reading is bounded: a pointer must point before the place it is read from, so no message makes it loop.
 */

import { longestLabel, longestName } from '../model/domain-name.ts';

/** A message that breaks the format: the sender's doing, answered with FORMERR where there is anybody to answer. */
export class MalformedMessage extends Error {
  override readonly name = 'MalformedMessage';
}

const dot = 46;
const backslash = 92;

function labelText(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) {
    if (byte === dot || byte === backslash) text += `\\${String.fromCharCode(byte)}`;
    else if (byte > 32 && byte < 127) text += String.fromCharCode(byte);
    else text += `\\${String(byte).padStart(3, '0')}`;
  }
  return text;
}

/** The text form of labels, without the closing dot. */
export function textOfLabels(labels: readonly Uint8Array[]): string {
  return labels.map(labelText).join('.');
}

/** The labels of a name in text form; the root is the empty list. @throws MalformedMessage for what no message can carry */
export function labelsOf(name: string): readonly Uint8Array[] {
  const labels: Uint8Array[] = [];
  let label: number[] = [];
  let total = 1;
  const finish = () => {
    if (label.length === 0 || label.length > longestLabel)
      throw new MalformedMessage(`label of ${label.length} octets`);
    total += label.length + 1;
    if (total > longestName) throw new MalformedMessage('name too long');
    labels.push(Uint8Array.from(label));
    label = [];
  };
  for (let index = 0; index < name.length; index += 1) {
    const code = name.charCodeAt(index);
    if (code === dot) {
      finish();
      if (index === name.length - 1) return labels;
    } else if (code !== backslash) {
      label.push(code & 255);
    } else {
      const decimal = /^\d{3}/.exec(name.slice(index + 1, index + 4))?.[0];
      label.push(decimal === undefined ? name.charCodeAt(index + 1) & 255 : Number(decimal) & 255);
      index += decimal === undefined ? 1 : 3;
    }
  }
  if (name !== '') finish();
  return labels;
}

export interface NameRead {
  /** Without the closing dot; the root is the empty text. */
  readonly name: string;
  /** Where what follows the name begins. */
  readonly next: number;
}

export function readName(message: Uint8Array, offset: number): NameRead {
  const labels: string[] = [];
  let position = offset;
  let limit = offset;
  let next: number | undefined;
  let total = 1;
  for (;;) {
    const length = message[position];
    if (length === undefined) throw new MalformedMessage('name past the end');
    if (length === 0) return { name: labels.join('.'), next: next ?? position + 1 };
    if (length >= 192) {
      const low = message[position + 1];
      if (low === undefined) throw new MalformedMessage('pointer past the end');
      next ??= position + 2;
      position = ((length & 63) << 8) | low;
      if (position >= limit) throw new MalformedMessage('pointer that points forward');
      limit = position;
      continue;
    }
    if (length > longestLabel) throw new MalformedMessage('unknown kind of label');
    total += length + 1;
    if (total > longestName) throw new MalformedMessage('name too long');
    if (position + 1 + length > message.length) throw new MalformedMessage('label past the end');
    labels.push(labelText(message.subarray(position + 1, position + 1 + length)));
    position += length + 1;
  }
}
