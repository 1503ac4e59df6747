import { expect, test } from 'vitest';
import { type RecordType, readRecordValue } from './record-value.ts';

const octets = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

test.each<[RecordType, string, object]>([
  ['A', '10.0.0.1', { address: '10.0.0.1' }],
  ['AAAA', '2001:DB8:0::1', { address: '2001:db8::1' }],
  ['CNAME', 'Target.example.com', { target: 'target.example.com.' }],
  ['NS', 'ns-0.awsdns-00.com.', { target: 'ns-0.awsdns-00.com.' }],
  ['PTR', 'host.example.com', { target: 'host.example.com.' }],
  ['MX', '10 mail.example.com', { preference: 10, exchange: 'mail.example.com.' }],
  ['SRV', '1 2 443 host.example.com', { numbers: [1, 2, 443], target: 'host.example.com.' }],
  ['SRV', '0 0 0 .', { numbers: [0, 0, 0], target: '.' }],
  ['SOA', 'a.b. c.d. 1 2 3 4 5', { primary: 'a.b.', mailbox: 'c.d.', numbers: [1, 2, 3, 4, 5] }],
  ['CAA', '0 issue "ca.example"', { flags: 0, tag: 'issue', value: octets('ca.example') }],
  ['TXT', '"one" "two"', { texts: [octets('one'), octets('two')] }],
  ['TXT', '"one""two"', { texts: [octets('one'), octets('two')] }],
  ['TXT', '"a \\"b\\" \\\\ \\101"', { texts: [octets('a "b" \\ A')] }],
  ['TXT', '""', { texts: [octets('')] }],
])('%s %s', (kind, text, value) => {
  expect(readRecordValue(kind, text)).toEqual({ kind, ...value });
});

test.each<[RecordType, string, string]>([
  ['A', '10.0.0', 'ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address)'],
  ['A', '1.1.1.1, 1.1.1.2', 'ARRDATANotSingleField (Value contains spaces)'],
  ['AAAA', '10.0.0.1', 'AAAARRDATAIllegalIPv6Address (Value is not a valid IPv6 address)'],
  ['CNAME', 'a..b', 'DomainLabelEmpty (Domain label is empty)'],
  ['CNAME', 'a b', 'CNAMERRDATANotSingleField (Value contains spaces)'],
  ['MX', 'mail.example.com', "MXRRDATANotTwoFields (MX record doesn't have 2 fields)"],
  ['MX', '65536 mail.example.com', 'MXRRDATAIllegalPriority (MX priority is not valid)'],
  ['SRV', '1 2 host', "SRVRRDATANotFourFields (SRV record doesn't have 4 fields)"],
  ['SRV', '1 2 x host', 'SRVRRDATAIllegalNumber (SRV priority, weight or port is not valid)'],
  ['SOA', 'a. b. 1 2 3 4', "SOARRDATANotSevenFields (SOA record doesn't have 7 fields)"],
  ['SOA', 'a. b. 1 2 3 4 -1', 'SOARRDATAIllegalNumber (SOA number is not valid)'],
  ['CAA', '0 issue', "CAARRDATANotThreeFields (CAA record doesn't have 3 fields)"],
  ['CAA', '256 issue "x"', 'CAARRDATAInvalidFlag (CAA flag is not valid)'],
  ['CAA', '0 issue x', 'InvalidCharacterString (Value should be enclosed in quotation marks)'],
  ['TXT', 'bare', 'InvalidCharacterString (Value should be enclosed in quotation marks)'],
  ['TXT', '"one" two', 'InvalidCharacterString (Value should be enclosed in quotation marks)'],
  ['TXT', '"open', 'InvalidCharacterString (Value should be enclosed in quotation marks)'],
  ['TXT', `"${'a'.repeat(256)}"`, 'CharacterStringTooLong (Value is too long)'],
])('%s %s is refused', (kind, text, problem) => {
  expect(readRecordValue(kind, text)).toEqual({ kind: 'problem', text: problem });
});

test('a text that never ends is refused in no time', () => {
  const began = performance.now();
  expect(readRecordValue('TXT', `"${'\\101'.repeat(30_000)}`).kind).toBe('problem');
  expect(performance.now() - began).toBeLessThan(1000);
});
