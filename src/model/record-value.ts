/**
 * The values of records, read from the presentation form that Route 53 takes
 * (https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/ResourceRecordTypes.html). One reader for the operations, which
 * refuse what it cannot read, and for the resolver, which answers what it read. Types that AWS has and this reader hasn't
 * are not offered.
 */

import { canonicalIpv6, parseAddress } from '../base/address.ts';
import { readDomainName } from './domain-name.ts';

export type RecordValue =
  | { readonly kind: 'A' | 'AAAA'; readonly address: string }
  /** Names as domain-name.ts has them. */
  | { readonly kind: 'CNAME' | 'NS' | 'PTR'; readonly target: string }
  | { readonly kind: 'TXT'; readonly texts: readonly Uint8Array[] }
  | { readonly kind: 'MX'; readonly preference: number; readonly exchange: string }
  | { readonly kind: 'SRV'; readonly numbers: readonly [number, number, number]; readonly target: string }
  | {
      readonly kind: 'SOA';
      readonly primary: string;
      readonly mailbox: string;
      readonly numbers: readonly [number, number, number, number, number];
    }
  | { readonly kind: 'CAA'; readonly flags: number; readonly tag: string; readonly value: Uint8Array };

export type RecordType = RecordValue['kind'];

/**
 * A reason as Route 53 prints it: its own name for the mistake, and the sentence in brackets. Known from its users' reports
 * for addresses, names and texts; the likeliest for the fields of other types.
 */
export interface ValueProblem {
  readonly kind: 'problem';
  readonly text: string;
}

type Read = RecordValue | ValueProblem;

function problem(text: string): ValueProblem {
  return { kind: 'problem', text };
}

const longestText = 255;
const longestTexts = 4000;

export const nameProblems = {
  'empty-label': 'DomainLabelEmpty (Domain label is empty)',
  'long-label': 'DomainLabelTooLong (Domain label is too long)',
  'long-name': 'DomainNameTooLong (Domain name is too long)',
  character: 'UnsupportedCharacter (Value contains unsupported characters)',
} as const;

function nameIn(text: string): string | ValueProblem {
  const read = readDomainName(text);
  return 'name' in read ? read.name : problem(nameProblems[read.problem]);
}

function numberIn(text: string, most: number): number | undefined {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : undefined;
  return value !== undefined && value <= most ? value : undefined;
}

function singleField(prefix: string, text: string): ValueProblem | undefined {
  return /\s/.test(text) ? problem(`${prefix}NotSingleField (Value contains spaces)`) : undefined;
}

function address(kind: 'A' | 'AAAA', text: string): Read {
  const spaced = singleField(`${kind}RRDATA`, text);
  if (spaced) return spaced;
  if (kind === 'A') {
    if (parseAddress(text) !== undefined) return { kind, address: text };
    return problem('ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address)');
  }
  const canonical = canonicalIpv6(text);
  if (canonical !== undefined) return { kind, address: canonical };
  return problem('AAAARRDATAIllegalIPv6Address (Value is not a valid IPv6 address)');
}

function pointer(kind: 'CNAME' | 'NS' | 'PTR', text: string): Read {
  const spaced = singleField(`${kind}RRDATA`, text);
  if (spaced) return spaced;
  const target = nameIn(text);
  return typeof target !== 'string' ? target : { kind, target };
}

function mailExchange(text: string): Read {
  const fields = text.trim().split(/\s+/);
  if (fields.length !== 2) return problem("MXRRDATANotTwoFields (MX record doesn't have 2 fields)");
  const preference = numberIn(fields[0]!, 65_535);
  if (preference === undefined) return problem('MXRRDATAIllegalPriority (MX priority is not valid)');
  const exchange = nameIn(fields[1]!);
  return typeof exchange !== 'string' ? exchange : { kind: 'MX', preference, exchange };
}

function service(text: string): Read {
  const fields = text.trim().split(/\s+/);
  if (fields.length !== 4) return problem("SRVRRDATANotFourFields (SRV record doesn't have 4 fields)");
  const [priority, weight, port] = fields.slice(0, 3).map((field) => numberIn(field, 65_535));
  if (priority === undefined || weight === undefined || port === undefined) {
    return problem('SRVRRDATAIllegalNumber (SRV priority, weight or port is not valid)');
  }
  const target = fields[3] === '.' ? '.' : nameIn(fields[3]!);
  return typeof target !== 'string' ? target : { kind: 'SRV', numbers: [priority, weight, port], target };
}

function authority(text: string): Read {
  const fields = text.trim().split(/\s+/);
  if (fields.length !== 7) return problem("SOARRDATANotSevenFields (SOA record doesn't have 7 fields)");
  const [primary, mailbox] = fields.slice(0, 2).map(nameIn) as [string | ValueProblem, string | ValueProblem];
  if (typeof primary !== 'string') return primary;
  if (typeof mailbox !== 'string') return mailbox;
  const [serial, refresh, retry, expire, minimum] = fields.slice(2).map((field) => numberIn(field, 2 ** 31 - 1));
  if ([serial, refresh, retry, expire, minimum].includes(undefined)) {
    return problem('SOARRDATAIllegalNumber (SOA number is not valid)');
  }
  return { kind: 'SOA', primary, mailbox, numbers: [serial!, refresh!, retry!, expire!, minimum!] };
}

/** `"…" "…"` with `\"`, `\\` and `\ooo`; undefined where a quotation mark is missing. */
function quotedTexts(text: string): readonly Uint8Array[] | undefined {
  const part = /"((?:[^"\\]|\\.)*)"/sy;
  const texts: Uint8Array[] = [];
  let end = 0;
  for (let found = part.exec(text); found !== null; found = part.exec(text)) {
    texts.push(octetsOfText(found[1]!));
    end = part.lastIndex;
    part.lastIndex += /^\s*/.exec(text.slice(end))![0].length;
  }
  return texts.length > 0 && text.slice(end).trim() === '' ? texts : undefined;
}

function octetsOfText(text: string): Uint8Array {
  const octets: number[] = [];
  for (let index = 0; index < text.length; index += 1) {
    const octal = /^\\([0-3][0-7]{2})/.exec(text.slice(index, index + 4))?.[1];
    if (octal !== undefined) {
      octets.push(Number.parseInt(octal, 8));
      index += 3;
      continue;
    }
    if (text[index] === '\\') index += 1;
    octets.push(text.charCodeAt(index) & 255);
  }
  return Uint8Array.from(octets);
}

function texts(text: string): Read {
  const read = quotedTexts(text.trim());
  if (read === undefined) {
    return problem('InvalidCharacterString (Value should be enclosed in quotation marks)');
  }
  const whole = read.reduce((sum, one) => sum + one.length, 0);
  if (read.some((one) => one.length > longestText) || whole > longestTexts) {
    return problem('CharacterStringTooLong (Value is too long)');
  }
  return { kind: 'TXT', texts: read };
}

function certificateAuthority(text: string): Read {
  const [, flagText, tag, quoted] = /^(\S+)\s+(\S+)\s+(.*)$/s.exec(text.trim()) ?? [];
  if (flagText === undefined || tag === undefined || quoted === undefined) {
    return problem("CAARRDATANotThreeFields (CAA record doesn't have 3 fields)");
  }
  const flags = numberIn(flagText, 255);
  if (flags === undefined) return problem('CAARRDATAInvalidFlag (CAA flag is not valid)');
  if (!/^[A-Za-z0-9]{1,255}$/.test(tag)) return problem('CAARRDATAInvalidTag (CAA tag is not valid)');
  const [value, ...more] = quotedTexts(quoted) ?? [];
  if (value === undefined || more.length > 0) {
    return problem('InvalidCharacterString (Value should be enclosed in quotation marks)');
  }
  return { kind: 'CAA', flags, tag, value };
}

const readers: Readonly<Record<RecordType, (text: string) => Read>> = {
  A: (text) => address('A', text),
  AAAA: (text) => address('AAAA', text),
  CAA: certificateAuthority,
  CNAME: (text) => pointer('CNAME', text),
  MX: mailExchange,
  NS: (text) => pointer('NS', text),
  PTR: (text) => pointer('PTR', text),
  SOA: authority,
  SRV: service,
  TXT: texts,
};

export function isRecordType(type: string): type is RecordType {
  return Object.hasOwn(readers, type);
}

export function readRecordValue(type: RecordType, text: string): Read {
  return readers[type](text);
}

/** The values of a record set that was checked before it was kept. */
export function recordValues(type: string, values: readonly string[]): readonly RecordValue[] {
  if (!isRecordType(type)) return [];
  return values.map((value) => readRecordValue(type, value)).filter((value) => value.kind !== 'problem');
}
