/**
 * One address of an outbound resolver endpoint: asks other servers from its socket and gives each answer to the question that
 * it belongs to. An answer counts where it comes from who was asked, with the number and the question of the asking
 * (RFC 5452 §9.1). Whom to ask, and what to do without an answer, is forwarding.ts's.
 */

import type { Socket } from 'node:dgram';
import type { Random } from '../base/random.ts';
import type { ResolverTarget } from '../model/resolver-rule.ts';
import type { Closable } from './connections.ts';
import { decodeMessage, encodeMessage, type Message, type Question } from './dns-message.ts';
import { MalformedMessage } from './dns-name.ts';

/** Questions under way at one address; more are not asked. */
export const mostQuestions = 4096;
/** What is said to be taken in one datagram; a longer answer comes cut. */
const longestAnswer = 4096;

export interface Forwarder extends Closable {
  /** Undefined where no answer came in time. */
  ask(question: Question, target: ResolverTarget, milliseconds: number): Promise<Message | undefined>;
}

interface Pending {
  readonly question: Question;
  readonly target: ResolverTarget;
  readonly done: (answer: Message | undefined) => void;
}

const folded = (name: string): string => name.toLowerCase().replace(/\.$/, '');

function isAnswerTo({ question }: Pending, { response, questions: [asked] }: Message): boolean {
  return (
    response &&
    asked?.type === question.type &&
    asked.class === question.class &&
    folded(asked.name) === folded(question.name)
  );
}

function decoded(bytes: Uint8Array): Message | undefined {
  try {
    return decodeMessage(bytes);
  } catch (error) {
    if (error instanceof MalformedMessage) return undefined;
    throw error;
  }
}

function queryOf(id: number, question: Question): Uint8Array {
  return encodeMessage({
    id,
    response: false,
    opcode: 0,
    authoritative: false,
    truncated: false,
    recursionDesired: true,
    recursionAvailable: false,
    authenticated: false,
    checkingDisabled: false,
    code: 0,
    questions: [question],
    answers: [],
    authorities: [],
    additionals: [],
    edns: { payload: longestAnswer, version: 0, dnssec: false },
  });
}

export function openForwarder(socket: Socket, random: Random): Forwarder {
  const pending = new Map<number, Pending>();
  let open = true;
  socket.on('message', (bytes, { address, port }) => {
    const answer = decoded(bytes);
    const asked = answer && pending.get(answer.id);
    if (!asked || asked.target.address !== address || asked.target.port !== port) return;
    if (isAnswerTo(asked, answer)) asked.done(answer);
  });
  // Nobody listening there is one way of no answer.
  socket.on('error', () => {});
  const freeId = (): number => {
    let id = random.below(0x10000);
    while (pending.has(id)) id = (id + 1) & 0xffff;
    return id;
  };
  return {
    ask(question, target, milliseconds) {
      if (!open || pending.size >= mostQuestions) return Promise.resolve(undefined);
      const id = freeId();
      return new Promise((resolve) => {
        const timer = setTimeout(() => pending.get(id)?.done(undefined), milliseconds);
        const done = (answer: Message | undefined) => {
          clearTimeout(timer);
          pending.delete(id);
          resolve(answer);
        };
        pending.set(id, { question, target, done });
        socket.send(queryOf(id, question), target.port, target.address, () => {});
      });
    },
    close() {
      if (!open) return;
      open = false;
      for (const one of [...pending.values()]) one.done(undefined);
      socket.close();
    },
  };
}
