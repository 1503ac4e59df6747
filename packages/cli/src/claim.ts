/**
 * The little language of claims: `no path from A[, B …] to C[, D …] [on tcp|udp|icmp|PROTOCOL [PORT[-PORT]]]`. An end is an
 * id, a Name, a block, an account id, `internet` or `anything`; quotes keep a name whole that has a comma or one of the
 * language's own words in it.
 */

import type { Claim, Traffic } from '../../../src/verify/reach-answer.ts';
import { answers } from './ask.ts';
import { protocolNumbers } from './class-text.ts';
import { Failure } from './failure.ts';

interface Token {
  readonly text: string;
  /** In quotes: never a word of the language. */
  readonly quoted: boolean;
}

/** @throws Failure that says what was expected */
export function parseClaim(text: string): Claim {
  const tokens = tokensOf(text);
  for (const word of ['no', 'path']) expectWord(tokens, word);
  expectWord(tokens, 'from');
  const from = readEnds(tokens, 'from', ['to']);
  expectWord(tokens, 'to');
  const to = readEnds(tokens, 'to', ['on']);
  if (tokens.length === 0) return { from, to };
  expectWord(tokens, 'on');
  return { from, to, traffic: readTraffic(tokens) };
}

function tokensOf(text: string): Token[] {
  const found: Token[] = [];
  for (const [, quoted, mark, word] of text.matchAll(/"([^"]*)"|(,)|([^\s,"]+)|"/g)) {
    if (quoted !== undefined) found.push({ text: quoted, quoted: true });
    else if (mark ?? word) found.push({ text: (mark ?? word)!, quoted: false });
    else throw wrong('a quote is not closed');
  }
  return found;
}

const isWord = (token: Token | undefined, word: string): boolean =>
  token !== undefined && !token.quoted && token.text.toLowerCase() === word;

function expectWord(tokens: Token[], word: string): void {
  const next = tokens.shift();
  if (!isWord(next, word)) throw wrong(`expected “${word}” ${next ? `before “${next.text}”` : 'at the end'}`);
}

/** Names of several words are joined by single spaces. */
function readEnds(tokens: Token[], place: string, closing: readonly string[]): readonly string[] {
  const ends: string[] = [];
  let words: string[] = [];
  const finish = (): void => {
    if (words.length === 0) throw wrong(`a name is missing after “${ends.length > 0 ? ',' : place}”`);
    ends.push(words.join(' '));
    words = [];
  };
  while (tokens.length > 0 && !closing.some((word) => isWord(tokens[0], word))) {
    const token = tokens.shift()!;
    if (isWord(token, ',')) finish();
    else words.push(token.text);
  }
  finish();
  return ends;
}

function readTraffic(tokens: readonly Token[]): Traffic {
  const [name, ports, ...more] = tokens.map(({ text }) => text);
  if (name === undefined) throw wrong('a protocol is missing after “on”');
  if (more.length > 0) throw wrong(`“${more[0]}” is too much after the ports`);
  const known = name.toLowerCase();
  const protocol = Object.hasOwn(protocolNumbers, known) ? protocolNumbers[known]! : Number(name);
  if (!/^\d{1,3}$/.test(String(protocol)) || protocol > 255) {
    throw wrong(`${name} is no protocol: tcp, udp, icmp or a number up to 255`);
  }
  if (ports === undefined) return { protocol };
  if (protocol !== 6 && protocol !== 17) throw wrong('only tcp and udp have ports');
  const [, first = '', last = first] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(ports) ?? [];
  const [from, to] = [Number(first), Number(last)];
  if (first === '' || from < 1 || to > 65535 || from > to) throw wrong(`${ports} is no port or range of ports`);
  return { protocol, ports: { from, to } };
}

function wrong(what: string): Failure {
  return new Failure(`${what}; a claim is: no path from A[, B] to C[, D] [on tcp 443]`, answers.none);
}
