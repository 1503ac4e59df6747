/**
 * Load balancers' parts of the plan, in the same nouns: what a network load balancer listens to, and the node of a gateway load
 * balancer, which hears everything that comes through its endpoints.
 */

export interface ListenerPlan {
  readonly protocol: 6 | 17;
  readonly port: number;
  /** Seconds after which a connection without packets is forgotten. */
  readonly idleSeconds: number;
  /** Where new connections go, evenly by their addresses and ports; none: they are dropped. */
  readonly targets: readonly SocketAddress[];
  /** Targets whose connections are reset, because they are no longer fit. */
  readonly unfit: readonly SocketAddress[];
  /** Targets see the client's address, except of what comes through endpoints. */
  readonly keepsClientAddress: boolean;
  /** Each connection begins with the client's addresses, in proxy protocol version 2. */
  readonly proxyProtocol: boolean;
}

export interface SocketAddress {
  readonly address: string;
  readonly port: number;
}

/**
 * A gateway load balancer in one zone: packets that come through endpoints go to an appliance, whole, and what the appliance sends
 * back leaves by the endpoint that it came from.
 */
export interface GatewayLoadBalancerNode {
  readonly kind: 'gateway-load-balancer-node';
  readonly id: string;
  readonly router: string;
  readonly port: string;
  /** What appliances see as the sender, and answer to. */
  readonly address: string;
  /** Interfaces of consumers' endpoints, by id, whose wires end here. */
  readonly endpoints: readonly string[];
  /** None: every packet is dropped. */
  readonly appliances: readonly Appliance[];
  /** What makes packets one flow. */
  readonly stickiness: '5-tuple' | '3-tuple' | '2-tuple';
  /** Seconds without packets after which a flow of TCP is forgotten, and any other. */
  readonly tcpIdleSeconds: number;
  readonly otherIdleSeconds: number;
}

export interface Appliance {
  readonly address: string;
  /** New flows go to it. Those that it has, it keeps as long as it is listed. */
  readonly takesFlows: boolean;
}
