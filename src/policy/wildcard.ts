/**
 * Patterns with `*` (any run of characters, also none) and `?` (exactly one character). A pattern is compiled once into
 * character codes, wildcards being negative numbers, so that a literal `*` that came from `${*}` or from a variable's
 * value is never taken for a wildcard. No regular expressions: a match costs at most text length × pattern length.
 */

export const anyRun = -1;
export const anyOne = -2;

const star = 42;
const question = 63;

export type Pattern =
  | { readonly kind: 'any' }
  | { readonly kind: 'exact'; readonly text: string }
  | { readonly kind: 'prefix'; readonly text: string }
  /** Texts with a run before, between and after them. */
  | { readonly kind: 'pieces'; readonly first: string; readonly inner: readonly string[]; readonly last: string }
  | { readonly kind: 'glob'; readonly codes: readonly number[] };

/** Character codes of the text; with `wild`, its `*` and `?` become wildcards. */
export function codesOf(text: string, wild: boolean): readonly number[] {
  const codes: number[] = [];
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (wild && code === star) codes.push(anyRun);
    else if (wild && code === question) codes.push(anyOne);
    else codes.push(code);
  }
  return codes;
}

/** The cheapest form of a pattern: most real ones are `*`, a plain text, a prefix, or pieces. */
export function patternOf(codes: readonly number[]): Pattern {
  const firstWild = codes.findIndex((code) => code < 0);
  if (firstWild < 0) return { kind: 'exact', text: textOf(codes) };
  const endsInRun = firstWild === codes.length - 1 && codes[firstWild] === anyRun;
  if (!endsInRun) return codes.includes(anyOne) ? { kind: 'glob', codes } : piecesOf(codes);
  return firstWild === 0 ? { kind: 'any' } : { kind: 'prefix', text: textOf(codes.slice(0, -1)) };
}

function piecesOf(codes: readonly number[]): Pattern {
  const pieces: string[] = [''];
  for (const code of codes) {
    if (code === anyRun) pieces.push('');
    else pieces[pieces.length - 1] += String.fromCharCode(code);
  }
  const [first = '', ...rest] = pieces;
  const last = rest.pop() ?? '';
  return { kind: 'pieces', first, inner: rest.filter((piece) => piece !== ''), last };
}

/** Each inner piece where it first comes: a later place would leave the next ones less room. */
function matchesPieces({ first, inner, last }: Extract<Pattern, { kind: 'pieces' }>, text: string): boolean {
  const end = text.length - last.length;
  if (end < first.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  let position = first.length;
  for (const piece of inner) {
    const found = text.indexOf(piece, position);
    if (found < 0) return false;
    position = found + piece.length;
  }
  return position <= end;
}

export function compileWildcards(text: string): Pattern {
  return patternOf(codesOf(text, true));
}

export function matchesPattern(pattern: Pattern, text: string): boolean {
  switch (pattern.kind) {
    case 'any':
      return true;
    case 'exact':
      return pattern.text === text;
    case 'prefix':
      return text.startsWith(pattern.text);
    case 'pieces':
      return matchesPieces(pattern, text);
    case 'glob':
      return matchesCodes(pattern.codes, text);
  }
}

function textOf(codes: readonly number[]): string {
  let text = '';
  for (const code of codes) text += String.fromCharCode(code);
  return text;
}

/** Goes forward greedily and, on a mismatch, lets the latest run swallow one character more. */
function matchesCodes(codes: readonly number[], text: string): boolean {
  let at = 0;
  let position = 0;
  let runAt = -1;
  let runPosition = 0;
  while (position < text.length) {
    const code = codes[at];
    if (code === anyRun) {
      runAt = at;
      runPosition = position;
      at += 1;
    } else if (code === anyOne || code === text.charCodeAt(position)) {
      at += 1;
      position += 1;
    } else if (runAt >= 0) {
      runPosition += 1;
      position = runPosition;
      at = runAt + 1;
    } else return false;
  }
  while (codes[at] === anyRun) at += 1;
  return at === codes.length;
}
