/** Claims and certificates as somebody sent them: what the verifier may be given, or a Fault that says what is wrong. */

import { parseAddress } from '../base/address.ts';
import { Fault } from '../base/fault.ts';
import { isPort } from '../base/port-range.ts';
import type { Box, BoxEnd, Certificate, Claim, Traffic } from '../verify/reach-answer.ts';
import { isObject } from './parameters.ts';

/** Ends on one side of a claim, and characters of one. */
const mostEnds = 1000;
const longestEnd = 256;

/** @throws Fault */
export function readClaim(value: unknown): Claim {
  if (!isObject(value)) throw invalid('A claim must be an object.');
  refuseOthers(value, ['from', 'to', 'traffic'], 'claim');
  return {
    from: readEnds(value.from, 'from'),
    to: readEnds(value.to, 'to'),
    ...(value.traffic === undefined ? {} : { traffic: readTraffic(value.traffic) }),
  };
}

function readEnds(value: unknown, name: string): readonly string[] {
  const ends = readTexts(value, name, longestEnd);
  if (ends.length === 0) throw invalid(`The claim names nothing under ${name}.`);
  if (ends.length > mostEnds) throw invalid(`The claim names more than ${mostEnds} ends under ${name}.`);
  if (ends.includes('')) throw invalid(`The claim has an empty name under ${name}.`);
  return ends;
}

function readTexts(value: unknown, name: string, longest = Number.POSITIVE_INFINITY): readonly string[] {
  const isText = (one: unknown): one is string => typeof one === 'string' && one.length <= longest;
  if (Array.isArray(value) && value.every(isText)) return value;
  throw invalid(`${name} must be a list of texts.`);
}

function readTraffic(value: unknown): Traffic {
  if (!isObject(value)) throw invalid('Traffic must be an object.');
  refuseOthers(value, ['protocol', 'lastProtocol', 'ports'], 'traffic');
  const { protocol, lastProtocol, ports } = value;
  if (!isProtocol(protocol)) throw invalid('A protocol is a number from 0 to 255.');
  if (lastProtocol !== undefined) {
    if (!isProtocol(lastProtocol) || lastProtocol < protocol) throw invalid('A run of protocols ends after it begins.');
    if (ports !== undefined) throw invalid('A run of protocols has no ports.');
    return { protocol, lastProtocol };
  }
  if (ports === undefined) return { protocol };
  const { from, to } = isObject(ports) ? ports : {};
  const isRange = typeof from === 'number' && typeof to === 'number' && isPort(from) && isPort(to) && from <= to;
  if (!isRange) throw invalid('Ports are a range from 0 to 65535.');
  if (protocol !== 6 && protocol !== 17) throw invalid('Only TCP and UDP have ports.');
  return { protocol, ports: { from, to } };
}

function isProtocol(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 255;
}

/** @throws Fault */
export function readCertificate(value: unknown): Certificate {
  if (!isObject(value) || !Array.isArray(value.boxes) || !Number.isInteger(value.revision)) {
    throw invalid('That is no certificate: it needs a claim, a revision and boxes.');
  }
  return { claim: readClaim(value.claim), revision: value.revision as number, boxes: value.boxes.map(readBox) };
}

function readBox(value: unknown): Box {
  if (!isObject(value) || !Array.isArray(value.traffic))
    throw invalid('A box needs sources, destinations and traffic.');
  return {
    by: word(value, 'by', ['stage', 'boundaries']),
    direction: word(value, 'direction', ['forward', 'return']),
    sources: readBoxEnd(value.sources),
    destinations: readBoxEnd(value.destinations),
    traffic: value.traffic.map(readTraffic),
    stage: readText(value.stage, 'stage'),
    component: readText(value.component, 'component'),
    code: readText(value.code, 'code'),
  };
}

/** A member that is one of a few words. */
function word<Word extends string>(value: object, name: string, choice: readonly Word[]): Word {
  const found = choice.find((one) => one === Reflect.get(value, name));
  if (found === undefined) throw invalid(`The ${name} of a box is ${choice.join(' or ')}.`);
  return found;
}

function readBoxEnd(value: unknown): BoxEnd {
  if (isObject(value) && value.kind === 'interfaces') {
    return { kind: 'interfaces', ids: readTexts(value.ids, 'the ids of an end') };
  }
  if (isObject(value) && value.kind === 'internet') {
    const [from, to] = [value.from, value.to].map((text) => readText(text, 'end'));
    if ([from, to].some((text) => parseAddress(text!) === undefined))
      throw invalid('An end of the internet is IPv4 addresses.');
    return { kind: 'internet', from: from!, to: to! };
  }
  throw invalid('An end of a box is interfaces or the internet.');
}

function readText(value: unknown, name: string): string {
  if (typeof value === 'string') return value;
  throw invalid(`The ${name} of a box must be a text.`);
}

function refuseOthers(value: object, known: readonly string[], what: string): void {
  const other = Object.keys(value).find((name) => !known.includes(name));
  if (other !== undefined) throw invalid(`There is no ${other.slice(0, longestEnd)} in a ${what}.`);
}

function invalid(message: string): Fault {
  return new Fault('InvalidClaim', message);
}
