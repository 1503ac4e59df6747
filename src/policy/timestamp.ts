/**
 * Dates in conditions: the W3C profile of ISO 8601, from a year and month to fractions of a second, or seconds since
 * 1970. A date without a zone is UTC. https://www.w3.org/TR/NOTE-datetime
 */

const form = /^(\d{4})-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:\d{2})?)?)?$/;

/** Milliseconds since 1970, or undefined where the text is no date. Digits alone are seconds since 1970. */
export function parseTimestamp(text: string): number | undefined {
  if (/^\d{1,15}(\.\d{1,9})?$/.test(text)) return Number(text) * 1000;
  const found = form.exec(text.toUpperCase());
  if (!found) return undefined;
  const [year = 0, month = 0, day = 1, hour = 0, minute = 0, second = 0] = found.slice(1, 7).map(numberOrNothing);
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  const real = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && date.getUTCHours() === hour;
  if (!real || minute > 59 || second > 59) return undefined;
  return date.getTime() + fraction(found[7]) - zone(found[8]);
}

function numberOrNothing(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

function fraction(digits: string | undefined): number {
  return digits === undefined ? 0 : Number(`0.${digits}`) * 1000;
}

function zone(text: string | undefined): number {
  if (text === undefined || text === 'Z') return 0;
  const minutes = Number(text.slice(1, 3)) * 60 + Number(text.slice(4, 6));
  return (text.startsWith('-') ? -minutes : minutes) * 60_000;
}
