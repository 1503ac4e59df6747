/**
 * The gate: everything that listens inside VPCs, kept equal to what the Network asks for. It opens and closes by
 * difference, reports what it could not open and tries again the next time. It relies on the data plane to have made the
 * places before, and to tell it (`reopen`) when it has made one anew.
 */

import type { Clock } from '../base/clock.ts';
import type { Random } from '../base/random.ts';
import type { Network } from '../model/network.ts';
import { servicePrefixLists } from '../model/region.ts';
import type { TargetHealthView } from '../model/target-health.ts';
import type { Store } from '../store/store.ts';
import type { Authority } from './authority.ts';
import type { Closable } from './connections.ts';
import type { Question } from './dns-message.ts';
import { type Serve, serveEndpoint } from './endpoint-server.ts';
import { openForwarder } from './forwarder.ts';
import { completed, createForwarding } from './forwarding.ts';
import { serveInternet } from './internet.ts';
import { keyOf, type Listener, placeKey, placeOf, socketsOf, wantedListeners } from './listeners.ts';
import { serveMetadata } from './metadata-server.ts';
import { metadataTokens } from './metadata-token.ts';
import { datagramSocket, discard, streamServer } from './open-sockets.ts';
import { resolve } from './resolver.ts';
import type { View } from './resolver-lookups.ts';
import { type LateResolver, serveDatagrams, serveStreams } from './resolver-server.ts';
import { type IssueCredentials, roleCredentials } from './role-credentials.ts';
import type { OpenSocket, Place, Sockets } from './sockets.ts';

export interface GateOptions {
  readonly store: Pick<Store, 'network'>;
  readonly sockets: Sockets;
  readonly serve: Serve;
  readonly authority: Authority;
  readonly issueCredentials: IssueCredentials;
  readonly clock: Clock;
  readonly random: Random;
  /** What health checks have seen: which addresses of load balancers DNS answers with. */
  readonly targetHealth?: TargetHealthView;
  /** Told of what broke while something was answered; the client was told that it is the server's fault. */
  readonly report?: (error: unknown) => void;
}

export interface GateFailure {
  readonly place: Place;
  readonly message: string;
}

export interface GateStatus {
  /** Listeners that are open. */
  readonly listening: number;
  /** Places whose listeners could not be opened; the next converge tries again. */
  readonly failures: readonly GateFailure[];
}

export interface Gate {
  /** Opens and closes listeners until they are what the Network asks for. Never rejects: see `status`. */
  converge(network: Network): Promise<void>;
  /** Says that a place was made anew, and that sockets opened in the old one hear nothing. The next converge opens others. */
  reopen(place: Place): void;
  status(): GateStatus;
  close(): Promise<void>;
}

/** Places whose sockets are opened at the same time. */
const mostOpening = 8;

interface Running {
  readonly listener: Listener;
  readonly closable: Closable;
}

/** Starts a listener on its sockets, which are in the order of `socketsOf`. */
type Start = (listener: Listener, sockets: readonly OpenSocket[]) => Promise<Closable>;

function all(closables: readonly Closable[]): Closable {
  return {
    close() {
      for (const one of closables) one.close();
    },
  };
}

/** The same function, whose errors are reported before they are thrown on. */
function reporting<A extends unknown[], R>(report: (error: unknown) => void, work: (...inputs: A) => R) {
  return (...inputs: A): R => {
    try {
      const result = work(...inputs);
      if (result instanceof Promise) result.catch(report);
      return result;
    } catch (error) {
      report(error);
      throw error;
    }
  };
}

function serveNames(sockets: readonly OpenSocket[], resolver: LateResolver): Closable {
  return all(
    sockets.map((one) =>
      one.protocol === 'udp' ? serveDatagrams(one.socket, resolver) : serveStreams(one.server, resolver),
    ),
  );
}

function starter(options: GateOptions, applied: () => Network, healthy: (node: string) => boolean): Start {
  const { store, authority, clock, random, report = () => {} } = options;
  const serve = reporting(report, options.serve);
  const tokens = metadataTokens(clock, random);
  const credentials = roleCredentials(options.issueCredentials, clock);
  const network = () => store.network;
  const seen = { healthy, ...(options.targetHealth ? { targetHealth: options.targetHealth } : {}) };
  const forwarding = createForwarding(random);
  let turn = 0;
  const resolverOf = (vpc: string, view: View = {}) =>
    reporting(report, (question: Question) => {
      turn += 1;
      const answer = resolve(applied(), vpc, question, { ...seen, ...view, turn });
      return answer?.forward ? completed(answer, forwarding) : answer;
    });
  return async (listener, sockets) => {
    switch (listener.kind) {
      case 'resolver':
        return serveNames(sockets, resolverOf(listener.vpc));
      case 'inbound-endpoint':
        return serveNames(sockets, resolverOf(listener.vpc, { inbound: true }));
      case 'outbound-endpoint':
        return forwarding.add(listener.endpoint, openForwarder(datagramSocket(sockets[0]), random));
      case 'metadata':
        return serveMetadata(streamServer(sockets[0]), { network, vpc: listener.vpc, tokens, credentials, clock });
      case 'endpoint': {
        const { service, endpoint, vpc } = listener;
        const lists = servicePrefixLists(service.region).filter((list) => list.service === service.service);
        const prefixes = listener.gateway ? { prefixes: lists.flatMap((list) => list.cidrs) } : {};
        const pair = { secure: streamServer(sockets[0]), plain: streamServer(sockets[1]) };
        return serveEndpoint(pair, { endpoint, vpc, service, ...prefixes }, authority, serve);
      }
      case 'internet': {
        const [secure, plain, echo] = sockets.slice(0, 3).map(streamServer);
        const echoDatagrams = sockets.slice(3).map(datagramSocket);
        return serveInternet({ secure: secure!, plain: plain!, echo: echo!, echoDatagrams }, authority, serve);
      }
    }
  };
}

export function openGate(options: GateOptions): Gate {
  const running = new Map<string, Running>();
  const failures = new Map<string, GateFailure>();
  let latest: Network = options.store.network;
  let applied: Network = latest;
  let closed = false;
  let tail: Promise<void> = Promise.resolve();
  const healthyNodes = new Set<string>();
  const start = starter(
    options,
    () => applied,
    (node) => healthyNodes.has(node),
  );

  const stop = (key: string) => {
    const one = running.get(key);
    running.delete(key);
    if (one?.listener.kind === 'endpoint') healthyNodes.delete(one.listener.node);
    one?.closable.close();
  };

  const startAll = async (listeners: readonly Listener[], sockets: readonly OpenSocket[]) => {
    let next = 0;
    for (const listener of listeners) {
      const own = sockets.slice(next, next + socketsOf(listener).length);
      const closable = await start(listener, own);
      next += own.length;
      if (listener.kind === 'endpoint') healthyNodes.add(listener.node);
      running.set(keyOf(listener), { listener, closable });
    }
  };

  /** One place's listeners: its sockets are opened in one go. */
  const openPlace = async (listeners: readonly Listener[]) => {
    const place = placeOf(listeners[0]!);
    let sockets: readonly OpenSocket[] = [];
    try {
      sockets = await options.sockets.open(place, listeners.flatMap(socketsOf));
      if (closed) throw new Error('the gate was closed');
      await startAll(listeners, sockets);
      failures.delete(placeKey(place));
    } catch (error) {
      for (const listener of listeners) stop(keyOf(listener));
      for (const socket of sockets) discard(socket);
      failures.set(placeKey(place), { place, message: error instanceof Error ? error.message : String(error) });
    }
  };

  const wantedOf = (network: Network) => new Map(wantedListeners(network).map((one) => [keyOf(one), one]));
  const stopUnwanted = (wanted: ReadonlyMap<string, Listener>) => {
    for (const key of [...running.keys()]) if (!wanted.has(key)) stop(key);
  };

  const pass = async () => {
    if (closed) return;
    const target = latest;
    const wanted = wantedOf(target);
    stopUnwanted(wanted);
    const missing = [...wanted].filter(([key]) => !running.has(key)).map(([, listener]) => listener);
    const places = [...Map.groupBy(missing, (listener) => placeKey(placeOf(listener))).values()];
    failures.clear();
    const worker = async () => {
      for (let next = places.pop(); next && !closed; next = places.pop()) await openPlace(next);
    };
    await Promise.all(Array.from({ length: Math.min(mostOpening, places.length) }, worker));
    applied = target;
  };

  return {
    converge(network) {
      latest = network;
      // At once, however long a pass that is under way still takes to open others.
      stopUnwanted(wantedOf(network));
      tail = tail.then(pass);
      return tail;
    },
    reopen(place) {
      for (const [key, one] of [...running]) if (placeKey(placeOf(one.listener)) === placeKey(place)) stop(key);
    },
    status: () => ({ listening: running.size, failures: [...failures.values()] }),
    async close() {
      closed = true;
      for (const key of [...running.keys()]) stop(key);
      await tail;
      for (const key of [...running.keys()]) stop(key);
    },
  };
}
