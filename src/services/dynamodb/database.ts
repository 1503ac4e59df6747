/** A database in a thread of its own, as a function from call to answer. When the thread dies, what it owed fails. */

import { Worker } from 'node:worker_threads';
import { Fault } from '../../base/fault.ts';

export interface DatabaseCall {
  readonly id: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface DatabaseAnswer {
  readonly id: number;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface Database {
  call(headers: Readonly<Record<string, string>>, body: Uint8Array): Promise<DatabaseAnswer>;
  readonly dead: boolean;
  close(): Promise<void>;
}

interface Owed {
  readonly resolve: (answer: DatabaseAnswer) => void;
  readonly reject: (reason: Fault) => void;
}

/** @param path folder of the database; undefined keeps it in memory */
export function startDatabase(path: string | undefined, account: string, region: string): Database {
  const owed = new Map<number, Owed>();
  let calls = 0;
  let dead = false;
  // dynalite takes account and region for its ARNs from the environment: the thread has one of its own.
  const worker = new Worker(new URL('./database-worker.ts', import.meta.url), {
    workerData: { path },
    env: { AWS_ACCOUNT_ID: account, AWS_REGION: region },
  });
  worker.on('message', (answer: DatabaseAnswer) => {
    owed.get(answer.id)?.resolve(answer);
    owed.delete(answer.id);
  });
  const fail = (): void => {
    dead = true;
    const fault = new Fault(
      'InternalServerError',
      'The request processing has failed because of an unknown error.',
      500,
    );
    for (const { reject } of owed.values()) reject(fault);
    owed.clear();
  };
  worker.on('error', fail);
  worker.on('exit', fail);
  worker.unref();
  return {
    get dead() {
      return dead;
    },
    call: (headers, body) =>
      new Promise((resolve, reject) => {
        calls += 1;
        owed.set(calls, { resolve, reject });
        worker.postMessage({ id: calls, headers, body } satisfies DatabaseCall);
      }),
    async close() {
      await worker.terminate();
    },
  };
}
