/** One HTTP request to a Postern server, answered whole. Built on node:http, which starts faster than fetch. */

import type { IncomingMessage } from 'node:http';
import { Failure } from './failure.ts';

export interface Answer {
  readonly status: number;
  readonly text: string;
}

export interface Wanted {
  readonly method?: 'GET' | 'POST' | 'PUT';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Milliseconds for the answer, and its characters, where they may be more than usual. */
  readonly patience?: number;
  readonly longest?: number;
}

/** A server that is there answers within this many milliseconds. */
const usualPatience = 10_000;
const longestAnswer = 16 * 1024 * 1024;

/** Rejects with a Failure where nothing answers. */
export async function request(endpoint: string, path: string, wanted: Wanted = {}): Promise<Answer> {
  const response = await begin(endpoint, path, wanted);
  try {
    return { status: response.statusCode ?? 0, text: await readText(response, wanted.longest ?? longestAnswer) };
  } catch (reason) {
    throw noAnswer(endpoint, reason as Error);
  }
}

/** The lines of an answer as they come, until the signal. Throws a Failure where the answer ends in the middle of one. */
export async function* requestLines(endpoint: string, path: string, signal: AbortSignal): AsyncGenerator<string> {
  const response = await begin(endpoint, path, {});
  if (response.statusCode !== 200) throw new Failure(`the server answered ${response.statusCode}`);
  const stop = (): void => void response.destroy();
  signal.addEventListener('abort', stop);
  response.setEncoding('utf8');
  let rest = '';
  try {
    for await (const chunk of response) {
      const lines = `${rest}${chunk}`.split('\n');
      rest = lines.pop()!;
      yield* lines;
    }
  } catch (reason) {
    if (!signal.aborted) throw noAnswer(endpoint, reason as Error);
  }
  if (rest !== '' && !signal.aborted) throw new Failure('the answer ended early');
}

const noAnswer = (endpoint: string, { message }: Error): Failure =>
  new Failure(`nothing answers at ${endpoint} (${message})`);

async function begin(endpoint: string, path: string, wanted: Wanted): Promise<IncomingMessage> {
  const url = new URL(path, endpoint);
  const http = url.protocol === 'https:' ? await import('node:https') : await import('node:http');
  const { method = 'GET', headers = {}, body = '', patience = usualPatience } = wanted;
  return new Promise((resolve, reject) => {
    const sent = http.request(url, { method, headers, timeout: patience, agent: false }, resolve);
    sent.on('timeout', () => sent.destroy(new Error(`no answer within ${patience / 1000} s`)));
    sent.on('error', (error) => reject(noAnswer(endpoint, error)));
    sent.end(body);
  });
}

async function readText(response: IncomingMessage, longest: number): Promise<string> {
  response.setEncoding('utf8');
  let text = '';
  for await (const chunk of response) {
    text += chunk;
    if (text.length > longest) throw new Error('the answer is too long');
  }
  return text;
}
