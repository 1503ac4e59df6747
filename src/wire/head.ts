/**
 * A request without its body: the one form in which the rest of this room reads it. Header values are joined as SigV4
 * wants them, and path and query stay exactly as they were sent, for they are part of what was signed.
 */

export interface Head {
  readonly method: string;
  /** Percent-encoded as sent, without the query. */
  readonly path: string;
  /** As sent, without the question mark. */
  readonly query: string;
  /** By lower-case name; values of a repeated header are joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
}

/** The parts of node's IncomingMessage that make a head. */
export interface RequestLine {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly rawHeaders: readonly string[];
}

export function headOf(request: RequestLine): Head {
  const headers: Record<string, string> = Object.create(null);
  for (let index = 0; index + 1 < request.rawHeaders.length; index += 2) {
    const name = request.rawHeaders[index]!.toLowerCase();
    const value = request.rawHeaders[index + 1]!;
    headers[name] = headers[name] === undefined ? value : `${headers[name]},${value}`;
  }
  const target = (request.url ?? '/').replace(/^https?:\/\/[^/?]*/i, '');
  const mark = target.indexOf('?');
  const path = mark < 0 ? target : target.slice(0, mark);
  return { method: request.method ?? 'GET', path: path || '/', query: mark < 0 ? '' : target.slice(mark + 1), headers };
}

/** A header's value; safe for names that the caller of the API chose. */
export function headerOf(head: Head, name: string): string | undefined {
  return Object.hasOwn(head.headers, name) ? head.headers[name] : undefined;
}

/** Text of a form or query component: `+` is a space, and a broken escape stays as it is. */
export function decodeComponent(text: string): string {
  if (!text.includes('%') && !text.includes('+')) return text;
  const spaced = text.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}

/** Decoded names and values, in the order sent. */
export function parsePairs(text: string): [name: string, value: string][] {
  const pairs: [string, string][] = [];
  for (const part of text.split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const name = equals < 0 ? part : part.slice(0, equals);
    pairs.push([decodeComponent(name), equals < 0 ? '' : decodeComponent(part.slice(equals + 1))]);
  }
  return pairs;
}

/** The value of one query parameter, the first if there are several. */
export function queryParameter(head: Head, name: string): string | undefined {
  if (!head.query.includes(name)) return undefined;
  return parsePairs(head.query).find(([given]) => given === name)?.[1];
}
