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
  const url = new URL(path, endpoint);
  const http = url.protocol === 'https:' ? await import('node:https') : await import('node:http');
  const { method = 'GET', headers = {}, body = '', patience = usualPatience, longest = longestAnswer } = wanted;
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => reject(new Failure(`nothing answers at ${endpoint} (${error.message})`));
    const sent = http.request(url, { method, headers, timeout: patience, agent: false }, (response) => {
      readText(response, longest).then((text) => resolve({ status: response.statusCode ?? 0, text }), fail);
    });
    sent.on('timeout', () => sent.destroy(new Error(`no answer within ${patience / 1000} s`)));
    sent.on('error', fail);
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
