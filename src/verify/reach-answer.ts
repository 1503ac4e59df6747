/**
 * What is asked about many packets at once, and what is answered, in plain JSON: who can reach what, whether no path
 * exists, and what a change made possible or impossible. The same shapes for a caller in the house, the control pages and
 * `postern … --json`. One packet's question and answer are in answer.ts.
 */

import type { PortRange } from '../base/port-range.ts';
import type { Question } from './answer.ts';

/** One protocol, whole or as far as some destination ports; or a run of protocols, all whole. */
export interface Traffic {
  /** IP protocol number. */
  readonly protocol: number;
  /** The last of a run: 0 to 255 is everything. */
  readonly lastProtocol?: number;
  /** TCP and UDP alone; absent: every port. */
  readonly ports?: PortRange;
}

/** Interfaces that every rule, route and translation treats alike; or the world outside. */
export type End =
  | {
      readonly kind: 'interfaces';
      readonly vpc: string;
      readonly subnet: string;
      readonly groups: readonly string[];
      /** Ids, ordered; the first few where there are many. */
      readonly interfaces: readonly string[];
      readonly count: number;
      /** Whose they are, where that is not the VPC's owner alone. */
      readonly accounts?: readonly string[];
    }
  /** Addresses of the internet, as blocks. */
  | { readonly kind: 'internet'; readonly blocks: readonly string[] }
  /** An AWS service behind a gateway endpoint, with the addresses that lead there. */
  | { readonly kind: 'gateway-endpoint'; readonly endpoint: string; readonly blocks: readonly string[] };

export interface ReachQuestion {
  /** Id or Name of an instance, interface, endpoint, load balancer or endpoint service, or an address. */
  readonly subject: string;
  /** `to`: who reaches the subject; `from`: whom the subject reaches. */
  readonly direction: 'to' | 'from';
}

export interface Reach {
  readonly end: End;
  /** The load balancer, or the endpoint that leads to one, whose target the subject is: the end speaks to that. */
  readonly through?: string;
  /** Never empty. */
  readonly traffic: readonly Traffic[];
}

/** How much had to be told apart to answer. */
export interface Size {
  readonly interfaces: number;
  readonly classes: number;
  /** Pieces that the rules cut protocols and ports into. */
  readonly atoms: number;
}

export interface ReachAnswer extends ReachQuestion {
  readonly reaches: readonly Reach[];
  readonly size: Size;
}

/** Ids or Names of VPCs, subnets, groups, instances, interfaces, endpoints; account ids; blocks; `internet`; `anything`. */
export interface Claim {
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** Absent: any traffic. */
  readonly traffic?: Traffic;
}

/** A packet that the claim says cannot pass and that does: a question for a trace, and a command that sends it. */
export interface CounterExample {
  readonly question: Question;
  /** `postern exec i-… -- …` */
  readonly command?: string;
  readonly traffic: readonly Traffic[];
}

/** Interfaces by id, or a run of addresses of the internet, both ends included. */
export type BoxEnd =
  | { readonly kind: 'interfaces'; readonly ids: readonly string[] }
  | { readonly kind: 'internet'; readonly from: string; readonly to: string };

/** All packets of some senders to some receivers with some traffic, none of which passes one stage, or each for one reason. */
export interface Box {
  readonly sources: BoxEnd;
  readonly destinations: BoxEnd;
  readonly traffic: readonly Traffic[];
  /**
   * Why one packet speaks for all: `stage`, what stops it says of all of them that they do not pass; `boundaries`, no rule
   * that it meets begins or ends within the box.
   */
  readonly by: 'stage' | 'boundaries';
  /** What stops them, as the trace of one of them has it among its blockers. */
  readonly direction: 'forward' | 'return';
  readonly stage: string;
  readonly component: string;
  readonly code: string;
}

export interface Certificate {
  readonly claim: Claim;
  readonly revision: number;
  readonly boxes: readonly Box[];
}

export interface Proof {
  readonly claim: Claim;
  readonly holds: boolean;
  readonly size: Size;
  /** Where it holds. */
  readonly certificate?: Certificate;
  /** Where it doesn't: at most a few, of different classes. */
  readonly counterExamples: readonly CounterExample[];
}

/** What the plain evaluator says of a certificate. */
export interface CertificateCheck {
  readonly valid: boolean;
  /** How many packets it tried: one for each box. */
  readonly packets: number;
  readonly flaws: readonly string[];
}

export interface ChangedResource {
  readonly kind: string;
  readonly id: string;
  readonly change: 'added' | 'removed' | 'changed';
}

export interface Cause {
  readonly stage: string;
  readonly component: string;
  readonly rule?: string;
  /** One sentence. */
  readonly text: string;
}

export interface Difference {
  readonly from: End;
  readonly to: End;
  readonly gained: readonly Traffic[];
  readonly lost: readonly Traffic[];
  readonly causes: readonly Cause[];
}

export interface NetworkDiff {
  readonly before: number;
  readonly after: number;
  readonly changes: readonly ChangedResource[];
  readonly differences: readonly Difference[];
  readonly size: Size;
}
