/**
 * What a gateway load balancer's node is told of its work, and what it tells: which endpoints' packets it carries to which appliances, how
 * long a flow keeps its appliance, and how much has passed. Everything is plain JSON.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/gateway/gateway-load-balancers.html
 */

import type { Stickiness } from './inner-packet.ts';
import type { ProbeRequest } from './worker-messages.ts';

export interface TunnelEndpoint {
  /** The TUN device that its packets come out of, and that those which an appliance answered go back into. */
  readonly device: string;
  /** `vpce-…`: appliances are told its seventeen digits, as many as fit. */
  readonly endpoint: string;
}

export interface TunnelTarget {
  readonly address: string;
  /** New flows go to it; flows that it has, it keeps in any case while it is listed. */
  readonly takesFlows: boolean;
}

export interface TunnelPlan {
  /** The node's own address: what appliances see as sender, and answer to. */
  readonly address: string;
  readonly endpoints: readonly TunnelEndpoint[];
  readonly targets: readonly TunnelTarget[];
  /** What makes packets one flow. */
  readonly stickiness: Stickiness;
  /** Seconds without packets after which a TCP flow is forgotten, and any other. */
  readonly tcpIdleSeconds: number;
  readonly otherIdleSeconds: number;
}

/** What of a plan could not be: everything else is. Told again, it is tried again. */
export interface Lack {
  /** A device, or the node's address. */
  readonly what: string;
  readonly reason: string;
}

export interface Carried {
  readonly packets: number;
  readonly bytes: number;
}

/**
 * `unread`: not a whole IPv4 packet. `untargeted`: no target takes flows. `unsent`: of those that are counted as sent, no way led to the
 * target, or the kernel was full.
 * `forged`: an answer that isn't of a flow that the endpoint has at the appliance. `refused`: the device didn't take it.
 */
export type TunnelDrop = 'unread' | 'untargeted' | 'unsent' | 'forged' | 'refused';

export interface EndpointCounts {
  readonly endpoint: string;
  /** Inner packets that came from the consumer and went to an appliance. */
  readonly sent: Carried;
  /** Those that appliances answered and that went back. */
  readonly returned: Carried;
  readonly dropped: Readonly<Record<TunnelDrop, number>>;
  readonly newFlows: number;
  readonly activeFlows: number;
}

export interface TargetCounts {
  readonly address: string;
  readonly sent: Carried;
  readonly returned: Carried;
}

/** Since the endpoint or target was first listed, or listed again. */
export interface TunnelCounts {
  readonly endpoints: readonly EndpointCounts[];
  readonly targets: readonly TargetCounts[];
  /** What came to port 6081 and is no GENEVE, or is of no endpoint of the node. */
  readonly strays: number;
}

export type ToTunneller =
  | { readonly kind: 'probe'; readonly request: ProbeRequest }
  | { readonly kind: 'follow'; readonly plan: TunnelPlan }
  | { readonly kind: 'count' };
