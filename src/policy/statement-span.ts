/**
 * Where each statement stands in a policy's text, for answers that point at it. The text is one that parse.ts has read, so
 * it is JSON; what the statements mean is not looked at.
 */

export interface Position {
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
}

export interface Span {
  /** Of the opening brace. */
  readonly start: Position;
  /** Behind the closing brace. */
  readonly end: Position;
}

const stringAt = /"(?:[^"\\]|\\.)*"/y;

/** In the order of the document. Where it says `Statement` twice, the last counts, as it does for JSON. */
export function statementSpans(text: string): readonly Span[] {
  let spans: Span[] = [];
  let depth = 0;
  let field = '';
  let open: { readonly start: Position; readonly depth: number } | undefined;
  let line = 1;
  let lineStart = 0;
  for (let at = 0; at < text.length; at += 1) {
    switch (text[at]) {
      case '"': {
        const quoted = quotedAt(text, at);
        if (depth === 1) field = quoted;
        at += quoted.length - 1;
        break;
      }
      case ':':
        if (depth === 1 && field === '"Statement"') spans = [];
        break;
      case '{':
      case '[':
        depth += 1;
        if (text[at] === '{' && depth > 1 && field === '"Statement"' && !open) {
          open = { start: { line, column: at - lineStart + 1 }, depth };
        }
        break;
      case '}':
      case ']':
        if (open?.depth === depth) {
          spans.push({ start: open.start, end: { line, column: at - lineStart + 2 } });
          open = undefined;
        }
        depth -= 1;
        break;
      // Within JSON's strings there is none.
      case '\n':
        line += 1;
        lineStart = at + 1;
        break;
    }
  }
  return spans;
}

function quotedAt(text: string, at: number): string {
  stringAt.lastIndex = at;
  return stringAt.exec(text)?.[0] ?? '"';
}
