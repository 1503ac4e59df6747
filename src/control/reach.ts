/**
 * The verifier's answers about many packets: `/_postern/reach?subject=…&direction=to`, `/_postern/prove` (a claim in the query
 * or as JSON), `/_postern/check-certificate` and `/_postern/pairs`, from the newest durable Network and what is known of
 * targets' health. They read, and change nothing.
 */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { Fault } from '../base/fault.ts';
import { allPairs, type Pair } from '../verify/all-pairs.ts';
import { checkCertificate } from '../verify/check-certificate.ts';
import { prove } from '../verify/prove.ts';
import type { CertificateCheck, Proof, ReachAnswer, ReachQuestion } from '../verify/reach-answer.ts';
import { whoCanReach } from '../verify/who-can-reach.ts';
import { bodyOf } from './body.ts';
import { readCertificate, readClaim } from './claim.ts';
import { jsonOf, number, refuseUnknown, required } from './parameters.ts';
import type { TraceOptions } from './trace.ts';

const longestClaim = 256 * 1024;
/** A certificate names every interface that it is about. */
const longestCertificate = 64 * 1024 * 1024;

/** @throws Fault */
export function answerReach({ network, targetHealth }: TraceOptions, query: URLSearchParams): ReachAnswer {
  refuseUnknown(query, ['subject', 'direction']);
  const direction = query.get('direction') ?? 'to';
  if (direction !== 'to' && direction !== 'from') {
    throw new Fault('InvalidParameterValue', 'The parameter direction must be to or from.');
  }
  const question: ReachQuestion = { subject: required(query, 'subject'), direction };
  return whoCanReach(network(), question, targetHealth);
}

/** @throws Fault */
export function proveQuery({ network, targetHealth }: TraceOptions, query: URLSearchParams): Proof {
  refuseUnknown(query, ['from', 'to', 'protocol', 'ports']);
  return prove(network(), readClaim(claimIn(query)), targetHealth);
}

function claimIn(query: URLSearchParams): object {
  const isNarrow = query.has('protocol') || query.has('ports');
  return { from: query.getAll('from'), to: query.getAll('to'), ...(isNarrow && { traffic: trafficIn(query) }) };
}

function trafficIn(query: URLSearchParams): object {
  const protocol = number('protocol', query.get('protocol') ?? '');
  const [from, to = from] = query.get('ports')?.split('-') ?? [];
  if (from === undefined || to === undefined) return { protocol };
  return { protocol, ports: { from: number('ports', from), to: number('ports', to) } };
}

/** @throws Fault */
export async function proveBody({ network, targetHealth }: TraceOptions, request: IncomingMessage): Promise<Proof> {
  const claim = readClaim(jsonOf(await bodyOf(request, longestClaim)));
  return prove(network(), claim, targetHealth);
}

/** @throws Fault */
export async function recheck(
  { network, targetHealth }: TraceOptions,
  request: IncomingMessage,
): Promise<CertificateCheck> {
  const certificate = readCertificate(jsonOf(await bodyOf(request, longestCertificate)));
  return checkCertificate(network(), certificate, targetHealth);
}

/** Milliseconds of work on pairs before others have their turn, as far as it is cut into pieces. */
const slice = 8;

export function streamPairs({ network, targetHealth }: TraceOptions, response: ServerResponse): Promise<void> {
  return streamBatches(allPairs(network(), targetHealth), response);
}

interface Batch {
  readonly done: number;
  readonly total: number;
  readonly pairs: readonly Pair[];
}

/** Lines of JSON: how far it is, and the pairs found since the line before. Ends early where the reader goes away. */
export async function streamBatches(batches: Iterable<Batch>, response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  const textOf = pairWriter();
  let begun = performance.now();
  let texts: string[] = [];
  const flush = async (done: number, total: number): Promise<void> => {
    const isRead = response.write(`{"done":${done},"total":${total},"pairs":[${texts.join()}]}\n`);
    texts = [];
    if (!isRead) await drainedOrClosed(response);
    // Also after that: a socket that takes everything at once gives nobody else a turn.
    await new Promise((turn) => setImmediate(turn));
    begun = performance.now();
  };
  let before = 0;
  for (const { done, total, pairs } of batches) {
    for (const pair of pairs) {
      texts.push(textOf(pair));
      if (performance.now() - begun < slice) continue;
      await flush(before, total);
      if (response.destroyed) return;
    }
    before = done;
    if (performance.now() - begun < slice && done < total) continue;
    await flush(done, total);
    if (response.destroyed) return;
  }
  response.end();
}

/** Many pairs have the same end, and writing one takes longer than finding the pair. */
function pairWriter(): (pair: Pair) => string {
  const known = new WeakMap<object, string>();
  const textOf = (end: object): string => {
    const text = known.get(end) ?? JSON.stringify(end);
    known.set(end, text);
    return text;
  };
  return ({ from, to, traffic }) => `{"from":${textOf(from)},"to":${textOf(to)},"traffic":${JSON.stringify(traffic)}}`;
}

function drainedOrClosed(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.on('drain', done);
    response.on('close', done);
    if (response.destroyed) done();
  });
}
