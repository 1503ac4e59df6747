/**
 * What is asked of a trace and what it answers, in plain JSON: the same shape for a caller in the house, the control page
 * and `postern trace --json`.
 */

export interface Question {
  /** Id or Name of an instance, interface, endpoint, load balancer or internet gateway, or an IPv4 address. */
  readonly source: string;
  readonly destination: string;
  /** IP protocol number. */
  readonly protocol: number;
  /** Destination port; TCP and UDP. */
  readonly port?: number;
  /** Another of the source's addresses than the primary one. */
  readonly sourceAddress?: string;
}

export type Disposition =
  | 'accepted'
  | 'denied-in'
  | 'denied-out'
  | 'no-route'
  | 'delivered-to-internet'
  | 'null-routed'
  | 'loop';

/** The packet as it is when a stage looks at it. A range of source ports is shown by its first. */
export interface HopPacket {
  readonly source: string;
  readonly destination: string;
  readonly protocol: number;
  readonly sourcePort?: number;
  readonly port?: number;
}

export interface Hop {
  readonly stage: string;
  /** The id of what decided. */
  readonly component: string;
  /** The rule of the component that decided: an id or its text. */
  readonly rule?: string;
  readonly verdict: 'pass' | 'drop';
  readonly detail?: string;
  readonly packet: HopPacket;
}

export interface Blocker {
  /** Reachability Analyzer's explanation code, or one of Postern's own, which begin with `POSTERN_`. */
  readonly code: string;
  readonly component: string;
  readonly rule?: string;
  /** The change that would open the way, in one sentence. */
  readonly mend: string;
}

export interface Trace {
  readonly reachable: boolean;
  readonly disposition: Disposition;
  readonly forward: readonly Hop[];
  /** The way of the first answer; empty where the forward way has no end to answer from. */
  readonly return: readonly Hop[];
  readonly blockers: readonly Blocker[];
}
