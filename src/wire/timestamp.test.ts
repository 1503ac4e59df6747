import { expect, test } from 'vitest';
import { formatTimestamp, parseTimestamp, type TimestampFormat, timestampFormatOf } from './timestamp.ts';

test.each<[TimestampFormat, string, number | undefined]>([
  ['date-time', '2026-01-02T03:04:05Z', 1_767_323_045_000],
  ['date-time', '2026-01-02T03:04:05.678Z', 1_767_323_045_678],
  ['date-time', '2026-01-02T05:04:05+02:00', 1_767_323_045_000],
  ['date-time', '2026-13-02T03:04:05Z', undefined],
  ['date-time', '2026-01-02', undefined],
  ['http-date', 'Fri, 02 Jan 2026 03:04:05 GMT', 1_767_323_045_000],
  ['http-date', '2026-01-02T03:04:05Z', undefined],
  ['epoch-seconds', '1767323045.678', 1_767_323_045_678],
  ['epoch-seconds', '-1', -1000],
  ['epoch-seconds', '1e99', undefined],
  ['epoch-seconds', '253402300800', undefined],
  ['epoch-seconds', '', undefined],
])('%s %s', (format, text, expected) => {
  expect(parseTimestamp(text, format)?.getTime()).toBe(expected);
});

test.each<[TimestampFormat, string]>([
  ['date-time', '2026-01-02T03:04:05.600Z'],
  ['http-date', 'Fri, 02 Jan 2026 03:04:05 GMT'],
  ['epoch-seconds', '1767323045.6'],
])('%s written', (format, text) => {
  expect(formatTimestamp(new Date(1_767_323_045_600), format)).toBe(text);
});

test('the type names the format, or leaves it to the protocol', () => {
  expect(timestampFormatOf('timestamp-http-date', 'date-time')).toBe('http-date');
  expect(timestampFormatOf('timestamp', 'date-time')).toBe('date-time');
});
