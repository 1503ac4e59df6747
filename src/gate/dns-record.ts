/**
 * Resource records: the types that the gate answers or may be asked for, each with how its data is read and written. Data
 * of any other type is kept as it came, and never interpreted.
 */

import { canonicalIpv6, formatAddress, parseAddress } from '../base/address.ts';
import { present, unreachable } from '../base/assert.ts';
import { MalformedMessage, readName } from './dns-name.ts';
import type { DnsWriter } from './dns-writer.ts';

export const recordType = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
  OPT: 41,
  ANY: 255,
  CAA: 257,
} as const;

export const classInternet = 1;

export type RecordData =
  | { readonly kind: 'A' | 'AAAA'; readonly address: string }
  | { readonly kind: 'CNAME' | 'NS' | 'PTR'; readonly target: string }
  | { readonly kind: 'TXT'; readonly texts: readonly Uint8Array[] }
  | { readonly kind: 'MX'; readonly preference: number; readonly exchange: string }
  | {
      readonly kind: 'SRV';
      readonly priority: number;
      readonly weight: number;
      readonly port: number;
      readonly target: string;
    }
  | {
      readonly kind: 'SOA';
      readonly primary: string;
      readonly mailbox: string;
      readonly serial: number;
      readonly refresh: number;
      readonly retry: number;
      readonly expire: number;
      readonly minimum: number;
    }
  | { readonly kind: 'CAA'; readonly flags: number; readonly tag: string; readonly value: Uint8Array }
  | { readonly kind: 'other'; readonly type: number; readonly bytes: Uint8Array };

export interface DnsRecord {
  readonly name: string;
  readonly ttl: number;
  readonly class: number;
  readonly data: RecordData;
}

export function typeOf(data: RecordData): number {
  return data.kind === 'other' ? data.type : recordType[data.kind];
}

function ipv6Bytes(text: string): Uint8Array {
  const canonical = present(canonicalIpv6(text), `IPv6 address ${text}`);
  const [head = '', tail] = canonical.split('::');
  const groups = (part: string | undefined) => (part ? part.split(':').map((group) => Number.parseInt(group, 16)) : []);
  const before = groups(head);
  const after = groups(tail);
  const zeros = new Array<number>(8 - before.length - after.length).fill(0);
  return Uint8Array.from([...before, ...zeros, ...after].flatMap((group) => [group >>> 8, group & 255]));
}

function ipv6Text(bytes: Uint8Array): string {
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((bytes[index * 2]! << 8) | bytes[index * 2 + 1]!).toString(16),
  );
  return present(canonicalIpv6(groups.join(':')), 'IPv6 address');
}

/** Writes the data after its length field. */
export function writeData(writer: DnsWriter, data: RecordData): void {
  switch (data.kind) {
    case 'A':
      writer.long(present(parseAddress(data.address), `address ${data.address}`));
      break;
    case 'AAAA':
      writer.bytes(ipv6Bytes(data.address));
      break;
    case 'CNAME':
    case 'NS':
    case 'PTR':
      writer.domainName(data.target);
      break;
    case 'TXT':
      for (const text of data.texts) {
        writer.octet(text.length);
        writer.bytes(text);
      }
      break;
    case 'MX':
      writer.short(data.preference);
      writer.domainName(data.exchange);
      break;
    case 'SRV':
      for (const value of [data.priority, data.weight, data.port]) writer.short(value);
      writer.domainName(data.target, false);
      break;
    case 'SOA':
      writer.domainName(data.primary);
      writer.domainName(data.mailbox);
      for (const value of [data.serial, data.refresh, data.retry, data.expire, data.minimum]) writer.long(value);
      break;
    case 'CAA':
      writer.octet(data.flags);
      writer.octet(data.tag.length);
      writer.bytes(Uint8Array.from(data.tag, (character) => character.charCodeAt(0)));
      writer.bytes(data.value);
      break;
    case 'other':
      writer.bytes(data.bytes);
      break;
    default:
      unreachable(data);
  }
}

function readTexts(bytes: Uint8Array): readonly Uint8Array[] {
  const texts: Uint8Array[] = [];
  for (let offset = 0; offset < bytes.length; ) {
    const end = offset + 1 + bytes[offset]!;
    if (end > bytes.length) throw new MalformedMessage('text past the end of its record');
    texts.push(bytes.slice(offset + 1, end));
    offset = end;
  }
  return texts;
}

/** Reads the data between two offsets of a message; whole, because names in it may point anywhere before. */
export function readData(message: Uint8Array, type: number, from: number, to: number): RecordData {
  const bytes = message.subarray(from, to);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const fixed = (size: number, exactly: boolean) => {
    if (exactly ? bytes.length !== size : bytes.length <= size)
      throw new MalformedMessage(`data of ${bytes.length} octets`);
  };
  const lastName = (offset: number) => {
    const read = readName(message, offset);
    if (read.next !== to) throw new MalformedMessage('name that does not fill its record');
    return read.name;
  };
  switch (type) {
    case recordType.A:
      fixed(4, true);
      return { kind: 'A', address: formatAddress(view.getUint32(0)) };
    case recordType.AAAA:
      fixed(16, true);
      return { kind: 'AAAA', address: ipv6Text(bytes) };
    case recordType.CNAME:
      return { kind: 'CNAME', target: lastName(from) };
    case recordType.NS:
      return { kind: 'NS', target: lastName(from) };
    case recordType.PTR:
      return { kind: 'PTR', target: lastName(from) };
    case recordType.TXT:
      return { kind: 'TXT', texts: readTexts(bytes) };
    case recordType.MX:
      fixed(2, false);
      return { kind: 'MX', preference: view.getUint16(0), exchange: lastName(from + 2) };
    case recordType.SRV: {
      fixed(6, false);
      const target = lastName(from + 6);
      const [priority, weight, port] = [view.getUint16(0), view.getUint16(2), view.getUint16(4)];
      return { kind: 'SRV', priority, weight, port, target };
    }
    case recordType.SOA:
      return readSoa(message, from, to);
    case recordType.CAA: {
      const end = 2 + (bytes[1] ?? 0);
      if (bytes.length < end) throw new MalformedMessage('CAA tag past the end');
      const tag = String.fromCharCode(...bytes.subarray(2, end));
      return { kind: 'CAA', flags: bytes[0] ?? 0, tag, value: bytes.slice(end) };
    }
    default:
      return { kind: 'other', type, bytes: bytes.slice() };
  }
}

function readSoa(message: Uint8Array, from: number, to: number): RecordData {
  const primary = readName(message, from);
  const mailbox = readName(message, primary.next);
  if (mailbox.next + 20 !== to) throw new MalformedMessage('SOA of the wrong length');
  const view = new DataView(message.buffer, message.byteOffset + mailbox.next, 20);
  return {
    kind: 'SOA',
    primary: primary.name,
    mailbox: mailbox.name,
    serial: view.getUint32(0),
    refresh: view.getUint32(4),
    retry: view.getUint32(8),
    expire: view.getUint32(12),
    minimum: view.getUint32(16),
  };
}
