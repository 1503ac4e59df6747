/**
 * Questions to the server's verifier: asked, and what can't be answered told from what is not there. A server that is not
 * there must not look like an answer.
 */

import { exitCodes, Failure, oneLine } from './failure.ts';
import { type FoundServer, serverAt } from './find-server.ts';
import { messageIn } from './management.ts';
import { request, type Wanted } from './request.ts';

/** Exit codes of a question: yes, no, and one that has no answer. */
export const answers = { yes: 0, no: 1, none: 2 } as const;

/** Milliseconds that a question about a whole network may take, and characters of its answer. */
const patience = 120_000;
const longest = 256 * 1024 * 1024;

export async function ask<T>(
  endpoint: string,
  path: string,
  wanted: (server: FoundServer) => Wanted = () => ({}),
): Promise<T> {
  const server = await found(endpoint);
  const prepared = wanted(server);
  const { status, text } = await request(endpoint, path, { ...prepared, patience, longest }).catch((reason) => {
    throw new Failure(oneLine(reason), exitCodes.notStarted);
  });
  if (status === 200) return JSON.parse(text) as T;
  throw refusal(status, text);
}

/** @throws Failure with a code of its own where no server is */
export async function found(endpoint: string): Promise<FoundServer> {
  return serverAt(endpoint).catch((reason) => {
    throw new Failure(oneLine(reason), exitCodes.notStarted);
  });
}

/** 401 and 403 are the signature's; the other refusals are the question's. */
function refusal(status: number, text: string): Failure {
  const told = messageIn(text);
  if (told === undefined || status >= 500) {
    return new Failure(told ?? `the server answered ${status}`, exitCodes.notStarted);
  }
  return new Failure(told, status === 401 || status === 403 ? exitCodes.failed : answers.none);
}
