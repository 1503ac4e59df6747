/**
 * What the server tells its worker (worker-child.ts) over their channel, and asks it: the checks of targets' health. Everything is plain JSON;
 * only a listening socket travels beside its message.
 */

export interface ProbeRequest {
  readonly protocol: 'TCP' | 'HTTP' | 'HTTPS';
  readonly address: string;
  readonly port: number;
  /** HTTP and HTTPS only, like `matcher` and `hostHeader`. */
  readonly path?: string;
  /** `200-399`, `200,202`. */
  readonly matcher?: string;
  readonly hostHeader?: string;
  readonly timeoutMilliseconds: number;
  /** The address to connect from, which decides the way that packets take. */
  readonly localAddress?: string;
  /** The target expects the proxy protocol before anything else. */
  readonly proxyHeader: boolean;
}

export interface ProbeOutcome {
  readonly ok: boolean;
  /** In few words, where it isn't. */
  readonly reason: string;
}

export interface TargetAddress {
  readonly address: string;
  readonly port: number;
}

/** Connections to one port of one node, which begin with the proxy protocol at their targets. */
export interface ProxyPlan {
  /** The address and port that the header names as destination. */
  readonly address: string;
  readonly port: number;
  /** What connections to targets are made from. */
  readonly localAddress: string;
  readonly idleSeconds: number;
  readonly targets: readonly TargetAddress[];
  /** Connections to these are reset. */
  readonly unfit: readonly TargetAddress[];
  /** By the local address at which a client arrives: the endpoint that it came through, or null for the own VPC. */
  readonly arrivals: Readonly<Record<string, string | null>>;
}

export type ToWorker =
  /** With the listening socket. */
  | { readonly kind: 'listen'; readonly key: string; readonly plan: ProxyPlan }
  | { readonly kind: 'update'; readonly key: string; readonly plan: ProxyPlan }
  /** No new connections; those that are there stay until another such word, or are reset. */
  | { readonly kind: 'close'; readonly key: string; readonly reset: boolean };
