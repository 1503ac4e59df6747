/**
 * The part of the plan that is a transit gateway, in the same nouns: doors where VPCs and other gateways are plugged in, and the
 * tables that lead from door to door.
 */

/** A router between VPCs. What comes in by a door is routed by the door's table, and leaves by another. */
export interface TransitGatewayPlan {
  readonly id: string;
  readonly region: string;
  readonly doors: readonly TransitDoor[];
  readonly tables: readonly TransitTable[];
}

export type TransitDoor =
  /** The port of a VPC's router; its id is the interface's. */
  | { readonly kind: 'port'; readonly id: string; readonly router: string; readonly table?: string }
  /** Another gateway, in the same region or another. Its id is the same on both sides. */
  | {
      readonly kind: 'peering';
      readonly id: string;
      readonly router: string;
      readonly region: string;
      /** Absent: nothing that comes in goes anywhere. */
      readonly table?: string;
    };

export interface TransitTable {
  readonly id: string;
  readonly routes: readonly TransitRoute[];
}

export interface TransitRoute {
  readonly destination: string;
  /** Ids of doors. Of several each flow takes one, both of its directions the same; none: a blackhole. */
  readonly exits: readonly string[];
}
