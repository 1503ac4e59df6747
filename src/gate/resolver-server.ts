/**
 * The resolver's sockets: queries read from UDP datagrams and TCP streams, answers written within what the asker can take.
 * What a name means is resolver.ts's; which VPC asks is known from the socket's place, never from the packet.
 */

import type { Socket as DatagramSocket } from 'node:dgram';
import type { Server, Socket } from 'node:net';
import { acceptConnections, type Closable } from './connections.ts';
import {
  decodeMessage,
  encodeMessage,
  type Message,
  plainDatagram,
  type Question,
  responseCode,
} from './dns-message.ts';
import { MalformedMessage } from './dns-name.ts';
import { longestMessage } from './dns-writer.ts';
import type { Answer } from './resolver.ts';

/** Undefined: stay silent. */
export type Resolver = (question: Question) => Answer | undefined;
/** One that may have to ask others first. */
export type LateResolver = (question: Question) => Answer | undefined | Promise<Answer | undefined>;
export type Transport = 'tcp' | 'udp';

/** What is said to be taken over UDP, and the most that is sent over it, as Amazon's resolver has it. */
export const longestDatagram = 4096;
export const mostStreams = 256;
/** Milliseconds without a query after which a stream is closed. */
export const idleStream = 10_000;
const queryOpcode = 0;

function reply(query: Message, { forward: _, ...answer }: Answer): Message {
  return {
    ...query,
    ...answer,
    response: true,
    authoritative: false,
    truncated: answer.truncated ?? false,
    recursionAvailable: true,
    authenticated: false,
    additionals: [],
    ...(query.edns ? { edns: { payload: longestDatagram, version: 0, dnssec: false } } : {}),
  };
}

const refusal = (code: number): Answer => ({ code, answers: [], authorities: [] });

function answerTo(resolver: LateResolver, query: Message): ReturnType<LateResolver> {
  if (query.opcode !== queryOpcode) return refusal(responseCode.NOTIMP);
  if (query.edns && query.edns.version > 0) return refusal(responseCode.BADVERS);
  const [question, ...more] = query.questions;
  if (question === undefined || more.length > 0) return refusal(responseCode.FORMERR);
  // Reported by the resolver's owner; one question that cannot be answered must not end the others.
  const broken = () => refusal(responseCode.SERVFAIL);
  try {
    const answer = resolver(question);
    return answer instanceof Promise ? answer.catch(broken) : answer;
  } catch {
    return broken();
  }
}

/** FORMERR with nothing but the header: the rest could not be read. */
function formatError(bytes: Uint8Array): Uint8Array | undefined {
  if (bytes.length < 12 || (bytes[2]! & 0x80) !== 0) return undefined;
  const header = new Uint8Array(12);
  header.set([bytes[0]!, bytes[1]!, 0x80 | (bytes[2]! & 0x79), 0x80 | responseCode.FORMERR]);
  return header;
}

type Bytes = Uint8Array | undefined;

/** The answer's bytes, or undefined for what must not be answered: rubbish, and answers to others' questions. */
export function answerBytes(resolver: Resolver, bytes: Uint8Array, transport: Transport): Uint8Array | undefined;
export function answerBytes(resolver: LateResolver, bytes: Uint8Array, transport: Transport): Bytes | Promise<Bytes>;
export function answerBytes(resolver: LateResolver, bytes: Uint8Array, transport: Transport): Bytes | Promise<Bytes> {
  let query: Message;
  try {
    query = decodeMessage(bytes);
  } catch (error) {
    if (error instanceof MalformedMessage) return formatError(bytes);
    throw error;
  }
  if (query.response) return undefined;
  const answer = answerTo(resolver, query);
  const datagram = Math.min(longestDatagram, Math.max(plainDatagram, query.edns?.payload ?? plainDatagram));
  const written = (one: Answer | undefined): Bytes =>
    one && encodeMessage(reply(query, one), transport === 'udp' ? datagram : longestMessage);
  return answer instanceof Promise ? answer.then(written) : written(answer);
}

/** At once where the bytes are there, so that nothing waits that need not. */
function whenReady(bytes: Bytes | Promise<Bytes>, send: (bytes: Uint8Array) => void): void {
  if (bytes instanceof Promise) void bytes.then((late) => late && send(late));
  else if (bytes) send(bytes);
}

export function serveDatagrams(socket: DatagramSocket, resolver: LateResolver): Closable {
  let open = true;
  socket.on('message', (bytes, source) => {
    if (!open) return;
    whenReady(answerBytes(resolver, bytes, 'udp'), (answer) => {
      // An asker that has gone is no error of ours.
      if (open) socket.send(answer, source.port, source.address, () => {});
    });
  });
  socket.on('error', () => {});
  return {
    close() {
      if (open) socket.close();
      open = false;
    },
  };
}

function framed(message: Uint8Array): Buffer {
  const frame = Buffer.alloc(message.length + 2);
  frame.writeUInt16BE(message.length, 0);
  frame.set(message, 2);
  return frame;
}

function serveConnection(socket: Socket, resolver: LateResolver): void {
  let pending: Buffer = Buffer.alloc(0);
  socket.setTimeout(idleStream, () => socket.destroy());
  socket.on('data', (chunk) => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    while (pending.length >= 2 && pending.length >= 2 + pending.readUInt16BE(0)) {
      const end = 2 + pending.readUInt16BE(0);
      const answer = answerBytes(resolver, pending.subarray(2, end), 'tcp');
      pending = pending.subarray(end);
      whenReady(answer, (bytes) => {
        if (socket.writable) socket.write(framed(bytes));
      });
    }
    // Whoever asks without reading waits until it has read.
    if (socket.writableNeedDrain) {
      socket.pause();
      socket.once('drain', () => socket.resume());
    }
  });
}

export function serveStreams(server: Server, resolver: LateResolver): Closable {
  return acceptConnections(server, mostStreams, (socket) => serveConnection(socket, resolver));
}
