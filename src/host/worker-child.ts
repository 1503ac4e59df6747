/**
 * Started inside the namespace from which load balancers' targets are reached, for as long as there are load balancers:
 * checks targets and carries connections that begin with the proxy protocol, for all of them in one process. Told what to
 * do over the channel to the server, and ends with it.
 */

import { Server } from 'node:net';
import type { FromChild, Question } from './child-messages.ts';
import { probeQueue } from './probe-queue.ts';
import type { ProbeRequest, ProxyPlan, ToWorker } from './worker-messages.ts';
import { type ListenerProxy, startProxy } from './worker-proxy.ts';

const proxies = new Map<string, ListenerProxy>();
const probe = probeQueue();

function send(message: FromChild): void {
  if (process.connected) process.send?.(message);
}

function listen(key: string, plan: ProxyPlan, server: Server): void {
  const proxy = proxies.get(key) ?? startProxy(plan);
  proxies.set(key, proxy);
  proxy.update(plan);
  proxy.listen(server);
}

function obey(message: ToWorker | Question<ProbeRequest>, handle: unknown): void {
  switch (message.kind) {
    case 'question':
      void probe(message.asked).then((outcome) => send({ kind: 'answer', id: message.id, answer: outcome }));
      break;
    case 'listen':
      if (handle instanceof Server) listen(message.key, message.plan, handle);
      break;
    case 'update':
      proxies.get(message.key)?.update(message.plan);
      break;
    case 'close':
      proxies.get(message.key)?.close(message.reset);
      if (message.reset) proxies.delete(message.key);
      break;
  }
}

process.on('message', obey);
process.on('disconnect', () => process.exit(0));
// The terminal's interrupt is the server's to answer: it ends the worker when it has ended what needs it.
process.on('SIGINT', () => {});
send({ kind: 'ready' });
