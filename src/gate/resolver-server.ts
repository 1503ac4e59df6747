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
export type Transport = 'tcp' | 'udp';

/** What is said to be taken over UDP, and the most that is sent over it, as Amazon's resolver has it. */
export const longestDatagram = 4096;
export const mostStreams = 256;
/** Milliseconds without a query after which a stream is closed. */
export const idleStream = 10_000;
const queryOpcode = 0;

function reply(query: Message, answer: Answer): Message {
  return {
    ...query,
    ...answer,
    response: true,
    authoritative: false,
    truncated: false,
    recursionAvailable: true,
    authenticated: false,
    additionals: [],
    ...(query.edns ? { edns: { payload: longestDatagram, version: 0, dnssec: false } } : {}),
  };
}

const refusal = (code: number): Answer => ({ code, answers: [], authorities: [] });

function answerTo(resolver: Resolver, query: Message): Answer | undefined {
  if (query.opcode !== queryOpcode) return refusal(responseCode.NOTIMP);
  if (query.edns && query.edns.version > 0) return refusal(responseCode.BADVERS);
  const [question, ...more] = query.questions;
  if (question === undefined || more.length > 0) return refusal(responseCode.FORMERR);
  try {
    return resolver(question);
  } catch {
    // Reported by the resolver's owner; one question that cannot be answered must not end the others.
    return refusal(responseCode.SERVFAIL);
  }
}

/** FORMERR with nothing but the header: the rest could not be read. */
function formatError(bytes: Uint8Array): Uint8Array | undefined {
  if (bytes.length < 12 || (bytes[2]! & 0x80) !== 0) return undefined;
  const header = new Uint8Array(12);
  header.set([bytes[0]!, bytes[1]!, 0x80 | (bytes[2]! & 0x79), 0x80 | responseCode.FORMERR]);
  return header;
}

/** The answer's bytes, or undefined for what must not be answered: rubbish, and answers to others' questions. */
export function answerBytes(resolver: Resolver, bytes: Uint8Array, transport: Transport): Uint8Array | undefined {
  let query: Message;
  try {
    query = decodeMessage(bytes);
  } catch (error) {
    if (error instanceof MalformedMessage) return formatError(bytes);
    throw error;
  }
  if (query.response) return undefined;
  const answer = answerTo(resolver, query);
  if (answer === undefined) return undefined;
  const datagram = Math.min(longestDatagram, Math.max(plainDatagram, query.edns?.payload ?? plainDatagram));
  return encodeMessage(reply(query, answer), transport === 'udp' ? datagram : longestMessage);
}

export function serveDatagrams(socket: DatagramSocket, resolver: Resolver): Closable {
  let open = true;
  socket.on('message', (bytes, source) => {
    const answer = open ? answerBytes(resolver, bytes, 'udp') : undefined;
    // An asker that has gone is no error of ours.
    if (answer) socket.send(answer, source.port, source.address, () => {});
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

function serveConnection(socket: Socket, resolver: Resolver): void {
  let pending: Buffer = Buffer.alloc(0);
  socket.setTimeout(idleStream, () => socket.destroy());
  socket.on('data', (chunk) => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    while (pending.length >= 2 && pending.length >= 2 + pending.readUInt16BE(0)) {
      const end = 2 + pending.readUInt16BE(0);
      const answer = answerBytes(resolver, pending.subarray(2, end), 'tcp');
      pending = pending.subarray(end);
      if (answer) socket.write(framed(answer));
    }
    // Whoever asks without reading waits until it has read.
    if (socket.writableNeedDrain) {
      socket.pause();
      socket.once('drain', () => socket.resume());
    }
  });
}

export function serveStreams(server: Server, resolver: Resolver): Closable {
  return acceptConnections(server, mostStreams, (socket) => serveConnection(socket, resolver));
}
