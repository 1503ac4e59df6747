/** A route table, its routes and the subnets or gateways it is associated with. Whether a route is a blackhole is derived. */

import type { ResourceBase } from './resource.ts';

export type RouteDestination =
  | { readonly kind: 'cidr'; readonly cidr: string }
  | { readonly kind: 'ipv6'; readonly cidr: string }
  | { readonly kind: 'prefix-list'; readonly prefixList: string };

export type RouteTarget =
  | { readonly kind: 'local' }
  | { readonly kind: 'internet-gateway'; readonly id: string }
  | { readonly kind: 'egress-only-internet-gateway'; readonly id: string }
  | { readonly kind: 'vpn-gateway'; readonly id: string }
  | { readonly kind: 'nat-gateway'; readonly id: string }
  | { readonly kind: 'network-interface'; readonly id: string; readonly instance?: string }
  | { readonly kind: 'transit-gateway'; readonly id: string }
  | { readonly kind: 'vpc-endpoint'; readonly id: string }
  | { readonly kind: 'vpc-peering-connection'; readonly id: string };

export interface Route {
  readonly destination: RouteDestination;
  readonly target: RouteTarget;
  readonly origin: 'CreateRouteTable' | 'CreateRoute' | 'EnableVgwRoutePropagation';
}

export interface RouteTableAssociation {
  readonly id: string;
  readonly main: boolean;
  readonly subnet?: string;
  readonly gateway?: string;
}

export interface RouteTable extends ResourceBase {
  readonly kind: 'route-table';
  readonly vpc: string;
  /** Local routes first. A gateway endpoint's route is stored as `prefix-list` → `vpc-endpoint`. */
  readonly routes: readonly Route[];
  /** Virtual private gateways that may propagate routes to it. */
  readonly propagatingGateways?: readonly string[];
  /** The main association has no subnet; one with a gateway routes what comes in through an internet gateway or a virtual private one. */
  readonly associations: readonly RouteTableAssociation[];
}
