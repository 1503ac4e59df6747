/**
 * The connections to the real server: sends a head and perhaps a body, signed if the server's URL carries credentials, and
 * answers its status, headers and body as a stream. Whatever keeps the server from answering is ServiceUnavailable. It
 * knows no operation.
 */

import type { Readable } from 'node:stream';
import type { Agent, Dispatcher } from 'undici';
import type { Clock } from '../../base/clock.ts';
import { Fault } from '../../base/fault.ts';
import type { Head } from '../../wire/head.ts';
import { signRequest } from '../../wire/sign-request.ts';

export interface Answer {
  readonly status: number;
  /** End to end, by lower-case name. */
  readonly headers: Record<string, string>;
  /** Must be read to its end or destroyed: it holds a connection until then. */
  readonly body: Readable;
}

export interface Sending {
  readonly body?: Readable | string;
  readonly signal?: AbortSignal;
}

export interface Upstream {
  send(head: Head, sending?: Sending): Promise<Answer>;
  close(): Promise<void>;
}

export interface UpstreamLimits {
  /** More requests than this wait for one to end. */
  readonly connections: number;
  readonly connectMilliseconds: number;
  /** From the last byte of a request to the answer's first; completing a large upload takes minutes. */
  readonly answerMilliseconds: number;
  /** Between two pieces of an answer's body. */
  readonly idleMilliseconds: number;
}

export const usualLimits: UpstreamLimits = {
  connections: 256,
  connectMilliseconds: 5_000,
  answerMilliseconds: 300_000,
  idleMilliseconds: 300_000,
};

export interface UpstreamOptions {
  readonly url: URL;
  /** What requests are signed for. */
  readonly region: string;
  readonly clock: Clock;
  readonly limits?: UpstreamLimits;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
export function unavailable(): Fault {
  return new Fault('ServiceUnavailable', 'Service is unable to handle request.', 503);
}

/** https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1, and what this server writes itself. */
const notPassed = new Set([
  ...['connection', 'keep-alive', 'proxy-authenticate', 'proxy-connection', 'te', 'trailer', 'transfer-encoding'],
  ...['upgrade', 'server', 'date', 'set-cookie'],
]);

function endToEnd(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  const named = String(headers.connection ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim());
  const kept = Object.entries(headers).flatMap(([name, value]) => {
    const lower = name.toLowerCase();
    if (value === undefined || notPassed.has(lower) || named.includes(lower)) return [];
    return [[lower, Array.isArray(value) ? value.join(', ') : value]];
  });
  return Object.fromEntries(kept);
}

/** A server may close an idle connection just when it is used again; what changes nothing is then asked once more. */
function mayRepeat(head: Head, error: unknown): boolean {
  const code = (error as { readonly code?: string }).code ?? '';
  return ['GET', 'HEAD'].includes(head.method) && ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'].includes(code);
}

async function openAgent(limits: UpstreamLimits): Promise<Agent> {
  const undici = await import('undici');
  return new undici.Agent({
    connections: limits.connections,
    pipelining: 1,
    connect: { timeout: limits.connectMilliseconds },
    headersTimeout: limits.answerMilliseconds,
    bodyTimeout: limits.idleMilliseconds,
  });
}

export function openUpstream({ url, region, clock, limits = usualLimits }: UpstreamOptions): Upstream {
  let agent: Promise<Agent> | undefined;
  const prefix = url.pathname.replace(/\/+$/, '');
  const accessKeyId = decodeURIComponent(url.username);
  const credentials = accessKeyId === '' ? undefined : { accessKeyId, secret: decodeURIComponent(url.password) };

  function addressed(head: Head): Head {
    const whole = { ...head, path: `${prefix}${head.path}`, headers: { ...head.headers, host: url.host } };
    if (credentials === undefined) return whole;
    const now = clock.now();
    return signRequest({ head: whole, credentials, region, service: 's3', bodyHash: 'UNSIGNED-PAYLOAD', now });
  }

  async function request(head: Head, { body, signal }: Sending): Promise<Answer> {
    const { method, path, query, headers } = addressed(head);
    agent ??= openAgent(limits);
    const answer = await (await agent).request({
      origin: url.origin,
      method: method as Dispatcher.HttpMethod,
      path: query === '' ? path : `${path}?${query}`,
      headers,
      body: body ?? null,
      ...(signal ? { signal } : {}),
    });
    // Whoever reads the body sees its end too early; where nobody does, it is no failure of the server's.
    answer.body.on('error', () => {});
    return { status: answer.statusCode, headers: endToEnd(answer.headers), body: answer.body };
  }

  return {
    async send(head, sending = {}) {
      try {
        return await request(head, sending);
      } catch (error) {
        if (!mayRepeat(head, error)) throw unavailable();
      }
      return request(head, sending).catch(() => {
        throw unavailable();
      });
    },
    async close() {
      await (await agent)?.destroy();
    },
  };
}
