/**
 * The proxy of one listener with the proxy protocol: takes clients from a listening socket, opens a connection to a target
 * for each, says first who the client is, then carries bytes both ways. Kernel rules can't do this, for a connection's
 * first bytes are made up. Does not know namespaces: the listening socket has its own, the targets are reached from here.
 */

import { connect, type Server, type Socket } from 'node:net';
import { proxyHeader } from './proxy-header.ts';
import type { ProxyPlan, TargetAddress } from './worker-messages.ts';

/** A target that says nothing for so long is not there: its zone is down, or a security group drops it. */
const connectDeadline = 10_000;

/** More clients of one listener at a time are reset, so that what it keeps in memory has a bound. */
export const maxConnections = 4096;

export interface ListenerProxy {
  /** Takes clients from here, besides those that it has. */
  listen(server: Server): void;
  update(plan: ProxyPlan): void;
  /** Takes no more clients. @param reset whether those that it has are reset too */
  close(reset: boolean): void;
}

interface Flow {
  readonly client: Socket;
  readonly upstream: Socket;
  readonly target: TargetAddress;
}

/** FNV-1a: the same client port reaches the same target while the targets stay as they are. */
function flowHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}

export function pickTarget(targets: readonly TargetAddress[], flow: string): TargetAddress | undefined {
  return targets[flowHash(flow) % targets.length];
}

function isSame(one: TargetAddress, other: TargetAddress): boolean {
  return one.address === other.address && one.port === other.port;
}

/** Either side's failure is a reset at the other, as it would be without a proxy between them. */
function reset({ client, upstream }: Flow): void {
  client.resetAndDestroy();
  // A reset of what isn't connected yet would wait until it is.
  if (upstream.connecting) upstream.destroy();
  else upstream.resetAndDestroy();
}

export function startProxy(first: ProxyPlan): ListenerProxy {
  let plan = first;
  let listening: Server | undefined;
  const flows = new Set<Flow>();

  function accept(client: Socket): void {
    client.allowHalfOpen = true;
    client.on('error', () => {});
    const { remoteAddress, remotePort, localAddress } = client;
    if (remoteAddress === undefined || remotePort === undefined || localAddress === undefined) {
      client.destroy();
      return;
    }
    const endpoint = plan.arrivals[localAddress];
    const target = pickTarget(plan.targets, `${remoteAddress} ${remotePort} ${localAddress} ${plan.port}`);
    // Who came by a way that nobody has told of cannot be named to the target.
    if (endpoint === undefined || target === undefined || flows.size >= maxConnections) {
      client.resetAndDestroy();
      return;
    }
    const header = proxyHeader({
      source: { address: remoteAddress, port: remotePort },
      // Likeliest the node's own address, also for those who came through an endpoint's.
      destination: { address: plan.address, port: plan.port },
      ...(endpoint === null ? {} : { endpoint }),
    });
    carry(client, target, header);
  }

  function carry(client: Socket, target: TargetAddress, header: Buffer): void {
    const { localAddress, idleSeconds } = plan;
    const upstream = connect({ host: target.address, port: target.port, localAddress, allowHalfOpen: true });
    const flow: Flow = { client, upstream, target };
    flows.add(flow);
    const fail = (): void => reset(flow);
    const deadline = setTimeout(fail, connectDeadline);
    for (const socket of [client, upstream]) {
      socket.setNoDelay(true);
      socket.on('error', fail);
      socket.on('close', () => {
        clearTimeout(deadline);
        if (client.destroyed && upstream.destroyed) flows.delete(flow);
      });
    }
    upstream.on('connect', () => {
      clearTimeout(deadline);
      upstream.write(header);
      client.pipe(upstream);
      upstream.pipe(client);
      // Likeliest: AWS forgets an idle flow in silence and resets whoever sends next; here both are reset at once.
      client.setTimeout(idleSeconds * 1000, fail);
    });
  }

  return {
    listen(server) {
      listening?.close();
      listening = server;
      server.on('connection', accept);
      server.on('error', () => {});
    },
    update(next) {
      plan = next;
      for (const flow of flows) if (next.unfit.some((one) => isSame(one, flow.target))) reset(flow);
    },
    close(alsoFlows) {
      listening?.close();
      listening = undefined;
      if (alsoFlows) for (const flow of flows) reset(flow);
    },
  };
}
