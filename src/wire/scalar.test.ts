import { expect, test } from 'vitest';
import { describeType, parseScalar } from './scalar.ts';

test.each<[string, string, unknown]>([
  ['string', '', ''],
  ['number', '-12', -12],
  ['number', '1.5e3', 1500],
  ['number', 'NaN', Number.NaN],
  ['number', '', undefined],
  ['number', ' 1', undefined],
  ['number', '0x10', undefined],
  ['boolean', 'TRUE', true],
  ['boolean', 'false', false],
  ['boolean', '1', undefined],
  ['blob', 'aGk=', new Uint8Array([104, 105])],
  ['blob', 'aGk', new Uint8Array([104, 105])],
  ['blob', 'a', undefined],
  ['blob', 'a-b_', undefined],
  ['big-integer', '12345678901234567890', 12345678901234567890n],
  ['big-integer', '1.5', undefined],
  ['big-decimal', '1.50', '1.50'],
  ['timestamp', '2026-01-02T03:04:05Z', new Date(1_767_323_045_000)],
  ['timestamp-epoch-seconds', '1', new Date(1000)],
  ['document', '{}', undefined],
])('%s %s', (type, text, expected) => {
  expect(parseScalar(type, text, 'date-time')).toEqual(expected);
});

test('types as messages call them', () => {
  expect(['timestamp-http-date', 'streaming-blob', 'number'].map(describeType)).toEqual([
    'timestamp',
    'blob',
    'number',
  ]);
});
