/**
 * The top-level names of AWS's answers: which of them become resources, and of the others what it means for packets that
 * they don't. A name that is in no table is reported all the same.
 */

/** Lists that become resources, with the member that names each item. */
export const idMembers: Readonly<Record<string, string>> = {
  Addresses: 'AllocationId',
  DhcpOptions: 'DhcpOptionsId',
  EgressOnlyInternetGateways: 'EgressOnlyInternetGatewayId',
  InstanceConnectEndpoints: 'InstanceConnectEndpointId',
  InternetGateways: 'InternetGatewayId',
  LoadBalancers: 'LoadBalancerArn',
  NatGateways: 'NatGatewayId',
  NetworkAcls: 'NetworkAclId',
  NetworkInterfaces: 'NetworkInterfaceId',
  PrefixLists: 'PrefixListId',
  Reservations: 'ReservationId',
  RouteTables: 'RouteTableId',
  SecurityGroups: 'GroupId',
  ServiceConfigurations: 'ServiceId',
  Subnets: 'SubnetId',
  TargetGroups: 'TargetGroupArn',
  TransitGatewayAttachments: 'TransitGatewayAttachmentId',
  TransitGatewayPeeringAttachments: 'TransitGatewayAttachmentId',
  TransitGatewayRouteTables: 'TransitGatewayRouteTableId',
  TransitGatewayVpcAttachments: 'TransitGatewayAttachmentId',
  TransitGateways: 'TransitGatewayId',
  VpcEndpoints: 'VpcEndpointId',
  VpcPeeringConnections: 'VpcPeeringConnectionId',
  Vpcs: 'VpcId',
  VpnGateways: 'VpnGatewayId',
  resourceShares: 'resourceShareArn',
};

/** Lists that say more about those, with the member that names what each is about. */
export const aboutMembers: Readonly<Record<string, string>> = {
  AllowedPrincipals: 'ServiceId',
  AvailabilityZones: 'ZoneName',
  ListenerAttributes: 'ListenerArn',
  Listeners: 'ListenerArn',
  LoadBalancerAttributes: 'LoadBalancerArn',
  LoadBalancerListeners: 'LoadBalancerArn',
  LoadBalancerTargetHealth: 'TargetGroupArn',
  ManagedPrefixListEntries: 'PrefixListId',
  ResourceSharePermissions: 'resourceShareArn',
  SecurityGroupRules: 'GroupId',
  SecurityGroupVpcAssociations: 'GroupId',
  TagDescriptions: 'ResourceArn',
  TargetGroupAttributes: 'TargetGroupArn',
  TransitGatewayPropagations: 'TransitGatewayRouteTableId',
  TransitGatewayStaticRoutes: 'TransitGatewayRouteTableId',
  VpcAttributes: 'VpcId',
  VpcEndpointConnections: 'VpcEndpointId',
  VpcEndpointServicePermissions: 'ServiceId',
  resourceShareAssociations: 'resourceShareArn',
};

export const knownKeys: ReadonlySet<string> = new Set([...Object.keys(idMembers), ...Object.keys(aboutMembers)]);

const blackholes = 'routes to it are treated as blackholes';
const denied = 'nothing passes it';
const asEnds = 'its network interfaces are treated as ends; what is behind them is not known';

const effects: Readonly<Record<string, string>> = {
  CarrierGateways: blackholes,
  ClientVpnEndpoints: denied,
  CoreNetworks: blackholes,
  CustomerGateways: denied,
  DBInstances: asEnds,
  DomainStatusList: asEnds,
  Firewalls: blackholes,
  LoadBalancerDescriptions: asEnds,
  LocalGateways: blackholes,
  VpnConnections: denied,
};

/** A word for each list that says nothing about packets. */
const silent: ReadonlySet<string> = new Set([
  'Accounts',
  'ConfigurationRecorders',
  'FlowLogs',
  'Images',
  'InstanceStatuses',
  'KeyPairs',
  'PlacementGroups',
  'Regions',
  'Snapshots',
  'Tags',
  'Volumes',
]);

export function effectOfKey(key: string): string {
  if (Object.hasOwn(effects, key)) return effects[key]!;
  return silent.has(key) ? 'ignored: it changes no packet' : 'ignored: what it means for packets is not known';
}

/** Where an answer says that it is not all. */
export const pageMarks: ReadonlySet<string> = new Set(['NextToken', 'NextMarker', 'nextToken']);
