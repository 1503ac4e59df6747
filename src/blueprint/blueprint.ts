/**
 * The plan for a data plane: what must exist, in networking's own nouns, and never how a backend does it (no chain, mark or
 * device). Compiled from the Network, printed for goldens, checked by the linter, rendered by a backend. Lists are ordered
 * by id unless their order means something, so that equal Networks give equal text.
 */

import type { GatewayLoadBalancerNode, ListenerPlan } from './load-balancer.ts';
import type { TransitGatewayPlan } from './transit-gateway.ts';

export interface Blueprint {
  readonly revision: number;
  readonly routers: readonly Router[];
  readonly nodes: readonly Node[];
  readonly transitGateways: readonly TransitGatewayPlan[];
  readonly internet: Internet;
}

/** A VPC's router: everything between its interfaces. */
export interface Router {
  /** The VPC's id. */
  readonly id: string;
  readonly region: string;
  readonly cidrs: readonly string[];
  readonly subnets: readonly SubnetPlan[];
  readonly ports: readonly Port[];
  readonly routeTables: readonly RouteTablePlan[];
  readonly networkAcls: readonly NetworkAclPlan[];
  readonly groups: readonly GroupPlan[];
  readonly addressSets: readonly AddressSet[];
  /** Ports whose flows are counted; absent where nobody wants to know. */
  readonly countedPorts?: readonly string[];
  /** Present while an internet gateway is attached. */
  readonly internetGateway?: {
    readonly id: string;
    readonly translations: readonly Translation[];
    /** Absent: what comes in from the internet goes straight to its receiver. */
    readonly edge?: Edge;
  };
  /** Links to other VPCs' routers, there or not. */
  readonly peerings: readonly PeeringLink[];
  /** Where the router itself answers its instances, whatever groups and ACLs say. */
  readonly services: { readonly resolver: readonly string[]; readonly metadata: readonly string[] };
}

/** How an internet gateway routes what comes in. */
export interface Edge {
  readonly routeTable: string;
  /** Addresses and the ports that they are of, where the table leads their traffic to other ports: past these they send nothing out. */
  readonly redirected: readonly { readonly port: string; readonly address: string }[];
}

/** One end of a link between two VPCs. Nothing passes that has neither its source nor its destination in the VPC it goes to. */
export interface PeeringLink {
  /** The peering connection's id, the same on both ends. */
  readonly id: string;
  /** The other VPC, its region and its blocks. */
  readonly router: string;
  readonly region: string;
  readonly cidrs: readonly string[];
  /** Addresses of the other VPC that rules here mean when they name a group. */
  readonly members: readonly string[];
}

export interface SubnetPlan {
  readonly id: string;
  readonly cidr: string;
  /** The router's address in the subnet, base + 1. */
  readonly gateway: string;
  readonly routeTable: string;
  readonly networkAcl: string;
  /** Its zone is down: nothing enters or leaves. */
  readonly down?: true;
}

/** Where an interface meets the router. */
export interface Port {
  /** The interface's id. */
  readonly id: string;
  readonly subnet: string;
  /** The primary one first. */
  readonly addresses: readonly string[];
  readonly mac: string;
  readonly sourceCheck: boolean;
  /** Absent where security groups don't apply (NAT gateways). Empty: nothing passes. */
  readonly groups?: readonly string[];
  /** The node that the interface is attached to. */
  readonly node: string;
  /** Replies to what it sends on from others' addresses go back through it: a load balancer's. */
  readonly symmetric?: true;
  /**
   * What goes into it leaves the VPC as it is, and what comes out of it others have sent. What goes to a gateway load balancer's endpoint
   * comes out of it again, for its subnet to route.
   */
  readonly passage?: 'gateway-load-balancer' | 'transit-gateway';
}

export interface RouteTablePlan {
  readonly id: string;
  readonly routes: readonly RoutePlan[];
}

export interface RoutePlan {
  readonly destination: string;
  readonly target: RoutePlanTarget;
}

export type RoutePlanTarget =
  | { readonly kind: 'local' }
  | { readonly kind: 'internet-gateway' }
  /** The interface of an instance, a NAT gateway or an endpoint of a gateway load balancer. */
  | { readonly kind: 'port'; readonly port: string }
  /** A gateway endpoint's node. */
  | { readonly kind: 'node'; readonly node: string }
  /** A link to another VPC's router. */
  | { readonly kind: 'peering'; readonly peering: string }
  | { readonly kind: 'blackhole' };

export interface NetworkAclPlan {
  readonly id: string;
  readonly ingress: readonly NetworkAclRule[];
  readonly egress: readonly NetworkAclRule[];
}

/** In evaluation order; what no rule matches is dropped. */
export interface NetworkAclRule {
  readonly number: number;
  readonly action: 'allow' | 'deny';
  readonly match: Match;
}

export interface GroupPlan {
  /** The security group's id. */
  readonly id: string;
  readonly ingress: readonly GroupRule[];
  readonly egress: readonly GroupRule[];
}

export interface GroupRule {
  /** `sgr-…` */
  readonly id: string;
  readonly match: Match;
}

export interface Match {
  /** IP protocol number; absent: every protocol. */
  readonly protocol?: number;
  /** Destination ports, both ends included; absent: every port. TCP and UDP only. */
  readonly ports?: { readonly from: number; readonly to: number };
  /** ICMP only; absent members match everything. */
  readonly icmp?: { readonly type?: number; readonly code?: number };
  /** The other side's addresses. */
  readonly peer:
    | { readonly kind: 'cidr'; readonly cidr: string }
    | {
        readonly kind: 'set';
        readonly set: string;
        /** Of packets to the group's ports only those that the port which has the address sent itself. */
        readonly sentByOwner?: true;
      };
}

/** Addresses under one name: a group's members, or a prefix list's content. */
export interface AddressSet {
  readonly id: string;
  readonly cidrs: readonly string[];
}

/** A public address and the private one behind it. */
export interface Translation {
  readonly publicAddress: string;
  readonly privateAddress: string;
}

/** What is plugged into ports, or hangs from a router. */
export type Node =
  | {
      readonly kind: 'instance';
      readonly id: string;
      readonly router: string;
      readonly hostname: string;
      /** By device index: the interface's port. */
      readonly devices: readonly { readonly index: number; readonly port: string }[];
      /** It may send on what was not addressed to it (source/destination check off). */
      readonly forwards: boolean;
    }
  /** One interface of an interface endpoint: addressed traffic only, no echo replies, never opens a connection. */
  | {
      readonly kind: 'endpoint';
      readonly id: string;
      readonly router: string;
      readonly endpoint: string;
      readonly port: string;
    }
  /** One interface of a resolver endpoint: names only, asked there (inbound) or asking from there (outbound). */
  | {
      readonly kind: 'resolver-endpoint';
      readonly id: string;
      readonly router: string;
      readonly port: string;
      readonly direction: 'inbound' | 'outbound';
    }
  /** An interface of an endpoint to a customer's service, or of a gateway load balancer: a wire to a load balancer's node in the provider's VPC. */
  | {
      readonly kind: 'service-endpoint';
      readonly id: string;
      readonly router: string;
      readonly endpoint: string;
      readonly port: string;
      /** The id of the load balancer's node. */
      readonly loadBalancerNode: string;
    }
  /** A load balancer in one zone: what comes to its address, or through endpoints, goes on to targets. */
  | {
      readonly kind: 'load-balancer-node';
      readonly id: string;
      readonly router: string;
      readonly port: string;
      readonly address: string;
      readonly listeners: readonly ListenerPlan[];
      /** Interfaces of consumers' endpoints, by id, whose wires end here. */
      readonly endpoints: readonly string[];
      /** What may come through endpoints; absent: everything. Every peer is a block. */
      readonly endpointRules?: readonly Match[];
    }
  | GatewayLoadBalancerNode
  /** A gateway endpoint: answers on a service's public prefixes inside one VPC. */
  | {
      readonly kind: 'gateway-endpoint';
      readonly id: string;
      readonly router: string;
      readonly prefixes: readonly string[];
    }
  | {
      readonly kind: 'nat-gateway';
      readonly id: string;
      readonly router: string;
      readonly port: string;
      readonly address: string;
      /** Only these sources are translated: its own VPC's, or everybody's where transit gateways bring others'. */
      readonly sources: readonly string[];
    };

/** The simulated internet: public hosts and AWS's public service addresses, as blocks, and which router has which public address. */
export interface Internet {
  readonly hosts: readonly string[];
  readonly servicePrefixes: readonly string[];
  readonly attachments: readonly { readonly router: string; readonly publicAddresses: readonly string[] }[];
}
