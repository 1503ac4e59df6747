/**
 * What is asked of a trace and what it answers, in plain JSON: the same shape for a caller in the house, the control page
 * and `postern trace --json`.
 */

import type { PortRange } from '../base/port-range.ts';
import type { Route } from '../model/route-table.ts';
import type { TransitGatewayRoute } from '../model/transit-gateway.ts';

/** What is sent through an endpoint of an AWS service. Without one a trace is about packets alone. */
export interface ServiceRequest {
  /** `s3:GetObject` */
  readonly action: string;
  /** ARN; absent for actions that have none. */
  readonly resource?: string;
  /** ARN of who signs, or an account; absent: nobody signs. */
  readonly principal?: string;
}

export interface Question {
  /** Id or Name of an instance, interface, endpoint, load balancer, gateway or peering connection, or an IPv4 address. */
  readonly source: string;
  readonly destination: string;
  /** IP protocol number. */
  readonly protocol: number;
  /** Destination port; TCP and UDP. */
  readonly port?: number;
  /** Another of the source's addresses than the primary one. */
  readonly sourceAddress?: string;
  /** Where the destination is passed by packets for many addresses: a peering connection, a virtual private gateway, an endpoint of a gateway load balancer. */
  readonly destinationAddress?: string;
  /** Which ports the sender picks its own from; absent: what its system does. TCP and UDP. */
  readonly sourcePorts?: PortRange;
  readonly request?: ServiceRequest;
}

export type Disposition =
  | 'accepted'
  | 'denied-in'
  | 'denied-out'
  | 'no-route'
  | 'delivered-to-internet'
  | 'null-routed'
  | 'loop';

/** The packet as it is when a stage looks at it; of a range of ports the first one. */
export interface HopPacket {
  readonly source: string;
  readonly destination: string;
  readonly protocol: number;
  readonly sourcePort?: number;
  readonly port?: number;
  /** The last one of a range. */
  readonly lastSourcePort?: number;
  readonly lastPort?: number;
}

/** What a hop is about, for programs: its texts are for people. */
export interface HopFacts {
  /** At an ACL: the subnet whose border it is, and the rule's number; without one it is the closing deny. */
  readonly acl?: { readonly subnet: string; readonly number?: number };
  /** At a route table. */
  readonly route?: Route;
  /** In a transit gateway: by which attachment the packet came, and the route that matched. */
  readonly transit?: {
    readonly gateway: string;
    readonly attachment: string;
    readonly route?: TransitGatewayRoute;
  };
  /** Whose zone is judged; who wants to send to another VPC; by which a gateway load balancer's endpoint is entered. */
  readonly networkInterface?: string;
  /** What the verdict takes for granted, by Reachability Analyzer's code for it: appliances return what they get. */
  readonly assumption?: 'PATH_THROUGH_GWLB_NOT_CHECKED';
}

export interface Hop extends HopFacts {
  readonly stage: string;
  /** The id of what decided. */
  readonly component: string;
  /** Its owner, where not everything on the way is one account's. */
  readonly account?: string;
  /** The rule of the component that decided: an id or its text. */
  readonly rule?: string;
  readonly verdict: 'pass' | 'drop';
  /** Of a drop: its blocker's. */
  readonly code?: string;
  readonly detail?: string;
  readonly packet: HopPacket;
}

export interface Blocker {
  /** Reachability Analyzer's explanation code, or one of Postern's own, which begin with `POSTERN_`. */
  readonly code: string;
  readonly component: string;
  /** Who may make the change, where not everything on the way is one account's. */
  readonly account?: string;
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
