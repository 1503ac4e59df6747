/** Security groups and their rules; a rule is a resource of its own, because AWS gives it an id and tags. */

import type { ResourceBase } from './resource.ts';

export interface SecurityGroup extends ResourceBase {
  readonly kind: 'security-group';
  /** The one that it was made in. */
  readonly vpc: string;
  readonly name: string;
  readonly description: string;
  /** Further VPCs that it was associated with; one that ended is forgotten with the next change. */
  readonly associations?: readonly VpcAssociation[];
}

/** That a group may be worn in a VPC besides its own. https://docs.aws.amazon.com/vpc/latest/userguide/security-group-assoc.html */
export interface VpcAssociation {
  readonly vpc: string;
  readonly desired: 'associated' | 'disassociated';
  /** The revision in which `desired` was asked for. */
  readonly stateRevision: number;
}

/** Ids of the VPCs in which a group may be worn, the one that it was made in first. */
export function vpcsOfGroup({
  vpc,
  associations = [],
}: Pick<SecurityGroup, 'vpc' | 'associations'>): readonly string[] {
  return [vpc, ...associations.filter(({ desired }) => desired === 'associated').map((one) => one.vpc)];
}

export type RulePeer =
  | { readonly kind: 'cidr'; readonly cidr: string }
  | { readonly kind: 'ipv6'; readonly cidr: string }
  | {
      readonly kind: 'group';
      readonly group: string;
      readonly account: string;
      /** The peering connection to the group's VPC when the rule was made, for a group of a peer. */
      readonly peering?: string;
    }
  | { readonly kind: 'prefix-list'; readonly prefixList: string };

export interface SecurityGroupRule extends ResourceBase {
  readonly kind: 'security-group-rule';
  /** The VPC that its group was made in. */
  readonly vpc: string;
  readonly group: string;
  readonly egress: boolean;
  /** `-1`, `tcp`, `udp`, `icmp`, `icmpv6` or a protocol number, as AWS prints it. */
  readonly protocol: string;
  /** First port, or ICMP type; absent for `-1` and protocols without ports; -1 is every type. */
  readonly from?: number;
  /** Last port, or ICMP code; -1 is every code. */
  readonly to?: number;
  readonly peer: RulePeer;
  readonly description?: string;
}
