/**
 * The server's end of a worker: starts worker-child.ts inside a namespace, and puts its messages behind functions. Does not start it again;
 * whoever keeps it does.
 */

import type { Server } from 'node:net';
import { startChildThrough } from './namespace-child.ts';
import type { ProbeOutcome, ProbeRequest, ProxyPlan, ToWorker } from './worker-messages.ts';

export interface Worker {
  /** Rejects when the worker ends first. */
  probe(request: ProbeRequest): Promise<ProbeOutcome>;
  /** Gives the listening socket away. */
  listen(key: string, server: Server, plan: ProxyPlan): Promise<void>;
  update(key: string, plan: ProxyPlan): void;
  /** @param reset whether connections that are there are reset too; otherwise they stay */
  close(key: string, reset: boolean): void;
  /** Resolves when the process is gone, whoever ended it, with what it complained of. */
  readonly ended: Promise<string>;
  /** Ends it and resets its connections. */
  end(): Promise<void>;
}

/** @param enter what to put before an argument list so that it runs inside the namespace */
export async function startWorkerThrough(enter: readonly string[]): Promise<Worker> {
  const { process, ended, ask, end } = await startChildThrough(enter, 'worker-child', 'worker');
  // Its end is told by `ended`; a message that it no longer takes is no failure of its own.
  const send = (message: ToWorker): void => void process.send(message, () => {});
  return {
    ended,
    end,
    probe: (request) => ask(request) as Promise<ProbeOutcome>,
    listen: (key, server, plan) =>
      new Promise((resolve, reject) => {
        // What this process accepts before the socket has changed hands nobody would serve.
        server.on('connection', (socket) => socket.resetAndDestroy());
        process.send({ kind: 'listen', key, plan } satisfies ToWorker, server, {}, (error) => {
          server.close();
          if (error) reject(error);
          else resolve();
        });
      }),
    update: (key, plan) => send({ kind: 'update', key, plan }),
    close: (key, reset) => send({ kind: 'close', key, reset }),
  };
}
