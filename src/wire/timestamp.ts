/**
 * AWS's three ways of writing a moment, both directions. Reading answers undefined for what isn't one; a moment outside
 * the years 0 to 9999 isn't one.
 */

export type TimestampFormat = 'date-time' | 'http-date' | 'epoch-seconds';

const dateTime = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;
const earliest = Date.parse('0000-01-01T00:00:00Z');
const latest = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** Undefined outside the years that AWS writes. */
export function momentAt(milliseconds: number): Date | undefined {
  return milliseconds >= earliest && milliseconds <= latest ? new Date(milliseconds) : undefined;
}

export function parseTimestamp(text: string, format: TimestampFormat): Date | undefined {
  switch (format) {
    case 'date-time':
      return dateTime.test(text) ? momentAt(Date.parse(text)) : undefined;
    case 'http-date':
      return /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} /.test(text) ? momentAt(Date.parse(text)) : undefined;
    case 'epoch-seconds':
      return /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text) ? momentAt(Math.round(Number(text) * 1000)) : undefined;
  }
}

export function formatTimestamp(moment: Date, format: TimestampFormat): string {
  switch (format) {
    case 'date-time':
      return moment.toISOString();
    case 'http-date':
      return moment.toUTCString();
    case 'epoch-seconds':
      return String(moment.getTime() / 1000);
  }
}

/** The format that a timestamp type names, or the protocol's own. */
export function timestampFormatOf(type: string, fallback: TimestampFormat): TimestampFormat {
  return type === 'timestamp' ? fallback : (type.slice('timestamp-'.length) as TimestampFormat);
}
