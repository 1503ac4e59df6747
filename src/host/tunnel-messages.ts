/**
 * What a gateway load balancer's node is told of its work: which endpoints' packets it carries to which appliances, and how long
 * a flow keeps its appliance. Everything is plain JSON.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/gateway/gateway-load-balancers.html
 */

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
  readonly stickiness: '5-tuple' | '3-tuple' | '2-tuple';
  /** Seconds without packets after which a TCP flow is forgotten, and any other. */
  readonly tcpIdleSeconds: number;
  readonly otherIdleSeconds: number;
}
