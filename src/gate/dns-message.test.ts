import packet from 'dns-packet';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeMessage, encodeMessage, type Message, mostRecords } from './dns-message.ts';
import { MalformedMessage } from './dns-name.ts';
import type { DnsRecord, RecordData } from './dns-record.ts';

const label = fc.stringMatching(/^[a-zA-Z0-9_-]{1,20}$/);
const name = fc.array(label, { minLength: 1, maxLength: 5 }).map((labels) => labels.join('.'));
const short = fc.nat(0xffff);
const long = fc.integer({ min: 0, max: 0xffffffff });
const data: fc.Arbitrary<RecordData> = fc.oneof(
  fc.ipV4().map((address): RecordData => ({ kind: 'A', address })),
  fc.array(short, { minLength: 8, maxLength: 8 }).map((groups): RecordData => {
    const text = groups.map((group) => group.toString(16)).join(':');
    return { kind: 'AAAA', address: new URL(`http://[${text}]/`).hostname.slice(1, -1) };
  }),
  fc
    .tuple(fc.constantFrom('CNAME' as const, 'NS' as const, 'PTR' as const), name)
    .map(([kind, target]): RecordData => ({ kind, target })),
  fc
    .array(fc.uint8Array({ maxLength: 40 }), { minLength: 1, maxLength: 3 })
    .map((texts): RecordData => ({ kind: 'TXT', texts })),
  fc.record({ kind: fc.constant('MX' as const), preference: short, exchange: name }),
  fc.record({ kind: fc.constant('SRV' as const), priority: short, weight: short, port: short, target: name }),
  fc.record({
    kind: fc.constant('SOA' as const),
    primary: name,
    mailbox: name,
    serial: long,
    refresh: long,
    retry: long,
    expire: long,
    minimum: long,
  }),
);
const record: fc.Arbitrary<DnsRecord> = fc.record({ name, ttl: long, class: fc.constant(1), data });
const records = fc.array(record, { maxLength: 5 });
const message: fc.Arbitrary<Message> = fc.record(
  {
    id: short,
    response: fc.boolean(),
    opcode: fc.constant(0),
    authoritative: fc.boolean(),
    truncated: fc.constant(false),
    recursionDesired: fc.boolean(),
    recursionAvailable: fc.boolean(),
    authenticated: fc.boolean(),
    checkingDisabled: fc.boolean(),
    code: fc.nat(5),
    questions: fc.array(fc.record({ name, type: fc.constantFrom(1, 28, 12), class: fc.constant(1) }), { maxLength: 2 }),
    answers: records,
    authorities: records,
    additionals: records,
    edns: fc.record({ payload: short, version: fc.constant(0), dnssec: fc.boolean() }),
  },
  {
    requiredKeys: [
      'id',
      'response',
      'opcode',
      'authoritative',
      'truncated',
      'recursionDesired',
      'recursionAvailable',
      'authenticated',
      'checkingDisabled',
      'code',
      'questions',
      'answers',
      'authorities',
      'additionals',
    ],
  },
);

const empty: Message = {
  id: 1,
  response: true,
  opcode: 0,
  authoritative: false,
  truncated: false,
  recursionDesired: true,
  recursionAvailable: true,
  authenticated: false,
  checkingDisabled: false,
  code: 0,
  questions: [],
  answers: [],
  authorities: [],
  additionals: [],
};

/** What dns-packet calls the data of a record. */
function oracleData(one: RecordData): unknown {
  switch (one.kind) {
    case 'A':
    case 'AAAA':
      return one.address;
    case 'CNAME':
    case 'NS':
    case 'PTR':
      return one.target;
    case 'TXT':
      return one.texts.map((text) => Buffer.from(text));
    case 'MX':
      return { preference: one.preference, exchange: one.exchange };
    case 'SRV':
      return { priority: one.priority, weight: one.weight, port: one.port, target: one.target };
    case 'SOA': {
      const { serial, refresh, retry, expire, minimum } = one;
      return { mname: one.primary, rname: one.mailbox, serial, refresh, retry, expire, minimum };
    }
    case 'other':
      return one.bytes;
  }
}

const oracleRecord = (one: DnsRecord) => ({
  name: one.name,
  type: one.data.kind,
  ttl: one.ttl,
  class: 'IN',
  data: oracleData(one.data),
});

describe('codec', () => {
  test('decodes what it encoded', () => {
    fc.assert(
      fc.property(message, (one) => {
        expect(decodeMessage(encodeMessage(one))).toEqual(one);
      }),
      { numRuns: 200 },
    );
  });

  test('dns-packet reads what it encoded, compressed names included', () => {
    fc.assert(
      fc.property(message, (one) => {
        const read = packet.decode(Buffer.from(encodeMessage(one)));
        expect(read.id).toBe(one.id);
        expect(read.answers?.map((answer) => ({ ...answer, flush: undefined }))).toEqual(
          one.answers.map((answer) => ({ ...oracleRecord(answer), flush: undefined })),
        );
        expect(read.questions?.map((question) => question.name)).toEqual(one.questions.map((each) => each.name));
        expect(read.additionals).toHaveLength(one.additionals.length + (one.edns ? 1 : 0));
      }),
      { numRuns: 200 },
    );
  });

  test('reads what dns-packet encoded', () => {
    fc.assert(
      fc.property(records, (answers) => {
        const bytes = packet.encode({ type: 'response', id: 7, answers: answers.map(oracleRecord) as packet.Answer[] });
        expect(decodeMessage(bytes).answers).toEqual(answers);
      }),
      { numRuns: 200 },
    );
  });

  test('a repeated name is a pointer', () => {
    const a = (address: string): DnsRecord => ({
      name: 's3.us-east-1.amazonaws.com',
      ttl: 60,
      class: 1,
      data: { kind: 'A', address },
    });
    const questions = [{ name: 's3.us-east-1.amazonaws.com', type: 1, class: 1 }];
    const bytes = encodeMessage({ ...empty, questions, answers: [a('10.0.0.1'), a('10.0.0.2')] });
    expect(bytes.length).toBe(12 + 28 + 4 + 2 * 16);
    expect(decodeMessage(bytes).answers.map((one) => one.name)).toEqual(Array(2).fill('s3.us-east-1.amazonaws.com'));
  });

  test('labels keep dots, backslashes and octets that are no text', () => {
    const strange = 'a\\.b\\\\c\\255\\000.example';
    const bytes = encodeMessage({ ...empty, questions: [{ name: strange, type: 1, class: 1 }] });
    expect(decodeMessage(bytes).questions[0]?.name).toBe(strange);
  });

  test('an extended response code travels in the OPT record', () => {
    const edns = { payload: 1232, version: 0, dnssec: false };
    expect(decodeMessage(encodeMessage({ ...empty, code: 16, edns })).code).toBe(16);
  });
});

describe('limits', () => {
  const answers = Array.from(
    { length: 60 },
    (_, index): DnsRecord => ({
      name: 'a.example',
      ttl: 60,
      class: 1,
      data: { kind: 'A', address: `10.0.0.${index}` },
    }),
  );

  test.each([
    ['fits', 3, 512, 3, false],
    ['512 octets', 60, 512, 30, true],
    ['4096 octets', 60, 4096, 60, false],
  ])('%s', (_, count, limit, kept, truncated) => {
    const questions = [{ name: 'a.example', type: 1, class: 1 }];
    const bytes = encodeMessage({ ...empty, questions, answers: answers.slice(0, count) }, limit);
    expect(bytes.length).toBeLessThanOrEqual(limit);
    const read = decodeMessage(bytes);
    expect([read.answers.length, read.truncated]).toEqual([kept, truncated]);
  });

  test('the OPT record is kept when answers are cut', () => {
    const edns = { payload: 4096, version: 0, dnssec: false };
    const read = decodeMessage(encodeMessage({ ...empty, answers, edns }, 512));
    expect(read.edns).toEqual(edns);
    expect(read.truncated).toBe(true);
  });

  test('additional records left out do not truncate', () => {
    const read = decodeMessage(encodeMessage({ ...empty, additionals: answers }, 512));
    expect(read.truncated).toBe(false);
  });

  test('no message is longer than TCP can carry', () => {
    const text: DnsRecord = {
      name: 'a.example',
      ttl: 0,
      class: 1,
      data: { kind: 'TXT', texts: Array(4).fill(new Uint8Array(255)) },
    };
    const read = decodeMessage(encodeMessage({ ...empty, answers: Array(100).fill(text) }));
    expect(read.answers.length).toBeGreaterThan(50);
    expect(read.truncated).toBe(true);
  });

  const header = (counts: readonly number[]) => [0, 1, 0, 0, ...counts.flatMap((count) => [count >>> 8, count & 255])];
  const malformed: readonly [string, readonly number[]][] = [
    ['empty', []],
    ['half a header', [0, 1, 0]],
    ['pointer to itself', [...header([1, 0, 0, 0]), 0xc0, 12, 0, 1, 0, 1]],
    ['pointer forward', [...header([1, 0, 0, 0]), 0xc0, 14, 0, 0, 1, 0, 1]],
    ['two pointers in a ring', [...header([1, 0, 0, 0]), 1, 97, 0xc0, 12, 0, 1, 0, 1]],
    ['label past the end', [...header([1, 0, 0, 0]), 63, 97]],
    ['kind of label that is not in use', [...header([1, 0, 0, 0]), 0x80, 0, 0, 1, 0, 1]],
    ['question cut', [...header([1, 0, 0, 0]), 0, 0, 1]],
    ['record cut', [...header([0, 1, 0, 0]), 0, 0, 1, 0, 1]],
    ['data past the end', [...header([0, 1, 0, 0]), 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, 1, 2, 3]],
    ['an A record of three octets', [...header([0, 1, 0, 0]), 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 3, 1, 2, 3]],
    ['text past its record', [...header([0, 1, 0, 0]), 0, 0, 16, 0, 1, 0, 0, 0, 0, 0, 1, 9]],
    ['more records than anybody asks', header([mostRecords, 1, 0, 0])],
    [
      'a name longer than 255',
      [
        ...header([1, 0, 0, 0]),
        ...Array(5)
          .fill([60, ...Array(60).fill(97)])
          .flat(),
        0,
        0,
        1,
        0,
        1,
      ],
    ],
  ];
  test.each(malformed)('refuses %s', (_, bytes) => {
    expect(() => decodeMessage(Uint8Array.from(bytes))).toThrow(MalformedMessage);
  });

  test('never throws anything else, whatever it is sent', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => {
        try {
          decodeMessage(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedMessage);
        }
      }),
      { numRuns: 500 },
    );
  });
});
