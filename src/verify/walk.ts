/**
 * A walk: one packet's way through the Network, stage by stage, and what was found on it. A stage that drops is written
 * down and the walk goes on behind it, so that every blocker is found at once. The forward walk leaves a memory of the
 * connections that stateful stages saw, which the walk of the answer reads.
 */

import type { InternetGateway } from '../model/internet-gateway.ts';
import type { LoadBalancer, LoadBalancerNode } from '../model/load-balancer.ts';
import type { Network } from '../model/network.ts';
import type { NetworkInterface } from '../model/network-interface.ts';
import type { TargetHealthView, Usable } from '../model/target-health.ts';
import type { TransitGatewayAttachment } from '../model/transit-gateway.ts';
import type { VpcEndpoint } from '../model/vpc-endpoint.ts';
import type { Blocker, Disposition, Hop, HopFacts, ServiceRequest } from './answer.ts';
import type { Choice } from './choice.ts';
import { hopPacket, type Packet } from './packet.ts';

/** Where a packet is between two stages. */
export type Position =
  | { readonly kind: 'sent'; readonly from: NetworkInterface; readonly packet: Packet }
  | {
      readonly kind: 'arriving';
      readonly at: NetworkInterface;
      /** Whose interface sent it, unless it came through a gateway. */
      readonly from?: NetworkInterface;
      readonly packet: Packet;
      /** Whether it comes from another subnet. */
      readonly crosses: boolean;
    }
  | {
      readonly kind: 'outbound';
      readonly gateway: InternetGateway;
      readonly from: NetworkInterface;
      readonly packet: Packet;
    }
  | {
      readonly kind: 'inbound';
      readonly packet: Packet;
      /** Whom the asker means, where the destination is no public address. */
      readonly intended?: NetworkInterface;
    }
  | { readonly kind: 'gateway-endpoint'; readonly endpoint: VpcEndpoint; readonly packet: Packet }
  /** Coming out of a passage. */
  | { readonly kind: 'passage'; readonly id: string; readonly packet: Packet }
  | Balancing
  | Transit
  | { readonly kind: 'ended'; readonly end: End };

/** At a load balancer's node, as its client sent it. */
export interface Balancing {
  readonly kind: 'balancing';
  readonly loadBalancer: LoadBalancer;
  readonly node: LoadBalancerNode;
  readonly packet: Packet;
  /** The endpoint that it came through. */
  readonly endpoint?: VpcEndpoint;
  /** Where the answer goes on. */
  readonly back: Position;
}

/** In a transit gateway. */
export interface Transit {
  readonly kind: 'transit';
  readonly gateway: string;
  /** By which it came. */
  readonly attachment: TransitGatewayAttachment;
  /** That it came from; absent: from another gateway. */
  readonly zoneId?: string;
  readonly packet: Packet;
}

export type End =
  | { readonly kind: 'interface'; readonly at: NetworkInterface; readonly packet: Packet }
  | { readonly kind: 'internet'; readonly packet: Packet }
  /** Entered, by its id. */
  | { readonly kind: 'passage'; readonly id: string; readonly packet: Packet }
  | { readonly kind: 'gateway-endpoint'; readonly endpoint: VpcEndpoint; readonly packet: Packet }
  /** Resolver, metadata or the sender itself: the answer has no way to go. */
  | { readonly kind: 'on-the-spot'; readonly packet: Packet }
  /** Nobody can say where it would have gone. */
  | { readonly kind: 'lost' };

export interface Memory {
  /** Interfaces and the flows that their groups were asked about: their answers pass. */
  readonly tracked: Set<string>;
  /** What a translator or load balancer makes of an answer, by its interface and the answer's flow. */
  readonly answers: Map<string, Position>;
  /** Answers that go back to a load balancer's node whatever the routes say, by VPC and flow. */
  readonly ways: Map<string, NetworkInterface>;
  /** Which of an attachment's zones appliances were met in, by attachment and flow. */
  readonly entries: Map<string, number>;
  /** What was chosen on the way, out of how many. */
  readonly choices: Choice[];
}

export interface Walk {
  readonly network: Network;
  readonly health: TargetHealthView;
  readonly direction: 'forward' | 'return';
  readonly memory: Memory;
  /** What is chosen where the way leaves it open; see choice.ts. */
  readonly plan: readonly number[];
  /** Targets by group and node, found once for all choices. */
  readonly usable: Map<string, Usable>;
  /** Of a walk to an appliance: interfaces of endpoints that are entered and not left yet. */
  readonly inside?: readonly string[];
  /** What is sent, for the policies of endpoints. */
  readonly request?: ServiceRequest;
  /** The passage that ends it. */
  readonly limit?: string;
  readonly hops: Hop[];
  readonly blockers: (Blocker & { readonly disposition: Disposition })[];
  /** Interfaces and flows that have been here, for loops. */
  readonly seen: Set<string>;
}

export const lost: Position = { kind: 'ended', end: { kind: 'lost' } };

export interface Decision extends HopFacts {
  readonly stage: string;
  readonly component: string;
  readonly rule?: string;
  readonly detail?: string;
}

export interface Denial extends Decision {
  readonly code: string;
  readonly mend: string;
  readonly disposition: Disposition;
}

export function newMemory(): Memory {
  return { tracked: new Set(), answers: new Map(), ways: new Map(), entries: new Map(), choices: [] };
}

export function newWalk(wanted: Omit<Walk, 'hops' | 'blockers' | 'seen'>): Walk {
  return { ...wanted, hops: [], blockers: [], seen: new Set() };
}

export function pass(walk: Walk, packet: Packet, decision: Decision): void {
  walk.hops.push({ ...decision, verdict: 'pass', packet: hopPacket(packet) });
}

export function drop(walk: Walk, packet: Packet, denial: Denial): void {
  const { code, mend, disposition, ...decision } = denial;
  const { component, rule } = decision;
  walk.hops.push({ ...decision, verdict: 'drop', code, packet: hopPacket(packet) });
  walk.blockers.push({ code, component, ...(rule === undefined ? {} : { rule }), mend, disposition });
}
