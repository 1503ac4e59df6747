/** Which operations an export asks, and in which files it keeps what they answer: one row for each file. */

import type { Kind } from '../model/resource.ts';
import type { Context } from '../operations/context.ts';
import { ec2Operations as ec2 } from '../operations/ec2/table.ts';
import { elasticLoadBalancingOperations as elb } from '../operations/elasticloadbalancing/table.ts';
import { ramOperations as ram } from '../operations/ram/table.ts';

// biome-ignore lint/suspicious/noExplicitAny: operations of two services with types of their own, called by name.
export type Operation = (context: Context, input: any) => unknown;
export type Answer = Readonly<Record<string, unknown>>;

const transitTable = 'transit-gateway-route-table';
const shareParts = 'resourceShareAssociations';

/** Member of the answer → the operation that gives it. The file is called like the member, but for its third column. */
export const lists: readonly (readonly [key: string, operation: Operation, file?: string, input?: object])[] = [
  ['Addresses', ec2.DescribeAddresses],
  ['AvailabilityZones', ec2.DescribeAvailabilityZones],
  ['DhcpOptions', ec2.DescribeDhcpOptions],
  ['EgressOnlyInternetGateways', ec2.DescribeEgressOnlyInternetGateways],
  ['InstanceConnectEndpoints', ec2.DescribeInstanceConnectEndpoints],
  ['InternetGateways', ec2.DescribeInternetGateways],
  ['LoadBalancers', elb.DescribeLoadBalancers],
  ['NatGateways', ec2.DescribeNatGateways],
  ['NetworkAcls', ec2.DescribeNetworkAcls],
  ['NetworkInterfaces', ec2.DescribeNetworkInterfaces],
  ['PrefixLists', ec2.DescribePrefixLists],
  ['PrefixLists', ec2.DescribeManagedPrefixLists, 'ManagedPrefixLists'],
  ['Reservations', ec2.DescribeInstances],
  ['RouteTables', ec2.DescribeRouteTables],
  ['SecurityGroupRules', ec2.DescribeSecurityGroupRules],
  ['SecurityGroupVpcAssociations', ec2.DescribeSecurityGroupVpcAssociations],
  ['SecurityGroups', ec2.DescribeSecurityGroups],
  ['ServiceConfigurations', ec2.DescribeVpcEndpointServiceConfigurations, 'VpcEndpointServiceConfigurations'],
  ['Subnets', ec2.DescribeSubnets],
  ['TargetGroups', elb.DescribeTargetGroups],
  ['TransitGatewayAttachments', ec2.DescribeTransitGatewayAttachments],
  ['TransitGatewayPeeringAttachments', ec2.DescribeTransitGatewayPeeringAttachments],
  ['TransitGatewayRouteTables', ec2.DescribeTransitGatewayRouteTables],
  ['TransitGatewayVpcAttachments', ec2.DescribeTransitGatewayVpcAttachments],
  ['TransitGateways', ec2.DescribeTransitGateways],
  ['VpcEndpointConnections', ec2.DescribeVpcEndpointConnections],
  ['VpcEndpoints', ec2.DescribeVpcEndpoints],
  ['VpcPeeringConnections', ec2.DescribeVpcPeeringConnections],
  ['Vpcs', ec2.DescribeVpcs],
  ['VpnGateways', ec2.DescribeVpnGateways],
  ['resourceShares', ram.GetResourceShares, 'ResourceShares', { resourceOwner: 'SELF' }],
  [shareParts, ram.GetResourceShareAssociations, 'ResourceSharePrincipals', { associationType: 'PRINCIPAL' }],
  [shareParts, ram.GetResourceShareAssociations, 'ResourceShareResources', { associationType: 'RESOURCE' }],
];

export interface About {
  /** The file and its only member. */
  readonly name: string;
  readonly kind: Kind;
  /** How the request names what it is about, and how the file does. */
  readonly input: string;
  readonly label: string;
  readonly operation: Operation;
  /** What the request says besides. */
  readonly more: object;
}

/** Answers about one resource each; the file has a list of them, each with what it is about, as Batfish's files have. */
export const abouts: readonly About[] = [
  about('ListenerAttributes', 'listener', 'ListenerArn', elb.DescribeListenerAttributes),
  about('LoadBalancerAttributes', 'load-balancer', 'LoadBalancerArn', elb.DescribeLoadBalancerAttributes),
  about('LoadBalancerListeners', 'load-balancer', 'LoadBalancerArn', elb.DescribeListeners),
  about('LoadBalancerTargetHealth', 'target-group', 'TargetGroupArn', elb.DescribeTargetHealth),
  about('ManagedPrefixListEntries', 'prefix-list', 'PrefixListId', ec2.GetManagedPrefixListEntries),
  about('ResourceSharePermissions', 'resource-share', 'resourceShareArn', ram.ListResourceSharePermissions),
  about('TargetGroupAttributes', 'target-group', 'TargetGroupArn', elb.DescribeTargetGroupAttributes),
  about(
    'TransitGatewayPropagations',
    transitTable,
    'TransitGatewayRouteTableId',
    ec2.GetTransitGatewayRouteTablePropagations,
  ),
  about('TransitGatewayStaticRoutes', transitTable, 'TransitGatewayRouteTableId', ec2.SearchTransitGatewayRoutes, {
    Filters: [{ Name: 'type', Values: ['static'] }],
  }),
  about(
    'VpcEndpointServicePermissions',
    'vpc-endpoint-service',
    'ServiceId',
    ec2.DescribeVpcEndpointServicePermissions,
  ),
];

function about(name: string, kind: Kind, label: string, operation: Operation, more: object = {}): About {
  return { name, kind, input: label, label, operation, more };
}
