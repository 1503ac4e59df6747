/**
 * Started inside the namespace from which load balancers' targets are reached, for as long as there are load balancers:
 * checks targets and carries connections that begin with the proxy protocol, for all of them in one process. Told what to
 * do over the channel to the server, and ends with it.
 */

import { Server } from 'node:net';
import type { FromWorker, ProbeRequest, ProxyPlan, ToWorker } from './worker-messages.ts';
import { probe } from './worker-probe.ts';
import { type ListenerProxy, startProxy } from './worker-proxy.ts';

/** Checks at a time; the others wait, and their time-outs with them. */
const mostProbes = 128;

const proxies = new Map<string, ListenerProxy>();
const waiting: { readonly id: number; readonly request: ProbeRequest }[] = [];
let running = 0;

function send(message: FromWorker): void {
  if (process.connected) process.send?.(message);
}

function nextProbes(): void {
  while (running < mostProbes) {
    const next = waiting.shift();
    if (next === undefined) return;
    running += 1;
    void probe(next.request).then((outcome) => {
      running -= 1;
      send({ kind: 'probed', id: next.id, outcome });
      nextProbes();
    });
  }
}

function listen(key: string, plan: ProxyPlan, server: Server): void {
  const proxy = proxies.get(key) ?? startProxy(plan);
  proxies.set(key, proxy);
  proxy.update(plan);
  proxy.listen(server);
}

function obey(message: ToWorker, handle: unknown): void {
  switch (message.kind) {
    case 'probe':
      waiting.push(message);
      nextProbes();
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
