/** An elastic network interface: addresses in a subnet, security groups, and what it is attached to. */

import type { ResourceBase } from './resource.ts';

export type InterfaceType =
  | 'ec2_instance_connect_endpoint'
  | 'gateway_load_balancer'
  | 'gateway_load_balancer_endpoint'
  | 'interface'
  | 'nat_gateway'
  | 'network_load_balancer'
  /** One of Route 53 Resolver's; EC2 prints it as `interface`. */
  | 'resolver_endpoint'
  | 'transit_gateway'
  | 'vpc_endpoint';

/**
 * What goes into these leaves its VPC as it is, and what comes out of them others have sent. Network ACLs are asked about what goes to
 * one in its sender's own subnet too.
 * https://docs.aws.amazon.com/vpc/latest/tgw/tgw-nacls.html
 * https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-load-balancer-endpoints.html
 */
export const passageTypes: ReadonlySet<InterfaceType> = new Set(['gateway_load_balancer_endpoint', 'transit_gateway']);

const withoutGroups: ReadonlySet<InterfaceType> = new Set([
  'gateway_load_balancer',
  'gateway_load_balancer_endpoint',
  'nat_gateway',
  'transit_gateway',
]);

/**
 * No security group is asked about what enters or leaves it: of its kind none has any, or it is of a network load balancer that was made
 * without.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html
 */
export function isUnjudged({ interfaceType, groups }: Pick<NetworkInterface, 'interfaceType' | 'groups'>): boolean {
  return withoutGroups.has(interfaceType) || (interfaceType === 'network_load_balancer' && groups.length === 0);
}

export interface NetworkInterface extends ResourceBase {
  readonly kind: 'network-interface';
  readonly vpc: string;
  readonly subnet: string;
  readonly zoneId: string;
  readonly interfaceType: InterfaceType;
  readonly description: string;
  readonly mac: string;
  /** The first is the primary one. */
  readonly privateAddresses: readonly string[];
  readonly groups: readonly string[];
  readonly sourceDestCheck: boolean;
  readonly requesterManaged: boolean;
  readonly requester?: string;
  /** Assigned at launch from Amazon's pool, lost at stop; an elastic address takes its place. */
  readonly autoPublicAddress?: string;
  /** The launch asked for a public address, so every start brings one. */
  readonly assignPublicAddress?: true;
  readonly attachment?: {
    readonly id: string;
    readonly instance?: string;
    readonly instanceOwner: string;
    readonly deviceIndex: number;
    readonly deleteOnTermination: boolean;
    readonly attached: number;
  };
  /** The endpoint, load balancer, NAT gateway, resolver endpoint or attachment of a transit gateway that owns a requester-managed interface. */
  readonly parent?: string;
}
