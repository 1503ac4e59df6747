/**
 * DNS messages (RFC 1035 §4, EDNS0 of RFC 6891): decoded from bytes that anybody may have sent, encoded within the size
 * that the receiver can take, with the truncation bit where records had to be left out. It knows no zone and no socket.
 */

import { MalformedMessage, readName } from './dns-name.ts';
import { type DnsRecord, readData, recordType, typeOf, writeData } from './dns-record.ts';
import { DnsWriter, longestMessage } from './dns-writer.ts';

/** A message with more records than this is refused: nobody asks so much. */
export const mostRecords = 1_000;
/** What a receiver without EDNS takes over UDP. */
export const plainDatagram = 512;

export const responseCode = {
  NOERROR: 0,
  FORMERR: 1,
  SERVFAIL: 2,
  NXDOMAIN: 3,
  NOTIMP: 4,
  REFUSED: 5,
  BADVERS: 16,
} as const;

export interface Question {
  readonly name: string;
  readonly type: number;
  readonly class: number;
}

export interface Edns {
  /** What the sender takes over UDP. */
  readonly payload: number;
  readonly version: number;
  readonly dnssec: boolean;
}

export interface Message {
  readonly id: number;
  readonly response: boolean;
  readonly opcode: number;
  readonly authoritative: boolean;
  readonly truncated: boolean;
  readonly recursionDesired: boolean;
  readonly recursionAvailable: boolean;
  readonly authenticated: boolean;
  readonly checkingDisabled: boolean;
  /** Twelve bits where there is EDNS, else four. */
  readonly code: number;
  readonly questions: readonly Question[];
  readonly answers: readonly DnsRecord[];
  readonly authorities: readonly DnsRecord[];
  /** Without the OPT record, which is `edns`. */
  readonly additionals: readonly DnsRecord[];
  readonly edns?: Edns;
}

/** Bits of the second word of the header. */
const flag = { response: 15, authoritative: 10, truncated: 9, desired: 8, available: 7, authenticated: 5, checking: 4 };
const headerSize = 12;
const optSize = 11;

function recordAt(message: Uint8Array, offset: number): { readonly record: DnsRecord; readonly next: number } {
  const { name, next } = readName(message, offset);
  if (next + 10 > message.length) throw new MalformedMessage('record past the end');
  const view = new DataView(message.buffer, message.byteOffset + next, 10);
  const from = next + 10;
  const to = from + view.getUint16(8);
  if (to > message.length) throw new MalformedMessage('data past the end');
  const data = readData(message, view.getUint16(0), from, to);
  return { record: { name, class: view.getUint16(2), ttl: view.getUint32(4), data }, next: to };
}

/** @throws MalformedMessage */
export function decodeMessage(input: Uint8Array): Message {
  // A Buffer's `slice` would share its memory.
  const bytes = new Uint8Array(input.buffer, input.byteOffset, input.length);
  if (bytes.length < headerSize) throw new MalformedMessage('no header');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const counts = [4, 6, 8, 10].map((offset) => view.getUint16(offset));
  if (counts.reduce((sum, count) => sum + count, 0) > mostRecords) throw new MalformedMessage('too many records');
  let offset = headerSize;
  const questions = Array.from({ length: counts[0]! }, (): Question => {
    const { name, next } = readName(bytes, offset);
    if (next + 4 > bytes.length) throw new MalformedMessage('question past the end');
    offset = next + 4;
    return { name, type: view.getUint16(next), class: view.getUint16(next + 2) };
  });
  const [answers, authorities, extra] = counts.slice(1).map((count) =>
    Array.from({ length: count }, () => {
      const { record, next } = recordAt(bytes, offset);
      offset = next;
      return record;
    }),
  );
  return { ...headerOf(view), questions, answers: answers!, authorities: authorities!, ...additionalsOf(view, extra!) };
}

function headerOf(view: DataView) {
  const flags = view.getUint16(2);
  const on = (bit: number) => ((flags >>> bit) & 1) === 1;
  return {
    id: view.getUint16(0),
    response: on(flag.response),
    opcode: (flags >>> 11) & 15,
    authoritative: on(flag.authoritative),
    truncated: on(flag.truncated),
    recursionDesired: on(flag.desired),
    recursionAvailable: on(flag.available),
    authenticated: on(flag.authenticated),
    checkingDisabled: on(flag.checking),
  };
}

function additionalsOf(view: DataView, records: readonly DnsRecord[]) {
  const low = view.getUint16(2) & 15;
  const isOpt = (record: DnsRecord) => typeOf(record.data) === recordType.OPT;
  const options = records.filter(isOpt);
  if (options.length > 1) throw new MalformedMessage('two OPT records');
  const opt = options[0];
  if (opt === undefined) return { code: low, additionals: records };
  const edns: Edns = { payload: opt.class, version: (opt.ttl >>> 16) & 255, dnssec: ((opt.ttl >>> 15) & 1) === 1 };
  return { code: ((opt.ttl >>> 24) << 4) | low, additionals: records.filter((record) => !isOpt(record)), edns };
}

/** False, and nothing written, where the record does not fit. */
function writeRecord(writer: DnsWriter, record: DnsRecord, limit: number): boolean {
  const start = writer.length;
  writer.domainName(record.name);
  writer.short(typeOf(record.data));
  writer.short(record.class);
  writer.long(record.ttl);
  writer.short(0);
  const from = writer.length;
  writeData(writer, record.data);
  writer.shortAt(from - 2, writer.length - from);
  if (writer.length <= limit) return true;
  writer.rewind(start);
  return false;
}

function flagsOf(message: Message, truncated: boolean): number {
  const bits: readonly [number, boolean][] = [
    [flag.response, message.response],
    [flag.authoritative, message.authoritative],
    [flag.truncated, truncated],
    [flag.desired, message.recursionDesired],
    [flag.available, message.recursionAvailable],
    [flag.authenticated, message.authenticated],
    [flag.checking, message.checkingDisabled],
  ];
  const set = bits.reduce((flags, [bit, on]) => flags | (on ? 1 << bit : 0), 0);
  return set | ((message.opcode & 15) << 11) | (message.code & 15);
}

/** At most `limit` octets: whole records are left out from the end, and the truncation bit set where one was an answer. */
export function encodeMessage(message: Message, limit = longestMessage): Uint8Array {
  const writer = new DnsWriter();
  for (const word of [message.id, 0, message.questions.length, 0, 0, message.edns ? 1 : 0]) writer.short(word);
  for (const question of message.questions) {
    writer.domainName(question.name);
    writer.short(question.type);
    writer.short(question.class);
  }
  const room = Math.min(limit, longestMessage) - (message.edns ? optSize : 0);
  const sections = [message.answers, message.authorities, message.additionals];
  const written = [0, 0, 0];
  let full = false;
  for (const [index, records] of sections.entries()) {
    for (const record of records) {
      full ||= !writeRecord(writer, record, room);
      if (full) break;
      written[index]! += 1;
    }
  }
  const cut = [0, 1].some((index) => written[index]! < sections[index]!.length);
  writer.shortAt(2, flagsOf(message, message.truncated || cut));
  for (const [index, count] of written.entries()) writer.shortAt(6 + index * 2, count);
  if (message.edns) {
    writeOpt(writer, message.edns, message.code);
    writer.shortAt(10, written[2]! + 1);
  }
  return writer.finish();
}

function writeOpt(writer: DnsWriter, edns: Edns, code: number): void {
  writer.domainName('');
  writer.short(recordType.OPT);
  writer.short(edns.payload);
  writer.octet(code >>> 4);
  writer.octet(edns.version);
  writer.short(edns.dnssec ? 0x8000 : 0);
  writer.short(0);
}
