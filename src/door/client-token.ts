/**
 * Idempotency: the first answer to a client token is kept for a day, in the very transaction that did the work, and given
 * again to the same request; another request with the token is refused. One mechanism for every operation that has one.
 * https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html
 */

import { createHash } from 'node:crypto';
import { Fault } from '../base/fault.ts';
import type { Context } from '../operations/context.ts';
import type { Draft } from '../store/store.ts';

/** Milliseconds for which a token is remembered. */
const memory = 24 * 60 * 60 * 1000;
const longestToken = 64;

/** What a service calls the member, and its refusals: those of the query protocols, and RAM, the one of REST that has tokens. */
const query = {
  member: 'ClientToken',
  tooLong: 'InvalidParameterValue',
  mismatch: 'IdempotentParameterMismatch',
} as const;
const rest = {
  member: 'clientToken',
  tooLong: 'InvalidClientTokenException',
  mismatch: 'IdempotentParameterMismatchException',
} as const;

/** Ends a transaction that has nothing to do, because it was done before. */
class Replay extends Error {
  readonly output: string;
  constructor(output: string) {
    super('answered before');
    this.output = output;
  }
}

/** The handler's answer, or the one that the token's first request got. */
export async function withClientToken(
  operation: string,
  input: Readonly<Record<string, unknown>>,
  context: Context,
  handle: (context: Context) => unknown,
): Promise<unknown> {
  const manner = input.clientToken === undefined ? query : rest;
  const token = input[manner.member];
  if (typeof token !== 'string' || token === '') return handle(context);
  if (token.length > longestToken) {
    throw new Fault(manner.tooLong, `The client token may have at most ${longestToken} characters.`);
  }
  const id = `${context.account}/${context.region}/${operation}/${token}`;
  const parameters = createHash('sha256').update(JSON.stringify(input)).digest('base64');
  const transact = <T>(work: (draft: Draft) => T): Promise<T> =>
    context.transact((draft) => {
      replayIfKnown(draft, { id, parameters, now: context.now, mismatch: manner.mismatch });
      const output = work(draft);
      draft.put({
        kind: 'client-token',
        id,
        account: context.account,
        region: context.region,
        created: context.now,
        tags: {},
        parameters,
        output: freeze(output),
      });
      return output;
    });
  try {
    return await handle({ ...context, transact });
  } catch (reason) {
    if (reason instanceof Replay) return thaw(reason.output);
    throw reason;
  }
}

interface Repeated {
  readonly id: string;
  readonly parameters: string;
  readonly now: number;
  readonly mismatch: string;
}

function replayIfKnown(draft: Draft, { id, parameters, now, mismatch }: Repeated): void {
  const known = draft.get('client-token', id);
  if (known === undefined || known.created + memory < now) return;
  if (known.parameters !== parameters) {
    throw new Fault(
      mismatch,
      'The client token you have provided is associated with a request that has other parameters.',
    );
  }
  throw new Replay(known.output);
}

const dateMark = '$milliseconds';

function freeze(output: unknown): string {
  return JSON.stringify(output ?? null, function replace(this: Record<string, unknown>, key: string, value: unknown) {
    const held = this[key];
    return held instanceof Date ? { [dateMark]: held.getTime() } : value;
  });
}

function thaw(text: string): unknown {
  return JSON.parse(text, (_, value: unknown) =>
    typeof value === 'object' && value !== null && dateMark in value ? new Date(value[dateMark] as number) : value,
  );
}

/** Forgets what is older than a day. */
export function forgetClientTokens(draft: Draft, now: number): void {
  for (const token of draft.network.all('client-token')) {
    if (token.created + memory < now) draft.remove('client-token', token.id);
  }
}
